//! Commands over HTTP, for any program on this machine: `POST /_demo/limits`, `GET /_demo/journal?last=5`.
//!
//! Web pages of other origins cannot send commands: the host must be a loopback name, which prevents DNS rebinding, and
//! a `POST` must have a JSON content type, whose preflight request is refused.

use hyper::header::{CONTENT_TYPE, HOST, HeaderMap};
use hyper::http::request::Parts;
use hyper::{Method, Uri};
use serde_json::{Map, Value, json};

use super::{CommandResult, execute};
use crate::company::Company;
use crate::page;
use crate::wire::query::Query;
use crate::wire::response::{ApiResponse, JSON};

const PREFIX: &str = "/_demo/";
/// The HTML page, which sends these commands.
const PAGE: &str = "/";

/// Commands that only read when they have no fields, or only `last`.
const READ: &[&str] =
    &["clock", "connection", "connections", "description", "faults", "journal", "limits", "violations", "webhooks"];

/// Whether the path is the demo company's own and not one of Xero's.
pub(crate) fn is_for_company(path: &str) -> bool {
    path == PAGE || path.starts_with(PREFIX)
}

pub(crate) async fn respond(company: &Company, parts: &Parts, body: &[u8]) -> ApiResponse {
    if !is_loopback(&parts.headers, &parts.uri) {
        return error(403, "commands are accepted only with a loopback host name");
    }
    if parts.uri.path() == PAGE {
        return if parts.method == Method::GET { page::respond(company) } else { error(405, "use GET for the page") };
    }
    let name = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
    let fields = match parts.method {
        Method::GET if READ.contains(&name) => fields_of_query(&Query::parse(parts.uri.query())),
        Method::POST if is_json(&parts.headers) => fields_of_body(body),
        Method::POST => return error(415, "a command must have Content-Type: application/json"),
        _ => return error(405, &format!("use POST for commands; GET reads only {}", READ.join(", "))),
    };
    let executed = fields.and_then(|mut fields| {
        fields.insert("do".to_owned(), Value::from(name));
        execute(company, Value::Object(fields).to_string().as_bytes()).map_err(|error| error.to_string())
    });
    match executed {
        Ok(CommandResult::Done(response)) => ApiResponse::new(200, JSON, response),
        Ok(CommandResult::Wait(wait)) => ApiResponse::new(200, JSON, wait.over(company).await.to_string()),
        Err(message) => error(400, &message),
    }
}

fn fields_of_query(query: &Query) -> Result<Map<String, Value>, String> {
    match query.number("last") {
        Some(last) => Ok(Map::from_iter([("last".to_owned(), Value::from(last))])),
        None if query.is_empty() => Ok(Map::new()),
        None => Err("GET accepts only \"last\", a number; use POST to change something".to_owned()),
    }
}

fn fields_of_body(body: &[u8]) -> Result<Map<String, Value>, String> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) if !fields.contains_key("do") => Ok(fields),
        Ok(_) => Err("the fields of a command must be a JSON object; the command's name is in the path".to_owned()),
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

fn error(status: u16, message: &str) -> ApiResponse {
    ApiResponse::new(status, JSON, json!({ "error": message }).to_string())
}
