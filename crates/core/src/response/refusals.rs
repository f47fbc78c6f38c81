//! Refusals that a response holds although its status is a success.

use serde_json::Value;

use super::envelope::is_envelope;
use super::issues::{has_complaint, issues_of, issues_of_element, message_of, says_something, text_of};
use crate::error::{Error, ErrorKind, Issue};
use xero_m2m_spec::Envelope;

/// The refusal of a write in a response with a success status: of the one record, or of any part of the response. In a
/// response to a read, the same fields are about a record's past.
pub(crate) fn refusal(body: &Value) -> Option<Error> {
    if let Some(problem) = problem_of(body) {
        return Some(problem_error(problem));
    }
    let fields = body.as_object().into_iter().flat_map(|fields| fields.values()).chain([body]);
    let mut elements = fields.flat_map(|field| field.as_array().map_or(std::slice::from_ref(field), Vec::as_slice));
    refused(elements.any(is_marked_refused) || has_complaint(body), message_of(body), issues_of(body))
}

/// The refusal of a whole batch, beside the outcomes of its records.
pub(crate) fn batch_refusal(body: &Value, envelope: Envelope) -> Option<Error> {
    let (Envelope::List(records) | Envelope::One(records)) = envelope else { return None };
    if let Some(problem) = problem_of(body) {
        return Some(problem_error(problem));
    }
    let beside = body.as_object()?.iter().filter(|(name, _)| !is_envelope(name, records));
    let beside = Value::Object(beside.map(|(name, value)| (name.clone(), value.clone())).collect());
    refused(is_marked_refused(&beside) || has_complaint(&beside), message_of(&beside), issues_of(&beside))
}

/// The refusal of one element of a batch.
pub(crate) fn element_refusal(element: &Value, index: usize) -> Option<Error> {
    refused(
        is_marked_refused(element) || has_complaint(element),
        message_of(element),
        issues_of_element(element, index),
    )
}

fn refused(is_refused: bool, message: Option<&str>, issues: Vec<Issue>) -> Option<Error> {
    let said = message.map(|text| format!(": {text}")).filter(|_| issues.is_empty()).unwrap_or_default();
    (is_refused || !issues.is_empty()).then(|| validation(format!("Xero refused this record{said}"), issues))
}

/// Whether an element is marked as refused, by the fields that its API has for that. Records inside the element may have
/// been refused before, so only the element's own fields count.
fn is_marked_refused(element: &Value) -> bool {
    let is_true = |name: &str| {
        let fields = element.as_object().into_iter().flatten();
        let mut values = fields.filter(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        values
            .any(|value| *value == true || value.as_str().is_some_and(|text| text.trim().eq_ignore_ascii_case("true")))
    };
    let is = |text: Option<&str>, word: &str| text.is_some_and(|text| text.trim().eq_ignore_ascii_case(word));
    is_true("HasErrors")
        || is_true("HasValidationErrors")
        || is(text_of(element, "StatusAttributeString"), "ERROR")
        // The Bank Feeds API. A timesheet whose `Status` is REJECTED was saved so.
        || is(element.get("status").and_then(Value::as_str), "REJECTED")
        || problem_of(element).is_some()
        || element.get("ErrorNumber").is_some_and(|number| number.as_i64() != Some(0) && !number.is_null())
}

/// What Payroll's field for problems holds, if anything.
fn problem_of(body: &Value) -> Option<&Value> {
    let fields = body.as_object()?;
    let problem = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("problem"))?.1;
    says_something(problem).then_some(problem)
}

/// The error that Payroll puts into a response with a success status.
pub(crate) fn problem_error(problem: &Value) -> Error {
    let said = message_of(problem).map(|text| format!(": {text}")).unwrap_or_default();
    let issues = issues_of(problem);
    if issues.is_empty() {
        return Error::new(ErrorKind::Api, format!("Xero refused the request{said}"));
    }
    validation(format!("Xero refused the request{said}"), issues)
}

/// The error of records that Xero refused.
pub(super) fn validation(message: String, issues: Vec<Issue>) -> Error {
    let hint = if issues.is_empty() { "correct what the message says" } else { "correct the errors listed" };
    Error::new(ErrorKind::Validation, message)
        .hint(format!("{hint} and call again"))
        .with(|details| details.issues = Some(issues))
}
