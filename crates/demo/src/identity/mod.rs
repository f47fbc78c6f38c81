//! Xero's identity endpoints, and the commands about apps: sign-in, tokens, connections.

pub(crate) mod admission;
pub(crate) mod authorize;
pub(crate) mod authorize_request;
pub(crate) mod commands;
pub(crate) mod connections;
pub(crate) mod consent_page;
pub(crate) mod discovery;
pub(crate) mod form;
pub(crate) mod grant_types;
pub(crate) mod oauth_error;
pub(crate) mod request;
pub(crate) mod revocation;
pub(crate) mod token;

use hyper::Method;
use hyper::body::Bytes;
use hyper::http::request::Parts;

use crate::company::CompanyState;
use crate::wire::paths::TOKEN;
use crate::wire::response::{ApiResponse, ResponseFormat};
use request::{AUTHORIZE, DISCOVERY, KEYS, REVOCATION, Request, USERINFO};

/// None if the path is not an identity endpoint.
pub(crate) fn respond(
    state: &mut CompanyState,
    parts: &Parts,
    body: &Bytes,
    root: &str,
    format: ResponseFormat,
) -> Option<ApiResponse> {
    let (headers, query) = (&parts.headers, parts.uri.query().unwrap_or(""));
    let request = Request { headers, query, body, root, format };
    Some(match (parts.uri.path(), &parts.method) {
        (TOKEN, &Method::POST) => token::issue(state, &request),
        (REVOCATION, &Method::POST) => revocation::revoke(state, &request),
        (USERINFO, &Method::GET | &Method::POST) => discovery::user(state, &request),
        (DISCOVERY, &Method::GET) => discovery::discovery(&request),
        (KEYS, &Method::GET) => discovery::keys(),
        (AUTHORIZE, &Method::GET) => authorize::ask(state, &request),
        (AUTHORIZE, &Method::POST) => authorize::decide(state, &request),
        (TOKEN | REVOCATION | USERINFO | DISCOVERY | KEYS | AUTHORIZE, _) => ApiResponse::method_not_allowed(),
        _ => return None,
    })
}
