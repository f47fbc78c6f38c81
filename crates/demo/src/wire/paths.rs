//! Paths that several modules use.

pub(crate) const API: &str = "/api.xro/2.0";
pub(crate) const TOKEN: &str = "/connect/token";
