//! The FFI boundary: the Python and the Node package send a request as JSON bytes and get a response as JSON bytes, with
//! names in the language's case.
//!
//! [`Client`] parses the request (`request`, `options`), calls the core, and writes what it gave (`envelope`).

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod blocking;
mod client;
mod envelope;
mod log_level;
mod names;
mod operations;
mod options;
mod request;
mod webhooks;

pub use client::{Client, Pages};
pub use envelope::error_to_json;
pub use operations::{error_codes, operations_json};
pub use webhooks::verify_webhook;
pub use xero_m2m::os::PerProcess;
pub use xero_m2m::{
    CallStatus, Driver, Error, NameCase, hidden_fields, nearest_field, read_record, shown, to_xero, xero_name,
};

/// The variables that a client reads, once, when it is made.
pub fn environment_variables() -> impl Iterator<Item = &'static str> {
    xero_m2m::ENVIRONMENT_VARIABLES.iter().copied().chain([log_level::VARIABLE])
}
