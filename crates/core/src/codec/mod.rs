//! Between Xero's JSON and the languages' names and values, guided by the table.

mod dates;
mod decimals;
mod decode;
mod encode;
mod errors;
mod restore;

pub(crate) use dates::wire_instant;
pub(crate) use decode::{Decoded, decode};
pub(crate) use encode::encode;
pub(crate) use errors::{Refused, api_error, element_error, lacks_scope};
pub use restore::to_wire;

/// Unknown members and misfits of a record, as the text of a JSON object by Xero's names.
pub(crate) const EXTRA: &str = "_extra";
/// What the typed members cannot tell of how Xero wrote them: nulls and odd spellings.
pub(crate) const WIRE: &str = "_wire";

/// Deeper than any record of Xero.
pub(crate) const DEEPEST: usize = 64;
