//! Strict mode: checks every request against the operation table, and rejects and records what Xero would silently
//! tolerate or misread.

use hyper::Method;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use serde::Serialize;
use url::form_urlencoded;
use xero_m2m_spec::{Operation, Paging, Parameter, ParameterLocation, ParameterType, RequestBody};

use crate::error::nearest;
use crate::replays::LONGEST_KEY;
use crate::route_table::RouteMatch;
use crate::values::dates::{Day, parse_instant};
use crate::values::ids::Guid;

/// The longest query that Xero's servers accept; longer ones get an HTML 404.
pub(crate) const LONGEST_QUERY: usize = 2_048;
const MAX_SHOWN: usize = 60;
/// Characters that must be encoded in a path or a query.
const NEVER_RAW: &[char] = &['"', '<', '>', '\\', '^', '`', '{', '|', '}', ' '];

#[derive(Debug, Default)]
pub(crate) struct Strict {
    pub(crate) enabled: bool,
    pub(crate) violations: Vec<Violation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Violation {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) rule: &'static str,
    pub(crate) sent: String,
    pub(crate) expected: String,
    /// The whole violation as a diff.
    pub(crate) text: String,
}

/// The broken rule, what was sent and what was expected.
struct BrokenRule(&'static str, String, String);

/// The first rule that the request violates.
pub(crate) fn check(parts: &Parts, body: &[u8], route: &RouteMatch) -> Option<Violation> {
    let BrokenRule(rule, sent, expected) = broken_rule(parts, body, route)?;
    let (method, path) = (parts.method.to_string(), shown(parts.uri.path()));
    let (sent, expected) = (shown(&sent), expected);
    let text = format!("strict mode: {rule}: {method} {path}\n- {sent}\n+ {expected}\n");
    Some(Violation { method, path, rule, sent, expected, text })
}

fn broken_rule(parts: &Parts, body: &[u8], route: &RouteMatch) -> Option<BrokenRule> {
    let operation = match route {
        RouteMatch::Operation(operation, _) => *operation,
        RouteMatch::OtherMethod => {
            return Some(BrokenRule("method", parts.method.to_string(), "a method that the path has".to_owned()));
        }
        RouteMatch::Nothing => {
            return Some(BrokenRule("path", parts.uri.path().to_owned(), "a path of Xero's specifications".to_owned()));
        }
    };
    address(parts)
        .or_else(|| query(parts, operation))
        .or_else(|| key(parts, operation))
        .or_else(|| content(parts, body, operation))
        .or_else(|| {
            let tenant = parts.headers.get("xero-tenant-id")?;
            tenant
                .is_empty()
                .then(|| BrokenRule("tenant", "xero-tenant-id:".to_owned(), "no such header, or an ID".to_owned()))
        })
}

fn address(parts: &Parts) -> Option<BrokenRule> {
    let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or(""));
    let raw = |text: &str, more: &[char]| {
        text.chars()
            .find(|character| !character.is_ascii() || NEVER_RAW.contains(character) || more.contains(character))
    };
    if let Some(character) = raw(path, &['+']).or_else(|| raw(query, &[])) {
        let encoded: String = form_urlencoded::byte_serialize(character.to_string().as_bytes()).collect();
        return Some(BrokenRule("encoding", character.to_string(), encoded.replace('+', "%20")));
    }
    (query.len() > LONGEST_QUERY).then(|| {
        BrokenRule("length", format!("a query of {} bytes", query.len()), format!("at most {LONGEST_QUERY} bytes"))
    })
}

