//! The narrow waist: every face sends a request as JSON bytes and gets the reply as JSON bytes.

use std::path::PathBuf;
use std::time::SystemTime;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::api::Operation;
use crate::api::operation::{Body, Reply};
use crate::api::table;
use crate::arguments::Arguments;
use crate::batch;
use crate::call::{Call, Payload, RawCall, bodies, is_list};
use crate::client::Client;
use crate::config::CallOptions;
use crate::content;
use crate::error::{Error, Result};
use crate::paging::{Listing, Pages};

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
    /// Where the bytes of a reply go.
    #[serde(default)]
    to: Option<PathBuf>,
    /// Where the bytes of a request come from.
    #[serde(default)]
    from: Option<String>,
    /// How many records of a list are wanted.
    #[serde(default)]
    limit: Option<u64>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Verb {
    #[default]
    Call,
    Count,
    Plan,
    Raw,
    Token,
    Invalidate,
    Limits,
}

impl Client {
    /// Does what the request says; the reply is `{"value": …, "meta": …}`. Bytes that were asked for stand after it,
    /// behind a line end. `payload` holds the bytes of a file to send, unless the request names its path.
    pub async fn invoke(&self, request: &[u8], payload: Option<Bytes>) -> Result<Vec<u8>> {
        let parsed = parse(request)?;
        let options = self.call_options(parsed.options)?;
        match parsed.verb {
            Verb::Limits => Ok(self.plain_reply(self.limits())),
            Verb::Invalidate => {
                self.forget_token();
                Ok(self.plain_reply(Value::Null))
            }
            Verb::Token => {
                self.check_open()?;
                self.token_reply(&options).await
            }
            Verb::Raw => {
                self.check_open()?;
                let raw: RawCall<'_> = serde_json::from_slice(request).map_err(|_| not_understood())?;
                let call = Call::raw(&raw, &options, &self.config.base_url)?;
                let completed = self.complete(&call, &options).await?;
                Ok(self.raw_reply(&call, &completed))
            }
            Verb::Count | Verb::Plan => {
                self.check_open()?;
                let listing = self.listing(&parsed, options)?;
                Ok(self.plain_reply(match parsed.verb {
                    Verb::Count => listing.count(self).await?.into(),
                    _ => listing.plan(self).await?,
                }))
            }
            Verb::Call => {
                self.check_open()?;
                let operation = table::operation(parsed.operation, self.naming)?;
                match operation.reply {
                    Reply::Page(_) => {
                        let page = self.listing(&parsed, options)?.only_page(self).await?;
                        let all: Vec<usize> = (0..page.decoded.len()).collect();
                        let has_next = page.next.is_some();
                        Ok(self.page_reply(page, &all, has_next))
                    }
                    _ => self.call(operation, &parsed, options, payload).await,
                }
            }
        }
    }

    /// The walk over all pages of the list that the request asks for. Sends nothing yet.
    pub fn pages(&self, request: &[u8]) -> Result<Pages> {
        let parsed = parse(request)?;
        let options = self.call_options(parsed.options)?;
        Pages::new(self.clone(), self.listing(&parsed, options)?, parsed.limit)
    }

    async fn call(
        &self,
        operation: &'static Operation,
        parsed: &Request<'_>,
        options: CallOptions,
        payload: Option<Bytes>,
    ) -> Result<Vec<u8>> {
        let about = |error: Error| error.with(|details| details.operation = Some(parsed.operation.to_owned()));
        let arguments = Arguments::parse(operation, parsed.arguments, self.naming).map_err(about)?;
        let mut batches = bodies(operation, parsed.body, self.naming).map_err(about)?;
        if parsed.body.is_some_and(is_list) {
            let calls = batch::calls(operation, &arguments, batches, &options, self).map_err(about)?;
            return batch::run(self, calls, &options).await;
        }
        let payload = match operation.body {
            Body::Bytes => Payload::File(self::file(parsed, payload, |file| content::plain(&arguments, file))?),
            Body::Form => Payload::File(self::file(parsed, payload, |file| content::form(&arguments, &file))?),
            _ => batches.pop().map_or(Payload::None, |batch| Payload::Json(batch.body)),
        };
        let base = &self.config.base_url;
        let mut call =
            Call::of_table(operation, &arguments, None, payload, &options, base, self.naming).map_err(about)?;
        call.to.clone_from(&parsed.to);
        let completed = self.complete(&call, &options).await?;
        self.reply(operation, &call, &completed)
    }

    fn listing(&self, parsed: &Request<'_>, options: CallOptions) -> Result<Listing> {
        let operation = table::operation(parsed.operation, self.naming)?;
        Listing::new(operation, parsed.arguments, options, self.naming)
            .map_err(|error| error.with(|details| details.operation = Some(parsed.operation.to_owned())))
    }

    fn call_options(&self, given: Option<&RawValue>) -> Result<CallOptions> {
        match given {
            Some(given) => {
                self.config.call.with_options(given.get().as_bytes(), self.naming).map_err(Error::of_argument)
            }
            None => Ok(self.config.call.clone()),
        }
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

fn parse(request: &[u8]) -> Result<Request<'_>> {
    serde_json::from_slice(request).map_err(|_| not_understood())
}

fn not_understood() -> Error {
    Error::argument("the request is not understood")
}

/// The file that a call sends, in the form that its operation wants.
fn file(
    parsed: &Request<'_>,
    payload: Option<Bytes>,
    form: impl FnOnce(Bytes) -> Result<content::Content>,
) -> Result<content::Content> {
    content::read(payload, parsed.from.as_deref())
        .and_then(form)
        .map_err(|error| error.with(|details| details.operation = Some(parsed.operation.to_owned())))
}
