//! The narrow waist: every face sends a request as JSON bytes and gets the reply as JSON bytes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::batch;
use crate::call::{Call, Caller, Payload, RawCall, bodies, is_list};
use crate::client::Client;
use crate::config::CallOptions;
use crate::content::{self, Form};
use crate::error::{Error, Kind, Result};
use crate::files;
use crate::operations;
use crate::paging::{Listing, Pages};
use crate::progress::Progress;
use crate::send::Completed;
use crate::transport::{Deadline, WaitingFor};
use xero_m2m_spec::NameCase;
use xero_m2m_spec::Operation;
use xero_m2m_spec::{RequestBody, ResponseBody};

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
    /// The caller's number for the call, which its events carry.
    #[serde(default)]
    call: Option<u64>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Verb {
    #[default]
    Call,
    Count,
    Estimate,
    Raw,
    Token,
    Invalidate,
    RateLimits,
    Check,
}

/// A request made ready: all that can be wrong with it is found, and what is not needed to send it is gone.
#[derive(Debug)]
enum Prepared {
    /// There is nothing to send.
    Reply(Vec<u8>),
    Call(Box<PreparedCall>),
    Batch(Vec<batch::Part>, Arc<CallOptions>),
    Page(Box<Listing>),
    Count(Box<Listing>),
    Estimate(Box<Listing>),
    Token(Arc<CallOptions>, Option<u64>),
    Check(Arc<CallOptions>, Box<Caller>),
}

#[derive(Debug)]
struct PreparedCall {
    /// None for raw calls.
    operation: Option<&'static Operation>,
    call: Call,
    /// Where the file that it sends is, and how that stands in the request.
    upload: Option<(PathBuf, Form)>,
    options: Arc<CallOptions>,
}

