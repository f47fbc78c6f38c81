//! The response of a call, read: what a success says inside, its records, and what it took to get them.

use std::time::Duration;

use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::Value;
use xero_m2m_spec::{NameCase, Operation, ResponseBody};

use super::Call;
use super::send::Completed;
use crate::error::{Error, ErrorKind, Outcome, RateLimitHeaders, Result};
use crate::response::decode::decode;
use crate::response::decoded::Decoded;
use crate::response::envelope::element_texts;
use crate::response::media;
use crate::response::refusals::problem_error;
use crate::transport::{remaining, request_id};

/// What a call gave.
#[derive(Debug)]
pub struct Response {
    content: ResponseContent,
    meta: Meta,
    raw: Option<Box<RawResponse>>,
}

/// What stands in a response.
#[derive(Debug)]
pub enum ResponseContent {
    /// Nothing to read: the call was carried out.
    Nothing,
    /// The JSON text of a record, with fields in the client's case, or of another object.
    Json(Vec<u8>),
    /// The bytes of a file.
    Bytes(Vec<u8>),
    /// The size in bytes of the file that the content was written to.
    Saved(u64),
}

/// A response as the server sent it: that of a raw call, or of one that keeps its response
/// ([`Request::keep_response`](crate::Request::keep_response)).
#[derive(Debug)]
pub struct RawResponse {
    /// Its HTTP status, from 200 to 299.
    pub status: u16,
    /// Its headers, cookies left out.
    pub headers: HeaderMap,
    /// Its body, decompressed.
    pub body: Vec<u8>,
    /// What it took to get it.
    pub meta: Meta,
}

/// What it took to get a response.
#[derive(Debug, Clone, Serialize)]
pub struct Meta {
    /// The HTTP status.
    pub status: u16,
    /// The id by which Xero's support finds the request.
    pub request_id: Option<String>,
    /// How many requests were sent.
    pub attempts: u32,
    /// How long the call waited for the limits and between attempts.
    #[serde(serialize_with = "seconds")]
    pub waited: Duration,
    /// What Xero says is left of its limits.
    pub limits: Option<RateLimitHeaders>,
    /// The key of a write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Xero's warnings about what was saved or read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}

impl Response {
    /// What it took to get it.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The record that it carries, read as `T`. Fields are named in the client's case; decimals are texts, so that no
    /// digit is lost, dates are `2026-01-31`, and moments are `2026-01-31T10:30:00Z`.
    ///
    /// # Errors
    /// `Decode` where the response carries no record, or `T` does not fit it.
    pub fn record<T: DeserializeOwned>(&self) -> Result<T> {
        let json = self.json().ok_or_else(|| Error::new(ErrorKind::Decode, "the response carries no record"))?;
        serde_json::from_slice(json).map_err(|error| {
            Error::new(ErrorKind::Decode, format!("the record does not fit the type: {error}"))
                .hint("make fields that Xero may leave out optional")
                .caused_by(error)
        })
    }

    /// The JSON text of the record.
    #[must_use]
    pub fn json(&self) -> Option<&[u8]> {
        match &self.content {
            ResponseContent::Json(json) => Some(json),
            _ => None,
        }
    }

    /// The bytes of a file.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.content {
            ResponseContent::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The response as the server sent it, where the request was to keep it.
    #[must_use]
    pub fn raw(&self) -> Option<&RawResponse> {
        self.raw.as_deref()
    }

    /// Content and meta data apart.
    #[must_use]
    pub fn into_parts(self) -> (ResponseContent, Meta) {
        (self.content, self.meta)
    }

    /// What a call of one record, or of none, gave.
    pub(crate) fn of(operation: &Operation, call: &Call, mut completed: Completed, case: NameCase) -> Result<Self> {
        let mut warnings = Vec::new();
        completed.check_saved(operation, call)?;
        let content = match operation.response {
            ResponseBody::Nothing => ResponseContent::Nothing,
            ResponseBody::Bytes { .. } if call.to.is_some() => ResponseContent::Saved(completed.response.size),
            ResponseBody::Bytes { .. } => {
                completed.check_bytes(call)?;
                ResponseContent::Bytes(std::mem::take(&mut completed.response.body))
            }
            ResponseBody::Json => {
                let mapping = completed.tree().filter(|tree| tree.is_object()).ok_or_else(|| {
                    completed.error(
                        call,
                        Outcome::Unknown,
                        Error::new(ErrorKind::Decode, "the response is not a JSON object"),
                    )
                })?;
                ResponseContent::Json(mapping.to_string().into_bytes())
            }
            ResponseBody::One(_) | ResponseBody::Page(_) | ResponseBody::Saved(_) => {
                let mut decoded = completed.decoded(call, case)?;
                warnings = std::mem::take(&mut decoded.warnings);
                match decoded.record(0) {
                    Some(record) => ResponseContent::Json(record.to_vec()),
                    // Xero carried it out and shows nothing of it.
                    None if decoded.is_null && !call.is_read() => ResponseContent::Json(b"{}".to_vec()),
                    None => return Err(completed.error(call, Outcome::Unknown, nothing_there(call))),
                }
            }
        };
        let meta = completed.meta(call, warnings);
        Ok(Self { content, raw: completed.raw(&meta), meta })
    }
}

impl RawResponse {
    pub(crate) fn of(call: &Call, mut completed: Completed) -> Self {
        let meta = completed.meta(call, Vec::new());
        let response = &mut completed.response;
        Self::new(response.status, std::mem::take(&mut response.headers), std::mem::take(&mut response.body), meta)
    }

