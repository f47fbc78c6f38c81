//! Access tokens: made in the shape of Xero's JWTs, looked up whole, never verified by signature.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::ids::{Guid, random_bytes};

/// Expired tokens are kept so that they can be told from unknown ones; past this many they go.
const MOST_KEPT: usize = 10_000;

#[derive(Debug)]
pub(crate) struct Tokens {
    kept: HashMap<String, Token>,
    /// Stands for the key that Xero signs with: not a secret of anybody.
    signature_seed: [u8; 32],
}

#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// By the demo's clock; a revoked token expired when it was revoked.
    pub(crate) expires: i64,
    pub(crate) scopes: Arc<Vec<String>>,
}

pub(crate) struct Grant<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) scopes: Vec<String>,
    /// None while the connection is not active.
    pub(crate) tenant_id: Option<Guid>,
    pub(crate) user_id: Guid,
    pub(crate) now: i64,
    pub(crate) seconds: i64,
}

impl Tokens {
    pub(crate) fn new() -> Tokens {
        Tokens { kept: HashMap::new(), signature_seed: random_bytes() }
    }

    pub(crate) fn issue(&mut self, grant: Grant<'_>, jti: Guid) -> String {
        let expires = grant.now + grant.seconds * 1_000;
        let text = self.write(&grant, jti);
        if self.kept.len() >= MOST_KEPT {
            self.kept.retain(|_, token| token.expires > grant.now);
        }
        self.kept.insert(text.clone(), Token { expires, scopes: Arc::new(grant.scopes) });
        text
    }

    pub(crate) fn find(&self, text: &str) -> Option<&Token> {
        self.kept.get(text)
    }

    pub(crate) fn revoke_all(&mut self, now: i64) {
        for token in self.kept.values_mut() {
            token.expires = token.expires.min(now);
        }
    }

    fn write(&self, grant: &Grant<'_>, jti: Guid) -> String {
        let issued = grant.now / 1_000;
        let mut claims = serde_json::json!({
            "nbf": issued,
            "exp": issued + grant.seconds,
            "iss": "https://identity.xero.com",
            "aud": "https://identity.xero.com/resources",
            "client_id": grant.client_id,
            "sub": grant.user_id.to_string().replace('-', ""),
            "auth_time": issued,
            "idp": "local",
            "xero_userid": grant.user_id.to_string(),
            "global_session_id": Guid::named(&format!("session/{jti}")).to_string().replace('-', ""),
            "sid": Guid::named(&format!("session/{jti}")).to_string().replace('-', ""),
            "jti": jti.to_string().replace('-', "").to_uppercase(),
            "authentication_event_id": Guid::named(&format!("event/{jti}")).to_string(),
            "scope": grant.scopes,
            "amr": ["pwd"],
        });
        if let (Some(tenant), Some(claims)) = (grant.tenant_id, claims.as_object_mut()) {
            claims.insert("xero_tenant_id".to_owned(), tenant.to_string().into());
        }
        let header = r#"{"alg":"RS256","kid":"1CAF8E66772D6DC028D6726FD0261581570EFC19","typ":"JWT"}"#;
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims.to_string()));
        // 256 bytes, as an RS256 signature has.
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &self.signature_seed);
        let signature: Vec<u8> = (0_u8..8)
            .flat_map(|part| {
                let message = [signed.as_bytes(), &[part]].concat();
                ring::hmac::sign(&key, &message).as_ref().to_vec()
            })
            .collect();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::{Grant, Tokens};
    use crate::ids::Guid;

    #[test]
    fn a_token_reads_as_a_jwt_with_xeros_claims() {
        let mut tokens = Tokens::new();
        let grant = Grant {
            client_id: "ID",
            scopes: vec!["accounting.settings".into()],
            tenant_id: Some(Guid::named("tenant")),
            user_id: Guid::named("user"),
            now: 1_000_000,
            seconds: 1_800,
        };
        let token = tokens.issue(grant, Guid::named("one"));
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        let claims = URL_SAFE_NO_PAD.decode(parts[1]).expect("base64url");
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
        assert_eq!(claims["exp"], 1_000 + 1_800);
        assert_eq!(claims["scope"], serde_json::json!(["accounting.settings"]));
        assert!(claims["xero_tenant_id"].is_string());
        assert_eq!(URL_SAFE_NO_PAD.decode(parts[2]).expect("base64url").len(), 256);
    }
}
