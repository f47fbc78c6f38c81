//! Accounting's documents and exceptions.

use xero_m2m_spec::{Envelope, Family, RecordBody};

use crate::call::Call;
use crate::drafts::messages;
use crate::records::draft::FieldError;
use crate::records::outcome::{Outcome, Saved};
use crate::records::request_error::RequestError;
use crate::records::write::{Scale, node};
use crate::store::Row;
use crate::wire::node::{Node, NodeField};
use crate::wire::response::ApiResponse;

pub(crate) fn response(call: &Call<'_>, outcome: &Outcome) -> ApiResponse {
    let Some(shape) = call.operation.response.records() else { return ApiResponse::empty(204) };
    let scale = scale(call);
    let (mut pagination, name) = (None, shape.schema.short_name());
    let records = match outcome {
        Outcome::Nothing | Outcome::Made(_) => return ApiResponse::empty(204),
        Outcome::One(row) => {
            let record = node(&row.record, shape.schema, scale);
            match shape.envelope {
                Envelope::List(_) | Envelope::BareList => Node::List(name, vec![record]),
                Envelope::One(_) => record,
                Envelope::Bare => return call.format.write(200, name, &record),
            }
        }
        Outcome::Page { rows, pagination: page } => {
            pagination = page.filter(|_| shows_pagination(call));
            Node::List(name, rows.iter().map(|row| node(&row.record, shape.schema, scale)).collect())
        }
        Outcome::Saved { saved, per_element } => {
            Node::List(name, saved.iter().map(|saved| element(saved, shape, scale, *per_element)).collect())
        }
    };
    ApiResponse::document(call.format, call.now, pagination, (field(shape), records))
}

/// Only lists with a selectable page size return pagination.
fn shows_pagination(call: &Call<'_>) -> bool {
    matches!(call.operation.paging, xero_m2m_spec::Paging::PageSize { .. })
}

fn field(shape: RecordBody) -> &'static str {
    match shape.envelope {
        Envelope::List(name) | Envelope::One(name) => name,
        Envelope::BareList | Envelope::Bare => shape.schema.short_name(),
    }
}

fn element(saved: &Saved, shape: RecordBody, scale: Scale, per_element: bool) -> Node<'_> {
    let mut record = node(&saved.row.record, shape.schema, scale);
    if let (Node::Record(fields), true) = (&mut record, per_element) {
        let status = if saved.errors.is_empty() { "OK" } else { "ERROR" };
        fields.push(("StatusAttributeString", Node::text(status)));
        fields.extend(validation_errors(&saved.errors));
    }
    record
}

fn validation_errors<'a>(errors: &[FieldError]) -> Option<NodeField<'a>> {
    let texts: Vec<String> = errors.iter().map(|add_error| add_error.message.clone()).collect();
    (!texts.is_empty()).then(|| ("ValidationErrors", messages(&texts)))
}

fn scale(call: &Call<'_>) -> Scale {
    match call.operation.family {
        Family::Accounting => Scale::Units(call.query.unit_decimals()),
        _ => Scale::Verbatim,
    }
}

pub(crate) fn error_response(call: &Call<'_>, error: &RequestError) -> ApiResponse {
    let invalid = |elements| {
        ApiResponse::api_exception(
            call.format,
            10,
            "ValidationException",
            "A validation exception occurred",
            Some(elements),
        )
    };
    match error {
        RequestError::NotFound => ApiResponse::not_found(),
        RequestError::Unreadable(unreadable) => {
            ApiResponse::api_exception(call.format, 17, "PostDataInvalidException", &unreadable.message, None)
        }
        RequestError::Query(message) => {
            ApiResponse::api_exception(call.format, 16, "QueryParseException", message, None)
        }
        RequestError::Rule { message, .. } => {
            let errors = messages(std::slice::from_ref(message));
            invalid(vec![Node::Record(vec![("ValidationErrors", errors)])])
        }
        RequestError::Invalid(drafts) => {
            let rows: Vec<(Row, &[FieldError])> = drafts
                .iter()
                .filter(|draft| !draft.is_good())
                .map(|draft| (draft.row(call.now), draft.errors.as_slice()))
                .collect();
            invalid(rows.iter().filter_map(|(row, errors)| with_errors(call, row, errors)).collect())
        }
    }
}

/// A rejected record with its validation errors.
pub(crate) fn with_errors<'a>(call: &Call<'_>, row: &'a Row, errors: &[FieldError]) -> Option<Node<'a>> {
    let shape = call.operation.response.records()?;
    let mut record = node(&row.record, shape.schema, scale(call));
    if let Node::Record(fields) = &mut record {
        fields.extend(validation_errors(errors));
    }
    Some(record)
}
