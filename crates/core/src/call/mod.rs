//! One call on its way: made ready here, everything checked before anything is sent; sent and repeated (`send`, `retry`);
//! its response read (`result`), page by page for a list (`pages`), record by record for many (`batch`), piece by piece
//! for a file (`download`).

pub(crate) mod batch;
pub(crate) mod download;
pub(crate) mod pages;
pub(crate) mod result;
pub(crate) mod send;
pub(crate) mod status;

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;
use xero_m2m_spec::{Family, NameCase, Operation, RequestBody, ResponseBody};

use crate::codec::http_text::{header_name, header_value, plain_text, query_texts};
use crate::config::{CallSettings, IDEMPOTENCY_KEY, refuse_own_header};
use crate::error::{Error, Result, quoted, suggestion};
use crate::random;
use crate::request::arguments::{Arguments, address_too_long, combined, unwritable_values};
use crate::request::encode::{Batch, Completeness, EncodeOptions};
use crate::request::page::PageRequest;
use crate::request::{RawRequest, address, upload};
use crate::shown::shown;
use status::CallStatus;

/// What stays the same over all attempts of a call.
#[derive(Debug)]
pub(crate) struct Call {
    /// None for raw calls.
    pub(crate) operation: Option<&'static Operation>,
    /// What errors call it.
    pub(crate) label: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) idempotency_key: Option<String>,
    /// Where the body of a success goes, if not into memory.
    pub(crate) to: Option<PathBuf>,
    /// Whether the response is kept as it came, beside what is made of it.
    pub(crate) keeps_response: bool,
    /// Whether the body of a success is read piece by piece.
    pub(crate) is_streamed: bool,
    pub(crate) caller: Caller,
}

/// Who made a call: its number there, which its events carry, and who learns how far it has got.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    pub(crate) number: Option<u64>,
    pub(crate) status: Option<Arc<CallStatus>>,
    /// Whether an earlier request of the same call was sent.
    pub(crate) is_under_way: bool,
}

/// What a call of the table sends beside its arguments.
#[derive(Debug)]
pub(crate) enum Payload {
    None,
    Json(Vec<u8>),
    /// A file of this media type, whose bytes follow.
    File(String),
}

impl Call {
    pub(crate) fn of_table(
        operation: &'static Operation,
        arguments: &Arguments,
        page: Option<PageRequest>,
        payload: Payload,
        settings: &CallSettings,
        base: &Url,
        case: NameCase,
    ) -> Result<Self> {
        let mut headers = arguments.headers()?;
        headers.insert(ACCEPT, accept(operation, arguments)?);
        let mut query = arguments.query();
        if let Some(page) = page {
            query.extend(page.query(operation.paging));
        }
        let body = match payload {
            Payload::None => None,
            Payload::Json(json) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                Some(json.into())
            }
            Payload::File(media_type) => {
                headers.insert(CONTENT_TYPE, header_value("the content type", &media_type)?);
                None
            }
        };
        let idempotency_key = if operation.takes_idempotency_key {
            Some(set_idempotency_key(&mut headers, settings.idempotency_key.clone())?)
        } else {
            None
        };
        let url = address::join(base, &arguments.path(), &query);
        if let Some(length) = address::too_long(&url, base) {
            return Err(arguments.too_long(length));
        }
        Ok(Self {
            operation: Some(operation),
            label: operation.name_in(case).into(),
            method: operation.method.clone(),
            url,
            headers: compact(&headers),
            body,
            idempotency_key,
            to: None,
            keeps_response: false,
            is_streamed: false,
            caller: Caller::default(),
        })
    }

    /// Lets a list's records each have an outcome of their own.
    pub(crate) fn ask_for_each_outcome(&mut self) {
        if !self.url.query_pairs().any(|(name, _)| name == "summarizeErrors") {
            self.url.query_pairs_mut().append_pair("summarizeErrors", "false");
        }
    }

    pub(crate) fn raw(raw: &RawRequest, settings: &CallSettings, base: &Url, case: NameCase) -> Result<Self> {
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
        let mut errors = raw.json.as_deref().map(unwritable_values).unwrap_or_default();
        errors.extend(address::raw_path(&raw.path).err().map(|error| ("path".to_owned(), error)));
        let mut query = Vec::new();
        for (name, value) in raw.params.iter().filter(|(_, value)| !value.is_null()) {
            let place = format!("params.{name}");
            match query_texts(&place, value) {
                Ok(texts) => query.extend(texts.into_iter().map(|text| (name.clone(), text))),
                Err(error) => errors.push((place, error)),
            }
        }
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(extras) = &settings.extras {
            headers.extend(extras.headers());
            query.extend(extras.query().filter(|(name, _)| !raw.params.contains_key(name)).cloned());
            if extras.body.is_some() {
                let place = case.name("extra_body");
                let error = Error::argument(format!("{place} has no place in a raw call"));
                errors.push((place, error.hint("give the whole body as json")));
            }
        }
        for (name, value) in &raw.headers {
            match raw_header(name, value, case) {
                Ok((name, value)) => drop(headers.insert(name, value)),
                Err(error) => errors.push((format!("headers.{name}"), error)),
            }
        }
        if !errors.is_empty() {
            return Err(combined(errors));
        }
        let family = if is_whole(&raw.path) { "" } else { Family::Accounting.base() };
        let takes_idempotency_key = !is_read && method != Method::DELETE;
        let idempotency_key = if takes_idempotency_key {
            Some(set_idempotency_key(&mut headers, settings.idempotency_key.clone())?)
        } else {
            None
        };
        if raw.json.is_some() {
            headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        }
        let url = address::join(base, &format!("{family}{}", raw.path), &query);
        if let Some(length) = address::too_long(&url, base) {
            return Err(address_too_long(length));
        }
        Ok(Self {
            operation: None,
            label: format!("{method} {}", shown(&raw.path)).into(),
            method,
            url,
            headers: compact(&headers),
            body: raw.json.as_deref().map(|json| Bytes::copy_from_slice(json.get().as_bytes())),
            idempotency_key,
            to: None,
            keeps_response: false,
            is_streamed: false,
            caller: Caller::default(),
        })
    }

    /// Adds to an error which call it ended, after how many attempts.
    pub(crate) fn with_context(&self, error: Error, attempts: u32) -> Error {
        error.with(|details| {
            details.operation.get_or_insert_with(|| self.label.clone().into_owned());
            details.attempts.get_or_insert(attempts);
            details.idempotency_key.clone_from(&self.idempotency_key);
        })
    }

    /// The ids and names that stand in the address, as a message shows them.
    pub(crate) fn asked(&self) -> Option<String> {
        let pattern = self.operation?.path.rsplit('/');
        let segments = self.url.path().rsplit('/');
        let mut asked: Vec<String> = pattern
            .zip(segments)
            .filter(|(part, _)| part.starts_with('{'))
            .map(|(_, segment)| quoted(&percent_decode_str(segment).decode_utf8_lossy()))
            .collect();
        asked.reverse();
        (!asked.is_empty()).then(|| asked.join(", "))
    }

    pub(crate) fn is_read(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD)
    }

    /// The value of a header that it sends, if that is text.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).and_then(|(_, value)| value.to_str().ok())
    }

    /// Whether the server may get it twice without harm.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.is_read() || self.idempotency_key.is_some()
    }
}

