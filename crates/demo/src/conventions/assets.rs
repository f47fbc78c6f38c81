//! The errors of Assets.

use super::document::json;
use super::problem::record;
use crate::records::refusal::Refusal;
use crate::wire::node::Node;
use crate::wire::response::Reply;

const VALIDATION: &str = "http://common.service.xero.com/errors/validation";
const FIELD: &str = "http://common.service.xero.com/errors/validation/field";

pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    let faults = refusal.faults();
    if let Refusal::NotFound = refusal {
        let kind = "http://common.service.xero.com/errors/resource-not-found";
        return json(404, &Node::Record(record(kind, "Resource not found", &faults[0].1)));
    }
    let field = |(name, message): &(String, String)| {
        let mut members = vec![
            ("fieldName", Node::owned(name.clone())),
            ("valueProvided", Node::text("")),
            ("localisedMessage", Node::owned(message.clone())),
        ];
        members.extend(record(FIELD, "Validation Error", message));
        Node::Record(members)
    };
    let resource = |(_, message): &(String, String)| {
        let mut members = vec![("localisedMessage", Node::owned(message.clone()))];
        members.extend(record(VALIDATION, "Validation Error", message));
        Node::Record(members)
    };
    let (fields, resources): (Vec<_>, Vec<_>) = faults.iter().partition(|(name, _)| !name.is_empty());
    let mut members = vec![
        ("resourceValidationErrors", Node::List("", resources.into_iter().map(resource).collect())),
        ("fieldValidationErrors", Node::List("", fields.into_iter().map(field).collect())),
    ];
    members.extend(record(VALIDATION, "The resource update failed validation.", "Validation Errors"));
    json(400, &Node::Record(members))
}
