//! The errors of Projects.

use super::document::json;
use crate::records::request_error::RequestError;
use crate::wire::node::Node;
use crate::wire::response::{ApiResponse, JSON};

pub(crate) fn error_response(error: &RequestError) -> ApiResponse {
    if let RequestError::NotFound = error {
        return json(404, &Node::Record(vec![("message", Node::text("The resource could not be found."))]));
    }
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for (name, message) in error.errors() {
        match fields.iter_mut().find(|(existing, _)| *existing == name) {
            Some((_, messages)) => messages.push(message),
            None => fields.push((name, vec![message])),
        }
    }
    let state: serde_json::Map<String, serde_json::Value> =
        fields.into_iter().map(|(name, messages)| (name, messages.into())).collect();
    let body = serde_json::json!({ "message": "The request is invalid.", "modelState": state });
    ApiResponse::new(400, JSON, body.to_string())
}
