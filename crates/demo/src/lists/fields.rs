//! The fields that a filter may name, and the error of a filter that cannot be read.

use xero_m2m_spec::{Field, FieldType, SCHEMAS, Schema};

/// What Xero answers with error 16, `QueryParseException`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct QueryInvalid(pub(crate) String);

/// The fields that a filter may name. Those of records within are the ones that the table of schemas has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FilterSchema {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [&'static str],
}

impl FilterSchema {
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.eq_ignore_ascii_case(name))
    }

    /// What is within that field; None where it is no record.
    pub(super) fn within(&self, field: &str) -> Option<&'static Schema> {
        let named = |schema: &&&Schema| schema.short_name() == self.name;
        within(SCHEMAS.iter().find(named)?, field)
    }
}

pub(super) fn member(schema: &'static Schema, field: &str) -> Option<&'static Field> {
    schema.fields.iter().find(|member| member.name.wire().eq_ignore_ascii_case(field))
}

pub(super) fn within(schema: &'static Schema, field: &str) -> Option<&'static Schema> {
    match member(schema, field)?.kind {
        FieldType::Record(schema) => Some(schema),
        _ => None,
    }
}
