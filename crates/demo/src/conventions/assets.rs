//! The errors of Assets.

use super::document::json;
use super::problem::record;
use crate::records::request_error::RequestError;
use crate::wire::node::Node;
use crate::wire::response::ApiResponse;

const VALIDATION: &str = "http://common.service.xero.com/errors/validation";
const FIELD: &str = "http://common.service.xero.com/errors/validation/field";

pub(crate) fn error_response(error: &RequestError) -> ApiResponse {
    let errors = error.errors();
    if let RequestError::NotFound = error {
        let kind = "http://common.service.xero.com/errors/resource-not-found";
        return json(404, &Node::Record(record(kind, "Resource not found", &errors[0].1)));
    }
    let field = |(name, message): &(String, String)| {
        let mut fields = vec![
            ("fieldName", Node::owned(name.clone())),
            ("valueProvided", Node::text("")),
            ("localisedMessage", Node::owned(message.clone())),
        ];
        fields.extend(record(FIELD, "Validation Error", message));
        Node::Record(fields)
    };
    let resource = |(_, message): &(String, String)| {
        let mut fields = vec![("localisedMessage", Node::owned(message.clone()))];
        fields.extend(record(VALIDATION, "Validation Error", message));
        Node::Record(fields)
    };
    let (fields, resources): (Vec<_>, Vec<_>) = errors.iter().partition(|(name, _)| !name.is_empty());
    let mut fields = vec![
        ("resourceValidationErrors", Node::List("", resources.into_iter().map(resource).collect())),
        ("fieldValidationErrors", Node::List("", fields.into_iter().map(field).collect())),
    ];
    fields.extend(record(VALIDATION, "The resource update failed validation.", "Validation Errors"));
    json(400, &Node::Record(fields))
}
