//! The pages and errors of Files.

use super::document::json;
use super::problem::record;
use crate::records::refusal::Refusal;
use crate::wire::node::Node;
use crate::wire::pagination::Pagination;
use crate::wire::response::Reply;

pub(crate) fn page<'a>(records: Node<'a>, name: &'static str, pagination: Option<&Pagination>) -> Node<'a> {
    let count = |value: usize| Node::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    let mut members = Vec::new();
    if let Some(Pagination { page, page_size, item_count }) = pagination {
        members.extend([("TotalCount", count(*item_count)), ("Page", count(*page)), ("PerPage", count(*page_size))]);
    }
    members.push((name, records));
    Node::Record(members)
}

pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    let (status, kind, title) = match refusal {
        Refusal::NotFound => (404, "NotFound", "Resource not found"),
        _ => (400, "Validation", "Validation failure"),
    };
    let error = |(_, message): &(String, String)| Node::Record(record(kind, title, message));
    json(status, &Node::List("", refusal.faults().iter().map(error).collect()))
}
