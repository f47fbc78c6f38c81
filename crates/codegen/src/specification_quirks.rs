//! Corrections of Xero's specifications, each in one place. Corrections of a single operation, parameter or schema are
//! decisions of the overlay. The decoder handles null in any field, and enumeration values and fields that the
//! specifications lack.

use crate::facts::{OperationFacts, ParameterFacts, Shape};

/// The client has the organisation, so it is not a parameter of every method. Xero spells the header in two ways.
pub(crate) fn is_tenant_header(parameter: &ParameterFacts) -> bool {
    parameter.place == "header" && parameter.name.eq_ignore_ascii_case("xero-tenant-id")
}

/// The core creates and sends the key.
pub(crate) fn is_idempotency_key(parameter: &ParameterFacts) -> bool {
    parameter.place == "header" && parameter.name.eq_ignore_ascii_case("Idempotency-Key")
}

/// Downloads of attachments ask for a header `contentType`, which the service does not read: it wants `Accept`.
pub(crate) fn is_content_type_header(parameter: &ParameterFacts) -> bool {
    parameter.place == "header" && parameter.name == "contentType"
}

/// PDFs have an invented path of their own; the service sends them from the record's path, by `Accept`.
pub(crate) fn path(operation: &OperationFacts) -> &str {
    operation.real_path.as_deref().unwrap_or(&operation.path)
}

/// Fields of responses that are beside the records, as far as schemas have them.
pub(crate) fn surrounds_records(field: &str) -> bool {
    matches!(field, "pagination" | "problem" | "warnings" | "Warnings" | "TotalCount" | "Page" | "PerPage")
}

/// An empty body: an object without fields, for operations that take no body.
pub(crate) fn is_empty_body(shape: &Shape) -> bool {
    shape.kind.as_deref() == Some("object") && shape.properties.is_empty()
}

/// Xero writes `uuid` and `guid`.
pub(crate) fn is_uuid(shape: &Shape) -> bool {
    matches!(shape.format.as_deref(), Some("uuid" | "guid"))
}

/// Every `number` is a decimal, whatever its format says: `double`, `decimal`, `int`, `integer`, or nothing. Money is
/// not always marked as such, and what looks whole may have cents.
pub(crate) fn is_decimal(shape: &Shape) -> bool {
    shape.kind.as_deref() == Some("number")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// Marked as Microsoft's spelling.
    MicrosoftDate,
    MicrosoftInstant,
    /// In the family's spelling.
    Date,
    Instant,
}

/// Dates are texts with a mark, a format, or both; the mark knows better (`format: date` with `x-is-datetime`).
pub(crate) fn time(shape: &Shape) -> Option<Time> {
    if shape.has_mark("msdate-time") {
        Some(Time::MicrosoftInstant)
    } else if shape.has_mark("msdate") {
        Some(Time::MicrosoftDate)
    } else if shape.has_mark("datetime") {
        Some(Time::Instant)
    } else if shape.has_mark("date") {
        Some(Time::Date)
    } else {
        match shape.format.as_deref() {
            Some("date-time") => Some(Time::Instant),
            Some("date") => Some(Time::Date),
            _ => None,
        }
    }
}

/// Date parameters in queries often have no format, so their names decide.
pub(crate) fn is_date_by_name(parameter: &ParameterFacts) -> bool {
    let shape = &parameter.shape;
    shape.kind.as_deref() == Some("string")
        && shape.format.is_none()
        && shape.values.is_empty()
        && crate::names::words(&parameter.name).iter().any(|word| word == "date")
}

/// Lists of ids are sometimes declared as one text.
pub(crate) fn is_ids_by_name(parameter: &ParameterFacts) -> bool {
    let is_text = parameter.shape.kind.as_deref() == Some("string");
    is_text && parameter.place == "query" && (parameter.name.ends_with("IDs") || parameter.name.ends_with("Ids"))
}

/// Our names where Xero's are misleading or run words together.
pub(crate) fn parameter_name(wire: &str) -> Option<&'static str> {
    match wire {
        "If-Modified-Since" => Some("modified_since"),
        "pagesize" => Some("page_size"),
        _ => None,
    }
}

/// Five fields of New Zealand's leave setup begin with a capital in the schema alone: its examples write all fields alike.
pub(crate) fn field_name(family: &str, schema: &str, wire: &str) -> Option<&'static str> {
    match (family, schema, wire) {
        ("payroll_nz", "EmployeeLeaveSetup", "SickLeaveToAccrueAnnually") => Some("sickLeaveToAccrueAnnually"),
        ("payroll_nz", "EmployeeLeaveSetup", "SickLeaveMaximumToAccrue") => Some("sickLeaveMaximumToAccrue"),
        ("payroll_nz", "EmployeeLeaveSetup", "SickLeaveScheduleOfAccrual") => Some("sickLeaveScheduleOfAccrual"),
        ("payroll_nz", "EmployeeLeaveSetup", "SickLeaveAnniversaryDate") => Some("sickLeaveAnniversaryDate"),
        ("payroll_nz", "EmployeeLeaveSetup", "AnnualLeaveAnniversaryDate") => Some("annualLeaveAnniversaryDate"),
        _ => None,
    }
}

/// Every path of attachments has a scope of its own, which the specification leaves out.
pub(crate) fn attachments_scope(family: &str, path: &str) -> Option<&'static str> {
    (family == "accounting" && path.contains("/Attachments")).then_some("accounting.attachments")
}

/// Some schemas require fields that they lack; those are ignored.
pub(crate) fn is_required(shape: &Shape, field: &str) -> bool {
    shape.required.iter().any(|name| name == field)
}
