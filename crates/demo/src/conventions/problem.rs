//! Problems as RFC 7807 has them: Finance and the App Store.

use super::document::json;
use crate::records::refusal::Refusal;
use crate::wire::node::{Member, Node};
use crate::wire::response::Reply;

pub(crate) fn record(kind: &'static str, title: &'static str, detail: &str) -> Vec<Member<'static>> {
    vec![("type", Node::text(kind)), ("title", Node::text(title)), ("detail", Node::owned(detail.to_owned()))]
}

pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    let (status, kind, title) = match refusal {
        Refusal::NotFound => (404, "not-found", "NotFound"),
        _ => (400, "invalid-request", "InvalidRequest"),
    };
    problem(status, kind, title, &refusal.message())
}

pub(crate) fn problem(status: u16, kind: &'static str, title: &'static str, detail: &str) -> Reply {
    let mut members = record(kind, title, detail);
    members.insert(2, ("status", Node::Integer(i64::from(status))));
    json(status, &Node::Record(members))
}