    fn new(status: u16, mut headers: HeaderMap, body: Vec<u8>, meta: Meta) -> Self {
        headers.remove(http::header::SET_COOKIE);
        Self { status, headers, body, meta }
    }
}

impl Completed {
    pub(super) fn meta(&self, call: &Call, warnings: Vec<String>) -> Meta {
        Meta {
            status: self.response.status,
            request_id: request_id(&self.response.headers),
            attempts: self.attempts,
            waited: self.waited,
            limits: remaining(&self.response.headers),
            idempotency_key: call.idempotency_key.clone(),
            warnings,
        }
    }

    /// The response as it came, where the call keeps it.
    pub(super) fn raw(&mut self, meta: &Meta) -> Option<Box<RawResponse>> {
        let body = self.kept.take()?;
        let (status, headers) = (self.response.status, self.response.headers.clone());
        Some(Box::new(RawResponse::new(status, headers, body, meta.clone())))
    }

    /// Fails where the response to a write says inside that the write was refused, or cannot be from Xero.
    pub(super) fn check_saved(&self, operation: &Operation, call: &Call) -> Result<()> {
        let body = &self.response.body;
        if call.is_read() || matches!(operation.response, ResponseBody::Bytes { .. }) {
            return Ok(());
        }
        let foreign = || Err(self.error(call, Outcome::Unknown, foreign()));
        let Some(tree) = self.tree() else {
            return match operation.response {
                // Some say in a word, or in nothing, that it is done.
                ResponseBody::Nothing if media::is_plain(&self.response.headers, body) => Ok(()),
                _ if self.response.status == 204 => Ok(()),
                _ => foreign(),
            };
        };
        // A gateway's own error, which speaks of the exchange and not of the record.
        if tree.get("Status").and_then(Value::as_u64).is_some_and(|status| status >= 400) {
            return foreign();
        }
        match crate::response::refusals::refusal(tree) {
            Some(error) => {
                let records = operation.response.records();
                let record = records.and_then(|records| element_texts(body, records.envelope).into_iter().next());
                let error = error.with(|details| details.record = record);
                // What Xero says of the record is in the issues.
                Err(self.error(call, Outcome::Refused, error).with(|details| details.body = None))
            }
            None => Ok(()),
        }
    }

    /// Whether a response is the file that was asked for.
    pub(crate) fn check_bytes(&self, call: &Call) -> Result<()> {
        let response = &self.response;
        let asked = call.header(&ACCEPT).unwrap_or("*/*");
        let came = response.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !media::is_something_else(asked, came, &response.body) {
            return Ok(());
        }
        let came = if came.is_empty() { "of no stated type" } else { came };
        let error = Error::new(ErrorKind::Decode, format!("the response is {came}, but {asked} was requested"))
            .hint("`body` has the start of the response: it may come from a proxy or a sign-in page instead of Xero");
        Err(self.error(call, Outcome::Unknown, error))
    }

    /// The records of a response, or why there are none to be had.
    pub(super) fn decoded(&self, call: &Call, case: NameCase) -> Result<Decoded> {
        let records = call.operation.and_then(|operation| operation.response.records());
        let records = records.ok_or_else(|| Error::argument("this operation gives no records"))?;
        if self.response.status == 204 && !call.is_read() {
            return Ok(Decoded::nothing());
        }
        let body = &self.response.body;
        let mut decoded = decode(body, records, case).map_err(|error| {
            match self.tree().filter(|_| !call.is_read()).and_then(crate::response::refusals::refusal) {
                Some(refusal) => self.error(call, Outcome::Refused, refusal),
                None => self.error(call, Outcome::Unknown, error),
            }
        })?;
        decoded.warnings.iter_mut().for_each(|warning| self.token.redaction.clean_text(warning));
        match &decoded.problem {
            Some(problem) if decoded.len() == 0 || !call.is_read() => {
                Err(self.error(call, Outcome::Refused, problem_error(problem)))
            }
            _ => Ok(decoded),
        }
    }

    /// The records of a response to a batch, unless it says that the whole of it was refused.
    pub(super) fn decoded_batch(&self, call: &Call, case: NameCase) -> Result<Decoded> {
        let envelope =
            call.operation.and_then(|operation| operation.response.records()).map(|records| records.envelope);
        let refusal = self
            .tree()
            .zip(envelope)
            .and_then(|(body, envelope)| crate::response::refusals::batch_refusal(body, envelope));
        match refusal {
            Some(error) => Err(self.error(call, Outcome::Refused, error).with(|details| details.body = None)),
            None => self.decoded(call, case),
        }
    }

    /// An error that a success turned out to be, with all that its call knows and what became of it, if it is a write.
    pub(super) fn error(&self, call: &Call, outcome: Outcome, error: Error) -> Error {
        let outcome = (!call.is_read()).then_some(outcome);
        if let (Some(status), Some(outcome)) = (&call.caller.status, outcome) {
            status.set_outcome(outcome);
        }
        self.of_call(call, error).with(|details| details.outcome = outcome)
    }

    /// An error of this response, with all that its call knows.
    pub(super) fn of_call(&self, call: &Call, error: Error) -> Error {
        call.with_context(self.cleaned(self.response.add_context(error)), self.attempts)
    }
}

fn nothing_there(call: &Call) -> Error {
    if call.is_read() {
        let asked = call.asked().map(|asked| format!(" for {asked}")).unwrap_or_default();
        Error::new(ErrorKind::NotFound, format!("Xero's response holds no record{asked}")).hint("check the id")
    } else {
        Error::new(ErrorKind::Decode, "Xero's response holds no record")
            .hint("read the record to see what became of it")
    }
}

fn foreign() -> Error {
    Error::new(ErrorKind::Decode, "the response to the write is not JSON, so what became of the write is not known")
        .hint("read the record to see what became of it; check base_url, and that no proxy responds in Xero's place")
}
