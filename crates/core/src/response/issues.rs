//! What Xero's error bodies say about single records and fields, found at any depth.

use serde_json::{Map, Value};

use crate::error::Issue;

/// Deep enough for every body of Xero, and bounded against those that are not Xero's.
const DEEPEST: usize = 32;
const MOST_ISSUES: usize = 10_000;
/// Bytes of a path, beyond which it grows no further.
const LONGEST_PATH: usize = 300;
const LONGEST_MESSAGE: usize = 2000;

/// Every message of a body, with the record and the place that it is about.
pub(super) fn issues_of(body: &Value) -> Vec<Issue> {
    let mut issues = Vec::new();
    match body {
        // The Files API sends a list of problems.
        Value::Array(problems) => issues.extend(problems.iter().filter_map(|problem| issue(problem, 0, ""))),
        Value::Object(fields) => {
            own_issues(fields, 0, "", &mut issues);
            for (_, inner) in fields.iter().filter(|(name, _)| !holds_messages(name)) {
                match inner {
                    // The records that were sent, as Elements, Employees or items.
                    Value::Array(elements) => {
                        for (index, element) in elements.iter().enumerate() {
                            collect(element, index, "", DEEPEST, &mut issues);
                        }
                    }
                    inner => collect(inner, 0, "", DEEPEST, &mut issues),
                }
            }
        }
        _ => {}
    }
    issues.truncate(MOST_ISSUES);
    issues
}

/// Every message of one record of a batch.
pub(super) fn issues_of_element(element: &Value, index: usize) -> Vec<Issue> {
    let mut issues = Vec::new();
    collect(element, index, "", DEEPEST, &mut issues);
    issues
}

/// The text of a field, whatever the case of its name.
pub(super) fn text_of<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?.1.as_str()
}

/// The message of a whole body: most APIs have a field for it, Payroll puts it into `problem`, Files into a list.
pub(super) fn message_of(body: &Value) -> Option<&str> {
    let inner = body.get("problem").filter(|problem| problem.is_object()).or_else(|| body.get(0)).unwrap_or(body);
    if let Some(text) = inner.as_str() {
        return Some(text);
    }
    ["message", "detail", "title"].iter().find_map(|name| text_of(inner, name).filter(|text| !text.trim().is_empty()))
}

fn collect(value: &Value, index: usize, path: &str, depth: usize, issues: &mut Vec<Issue>) {
    if depth == 0 || issues.len() > MOST_ISSUES {
        return;
    }
    match value {
        Value::Object(fields) => {
            own_issues(fields, index, path, issues);
            for (name, inner) in fields.iter().filter(|(name, _)| !holds_messages(name)) {
                collect(inner, index, &joined(path, name), depth - 1, issues);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, index, &bounded(format!("{path}[{at}]")), depth - 1, issues);
            }
        }
        _ => {}
    }
}

const LISTS: &[&str] = &[
    "ValidationErrors",
    "invalidFields",
    "fieldValidationErrors",
    "resourceValidationErrors",
    "errors",
    // As problem+json has it.
    "invalid-params",
];
const MAPPINGS: &[&str] = &["modelState", "errors"];
/// One problem, in an element of the Bank Feeds API.
const PROBLEM: &str = "error";

/// Whether a field for complaints holds anything.
pub(super) fn says_something(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => fields.values().any(|value| !value.is_null()),
        Value::String(text) => !text.trim().is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether there is a complaint at any depth, even one without words.
pub(super) fn has_complaint(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_complaint),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, inner)| if holds_messages(name) { says_something(inner) } else { has_complaint(inner) }),
        _ => false,
    }
}

pub(super) fn holds_messages(name: &str) -> bool {
    LISTS.iter().chain(MAPPINGS).chain([&PROBLEM]).any(|known| known.eq_ignore_ascii_case(name))
}

/// The messages of an object itself.
fn own_issues(fields: &Map<String, Value>, index: usize, path: &str, issues: &mut Vec<Issue>) {
    for (name, value) in fields.iter().filter(|(name, _)| holds_messages(name)) {
        match value {
            Value::Array(problems) => {
                issues.extend(problems.iter().filter_map(|problem| issue(problem, index, path)));
            }
            Value::Object(_) | Value::String(_) if name.eq_ignore_ascii_case(PROBLEM) => {
                issues.extend(issue(value, index, path));
            }
            Value::Object(named) if MAPPINGS.iter().any(|known| known.eq_ignore_ascii_case(name)) => {
                for (field, messages) in named {
                    let path = joined(path, field);
                    let texts = messages.as_array().map_or(std::slice::from_ref(messages), Vec::as_slice);
                    issues.extend(texts.iter().filter_map(|text| issue(text, index, &path)));
                }
            }
            _ => {}
        }
    }
}

/// One message, in whichever field its API puts it, and the field that it names.
fn issue(problem: &Value, index: usize, path: &str) -> Option<Issue> {
    let text = problem.as_str().or_else(|| {
        ["Message", "reason", "localisedMessage", "detail", "title"].iter().find_map(|name| text_of(problem, name))
    });
    let text = text.filter(|text| !text.trim().is_empty())?;
    let field = ["fieldName", "resourceName", "name"].iter().find_map(|name| text_of(problem, name));
    let path = field.map_or_else(|| path.to_owned(), |field| joined(path, field));
    Some(Issue { index, path, message: prefix(text, LONGEST_MESSAGE).to_owned() })
}

fn joined(path: &str, name: &str) -> String {
    let name = prefix(name, LONGEST_PATH);
    bounded(if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") })
}

fn bounded(mut path: String) -> String {
    path.truncate(prefix(&path, LONGEST_PATH).len());
    path
}

/// The start of a text, at most this many bytes long.
pub(super) fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
