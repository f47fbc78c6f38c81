//! What the identity host tells: the signed-in user, its own addresses, and its keys.

use hyper::header::WWW_AUTHENTICATE;
use serde_json::json;

use super::gate;
use super::request::{AUTHORIZE, KEYS, REVOCATION, Request, USERINFO};
use crate::auth::{claims, scopes};
use crate::company::State;
use crate::wire::paths::TOKEN;
use crate::wire::response::{JSON, Reply};

pub(crate) fn user(state: &mut State, request: &Request<'_>) -> Reply {
    let Ok(caller) = gate::recognise(state, request.headers, request.manner) else {
        return Reply::empty(401).with(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    };
    let scopes = &caller.bearer.scopes;
    if !scopes.iter().any(|scope| scope == "openid") {
        return Reply::empty(403).with(WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
    }
    Reply::new(200, JSON, claims::user(scopes).to_string())
}

/// The addresses are this company's own; the issuer is the one that its tokens name.
pub(crate) fn discovery(request: &Request<'_>) -> Reply {
    let at = |path: &str| format!("{}{path}", request.root);
    let scopes: Vec<&str> = scopes::IDENTITY.iter().chain(scopes::GRANTED).copied().collect();
    let document = json!({
        "issuer": claims::ISSUER,
        "authorization_endpoint": at(AUTHORIZE),
        "token_endpoint": at(TOKEN),
        "userinfo_endpoint": at(USERINFO),
        "revocation_endpoint": at(REVOCATION),
        "jwks_uri": at(KEYS),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "subject_types_supported": ["public"],
    });
    Reply::new(200, JSON, document.to_string())
}

/// None: the signatures of this company's tokens verify with no key.
pub(crate) fn keys() -> Reply {
    Reply::new(200, JSON, r#"{"keys":[]}"#)
}
