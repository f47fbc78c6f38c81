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
pub use xero_m2m::{CallStatus, Driver, Error, NameCase, nearest_field, shown, xero_name};

/// The variables that a client reads, once, when it is made.
pub fn environment_variables() -> impl Iterator<Item = &'static str> {
    xero_m2m::ENVIRONMENT_VARIABLES.iter().copied().chain([log_level::VARIABLE])
}

/// What Xero sent for a decoded record, as JSON.
///
/// # Errors
/// `Argument` where there is no such record type, or the record is not one that was decoded.
pub fn to_xero(schema: &str, record: &[u8], case: NameCase) -> xero_m2m::Result<Vec<u8>> {
    xero_m2m::to_xero(schema, record, case)
}

/// The record with these plain fields, in the form of a record in a response.
///
/// # Errors
/// `Argument` where there is no such record type, a field does not exist, or a value does not fit its field.
pub fn read_record(schema: &str, fields: &[u8], case: NameCase) -> xero_m2m::Result<Vec<u8>> {
    xero_m2m::read_record(schema, fields, case)
}
