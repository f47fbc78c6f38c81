//! Xero's identity endpoints, and the commands about apps: sign-in, tokens, connections.

pub(crate) mod authorize;
pub(crate) mod authorize_request;
pub(crate) mod commands;
pub(crate) mod connections;
pub(crate) mod consent_page;
pub(crate) mod discovery;
pub(crate) mod form;
pub(crate) mod gate;
pub(crate) mod grant_types;
pub(crate) mod request;
pub(crate) mod revocation;
pub(crate) mod token;

use hyper::Method;
use hyper::body::Bytes;
use hyper::http::request::Parts;

use crate::company::State;
use crate::wire::paths::TOKEN;
use crate::wire::response::{Manner, Reply};
use request::{AUTHORIZE, DISCOVERY, KEYS, REVOCATION, Request, USERINFO};

/// None where the path is none of theirs.
pub(crate) fn answer(state: &mut State, parts: &Parts, body: &Bytes, root: &str, manner: Manner) -> Option<Reply> {
    let (headers, query) = (&parts.headers, parts.uri.query().unwrap_or(""));
    let request = Request { headers, query, body, root, manner };
    Some(match (parts.uri.path(), &parts.method) {
        (TOKEN, &Method::POST) => token::issue(state, &request),
        (REVOCATION, &Method::POST) => revocation::revoke(state, &request),
        (USERINFO, &Method::GET | &Method::POST) => discovery::user(state, &request),
        (DISCOVERY, &Method::GET) => discovery::discovery(&request),
        (KEYS, &Method::GET) => discovery::keys(),
        (AUTHORIZE, &Method::GET) => authorize::ask(state, &request),
        (AUTHORIZE, &Method::POST) => authorize::decide(state, &request),
        (TOKEN | REVOCATION | USERINFO | DISCOVERY | KEYS | AUTHORIZE, _) => Reply::method_not_allowed(),
        _ => return None,
    })
}
