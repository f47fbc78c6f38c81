//! A response, read: records by the table (`decode`), and what Xero says went wrong, in a refusal (`api_error`) or inside a
//! success (`refusals`). `restore` turns a decoded record back into what Xero sent.

pub(crate) mod api_error;
pub(crate) mod decode;
pub(crate) mod decoded;
pub(crate) mod envelope;
mod error_body;
mod field_order;
mod issues;
mod markup;
pub(crate) mod media;
pub(crate) mod refusals;
pub(crate) mod restore;
mod truncated_json;
