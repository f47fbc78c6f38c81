//! The pages and errors of Files.

use super::document::json;
use super::problem::record;
use crate::records::request_error::RequestError;
use crate::wire::node::Node;
use crate::wire::pagination::Pagination;
use crate::wire::response::ApiResponse;

pub(crate) fn page<'a>(records: Node<'a>, name: &'static str, pagination: Option<&Pagination>) -> Node<'a> {
    let count = |value: usize| Node::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    let mut fields = Vec::new();
    if let Some(Pagination { page, page_size, item_count }) = pagination {
        fields.extend([("TotalCount", count(*item_count)), ("Page", count(*page)), ("PerPage", count(*page_size))]);
    }
    fields.push((name, records));
    Node::Record(fields)
}

pub(crate) fn error_response(error: &RequestError) -> ApiResponse {
    let (status, kind, title) = match error {
        RequestError::NotFound => (404, "NotFound", "Resource not found"),
        _ => (400, "Validation", "Validation failure"),
    };
    let item = |(_, message): &(String, String)| Node::Record(record(kind, title, message));
    json(status, &Node::List("", error.errors().iter().map(item).collect()))
}
