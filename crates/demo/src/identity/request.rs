//! A request to one of Xero's identity hosts.

use hyper::HeaderMap;
use hyper::body::Bytes;

use crate::wire::response::Manner;

pub(crate) const REVOCATION: &str = "/connect/revocation";
pub(crate) const USERINFO: &str = "/connect/userinfo";
pub(crate) const DISCOVERY: &str = "/.well-known/openid-configuration";
pub(crate) const KEYS: &str = "/.well-known/openid-configuration/jwks";
pub(crate) const AUTHORIZE: &str = "/identity/connect/authorize";

/// A request to one of Xero's identity hosts.
pub(crate) struct Request<'a> {
    pub(crate) headers: &'a HeaderMap,
    pub(crate) query: &'a str,
    pub(crate) body: &'a Bytes,
    /// Where the company is reached.
    pub(crate) root: &'a str,
    pub(crate) manner: Manner,
}
