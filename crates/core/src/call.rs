//! A call made ready: address, headers and body, everything checked before anything is sent.

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use url::Url;

use crate::address;
use crate::api::operation::{Family, Parameter, Place, Shape, Value as Takes};
use crate::api::{Operation, Paging};
use crate::codec;
use crate::config::CallOptions;
use crate::error::{Error, Result};
use crate::names::{Naming, suggestion};
use crate::random;

/// More records than Xero advises to send in one request.
const LARGEST_BATCH: usize = 50;
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What stays the same over all attempts of a call.
#[derive(Debug)]
pub(crate) struct Call {
    /// None for raw calls.
    pub(crate) operation: Option<&'static Operation>,
    /// What errors call it.
    pub(crate) label: String,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) page: Option<PageRequest>,
    /// Whether a list of records was given, so that each gets an outcome of its own.
    pub(crate) is_batch: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct PageRequest {
    pub(crate) number: u32,
    pub(crate) size: u32,
}

/// A call outside the table, as the user gave it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawCall<'a> {
    method: &'a str,
    path: String,
    params: Map<String, Value>,
    headers: Map<String, Value>,
    #[serde(borrow)]
    json: Option<&'a RawValue>,
}

impl Call {
    pub(crate) fn of_table(
        operation: &'static Operation,
        arguments: Option<&RawValue>,
        body: Option<&RawValue>,
        options: &CallOptions,
        base: &Url,
        naming: Naming,
    ) -> Result<Self> {
        let arguments: Map<String, Value> = match arguments {
            Some(raw) => serde_json::from_str(raw.get()).map_err(|_| Error::argument("arguments are not an object"))?,
            None => Map::new(),
        };
        check_names(operation, &arguments, naming)?;
        let mut query = Vec::new();
        let mut headers = accepting_json();
        let mut path = format!("{}{}", operation.family.base(), operation.path);
        for parameter in operation.parameters {
            let name = parameter.name.in_case(naming);
            let Some(value) = arguments.get(name).filter(|value| !value.is_null()) else {
                if parameter.place == Place::Path {
                    return Err(
                        Error::argument(format!("{name} is missing")).hint("give the id or the number of the record")
                    );
                }
                continue;
            };
            let text = parameter_text(parameter, name, value)?;
            match parameter.place {
                Place::Path => {
                    path = path.replace(&format!("{{{}}}", parameter.name.wire), &address::segment(name, &text)?);
                }
                Place::Query if is_paging(parameter) => {}
                Place::Query => query.push((parameter.name.wire.to_owned(), text)),
                Place::Header => {
                    headers.insert(header_name(parameter.name.wire)?, header_value(name, &text)?);
                }
            }
        }
        let page = page_request(operation, &arguments, naming)?;
        if let (Some(page), Paging::PageSize { .. }) = (page, operation.paging) {
            query.push(("page".to_owned(), page.number.to_string()));
            query.push(("pageSize".to_owned(), page.size.to_string()));
        }
        let is_batch = body.is_some_and(|body| body.get().trim_start().starts_with('['));
        if is_batch && operation.shape == Shape::Saved && !query.iter().any(|(name, _)| name == "summarizeErrors") {
            query.push(("summarizeErrors".to_owned(), "false".to_owned()));
        }
        let body = request_body(operation, body, naming)?;
        let mut call = Self {
            operation: Some(operation),
            label: operation.name_in(naming).to_owned(),
            method: operation.method.clone(),
            url: address::join(base, &path, &query),
            headers,
            body,
            idempotency_key: None,
            page,
            is_batch,
        };
        if operation.takes_idempotency_key {
            call.set_idempotency_key(options)?;
        }
        call.set_content_type();
        Ok(call)
    }

