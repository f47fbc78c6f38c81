//! Between Xero's JSON and the languages' names and values, guided by the table.

mod dates;
mod decimals;
mod decode;
mod elements;
mod encode;
mod error_body;
mod errors;
mod faults;
mod ids;
mod issues;
mod order;
#[cfg(test)]
mod properties;
mod restore;
mod scan;
mod text;

#[cfg(fuzzing)]
pub(crate) use dates::read_dates;
pub(crate) use dates::{given_date, given_instant, header_instant};
pub(crate) use decode::{Decoded, Pagination, decode};
pub(crate) use elements::elements;
pub(crate) use encode::{Batch, Completeness, Manners, encode};
pub(crate) use errors::{RefusedCall, api_error, batch_refusal, element_refusal, lacks_scope, problem_error, refusal};

pub(crate) use faults::{not_a_value, unwritable_reason, unwritable_values};
pub(crate) use ids::uuid;
pub use restore::to_wire;
pub(crate) use text::{tree, without_byte_order_mark};

/// Unknown members and misfits of a record, as the text of a JSON object by Xero's names.
pub(crate) const EXTRA: &str = "_extra";
/// What the typed members cannot tell of how Xero wrote them: nulls and odd spellings.
pub(crate) const WIRE: &str = "_wire";
/// The values of a record that do not fit their types, as the text of a JSON object from their places, by Xero's names:
/// `Total`, `NumberOfUnits[1]`.
pub(crate) const MISFITS: &str = "_misfits";

/// Deeper than any record of Xero.
pub(crate) const DEEPEST: usize = 64;

/// Whether a list of values with `|` between them holds this one.
pub(crate) fn is_listed(values: &str, value: &str) -> bool {
    values.split('|').any(|listed| listed == value)
}
