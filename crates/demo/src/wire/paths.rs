//! Paths that several parts of the company know.

pub(crate) const API: &str = "/api.xro/2.0";
pub(crate) const TOKEN: &str = "/connect/token";
