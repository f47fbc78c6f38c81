//! Replies as the faces read them: the value in the language's names, and what it took to get it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::client::Client;
use crate::codec::{self, Decoded, decode, element_texts, problem_error};
use crate::content;
use crate::error::{Error, Kind, Remaining, Result};
use crate::names::CaseOfNames;
use crate::paging::Fetched;
use crate::progress::Outcome;
use crate::send::Completed;
use crate::transport::{remaining, request_id};
use xero_m2m_spec::NameCase;
use xero_m2m_spec::Operation;
use xero_m2m_spec::ResponseBody;

/// What a result tells of its call.
#[derive(Serialize)]
struct Meta<'a> {
    status: u16,
    request_id: Option<String>,
    attempts: u32,
    /// Seconds.
    waited: f64,
    limits: Option<Remaining>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    warnings: &'a [String],
}

impl Client {
    /// The reply of a call that gave one value, or nothing.
    pub(crate) fn reply(&self, operation: &Operation, call: &Call, completed: &Completed) -> Result<Vec<u8>> {
        let mut out = b"{\"value\":".to_vec();
        let mut warnings = Vec::new();
        Self::check_saved(operation, call, completed)?;
        match operation.response {
            ResponseBody::Nothing => out.extend_from_slice(b"null"),
            ResponseBody::Bytes { .. } => {
                if call.to.is_none() {
                    Self::check_bytes(call, completed)?;
                }
                let size = if call.to.is_some() { json!(completed.reply.size) } else { Value::Null };
                out.extend_from_slice(size.to_string().as_bytes());
                self.finish(&mut out, call, completed, &[]);
                if call.to.is_none() {
                    out.push(b'\n');
                    out.extend_from_slice(&completed.reply.body);
                }
                return Ok(out);
            }
            ResponseBody::Json => {
                let mapping = completed.tree().filter(|tree| tree.is_object()).ok_or_else(|| {
                    let error = Error::new(Kind::Decode, "the response is not a JSON object");
                    about(call, completed, Outcome::Unknown, error)
                })?;
                out.extend_from_slice(mapping.to_string().as_bytes());
            }
            ResponseBody::One(_) | ResponseBody::Page(_) | ResponseBody::Saved(_) => {
                let mut decoded = self.decoded(call, completed)?;
                match decoded.record(0) {
                    Some(record) => out.extend_from_slice(record),
                    // Xero carried it out and shows nothing of it.
                    None if decoded.is_null && !call.is_read() => out.extend_from_slice(b"{}"),
                    None => return Err(about(call, completed, Outcome::Unknown, nothing_there(call))),
                }
                warnings = std::mem::take(&mut decoded.warnings);
            }
        }
        self.finish(&mut out, call, completed, &warnings);
        Ok(out)
    }

    /// Fails where the reply to a write says inside that the write was refused, or cannot be from Xero.
    pub(crate) fn check_saved(operation: &Operation, call: &Call, completed: &Completed) -> Result<()> {
        let body = &completed.reply.body;
        if call.is_read() || matches!(operation.response, ResponseBody::Bytes { .. }) {
            return Ok(());
        }
        let foreign = || Err(about(call, completed, Outcome::Unknown, foreign()));
        let Some(tree) = completed.tree() else {
            return match operation.response {
                // Some say in a word, or in nothing, that it is done.
                ResponseBody::Nothing if content::is_plain(&completed.reply.headers, body) => Ok(()),
                _ if completed.reply.status == 204 => Ok(()),
                _ => foreign(),
            };
        };
        // A gateway's own error, which speaks of the exchange and not of the record.
        if tree.get("Status").and_then(Value::as_u64).is_some_and(|status| status >= 400) {
            return foreign();
        }
        match codec::refusal(tree) {
            Some(error) => {
                let records = operation.response.records();
                let record = records.and_then(|records| element_texts(body, records.envelope).into_iter().next());
                let error = error.with(|details| details.record = record);
                // What Xero says of the record is in the issues.
                Err(about(call, completed, Outcome::Refused, error).with(|details| details.body = None))
            }
            None => Ok(()),
        }
    }

    /// Whether a reply is the file that was asked for.
    pub(crate) fn check_bytes(call: &Call, completed: &Completed) -> Result<()> {
        let reply = &completed.reply;
        let asked = call.header(&ACCEPT).unwrap_or("*/*");
        let came = reply.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !content::is_something_else(asked, came, &reply.body) {
            return Ok(());
        }
        let came = if came.is_empty() { "of no stated type" } else { came };
        let error = Error::new(Kind::Decode, format!("the response is {came}, but {asked} was requested"))
            .hint("`body` has the start of the response: a proxy or a sign-in page may have answered instead of Xero");
        Err(about(call, completed, Outcome::Unknown, error))
    }

