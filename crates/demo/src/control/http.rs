//! Commands over HTTP, for any program on this machine: `POST /_demo/limits`, `GET /_demo/journal?last=5`.
//!
//! No web page of another origin may send one: the host must be a loopback name, against rebound names, and a `POST`
//! must say that it is JSON, for which a browser asks first and is refused.

use hyper::header::{CONTENT_TYPE, HOST, HeaderMap};
use hyper::http::request::Parts;
use hyper::{Method, Uri};
use serde_json::{Map, Value, json};

use super::{Step, carry_out};
use crate::company::Company;
use crate::page;
use crate::wire::query::Query;
use crate::wire::response::{JSON, Reply};

const PREFIX: &str = "/_demo/";
/// A page for people, which sends such commands.
const PAGE: &str = "/";

/// Commands that change nothing when they come without members, or with `last` alone.
const READ: &[&str] =
    &["clock", "connection", "connections", "description", "faults", "journal", "limits", "violations", "webhooks"];

/// Whether a path is none of Xero's.
pub(crate) fn is_for_company(path: &str) -> bool {
    path == PAGE || path.starts_with(PREFIX)
}

pub(crate) async fn answer(company: &Company, parts: &Parts, body: &[u8]) -> Reply {
    if !is_loopback(&parts.headers, &parts.uri) {
        return refusal(403, "the demo company takes commands for a loopback host only");
    }
    if parts.uri.path() == PAGE {
        return if parts.method == Method::GET { page::answer(company) } else { refusal(405, "GET the page") };
    }
    let name = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
    let members = match parts.method {
        Method::GET if READ.contains(&name) => members_of_query(&Query::parse(parts.uri.query())),
        Method::POST if is_json(&parts.headers) => members_of_body(body),
        Method::POST => return refusal(415, "a command is posted with Content-Type: application/json"),
        _ => return refusal(405, &format!("POST commands; GET reads {}", READ.join(", "))),
    };
    let carried_out = members.and_then(|mut members| {
        members.insert("do".to_owned(), Value::from(name));
        carry_out(company, Value::Object(members).to_string().as_bytes()).map_err(|error| error.to_string())
    });
    match carried_out {
        Ok(Step::Done(answer)) => Reply::new(200, JSON, answer),
        Ok(Step::Wait(wait)) => Reply::new(200, JSON, wait.over(company).await.to_string()),
        Err(message) => refusal(400, &message),
    }
}

fn members_of_query(query: &Query) -> Result<Map<String, Value>, String> {
    match query.number("last") {
        Some(last) => Ok(Map::from_iter([("last".to_owned(), Value::from(last))])),
        None if query.is_empty() => Ok(Map::new()),
        None => Err("only \"last\", a number, can be asked for; POST what changes something".to_owned()),
    }
}

fn members_of_body(body: &[u8]) -> Result<Map<String, Value>, String> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) if !members.contains_key("do") => Ok(members),
        Ok(_) => Err("the members of a command are a JSON object; its name stands in the path".to_owned()),
        Err(error) => Err(format!("the body is not JSON: {error}")),
    }
}

fn is_loopback(headers: &HeaderMap, uri: &Uri) -> bool {
    let host = uri.authority().map(ToString::to_string);
    let host = host.or_else(|| headers.get(HOST)?.to_str().ok().map(str::to_owned)).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host.as_str(),
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

fn is_json(headers: &HeaderMap) -> bool {
    let text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    text.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn refusal(status: u16, message: &str) -> Reply {
    Reply::new(status, JSON, json!({ "error": message }).to_string())
}