/// A header of a raw call.
fn raw_header(name: &str, value: &Value, case: NameCase) -> Result<(HeaderName, HeaderValue)> {
    let header = header_name(name)?;
    refuse_own_header(&header, case)?;
    let place = format!("headers.{name}");
    Ok((header, header_value(&place, &plain_text(&place, value)?)?))
}

/// Fixed before the first attempt, so that every attempt carries the same.
fn set_idempotency_key(headers: &mut HeaderMap, given: Option<String>) -> Result<String> {
    let key = match given {
        Some(key) => key,
        None => random::uuid()?,
    };
    headers.insert(IDEMPOTENCY_KEY, header_value("the idempotency key", &key)?);
    Ok(key)
}

/// A call may wait long: its headers without the room that a map of them keeps.
fn compact(headers: &HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
    let mut pairs = Vec::with_capacity(headers.len());
    pairs.extend(headers.iter().map(|(name, value)| (name.clone(), value.clone())));
    pairs
}

/// Whether a raw path names its API itself: `/payroll.xro/2.0/Employees`.
fn is_whole(path: &str) -> bool {
    let first = path[1..].split('/').next().unwrap_or_default();
    first.rsplit_once('.').is_some_and(|(_, end)| end == "xro")
        || ["appstore", "connections", "Connections"].contains(&first)
}

/// The media type to ask for. The type of an attachment is known only where its name was given.
fn accept(operation: &Operation, arguments: &Arguments) -> Result<HeaderValue> {
    let media_type = match operation.response {
        ResponseBody::Bytes { accept: "" } => match arguments.text("key")? {
            Some(name) if name.contains('.') => upload::media_type_of(name),
            _ => "*/*",
        },
        ResponseBody::Bytes { accept } => accept,
        _ => "application/json",
    };
    header_value("accept", media_type)
}

/// The bodies of the requests that a call makes: one, or for a long list of records one for each batch.
pub(crate) fn bodies(
    operation: &'static Operation,
    body: Option<&RawValue>,
    settings: &CallSettings,
    case: NameCase,
) -> Result<Vec<Batch>> {
    let (records, largest_batch) = match (operation.request, body) {
        (RequestBody::Fixed(json), None) => return Ok(vec![Batch { body: json.as_bytes().to_vec(), count: 1 }]),
        (RequestBody::None | RequestBody::Bytes | RequestBody::Form, None) => return Ok(Vec::new()),
        (RequestBody::None | RequestBody::Bytes | RequestBody::Form | RequestBody::Fixed(_), Some(_)) => {
            return Err(Error::argument("this operation takes no records"));
        }
        (RequestBody::Record(_) | RequestBody::Records { .. }, None) => {
            return Err(Error::argument("the record is missing").hint("give a record, or its fields by name"));
        }
        (RequestBody::Record(_), Some(body)) if is_list(body) => {
            return Err(Error::argument("a list was given where Xero takes one record").hint("make a call for each"));
        }
        (RequestBody::Record(records), Some(_)) => (records, 1),
        (RequestBody::Records { records, batch }, Some(_)) => (records, batch),
    };
    let json = body.map_or("null", RawValue::get);
    let completeness = if operation.creates { Completeness::New } else { Completeness::Changes };
    let dates = operation.family.dates();
    let extra = settings.extras.as_ref().and_then(|extras| extras.body.as_ref());
    let encode_options = EncodeOptions { completeness, dates, largest_batch, extra };
    let batches = crate::request::encode::encode(json.as_bytes(), records, encode_options, case)?;
    if batches.is_empty() {
        return Err(Error::argument("the list of records is empty").hint("give one record or more"));
    }
    Ok(batches)
}

/// Whether a body is a list of records.
pub(crate) fn is_list(body: &RawValue) -> bool {
    body.get().trim_start().starts_with('[')
}