    /// The records of a reply, or why there are none to be had.
    pub(crate) fn decoded(&self, call: &Call, completed: &Completed) -> Result<Decoded> {
        let records = call.operation.and_then(|operation| operation.response.records());
        let records = records.ok_or_else(|| Error::argument("this operation gives no records"))?;
        if completed.reply.status == 204 && !call.is_read() {
            return Ok(Decoded::nothing());
        }
        let body = &completed.reply.body;
        let mut decoded = decode(body, records, self.case).map_err(|error| {
            match completed.tree().filter(|_| !call.is_read()).and_then(codec::refusal) {
                Some(refusal) => about(call, completed, Outcome::Refused, refusal),
                None => about(call, completed, Outcome::Unknown, error),
            }
        })?;
        decoded.warnings.iter_mut().for_each(|warning| completed.token.redaction.clean_text(warning));
        match &decoded.problem {
            Some(problem) if decoded.len() == 0 || !call.is_read() => {
                Err(about(call, completed, Outcome::Refused, problem_error(problem)))
            }
            _ => Ok(decoded),
        }
    }

    /// The records of a reply to a batch, unless it says that the whole of it was refused.
    pub(crate) fn decoded_batch(&self, call: &Call, completed: &Completed) -> Result<Decoded> {
        let envelope =
            call.operation.and_then(|operation| operation.response.records()).map(|records| records.envelope);
        let refusal = completed.tree().zip(envelope).and_then(|(body, envelope)| codec::batch_refusal(body, envelope));
        match refusal {
            Some(error) => Err(about(call, completed, Outcome::Refused, error).with(|details| details.body = None)),
            None => self.decoded(call, completed),
        }
    }

    /// A page with the records at these places of it.
    pub(crate) fn page_reply(&self, mut page: Fetched, kept: &[usize], has_next: bool) -> Vec<u8> {
        let warnings = std::mem::take(&mut page.decoded.warnings);
        let paging = page.call.operation.map_or(xero_m2m_spec::Paging::None, |operation| operation.paging);
        let mut facts = page.facts(paging);
        if has_next && facts["next"].is_null() {
            // The list goes on with the next of its ids.
            facts["next"] = (page.request.number + 1).into();
        }
        let facts = self.case.rename_keys(facts).to_string();
        let mut out = page.decoded.into_response(kept);
        out.extend_from_slice(b"],");
        out.extend_from_slice(&facts.as_bytes()[1..]);
        self.finish(&mut out, &page.call, &page.completed, &warnings);
        out
    }

    pub(crate) fn raw_reply(&self, call: &Call, completed: &Completed) -> Vec<u8> {
        let reply = &completed.reply;
        let headers: Map<String, Value> = reply
            .headers
            .iter()
            .filter(|(name, _)| *name != http::header::SET_COOKIE)
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
            .collect();
        let (text, base64) = match str::from_utf8(&reply.body) {
            Ok(text) => (Some(text), None),
            Err(_) => (None, Some(STANDARD.encode(&reply.body))),
        };
        let value = json!({"status": reply.status, "headers": headers, "text": text, "base64": base64});
        let mut out = format!("{{\"value\":{value}").into_bytes();
        self.finish(&mut out, call, completed, &[]);
        out
    }

    pub(crate) fn plain_reply(&self, value: Value) -> Vec<u8> {
        let value = self.case.rename_keys(value);
        format!("{{\"value\":{value},\"meta\":null}}").into_bytes()
    }

    /// Adds the meta part and closes the reply.
    fn finish(&self, out: &mut Vec<u8>, call: &Call, completed: &Completed, warnings: &[String]) {
        out.extend_from_slice(b",\"meta\":");
        self.write_meta(out, call, completed, warnings);
        out.push(b'}');
    }

    pub(crate) fn write_meta(&self, out: &mut Vec<u8>, call: &Call, completed: &Completed, warnings: &[String]) {
        let meta = Meta {
            status: completed.reply.status,
            request_id: request_id(&completed.reply.headers),
            attempts: completed.attempts,
            waited: completed.waited.as_secs_f64(),
            limits: remaining(&completed.reply.headers),
            idempotency_key: call.idempotency_key.as_deref(),
            warnings,
        };
        // Writing into memory cannot fail.
        let _ = match self.case {
            NameCase::Snake => serde_json::to_writer(out, &meta),
            NameCase::Camel => {
                let meta = serde_json::to_value(&meta).unwrap_or_default();
                serde_json::to_writer(out, &self.case.rename_keys(meta))
            }
        };
    }
}

/// An error that a success turned out to be, with all that its call tells and what became of it, if it is a write.
fn about(call: &Call, completed: &Completed, outcome: Outcome, error: Error) -> Error {
    let is_write = !call.is_read();
    if let Some(progress) = call.caller.progress.as_ref().filter(|_| is_write) {
        progress.set(outcome);
    }
    completed.cleaned(completed.reply.add_context(error)).with(|details| {
        details.operation = Some(call.label.to_string());
        details.attempts = Some(completed.attempts);
        details.idempotency_key.clone_from(&call.idempotency_key);
        details.outcome = is_write.then_some(outcome.name());
    })
}

fn nothing_there(call: &Call) -> Error {
    if call.is_read() {
        let asked = call.asked().map(|asked| format!(" for {asked}")).unwrap_or_default();
        Error::new(Kind::NotFound, format!("Xero's response holds no record{asked}")).hint("check the id")
    } else {
        Error::new(Kind::Decode, "Xero's response holds no record").hint("read the record to see what became of it")
    }
}

fn foreign() -> Error {
    Error::new(Kind::Decode, "the response to the write is not JSON, so what became of the write is not known")
        .hint("read the record to see what became of it; check base_url, and that no proxy answers in Xero's place")
}
