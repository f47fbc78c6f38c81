//! The fields that a filter may name, and the error of a filter that cannot be read.

use xero_m2m_spec::{Field, FieldType, SCHEMAS, Schema};

/// An invalid query, error 16 (`QueryParseException`).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct QueryInvalid(pub(crate) String);

/// The fields that a filter may name. Fields of nested records come from the schema table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FilterSchema {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [&'static str],
}

impl FilterSchema {
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.eq_ignore_ascii_case(name))
    }

    /// The schema of a field; none if it is not a record.
    pub(super) fn within(&self, field: &str) -> Option<&'static Schema> {
        let named = |schema: &&&Schema| schema.short_name() == self.name;
        within(SCHEMAS.iter().find(named)?, field)
    }
}

pub(super) fn schema_field(schema: &'static Schema, field: &str) -> Option<&'static Field> {
    schema.fields.iter().find(|schema_field| schema_field.name.wire().eq_ignore_ascii_case(field))
}

pub(super) fn within(schema: &'static Schema, field: &str) -> Option<&'static Schema> {
    match schema_field(schema, field)?.kind {
        FieldType::Record(schema) => Some(schema),
        _ => None,
    }
}