    pub(crate) fn raw(raw: &RawCall<'_>, options: &CallOptions, base: &Url) -> Result<Self> {
        let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
        let method = raw.method.to_ascii_uppercase();
        if !methods.contains(&method.as_str()) {
            return Err(Error::argument(format!("{:?} is not a method", raw.method)).hint(suggestion(&method, methods)));
        }
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| Error::argument("that is not a method"))?;
        let is_read = matches!(method, Method::GET | Method::HEAD);
        if is_read && raw.json.is_some() {
            return Err(Error::argument("a read carries no body").hint("give params in place of json"));
        }
        address::raw_path(&raw.path)?;
        let is_whole = raw.path[1..]
            .split('/')
            .next()
            .is_some_and(|first| first.rsplit_once('.').is_some_and(|(_, end)| end == "xro"));
        let family = if is_whole { "" } else { Family::Accounting.base() };
        let mut query = Vec::new();
        for (name, value) in raw.params.iter().filter(|(_, value)| !value.is_null()) {
            query.push((name.clone(), plain_text(name, value)?));
        }
        let mut headers = accepting_json();
        for (name, value) in &raw.headers {
            let header = header_name(name)?;
            if [AUTHORIZATION, HOST, CONTENT_LENGTH].contains(&header) {
                return Err(Error::argument(format!("the header {name} is the client's own")));
            }
            headers.insert(header, header_value(name, &plain_text(name, value)?)?);
        }
        let mut call = Self {
            operation: None,
            label: format!("{method} {}", raw.path),
            method,
            url: address::join(base, &format!("{family}{}", raw.path), &query),
            headers,
            body: raw.json.map(|json| Bytes::copy_from_slice(json.get().as_bytes())),
            idempotency_key: None,
            page: None,
            is_batch: false,
        };
        if !is_read && call.method != Method::DELETE {
            call.set_idempotency_key(options)?;
        }
        call.set_content_type();
        Ok(call)
    }

    /// Fixed before the first attempt, so that every attempt carries the same.
    fn set_idempotency_key(&mut self, options: &CallOptions) -> Result<()> {
        let given = options.idempotency_key.clone();
        let key = match given.or_else(|| Some(self.headers.get(&IDEMPOTENCY_KEY)?.to_str().ok()?.to_owned())) {
            Some(key) => key,
            None => random::key()?,
        };
        self.headers.insert(IDEMPOTENCY_KEY, header_value("idempotency_key", &key)?);
        self.idempotency_key = Some(key);
        Ok(())
    }

    fn set_content_type(&mut self) {
        if self.body.is_some() {
            self.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        }
    }

    /// Adds to an error which call it ended, after how many attempts.
    pub(crate) fn place(&self, error: Error, attempts: u32) -> Error {
        error.with(|details| {
            details.operation.get_or_insert_with(|| self.label.clone());
            details.attempts.get_or_insert(attempts);
            details.idempotency_key.clone_from(&self.idempotency_key);
        })
    }

    /// Says what became of a write whose reply never came.
    pub(crate) fn with_outcome(&self, error: Error, sent: bool) -> Error {
        if self.is_read() {
            return error;
        }
        error.with(|details| details.outcome = Some(if sent { "unknown" } else { "not_sent" }))
    }

    pub(crate) fn is_read(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD)
    }

    /// Whether the server may get it twice without harm.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.is_read() || self.idempotency_key.is_some()
    }
}

fn accepting_json() -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers
}

fn check_names(operation: &Operation, arguments: &Map<String, Value>, naming: Naming) -> Result<()> {
    let names = operation.parameters.iter().map(|parameter| parameter.name.in_case(naming));
    // Every list has a first page, whether Xero pages it or not.
    let is_page = |name: &str| operation.shape == Shape::Page && name == "page";
    match arguments.keys().find(|name| !is_page(name) && !names.clone().any(|known| known == *name)) {
        Some(unknown) => {
            Err(Error::argument(format!("there is no parameter {unknown:?}")).hint(suggestion(unknown, names)))
        }
        None => Ok(()),
    }
}

fn is_paging(parameter: &Parameter) -> bool {
    matches!(parameter.name.wire, "page" | "pageSize")
}

