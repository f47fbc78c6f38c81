//! Bank feeds: each item of a request is accepted or rejected separately.

use hyper::Method;
use xero_m2m_spec::RecordBody;

use super::document::{json, page, plain};
use super::problem::problem;
use crate::call::Call;
use crate::records::draft::FieldError;
use crate::records::outcome::{Outcome, Saved};
use crate::records::request_error::RequestError;
use crate::records::write::{Scale, node};
use crate::wire::node::Node;
use crate::wire::response::ApiResponse;

pub(crate) fn response(call: &Call<'_>, outcome: &Outcome) -> ApiResponse {
    let (Outcome::Saved { saved, .. }, Some(shape)) = (outcome, call.operation.response.records()) else {
        return plain(call, outcome, page);
    };
    let items = Node::List("", saved.iter().map(|saved| item(saved, shape)).collect());
    let status = if call.operation.method == Method::POST { 202 } else { 200 };
    json(status, &Node::Record(vec![("items", items)]))
}

fn item(saved: &Saved, shape: RecordBody) -> Node<'_> {
    let mut record = node(&saved.row.record, shape.schema, Scale::Verbatim);
    if let (Node::Record(fields), [first, ..]) = (&mut record, saved.errors.as_slice()) {
        fields.retain(|(name, _)| !matches!(*name, "id" | "status"));
        fields.push(("status", Node::text("REJECTED")));
        let has_list = shape.schema.fields.iter().any(|field| field.name.wire() == "errors");
        fields.push(if has_list {
            ("errors", Node::List("", saved.errors.iter().map(error).collect()))
        } else {
            ("error", error(first))
        });
    }
    record
}

fn error(add_error: &FieldError) -> Node<'_> {
    Node::Record(vec![
        ("type", Node::text("invalid-request")),
        ("title", Node::text("Invalid Request")),
        ("status", Node::Integer(400)),
        ("detail", Node::text(&add_error.message)),
    ])
}

pub(crate) fn error_response(error: &RequestError) -> ApiResponse {
    match error {
        RequestError::NotFound => problem(404, "not-found", "Not Found", &error.message()),
        _ => problem(400, "invalid-request", "Invalid Request", &error.message()),
    }
}
