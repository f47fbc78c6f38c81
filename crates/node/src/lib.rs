//! The Node face of xero-m2m: the same few methods as the Python face, JSON text in and out.
//!
//! Nothing here is for users. `node/src` holds the classes they see; it turns the `{"error": …}` responses of this
//! addon into errors, so that no failure is flattened into text on its way.

// Arguments are what napi makes of JavaScript values: owned strings and standard maps.
#![expect(clippy::needless_pass_by_value, clippy::implicit_hasher)]

mod calls;
pub mod cli;
pub mod client;
pub mod demo;
mod download;
mod errors;
pub mod pages;
mod runtime;
pub mod webhooks;