fn query(parts: &Parts, operation: &Operation) -> Option<BrokenRule> {
    let known = || operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Query);
    let pager: &[&str] = match operation.paging {
        Paging::None => &[],
        Paging::PageSize { page, size, .. } => &[page, size],
        Paging::Page { .. } => &["page"],
        Paging::Offset { .. } => &["offset"],
    };
    for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes()) {
        if let Some(parameter) = known().find(|parameter| parameter.name.wire() == name) {
            if let Some(expected) = expected_value(parameter, &value) {
                return Some(BrokenRule("value", format!("{name}={value}"), format!("{name}={expected}")));
            }
        } else if pager.contains(&name.as_ref()) {
            if value.parse::<u32>().is_err() {
                return Some(BrokenRule("value", format!("{name}={value}"), format!("{name}=a whole number")));
            }
        } else {
            let names: Vec<&str> =
                known().map(|parameter| parameter.name.wire()).chain(pager.iter().copied()).collect();
            let expected =
                nearest(&name, &names).map_or_else(|| format!("one of: {}", names.join(", ")), str::to_owned);
            return Some(BrokenRule("parameter", name.into_owned(), expected));
        }
    }
    None
}

/// The expected kind of value, if the value does not match.
fn expected_value(parameter: &Parameter, value: &str) -> Option<String> {
    let all = |fits: &dyn Fn(&str) -> bool| value.split(',').all(|part| fits(part.trim()));
    let is_one_of = |values: &str, text: &str| values.split('|').any(|one| one.eq_ignore_ascii_case(text));
    let (fits, expected) = match parameter.value {
        ParameterType::Text
        | ParameterType::FileName
        | ParameterType::Order
        | ParameterType::Texts { .. }
        | ParameterType::Filter => (true, ""),
        ParameterType::Id => (Guid::parse(value).is_some(), "a UUID"),
        ParameterType::Ids { .. } => (all(&|id| Guid::parse(id).is_some()), "UUIDs with commas between them"),
        ParameterType::Enumeration(values) => (is_one_of(values, value), values),
        ParameterType::Enumerations(values) => (all(&|one| is_one_of(values, one)), values),
        ParameterType::Boolean => (["true", "false"].contains(&value.to_ascii_lowercase().as_str()), "true or false"),
        ParameterType::Integer => (value.parse::<i64>().is_ok(), "a whole number"),
        ParameterType::Date => (Day::parse(value).is_some(), "a date, YYYY-MM-DD"),
        ParameterType::Instant => (parse_instant(value).is_some(), "an instant, YYYY-MM-DDTHH:MM:SS"),
    };
    (!fits).then(|| expected.to_owned())
}

fn key(parts: &Parts, operation: &Operation) -> Option<BrokenRule> {
    if !operation.takes_idempotency_key {
        return None;
    }
    let expected = || format!("Idempotency-Key: 1 to {LONGEST_KEY} characters, the same for each try of one write");
    match parts.headers.get("idempotency-key").map(HeaderValue::len) {
        None => Some(BrokenRule("key", "no Idempotency-Key".to_owned(), expected())),
        Some(1..=LONGEST_KEY) => None,
        Some(length) => Some(BrokenRule("key", format!("an Idempotency-Key of {length} characters"), expected())),
    }
}

fn content(parts: &Parts, body: &[u8], operation: &Operation) -> Option<BrokenRule> {
    if body.is_empty() {
        return None;
    }
    if parts.method == Method::GET || matches!(operation.request, RequestBody::None) {
        return Some(BrokenRule("body", format!("a body of {} bytes", body.len()), "no body".to_owned()));
    }
    let sent = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let wanted = match operation.request {
        RequestBody::Form => "multipart/form-data",
        RequestBody::Bytes => "",
        _ => "application/json",
    };
    let fits = !sent.is_empty() && sent.to_ascii_lowercase().starts_with(wanted);
    let expected = if wanted.is_empty() { "the file's own type" } else { wanted };
    (!fits).then(|| BrokenRule("content_type", format!("Content-Type: {sent}"), format!("Content-Type: {expected}")))
}

/// Shortens the text.
fn shown(text: &str) -> String {
    if text.chars().count() <= MAX_SHOWN {
        return text.to_owned();
    }
    text.chars().take(MAX_SHOWN).chain(['…']).collect()
}
