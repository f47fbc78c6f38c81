//! A call made ready: address, headers and body, everything checked before anything is sent.

use std::path::PathBuf;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use url::Url;

use crate::address;
use crate::api::Operation;
use crate::api::operation::{Body, Family, Reply};
use crate::api::schema::Spelling;
use crate::arguments::{Arguments, header_name, header_value};
use crate::codec::{self, Batch, Completeness, Manners};
use crate::config::CallOptions;
use crate::content::{self, Content};
use crate::error::{Error, Result};
use crate::names::{Naming, suggestion};
use crate::paging::PageRequest;
use crate::random;

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
    /// Where the body of a success goes, if not into memory.
    pub(crate) to: Option<PathBuf>,
}

/// What a call of the table sends beside its arguments.
#[derive(Debug)]
pub(crate) enum Payload {
    None,
    Json(Vec<u8>),
    File(Content),
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
        arguments: &Arguments,
        page: Option<PageRequest>,
        payload: Payload,
        options: &CallOptions,
        base: &Url,
        naming: Naming,
    ) -> Result<Self> {
        let mut headers = arguments.headers()?;
        headers.insert(ACCEPT, accept(operation, arguments)?);
        let mut query = arguments.query()?;
        if let Some(page) = page {
            query.extend(page.query(operation.paging));
        }
        let body = match payload {
            Payload::None => None,
            Payload::Json(json) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                Some(json.into())
            }
            Payload::File(content) => {
                headers.insert(CONTENT_TYPE, header_value("content_type", &content.media_type)?);
                Some(content.body)
            }
        };
        let mut call = Self {
            operation: Some(operation),
            label: operation.name_in(naming).to_owned(),
            method: operation.method.clone(),
            url: address::join(base, &arguments.path()?, &query),
            headers,
            body,
            idempotency_key: None,
            to: None,
        };
        if operation.takes_idempotency_key {
            call.set_idempotency_key(options.idempotency_key.clone())?;
        }
        Ok(call)
    }

    /// Lets a list's records each have an outcome of their own.
    pub(crate) fn tell_errors_apart(&mut self) {
        if !self.url.query_pairs().any(|(name, _)| name == "summarizeErrors") {
            self.url.query_pairs_mut().append_pair("summarizeErrors", "false");
        }
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
        let family = if is_whole(&raw.path) { "" } else { Family::Accounting.base() };
        let mut query = Vec::new();
        for (name, value) in raw.params.iter().filter(|(_, value)| !value.is_null()) {
            query.push((name.clone(), plain_text(name, value)?));
        }
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
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
            to: None,
        };
        if !is_read && call.method != Method::DELETE {
            call.set_idempotency_key(options.idempotency_key.clone())?;
        }
        if call.body.is_some() {
            call.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        }
        Ok(call)
    }

    /// Fixed before the first attempt, so that every attempt carries the same.
    fn set_idempotency_key(&mut self, given: Option<String>) -> Result<()> {
        let key = match given.or_else(|| Some(self.headers.get(&IDEMPOTENCY_KEY)?.to_str().ok()?.to_owned())) {
            Some(key) => key,
            None => random::key()?,
        };
        self.headers.insert(IDEMPOTENCY_KEY, header_value("idempotency_key", &key)?);
        self.idempotency_key = Some(key);
        Ok(())
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

/// Whether a raw path names its API itself: `/payroll.xro/2.0/Employees`.
fn is_whole(path: &str) -> bool {
    let first = path[1..].split('/').next().unwrap_or_default();
    first.rsplit_once('.').is_some_and(|(_, end)| end == "xro")
        || ["appstore", "connections", "Connections"].contains(&first)
}

/// The media type to ask for. The type of an attachment is known only where its name was given.
fn accept(operation: &Operation, arguments: &Arguments) -> Result<HeaderValue> {
    let media_type = match operation.reply {
        Reply::Bytes { accept: "" } => match arguments.text("key")? {
            Some(name) if name.contains('.') => content::of_name(name),
            _ => "*/*",
        },
        Reply::Bytes { accept } => accept,
        _ => "application/json",
    };
    header_value("accept", media_type)
}

/// The bodies of the requests that a call makes: one, or for a long list of records one for each batch.
pub(crate) fn bodies(operation: &'static Operation, body: Option<&RawValue>, naming: Naming) -> Result<Vec<Batch>> {
    let (records, largest_batch) = match (operation.body, body) {
        (Body::Fixed(json), None) => return Ok(vec![Batch { body: json.as_bytes().to_vec(), count: 1 }]),
        (Body::None | Body::Bytes | Body::Form, None) => return Ok(Vec::new()),
        (Body::None | Body::Bytes | Body::Form | Body::Fixed(_), Some(_)) => {
            return Err(Error::argument("this operation takes no records"));
        }
        (Body::Record(_) | Body::Records { .. }, None) => {
            return Err(Error::argument("the record is missing").hint("give a record, or a mapping of its members"));
        }
        (Body::Record(_), Some(body)) if is_list(body) => {
            return Err(Error::argument("a list was given where Xero takes one record").hint("make a call for each"));
        }
        (Body::Record(records), Some(_)) => (records, 1),
        (Body::Records { records, batch }, Some(_)) => (records, batch),
    };
    let json = body.map_or("null", RawValue::get);
    let dates = if operation.family == Family::PayrollAu { Spelling::Microsoft } else { Spelling::Iso };
    let manners = Manners { completeness: completeness(operation), dates, largest_batch };
    let batches = codec::encode(json.as_bytes(), records, manners, naming)?;
    if batches.is_empty() {
        return Err(Error::argument("the list of records is empty").hint("give one record or more"));
    }
    Ok(batches)
}

/// Whether a body is a list of records.
pub(crate) fn is_list(body: &RawValue) -> bool {
    body.get().trim_start().starts_with('[')
}

fn completeness(operation: &Operation) -> Completeness {
    let is_new = [".create", ".add_note"].iter().any(|verb| operation.name.snake().ends_with(verb));
    if is_new { Completeness::New } else { Completeness::Changes }
}

fn plain_text(name: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(Error::argument(format!("{name} is not text, a number or a boolean")).hint("give one of these")),
    }
}
