//! Documents that several families write alike.

use std::sync::Arc;

use hyper::Method;
use xero_m2m_spec::{Envelope, Family, RecordBody, ResponseBody};

use crate::call::Call;
use crate::records::outcome::{Outcome, Saved};
use crate::records::write::{Scale, node};
use crate::store::Row;
use crate::wire::json::to_compact_json;
use crate::wire::node::{Member, Node};
use crate::wire::pagination::Pagination;
use crate::wire::response::{JSON, Reply};

/// JSON of its own, without an envelope around it.
pub(crate) fn plain<'a>(
    call: &Call<'_>,
    outcome: &'a Outcome,
    page: impl Fn(Node<'a>, &'static str, Option<&Pagination>) -> Node<'a>,
) -> Reply {
    let (Some(shape), false) = (call.operation.response.records(), matches!(outcome, Outcome::Nothing)) else {
        return Reply::empty(204);
    };
    let document = match (outcome, shape.envelope) {
        (Outcome::One(row), Envelope::List(_) | Envelope::BareList) => Node::List("", vec![one(row, shape)]),
        (Outcome::One(row), _) => one(row, shape),
        (outcome, Envelope::List(name)) => {
            let pagination = match outcome {
                Outcome::Page { pagination, .. } => pagination.as_ref(),
                _ => None,
            };
            page(many(outcome, shape), name, pagination)
        }
        (outcome, _) => many(outcome, shape),
    };
    let status = if is_creation(call) { 201 } else { 200 };
    json(status, &document)
}

/// Projects, Files and the App Store say that something new is there; Assets does not.
pub(crate) fn is_creation(call: &Call<'_>) -> bool {
    call.operation.method == Method::POST
        && matches!(call.operation.family, Family::Projects | Family::Files | Family::AppStore)
        && matches!(call.operation.response, ResponseBody::One(_))
}

pub(crate) fn page<'a>(records: Node<'a>, name: &'static str, pagination: Option<&Pagination>) -> Node<'a> {
    let mut members: Vec<Member<'a>> = Vec::new();
    members.extend(pagination.map(|pagination| ("pagination", pagination.node())));
    members.push((name, records));
    Node::Record(members)
}

pub(crate) fn json(status: u16, document: &Node<'_>) -> Reply {
    Reply::new(status, JSON, to_compact_json(document))
}

pub(crate) fn one(row: &Arc<Row>, shape: RecordBody) -> Node<'_> {
    node(&row.record, shape.schema, Scale::Verbatim)
}

pub(crate) fn many(outcome: &Outcome, shape: RecordBody) -> Node<'_> {
    let name = shape.schema.short_name();
    match outcome {
        Outcome::One(row) => Node::List(name, vec![one(row, shape)]),
        Outcome::Page { rows, .. } => Node::List(name, rows.iter().map(|row| one(row, shape)).collect()),
        Outcome::Saved { saved, .. } => {
            Node::List(name, saved.iter().map(|Saved { row, .. }| one(row, shape)).collect())
        }
        Outcome::Nothing | Outcome::Made(_) => Node::empty(name),
    }
}
