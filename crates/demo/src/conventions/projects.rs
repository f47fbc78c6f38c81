//! The errors of Projects.

use super::document::json;
use crate::records::refusal::Refusal;
use crate::wire::node::Node;
use crate::wire::response::{JSON, Reply};

pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    if let Refusal::NotFound = refusal {
        return json(404, &Node::Record(vec![("message", Node::text("The resource could not be found."))]));
    }
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for (name, message) in refusal.faults() {
        match fields.iter_mut().find(|(held, _)| *held == name) {
            Some((_, messages)) => messages.push(message),
            None => fields.push((name, vec![message])),
        }
    }
    let state: serde_json::Map<String, serde_json::Value> =
        fields.into_iter().map(|(name, messages)| (name, messages.into())).collect();
    let body = serde_json::json!({ "message": "The request is invalid.", "modelState": state });
    Reply::new(400, JSON, body.to_string())
}
