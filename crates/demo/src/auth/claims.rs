//! JWTs in the shape of Xero's. Their signatures have the right size and verify with no key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::bearer::Bearer;
use super::consent::Consent;
use super::secret::Digest;
use crate::values::ids::{Guid, random_bytes};

pub(crate) const ISSUER: &str = "https://identity.xero.com";
const HEADER: &str = r#"{"alg":"RS256","kid":"1CAF8E66772D6DC028D6726FD0261581570EFC19","typ":"JWT"}"#;
const EMAIL: &str = "demo.user@example.com";
/// Seconds.
const ID_TOKEN_LIFE: i64 = 300;

/// Stands for the key that Xero signs with.
pub(crate) struct Signer([u8; 32]);

impl Signer {
    pub(crate) fn new() -> Signer {
        Signer(random_bytes())
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(claims.to_string()));
        // 256 bytes, as an RS256 signature has.
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &self.0);
        let signature: Vec<u8> = (0_u8..8)
            .flat_map(|part| {
                let message = [signed.as_bytes(), &[part]].concat();
                ring::hmac::sign(&key, &message).as_ref().to_vec()
            })
            .collect();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Of an access token. `issued` and `life` are seconds.
pub(crate) fn access(bearer: &Bearer, jti: Guid, issued: i64, life: i64) -> Value {
    let mut claims = json!({
        "nbf": issued,
        "exp": issued + life,
        "iss": ISSUER,
        "aud": format!("{ISSUER}/resources"),
        "client_id": &*bearer.client_id,
        "jti": plain(jti).to_uppercase(),
        "scope": *bearer.scopes,
    });
    if bearer.has_user {
        let session = session(bearer.event_id);
        claims["sub"] = plain(user_id()).into();
        claims["auth_time"] = bearer.auth_time.map_or(issued, |at| at.div_euclid(1_000)).into();
        claims["idp"] = "local".into();
        claims["xero_userid"] = user_id().to_string().into();
        claims["global_session_id"] = session.as_str().into();
        claims["sid"] = session.into();
        claims["authentication_event_id"] = bearer.event_id.to_string().into();
        claims["amr"] = json!(["pwd"]);
    }
    if let Some(tenant_id) = bearer.tenant_id {
        claims["xero_tenant_id"] = tenant_id.to_string().into();
    }
    claims
}

/// Of an id token.
pub(crate) fn id(consent: &Consent, access_token: &str, issued: i64) -> Value {
    let session = session(consent.event_id);
    let mut claims = json!({
        "nbf": issued,
        "exp": issued + ID_TOKEN_LIFE,
        "iat": issued,
        "iss": ISSUER,
        "aud": consent.client_id,
        "at_hash": URL_SAFE_NO_PAD.encode(&Digest::of(access_token).bytes()[..16]),
        "sid": session,
        "global_session_id": session,
        "auth_time": consent.at.div_euclid(1_000),
        "idp": "local",
        "amr": ["pwd"],
    });
    if let Some(nonce) = &consent.nonce {
        claims["nonce"] = nonce.as_str().into();
    }
    if let (Some(claims), Value::Object(user)) = (claims.as_object_mut(), user(&consent.scopes)) {
        claims.extend(user);
    }
    claims
}

/// What the scopes tell of the user.
pub(crate) fn user(scopes: &[String]) -> Value {
    let has = |scope: &str| scopes.iter().any(|have| have == scope);
    let mut claims = json!({ "sub": plain(user_id()), "xero_userid": user_id().to_string() });
    if has("profile") {
        claims["preferred_username"] = EMAIL.into();
        claims["name"] = "Demo User".into();
        claims["given_name"] = "Demo".into();
        claims["family_name"] = "User".into();
    }
    if has("email") {
        claims["email"] = EMAIL.into();
        claims["email_verified"] = true.into();
    }
    claims
}

/// The one user there is, who authorises every app.
fn user_id() -> Guid {
    Guid::named("the authorising user")
}

fn session(event_id: Guid) -> String {
    plain(Guid::named(&format!("session/{event_id}")))
}

/// Without hyphens, as these claims have ids.
fn plain(id: Guid) -> String {
    id.to_string().replace('-', "")
}
