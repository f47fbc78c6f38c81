//! Between Xero's JSON and typed records, guided by the table.
//!
//! `decode` reads records from responses and `encode` writes records for requests; `restore` turns a decoded record back
//! into what Xero sent. `api_error` and `refusals` make errors of what Xero says in a response. All of them read JSON with
//! the `scanner` and values with `dates`, `decimals` and `ids`.

mod api_error;
mod conventions;
mod dates;
mod decimals;
mod decode;
mod decoded;
mod encode;
mod envelope;
mod error_body;
mod faults;
mod field_order;
mod field_set;
mod ids;
mod issues;
mod markup;
#[cfg(test)]
mod properties;
mod refusals;
mod restore;
mod scanner;
mod text;
mod truncated_json;

pub(crate) use api_error::{RefusedCall, api_error};
pub(crate) use conventions::is_listed;
#[cfg(fuzzing)]
pub(crate) use dates::read_dates;
pub(crate) use dates::{given_date, given_instant, header_instant};
pub(crate) use decode::decode;
pub(crate) use decoded::{Decoded, Pagination};
pub(crate) use encode::{Batch, Completeness, EncodeOptions, encode};
pub(crate) use envelope::{element_texts, elements};
pub(crate) use faults::{unwritable_error, unwritable_reason, unwritable_values};
pub(crate) use ids::uuid;
pub(crate) use refusals::{batch_refusal, element_refusal, problem_error, refusal};
pub use restore::to_wire;
pub(crate) use text::{tree, without_byte_order_mark};
