//! The narrow waist: every face sends a request as JSON bytes and gets the reply as JSON bytes.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::api::operation::Shape;
use crate::api::table;
use crate::call::{Call, PageRequest, RawCall};
use crate::client::{Client, Completed};
use crate::codec::{Decoded, decode, element_error};
use crate::config::CallOptions;
use crate::error::{Error, Kind, Remaining, Result};
use crate::names::Naming;
use crate::transport::{remaining, request_id};

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(default)]
    verb: Verb,
    #[serde(default)]
    operation: &'a str,
    #[serde(borrow, default)]
    arguments: Option<&'a RawValue>,
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
    #[serde(borrow, default)]
    options: Option<&'a RawValue>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Verb {
    #[default]
    Call,
    Raw,
    Token,
    Invalidate,
    Limits,
}

/// What a result tells of its call.
#[derive(Serialize)]
struct Meta<'a> {
    status: u16,
    request_id: Option<String>,
    attempts: u32,
    /// Seconds.
    waited: f64,
    limits: Option<&'a Remaining>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a str>,
}

impl Client {
    /// Does what the request says; the reply is `{"value": …, "meta": …}`.
    pub async fn invoke(&self, request: &[u8]) -> Result<Vec<u8>> {
        let malformed = |_| Error::argument("the request is not understood");
        let parsed: Request<'_> = serde_json::from_slice(request).map_err(malformed)?;
        let own;
        let options = match parsed.options {
            Some(given) => {
                own = self.config.call.with_options(given.get().as_bytes(), self.naming).map_err(Error::of_argument)?;
                &own
            }
            None => &self.config.call,
        };
        match parsed.verb {
            Verb::Limits => Ok(self.plain_reply(self.limits())),
            Verb::Invalidate => {
                self.forget_token();
                Ok(self.plain_reply(Value::Null))
            }
            Verb::Token => {
                self.check_open()?;
                self.token_reply(options).await
            }
            Verb::Raw => {
                self.check_open()?;
                let raw: RawCall<'_> = serde_json::from_slice(request).map_err(malformed)?;
                let call = Call::raw(&raw, options, &self.config.base_url)?;
                let completed = self.complete(&call, options).await?;
                Ok(self.raw_reply(&call, &completed))
            }
            Verb::Call => {
                self.check_open()?;
                let operation = table::operation(parsed.operation, self.naming)?;
                let call = Call::of_table(
                    operation,
                    parsed.arguments,
                    parsed.body,
                    options,
                    &self.config.base_url,
                    self.naming,
                )
                .map_err(|error| error.with(|details| details.operation = Some(parsed.operation.to_owned())))?;
                let completed = self.complete(&call, options).await?;
                self.reply(&call, &completed)
            }
        }
    }

    fn reply(&self, call: &Call, completed: &Completed) -> Result<Vec<u8>> {
        let Some(operation) = call.operation else { return Ok(self.raw_reply(call, completed)) };
        let reply = &completed.reply;
        let about = |error: Error| {
            reply.describe_in(error).with(|details| {
                details.operation = Some(call.label.clone());
                details.attempts = Some(completed.attempts);
                details.idempotency_key.clone_from(&call.idempotency_key);
                details.outcome = (!call.is_read()).then_some("done");
            })
        };
        let decoded =
            decode(&reply.body, operation.reply.envelope, operation.reply.schema, self.naming).map_err(about)?;
        let mut out = Vec::with_capacity(decoded.records().len() + 512);
        out.extend_from_slice(b"{\"value\":");
        match operation.shape {
            Shape::Page => self.write_page(&mut out, &decoded, call.page),
            Shape::Saved if call.is_batch => {
                self.write_results(&mut out, &decoded, &reply.body, operation.reply.envelope, call);
            }
            Shape::One | Shape::Saved => match decoded.record(0) {
                Some(record) => out.extend_from_slice(record),
                None if call.is_read() => {
                    return Err(about(Error::new(Kind::NotFound, "Xero's reply holds no record").hint("check the id")));
                }
                None => return Err(about(Error::new(Kind::Decode, "Xero's reply holds no record"))),
            },
        }
        self.finish(&mut out, call, completed);
        Ok(out)
    }

