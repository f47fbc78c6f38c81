//! RFC 7807 problem details, as Finance and the App Store return them.

use super::document::json;
use crate::records::request_error::RequestError;
use crate::wire::node::{Node, NodeField};
use crate::wire::response::ApiResponse;

pub(crate) fn record(kind: &'static str, title: &'static str, detail: &str) -> Vec<NodeField<'static>> {
    vec![("type", Node::text(kind)), ("title", Node::text(title)), ("detail", Node::owned(detail.to_owned()))]
}

pub(crate) fn error_response(error: &RequestError) -> ApiResponse {
    let (status, kind, title) = match error {
        RequestError::NotFound => (404, "not-found", "NotFound"),
        _ => (400, "invalid-request", "InvalidRequest"),
    };
    problem(status, kind, title, &error.message())
}

pub(crate) fn problem(status: u16, kind: &'static str, title: &'static str, detail: &str) -> ApiResponse {
    let mut fields = record(kind, title, detail);
    fields.insert(2, ("status", Node::Integer(i64::from(status))));
    json(status, &Node::Record(fields))
}
