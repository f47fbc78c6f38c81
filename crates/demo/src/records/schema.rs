//! What a schema says of the records that it describes: identities, times, members that must be there.

use xero_m2m_spec::{FieldType, Schema};

use super::draft::Draft;
use crate::store::record::{Record, Value};
use crate::values::ids::Ids;

/// The member that holds a record's own id.
pub(crate) fn identity(schema: &'static Schema) -> Option<&'static str> {
    let member = schema.fields.get(schema.identity?)?;
    matches!(member.kind, FieldType::Id).then(|| member.name.wire())
}

/// What is demanded of records within a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nested {
    Free,
    /// As in full, but a text need only be named: it may be null or empty.
    Named,
    Full,
}

/// Faults for the members that a new record must have and that a changed one must not lose.
pub(crate) fn demand(draft: &mut Draft, schema: &'static Schema, nested: Nested) {
    let mut missing = Vec::new();
    let is_new = draft.is_new();
    find_missing(&draft.record, schema, is_new, nested, "", &mut missing);
    for path in missing {
        let message = format!("The {path} must be specified.");
        draft.fault(path, message);
    }
}

fn find_missing(
    record: &Record,
    schema: &'static Schema,
    is_new: bool,
    nested: Nested,
    above: &str,
    out: &mut Vec<String>,
) {
    for (at, member) in schema.fields.iter().enumerate() {
        let name = member.name.wire();
        let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        let value = record.get(name);
        let is_empty = value.is_none() || matches!(value, Some(Value::Text(text)) if text.trim().is_empty());
        let was_given = record.iter().any(|(given, _)| given == name);
        let is_missing = is_empty
            && !(nested == Nested::Named && !above.is_empty() && was_given && matches!(member.kind, FieldType::Text));
        if member.required && is_missing && Some(at) != schema.identity && (is_new || was_given) {
            out.push(path);
            continue;
        }
        if nested == Nested::Free {
            continue;
        }
        match (value, &member.kind) {
            (Some(Value::Record(inner)), FieldType::Record(schema)) => {
                find_missing(inner, schema, is_new, nested, &path, out);
            }
            (Some(Value::List(items)), FieldType::List(FieldType::Record(schema))) => {
                for (at, item) in items.iter().enumerate() {
                    if let Value::Record(inner) = item {
                        find_missing(inner, schema, is_new, nested, &format!("{path}[{at}]"), out);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Sets the members that tell when a record was made and last changed.
pub(crate) fn stamp(record: &mut Record, schema: &'static Schema, is_new: bool, now: i64) {
    for member in schema.fields.iter().filter(|member| matches!(member.kind, FieldType::Instant(_))) {
        let name = member.name.wire();
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if is("UpdatedDateUTC") || is_new && is("CreatedDateUTC") {
            record.set(name, Value::Instant(now));
        }
    }
}

/// Gives ids to the records within, where they have none.
pub(crate) fn give_ids(record: &mut Record, schema: &'static Schema, ids: &mut Ids) {
    for member in schema.fields {
        match (record.get_mut(member.name.wire()), &member.kind) {
            (Some(Value::Record(inner)), FieldType::Record(schema)) => give_ids(inner, schema, ids),
            (Some(Value::List(items)), FieldType::List(FieldType::Record(schema))) => {
                for item in items {
                    let Value::Record(inner) = item else { continue };
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