fn page_request(operation: &Operation, arguments: &Map<String, Value>, naming: Naming) -> Result<Option<PageRequest>> {
    if operation.shape != Shape::Page {
        return Ok(None);
    }
    let number = |snake: &str, default: u32, most: u32| -> Result<u32> {
        let name = naming.name(snake);
        match arguments.get(&name).filter(|value| !value.is_null()) {
            None => Ok(default),
            Some(value) => value
                .as_u64()
                .and_then(|value| u32::try_from(value).ok())
                .filter(|value| (1..=most).contains(value))
                .ok_or_else(|| Error::argument(format!("{name} is not a whole number from 1 to {most}"))),
        }
    };
    Ok(Some(match operation.paging {
        Paging::None => PageRequest { number: number("page", 1, 1)?, size: 0 },
        Paging::PageSize { largest } => {
            PageRequest { number: number("page", 1, u32::MAX)?, size: number("page_size", largest, largest)? }
        }
    }))
}

fn request_body(operation: &Operation, body: Option<&RawValue>, naming: Naming) -> Result<Option<Bytes>> {
    match (operation.body, body) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Error::argument("this operation takes no records")),
        (Some(_), None) => Err(Error::argument("the record is missing").hint("give a record, or a list of records")),
        (Some(records), Some(body)) => {
            let (wire, count) = codec::encode(body.get().as_bytes(), records.envelope, records.schema, naming)?;
            match count {
                0 => Err(Error::argument("the list of records is empty").hint("give one record or more")),
                1..=LARGEST_BATCH => Ok(Some(wire.into())),
                _ => Err(Error::argument(format!("{count} records are too many for one call"))
                    .hint(format!("send at most {LARGEST_BATCH} at a time"))),
            }
        }
    }
}

fn parameter_text(parameter: &Parameter, name: &str, value: &Value) -> Result<String> {
    let wrong = |wanted: &str| Error::argument(format!("{name} is not {wanted}"));
    match (parameter.value, value) {
        (Takes::Text, Value::String(text)) => Ok(text.clone()),
        (Takes::Text, _) => Err(wrong("text").hint("give it as a string")),
        (Takes::Texts, Value::String(text)) => list_text(name, std::slice::from_ref(text)),
        (Takes::Texts, Value::Array(items)) => {
            let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            list_text(name, &texts.ok_or_else(|| wrong("a list of texts"))?)
        }
        (Takes::Texts, _) => Err(wrong("a list of texts")),
        (Takes::Boolean, Value::Bool(value)) => Ok(value.to_string()),
        (Takes::Boolean, _) => Err(wrong("true or false")),
        (Takes::Integer, Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        (Takes::Integer, _) => Err(wrong("a whole number")),
        (Takes::Instant, Value::String(text)) => codec::wire_instant(text)
            .ok_or_else(|| wrong("an instant").hint("give a date and time, such as 2026-01-31T23:59:59Z")),
        (Takes::Instant, _) => Err(wrong("an instant")),
    }
}

/// Values with commas between them; an empty list must not read as "no filter".
fn list_text(name: &str, texts: &[String]) -> Result<String> {
    if texts.is_empty() {
        return Err(Error::argument(format!("{name} is an empty list")).hint("leave it out to get all"));
    }
    if texts.iter().any(|text| text.is_empty() || text.contains(',')) {
        return Err(Error::argument(format!("an element of {name} is empty or holds a comma")));
    }
    Ok(texts.join(","))
}

fn plain_text(name: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(Error::argument(format!("{name} is not text, a number or a boolean")).hint("give one of these")),
    }
}

fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::argument(format!("{name:?} is not the name of a header")))
}

fn header_value(name: &str, value: &str) -> Result<HeaderValue> {
    let is_plain = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    HeaderValue::from_str(value).ok().filter(|_| is_plain).ok_or_else(|| {
        Error::argument(format!("{name} holds a character that no header may hold"))
            .hint("use visible ASCII, without line breaks")
    })
}
