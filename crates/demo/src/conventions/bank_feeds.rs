//! Bank feeds: every item of a request is accepted or rejected alone.

use hyper::Method;
use xero_m2m_spec::RecordBody;

use super::document::{json, page, plain};
use super::problem::problem;
use crate::call::Call;
use crate::records::draft::Fault;
use crate::records::outcome::{Outcome, Saved};
use crate::records::refusal::Refusal;
use crate::records::write::{Scale, node};
use crate::wire::node::Node;
use crate::wire::response::Reply;

pub(crate) fn reply(call: &Call<'_>, outcome: &Outcome) -> Reply {
    let (Outcome::Saved { saved, .. }, Some(shape)) = (outcome, call.operation.response.records()) else {
        return plain(call, outcome, page);
    };
    let items = Node::List("", saved.iter().map(|saved| item(saved, shape)).collect());
    let status = if call.operation.method == Method::POST { 202 } else { 200 };
    json(status, &Node::Record(vec![("items", items)]))
}

fn item(saved: &Saved, shape: RecordBody) -> Node<'_> {
    let mut record = node(&saved.row.record, shape.schema, Scale::Verbatim);
    if let (Node::Record(members), [first, ..]) = (&mut record, saved.faults.as_slice()) {
        members.retain(|(name, _)| !matches!(*name, "id" | "status"));
        members.push(("status", Node::text("REJECTED")));
        let has_list = shape.schema.fields.iter().any(|member| member.name.wire() == "errors");
        members.push(if has_list {
            ("errors", Node::List("", saved.faults.iter().map(error).collect()))
        } else {
            ("error", error(first))
        });
    }
    record
}

fn error(fault: &Fault) -> Node<'_> {
    Node::Record(vec![
        ("type", Node::text("invalid-request")),
        ("title", Node::text("Invalid Request")),
        ("status", Node::Integer(400)),
        ("detail", Node::text(&fault.message)),
    ])
}

pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    match refusal {
        Refusal::NotFound => problem(404, "not-found", "Not Found", &refusal.message()),
        _ => problem(400, "invalid-request", "Invalid Request", &refusal.message()),
    }
}
