//! What a schema says about its records: identity, times and required fields.

use xero_m2m_spec::{FieldType, Schema};

use super::draft::RecordDraft;
use crate::store::record::{FieldValue, Record};
use crate::values::ids::Ids;

/// The field that contains a record's ID.
pub(crate) fn identity(schema: &'static Schema) -> Option<&'static str> {
    let field = schema.fields.get(schema.identity?)?;
    matches!(field.kind, FieldType::Id).then(|| field.name.wire())
}

/// Which required fields are checked in nested records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NestedRules {
    Free,
    /// As `Full`, but a text may be null or empty.
    Named,
    Full,
}

/// Adds an error for each required field that a new record lacks or an update clears.
pub(crate) fn check_required(draft: &mut RecordDraft, schema: &'static Schema, nested: NestedRules) {
    let mut missing = Vec::new();
    let is_new = draft.is_new();
    find_missing(&draft.record, schema, is_new, nested, "", &mut missing);
    for path in missing {
        let message = format!("The {path} must be specified.");
        draft.add_error(path, message);
    }
}

fn find_missing(
    record: &Record,
    schema: &'static Schema,
    is_new: bool,
    nested: NestedRules,
    above: &str,
    out: &mut Vec<String>,
) {
    for (at, field) in schema.fields.iter().enumerate() {
        let name = field.name.wire();
        let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        let value = record.get(name);
        let is_empty = value.is_none() || matches!(value, Some(FieldValue::Text(text)) if text.trim().is_empty());
        let was_given = record.iter().any(|(given, _)| given == name);
        let is_missing = is_empty
            && !(nested == NestedRules::Named
                && !above.is_empty()
                && was_given
                && matches!(field.kind, FieldType::Text));
        if field.required && is_missing && Some(at) != schema.identity && (is_new || was_given) {
            out.push(path);
            continue;
        }
        if nested == NestedRules::Free {
            continue;
        }
        match (value, &field.kind) {
            (Some(FieldValue::Record(inner)), FieldType::Record(schema)) => {
                find_missing(inner, schema, is_new, nested, &path, out);
            }
            (Some(FieldValue::List(items)), FieldType::List(FieldType::Record(schema))) => {
                for (at, item) in items.iter().enumerate() {
                    if let FieldValue::Record(inner) = item {
                        find_missing(inner, schema, is_new, nested, &format!("{path}[{at}]"), out);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Sets the creation and update times.
pub(crate) fn stamp(record: &mut Record, schema: &'static Schema, is_new: bool, now: i64) {
    for field in schema.fields.iter().filter(|field| matches!(field.kind, FieldType::Instant(_))) {
        let name = field.name.wire();
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if is("UpdatedDateUTC") || is_new && is("CreatedDateUTC") {
            record.set(name, FieldValue::Instant(now));
        }
    }
}

/// Gives IDs to nested records that have none.
pub(crate) fn give_ids(record: &mut Record, schema: &'static Schema, ids: &mut Ids) {
    for field in schema.fields {
        match (record.get_mut(field.name.wire()), &field.kind) {
            (Some(FieldValue::Record(inner)), FieldType::Record(schema)) => give_ids(inner, schema, ids),
            (Some(FieldValue::List(items)), FieldType::List(FieldType::Record(schema))) => {
                for item in items {
                    let FieldValue::Record(inner) = item else { continue };
                    if let Some(name) = identity(schema) {
                        inner.fill(name, ids.next());
                    }
                    give_ids(inner, schema, ids);
                }
            }
            _ => {}
        }
    }
}
