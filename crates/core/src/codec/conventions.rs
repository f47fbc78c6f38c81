//! What the decoder and the encoder agree on.

/// Unknown fields and misfits of a record, as the text of a JSON object by Xero's names.
pub(crate) const EXTRA: &str = "_extra";
/// What the typed fields do not show of how Xero wrote them: nulls and unusual formats.
pub(crate) const WIRE: &str = "_wire";
/// The values of a record that do not fit their types, as the text of a JSON object from their places, by Xero's names:
/// `Total`, `NumberOfUnits[1]`.
pub(crate) const MISFITS: &str = "_misfits";
/// Before the fields of a record: whether its names, and those of the records in it, are Xero's alone.
pub(crate) const XERO_NAMES: &str = "_xero_names";

/// Deeper than any record of Xero.
pub(crate) const DEEPEST: usize = 64;

/// Whether a list of values, separated by `|`, contains this one.
pub(crate) fn is_listed(values: &str, value: &str) -> bool {
    values.split('|').any(|listed| listed == value)
}
