//! Strict mode: every request is held against the table, and whatever Xero would silently put up with, or take for
//! something else, is refused and written down.

use hyper::Method;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use serde::Serialize;
use url::form_urlencoded;
use xero_m2m_spec::{Operation, Paging, Parameter, ParameterLocation, ParameterType, RequestBody};

use crate::error::nearest;
use crate::replays::LONGEST_KEY;
use crate::route_table::Found;
use crate::values::dates::{Day, parse_instant};
use crate::values::ids::Guid;

/// What Xero's servers take of a query before they answer with an HTML 404.
pub(crate) const LONGEST_QUERY: usize = 2_048;
const MOST_SHOWN: usize = 60;
/// Characters of a path or a query that a URL must not hold as they are.
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
    /// All of it, as a difference.
    pub(crate) text: String,
}

/// What is wrong, what was sent and what was expected in its place.
struct Fault(&'static str, String, String);

/// The first rule that the request breaks.
pub(crate) fn check(parts: &Parts, body: &[u8], found: &Found) -> Option<Violation> {
    let Fault(rule, sent, expected) = fault(parts, body, found)?;
    let (method, path) = (parts.method.to_string(), shown(parts.uri.path()));
    let (sent, expected) = (shown(&sent), expected);
    let text = format!("strict mode: {rule}: {method} {path}\n- {sent}\n+ {expected}\n");
    Some(Violation { method, path, rule, sent, expected, text })
}

fn fault(parts: &Parts, body: &[u8], found: &Found) -> Option<Fault> {
    let operation = match found {
        Found::Operation(operation, _) => *operation,
        Found::OtherMethod => {
            return Some(Fault("method", parts.method.to_string(), "a method that the path has".to_owned()));
        }
        Found::Nothing => {
            return Some(Fault("path", parts.uri.path().to_owned(), "a path of Xero's specifications".to_owned()));
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
                .then(|| Fault("tenant", "xero-tenant-id:".to_owned(), "no such header, or an id".to_owned()))
        })
}

fn address(parts: &Parts) -> Option<Fault> {
    let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or(""));
    let raw = |text: &str, more: &[char]| {
        text.chars()
            .find(|character| !character.is_ascii() || NEVER_RAW.contains(character) || more.contains(character))
    };
    if let Some(character) = raw(path, &['+']).or_else(|| raw(query, &[])) {
        let encoded: String = form_urlencoded::byte_serialize(character.to_string().as_bytes()).collect();
        return Some(Fault("encoding", character.to_string(), encoded.replace('+', "%20")));
    }
    (query.len() > LONGEST_QUERY)
        .then(|| Fault("length", format!("a query of {} bytes", query.len()), format!("at most {LONGEST_QUERY} bytes")))
}

fn query(parts: &Parts, operation: &Operation) -> Option<Fault> {
    let known = || operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Query);
    let pager: &[&str] = match operation.paging {
        Paging::None => &[],
        Paging::PageSize { page, size, .. } => &[page, size],
        Paging::Page { .. } => &["page"],
        Paging::Offset { .. } => &["offset"],
    };
    for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes()) {
        if let Some(parameter) = known().find(|parameter| parameter.name.wire() == name) {
            if let Some(expected) = misfit(parameter, &value) {
                return Some(Fault("value", format!("{name}={value}"), format!("{name}={expected}")));
            }
        } else if pager.contains(&name.as_ref()) {
            if value.parse::<u32>().is_err() {
                return Some(Fault("value", format!("{name}={value}"), format!("{name}=a whole number")));
            }
        } else {
            let names: Vec<&str> =
                known().map(|parameter| parameter.name.wire()).chain(pager.iter().copied()).collect();
            let expected =
                nearest(&name, &names).map_or_else(|| format!("one of: {}", names.join(", ")), str::to_owned);
            return Some(Fault("parameter", name.into_owned(), expected));
        }
    }
    None
}

/// What the value should be, if it is not.
fn misfit(parameter: &Parameter, value: &str) -> Option<String> {
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

fn key(parts: &Parts, operation: &Operation) -> Option<Fault> {
    if !operation.takes_idempotency_key {
        return None;
    }
    let expected = || format!("Idempotency-Key: 1 to {LONGEST_KEY} characters, the same for each try of one write");
    match parts.headers.get("idempotency-key").map(HeaderValue::len) {
        None => Some(Fault("key", "no Idempotency-Key".to_owned(), expected())),
        Some(1..=LONGEST_KEY) => None,
        Some(length) => Some(Fault("key", format!("an Idempotency-Key of {length} characters"), expected())),
    }
}

fn content(parts: &Parts, body: &[u8], operation: &Operation) -> Option<Fault> {
    if body.is_empty() {
        return None;
    }
    if parts.method == Method::GET || matches!(operation.request, RequestBody::None) {
        return Some(Fault("body", format!("a body of {} bytes", body.len()), "no body".to_owned()));
    }
    let sent = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let wanted = match operation.request {
        RequestBody::Form => "multipart/form-data",
        RequestBody::Bytes => "",
        _ => "application/json",
    };
    let fits = !sent.is_empty() && sent.to_ascii_lowercase().starts_with(wanted);
    let expected = if wanted.is_empty() { "the file's own type" } else { wanted };
    (!fits).then(|| Fault("content_type", format!("Content-Type: {sent}"), format!("Content-Type: {expected}")))
}

/// So much as helps, and no more.
fn shown(text: &str) -> String {
    if text.chars().count() <= MOST_SHOWN {
        return text.to_owned();
    }
    text.chars().take(MOST_SHOWN).chain(['…']).collect()
}