    fn write_page(&self, out: &mut Vec<u8>, decoded: &Decoded, page: Option<PageRequest>) {
        let PageRequest { number, size } = page.unwrap_or(PageRequest { number: 1, size: 0 });
        let told = decoded.pagination.unwrap_or_default();
        let is_paged = size > 0;
        let is_full = u32::try_from(decoded.len()).is_ok_and(|count| count >= told.page_size.unwrap_or(size));
        let has_next = match told.page_count {
            _ if !is_paged || decoded.len() == 0 => false,
            Some(count) => number < count,
            None => is_full,
        };
        let facts = json!({
            "number": number,
            "page_size": is_paged.then_some(told.page_size.unwrap_or(size)),
            "page_count": if is_paged { told.page_count } else { Some(1) },
            "item_count": if is_paged { told.item_count } else { Some(decoded.len() as u64) },
            "next": has_next.then(|| number + 1),
        });
        let facts = self.naming.rename_keys(facts).to_string();
        out.extend_from_slice(b"{\"records\":[");
        out.extend_from_slice(decoded.records());
        out.extend_from_slice(b"],");
        out.extend_from_slice(&facts.as_bytes()[1..]);
    }

    /// One outcome for each record that was sent: saved, or refused with its issues.
    fn write_results(&self, out: &mut Vec<u8>, decoded: &Decoded, body: &[u8], envelope: &str, call: &Call) {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        out.extend_from_slice(b"{\"results\":[");
        for index in 0..decoded.len() {
            if index > 0 {
                out.push(b',');
            }
            let error = body
                .get(envelope)
                .and_then(|elements| elements.get(index))
                .and_then(|element| element_error(element, index));
            match error {
                Some(error) => {
                    let error = error.with(|details| {
                        details.operation = Some(call.label.clone());
                        details.idempotency_key.clone_from(&call.idempotency_key);
                    });
                    out.extend_from_slice(format!("{{\"index\":{index},\"error\":").as_bytes());
                    out.extend_from_slice(&error.to_json(self.naming));
                }
                None => {
                    out.extend_from_slice(format!("{{\"index\":{index},\"record\":").as_bytes());
                    out.extend_from_slice(decoded.record(index).unwrap_or(b"null"));
                }
            }
            out.push(b'}');
        }
        out.extend_from_slice(b"]}");
    }

    fn raw_reply(&self, call: &Call, completed: &Completed) -> Vec<u8> {
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
        self.finish(&mut out, call, completed);
        out
    }

    /// Adds the meta part and closes the reply.
    fn finish(&self, out: &mut Vec<u8>, call: &Call, completed: &Completed) {
        let left = remaining(&completed.reply.headers);
        let meta = Meta {
            status: completed.reply.status,
            request_id: request_id(&completed.reply.headers),
            attempts: completed.attempts,
            waited: completed.waited.as_secs_f64(),
            limits: left.as_ref(),
            idempotency_key: call.idempotency_key.as_deref(),
        };
        out.extend_from_slice(b",\"meta\":");
        // Writing into memory cannot fail.
        let _ = match self.naming {
            Naming::Snake => serde_json::to_writer(&mut *out, &meta),
            Naming::Camel => {
                let meta = serde_json::to_value(&meta).unwrap_or_default();
                serde_json::to_writer(&mut *out, &self.naming.rename_keys(meta))
            }
        };
        out.push(b'}');
    }

    fn plain_reply(&self, value: Value) -> Vec<u8> {
        let value = self.naming.rename_keys(value);
        format!("{{\"value\":{value},\"meta\":null}}").into_bytes()
    }

    async fn token_reply(&self, options: &CallOptions) -> Result<Vec<u8>> {
        let token = self.token(options).await?;
        let expires_at = jiff::Timestamp::try_from(token.expires_at())
            .unwrap_or_else(|_| jiff::Timestamp::try_from(SystemTime::UNIX_EPOCH).unwrap_or_default());
        Ok(self.plain_reply(json!({
            "value": token.reveal(),
            "expires_in": self.token_life().as_secs_f64(),
            "expires_at": jiff::Timestamp::from_second(expires_at.as_second()).unwrap_or_default().to_string(),
            "scopes": token.scopes,
        })))
    }
}