impl Client {
    /// Does what the request says; the reply is `{"value": …, "meta": …}`. Bytes that were asked for stand after it,
    /// behind a line end. `payload` holds the bytes of a file to send, unless the request names its path. `progress`
    /// tells what became of a call whose future is dropped.
    pub fn invoke<'c>(
        &'c self,
        request: &[u8],
        payload: Option<Bytes>,
        progress: Option<Arc<Progress>>,
    ) -> impl Future<Output = Result<Vec<u8>>> + Send + use<'c> {
        let prepared = self.prepare(request, payload, progress).map_err(|error| error.before(is_write(request)));
        async move {
            // What is seldom asked for is boxed, so that thousands of calls that wait do not each keep room for it.
            match prepared? {
                Prepared::Reply(reply) => Ok(reply),
                Prepared::Call(mut prepared) => {
                    let deadline = self.deadline(&prepared.options);
                    if prepared.upload.is_some() {
                        Box::pin(self.fetch_upload(&mut prepared, &deadline)).await?;
                    }
                    let PreparedCall { operation, call, options, .. } = &*prepared;
                    let mut completed = self.complete(call, options, deadline.clone()).await?;
                    let Some(operation) = operation else { return Ok(self.raw_reply(call, &completed)) };
                    if call.to.is_some() {
                        Box::pin(self.deliver(call, &mut completed, options, &deadline)).await?;
                    }
                    self.reply(operation, call, &completed)
                }
                Prepared::Batch(parts, options) => Box::pin(batch::run(self, parts, options)).await,
                Prepared::Page(listing) => {
                    let page = Box::pin(listing.only_page(self)).await?;
                    let all: Vec<usize> = (0..page.decoded.len()).collect();
                    let has_next = page.next.is_some();
                    Ok(self.page_reply(page, &all, has_next))
                }
                Prepared::Count(listing) => Ok(self.plain_reply(Box::pin(listing.count(self)).await?.into())),
                Prepared::Estimate(listing) => Ok(self.plain_reply(Box::pin(listing.estimate(self)).await?)),
                Prepared::Token(options, call) => Box::pin(self.token_reply(&options, call)).await,
                Prepared::Check(options, caller) => {
                    let report = Box::pin(self.check(&options, &caller)).await;
                    Ok(self.plain_reply(serde_json::to_value(report).unwrap_or_default()))
                }
            }
        }
    }

    /// The bytes of the file that a call sends.
    async fn fetch_upload(&self, prepared: &mut PreparedCall, deadline: &Deadline) -> Result<()> {
        let PreparedCall { call, upload, options, .. } = prepared;
        let Some((path, form)) = upload.take() else { return Ok(()) };
        let file = self.on_files(content::read(path), call, options, deadline).await.and_then(|file| form.around(file));
        call.body = Some(file.map_err(|error| {
            error.before(true).with(|details| details.operation = Some(call.label.clone().into_owned()))
        })?);
        Ok(())
    }

    /// Puts the bytes of a reply where they are wanted.
    async fn deliver(
        &self,
        call: &Call,
        completed: &mut Completed,
        options: &CallOptions,
        deadline: &Deadline,
    ) -> Result<()> {
        let Some(to) = call.to.clone() else { return Ok(()) };
        Self::check_bytes(call, completed)?;
        let bytes = std::mem::take(&mut completed.reply.body);
        let written = self.on_files(files::write(to, bytes), call, options, deadline).await;
        written.map_err(|error| call.place(error, completed.attempts))
    }

    /// Waits for a file, and not longer than for an attempt.
    async fn on_files<T>(
        &self,
        work: impl Future<Output = Result<T>>,
        call: &Call,
        options: &CallOptions,
        deadline: &Deadline,
    ) -> Result<T> {
        let longest = options.timeout.attempt;
        let mut deadline = deadline.clone();
        deadline.report_to(&self.events, &call.label, call.caller.number);
        let began = self.clock.now().monotonic;
        deadline.run_with_timeout(WaitingFor::File, began, longest, work).await?.unwrap_or_else(|| {
            let seconds = longest.as_secs_f64();
            Err(Error::new(Kind::Timeout, format!("the file took longer than {seconds} s"))
                .hint("check that another process has the pipe open, or give a longer timeout (attempt)"))
        })
    }

    fn prepare(&self, request: &[u8], payload: Option<Bytes>, progress: Option<Arc<Progress>>) -> Result<Prepared> {
        let parsed = parse(request)?;
        let options = self.call_options(parsed.options)?;
        if let Some(progress) = progress.as_ref().filter(|_| !matches!(parsed.verb, Verb::Call | Verb::Raw)) {
            progress.begin_read();
        }
        let caller = Caller { number: parsed.call, progress, is_under_way: false };
        match parsed.verb {
            Verb::RateLimits => return Ok(Prepared::Reply(self.plain_reply(self.rate_limits()))),
            Verb::Invalidate => {
                self.forget_token();
                return Ok(Prepared::Reply(self.plain_reply(Value::Null)));
            }
            _ => self.check_open()?,
        }
        match parsed.verb {
            Verb::Token => Ok(Prepared::Token(options, caller.number)),
            // The face gives it and asks again: that it is wanted is no finding.
            Verb::Check if self.wants_secret() => Err(Error::secret_wanted()),
            Verb::Check => Ok(Prepared::Check(options, Box::new(caller))),
            Verb::Count => Ok(Prepared::Count(Box::new(self.listing(&parsed, options, caller)?))),
            Verb::Estimate => Ok(Prepared::Estimate(Box::new(self.listing(&parsed, options, caller)?))),
            Verb::Raw => {
                let raw: RawCall<'_> = serde_json::from_slice(request).map_err(|_| not_understood())?;
                let call = Call { caller, ..Call::raw(&raw, &options, &self.config.base_url)? };
                Ok(Prepared::Call(Box::new(PreparedCall { operation: None, call, upload: None, options })))
            }
            Verb::Call | Verb::RateLimits | Verb::Invalidate => {
                let operation = operations::operation(parsed.operation, self.case)?;
                match operation.response {
                    ResponseBody::Page(_) => Ok(Prepared::Page(Box::new(self.listing(&parsed, options, caller)?))),
                    _ => self.prepare_call(operation, &parsed, options, caller, payload),
                }
            }
        }
    }

    /// The walk over all pages of the list that the request asks for. Sends nothing yet.
    pub fn pages(&self, request: &[u8]) -> Result<Pages> {
        let parsed = parse(request)?;
        let options = self.call_options(parsed.options)?;
        let caller = Caller { number: parsed.call, ..Caller::default() };
        Ok(Pages::new(self.clone(), self.listing(&parsed, options, caller)?, parsed.limit))
    }

    fn prepare_call(
        &self,
        operation: &'static Operation,
        parsed: &Request<'_>,
        options: Arc<CallOptions>,
        caller: Caller,
        payload: Option<Bytes>,
    ) -> Result<Prepared> {
        let about = |error: Error| error.with(|details| details.operation = Some(parsed.operation.to_owned()));
        let arguments = Arguments::parse(operation, parsed.arguments, self.case).map_err(about)?;
        let mut batches = bodies(operation, parsed.body, self.case).map_err(about)?;
        if parsed.body.is_some_and(is_list) {
            let parts = batch::calls(operation, &arguments, batches, &options, &caller, self).map_err(about)?;
            return Ok(Prepared::Batch(parts, options));
        }
        let form = match operation.request {
            RequestBody::Bytes => Some(Form::plain(&arguments).map_err(about)?),
            RequestBody::Form => Some(Form::multipart(&arguments).map_err(about)?),
            _ => None,
        };
        let sent = match &form {
            Some(form) => Payload::File(form.media_type.clone()),
            None => batches.pop().map_or(Payload::None, |batch| Payload::Json(batch.body)),
        };
        let base = &self.config.base_url;
        let mut call = Call::of_table(operation, &arguments, None, sent, &options, base, self.case).map_err(about)?;
        let mut upload = None;
        if let Some(form) = form {
            match (payload, &parsed.from) {
                (Some(file), _) => call.body = Some(form.around(file).map_err(about)?),
                (None, Some(path)) => upload = Some((PathBuf::from(path), form)),
                (None, None) => {
                    let error = Error::argument("the content is missing").hint("give bytes, a path or a stream");
                    return Err(about(error));
                }
            }
        }
        call.to.clone_from(&parsed.to);
        call.caller = caller;
        Ok(Prepared::Call(Box::new(PreparedCall { operation: Some(operation), call, upload, options })))
    }

    fn listing(&self, parsed: &Request<'_>, options: Arc<CallOptions>, caller: Caller) -> Result<Listing> {
        let operation = operations::operation(parsed.operation, self.case)?;
        Listing::new(operation, parsed.arguments, options, caller, self)
            .map_err(|error| error.with(|details| details.operation = Some(parsed.operation.to_owned())))
    }

    fn call_options(&self, given: Option<&RawValue>) -> Result<Arc<CallOptions>> {
        match given {
            Some(given) => {
                let options = self.config.call.with_options(given.get().as_bytes(), self.case);
                options.map(Arc::new).map_err(Error::of_argument)
            }
            None => Ok(Arc::clone(&self.config.call)),
        }
    }

    async fn token_reply(&self, options: &CallOptions, call: Option<u64>) -> Result<Vec<u8>> {
        let deadline = self.deadline(options).for_request(options.timeout.attempt);
        let token = self.token(options, &deadline, "auth.token", call).await?;
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

/// Whether a request, were it all right, would change something.
fn is_write(request: &[u8]) -> bool {
    let Ok(parsed) = parse(request) else { return false };
    match parsed.verb {
        Verb::Raw => serde_json::from_slice::<RawCall<'_>>(request).is_ok_and(|raw| !raw.is_read()),
        Verb::Call => [NameCase::Snake, NameCase::Camel]
            .iter()
            .filter_map(|case| operations::operation(parsed.operation, *case).ok())
            .any(|operation| operation.method != Method::GET),
        _ => false,
    }
}

fn parse(request: &[u8]) -> Result<Request<'_>> {
    serde_json::from_slice(request).map_err(|_| not_understood())
}

fn not_understood() -> Error {
    Error::argument("the request is not understood")
}
