//! The user info, discovery and key endpoints.

use hyper::header::WWW_AUTHENTICATE;
use serde_json::json;

use super::admission;
use super::request::{AUTHORIZE, KEYS, REVOCATION, Request, USERINFO};
use crate::auth::{claims, scopes};
use crate::company::CompanyState;
use crate::wire::paths::TOKEN;
use crate::wire::response::{ApiResponse, JSON};

pub(crate) fn user(state: &mut CompanyState, request: &Request<'_>) -> ApiResponse {
    let Ok(caller) = admission::identify_caller(state, request.headers, request.format) else {
        return ApiResponse::empty(401).with(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    };
    let scopes = &caller.bearer.scopes;
    if !scopes.iter().any(|scope| scope == "openid") {
        return ApiResponse::empty(403).with(WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
    }
    ApiResponse::new(200, JSON, claims::user(scopes).to_string())
}

/// The addresses are this company's; the issuer is the one in its tokens.
pub(crate) fn discovery(request: &Request<'_>) -> ApiResponse {
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
    ApiResponse::new(200, JSON, document.to_string())
}

/// Empty, because no key verifies this company's tokens.
pub(crate) fn keys() -> ApiResponse {
    ApiResponse::new(200, JSON, r#"{"keys":[]}"#)
}
