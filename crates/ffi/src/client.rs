//! A client for a face: requests and responses are JSON bytes.

use std::collections::HashMap;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use serde_json::{Value, json};
use xero_m2m::clock::{Clock, SystemClock};
use xero_m2m::spec::ResponseBody;
use xero_m2m::{CallOptions, CallStatus, Driver, Error, FileInput, NameCase, Page, Request, Result, operation_named};

use crate::envelope;
use crate::log_level::LogLevel;
use crate::names::CaseOfNames;
use crate::options::{call_options, client_builder, clone_options, misplaced_parameter};
use crate::request::{FfiRequest, Verb, arguments_of, is_list, parse, parse_raw};

type Work<'c> = Pin<Box<dyn Future<Output = Result<Vec<u8>>> + Send + 'c>>;

/// A client of the core. Clones share everything.
#[derive(Debug, Clone)]
pub struct Client {
    core: xero_m2m::Client,
    case: NameCase,
    log_level: Option<LogLevel>,
}

/// All pages of a list.
#[derive(Debug)]
pub struct Pages {
    core: xero_m2m::Pages,
    write: PageWriter,
    case: NameCase,
}

/// How a page is written.
type PageWriter = fn(Page, NameCase) -> Vec<u8>;

fn page_writer(request: &FfiRequest<'_>) -> PageWriter {
    if request.sliced { |page, case| envelope::sliced_page(&page, case) } else { envelope::page }
}

/// A file that comes piece by piece.
#[derive(Debug)]
pub struct Download {
    core: xero_m2m::Download,
}

impl Client {
    /// Makes a client from options, a JSON object with names in this case, and the variables of
    /// [`environment_variables`](crate::environment_variables) that are set. Sends nothing.
    ///
    /// # Errors
    /// `Config` where an option is unknown or cannot be used, or a credential is missing.
    pub fn new(options: &[u8], case: NameCase, environment: &HashMap<String, String>, driver: Driver) -> Result<Self> {
        Self::on_clock(options, case, environment, driver, Arc::new(SystemClock))
    }

    /// As [`Self::new`], with tokens, limits, waits and deadlines by this clock.
    ///
    /// # Errors
    /// As of [`Self::new`].
    pub fn on_clock(
        options: &[u8],
        case: NameCase,
        environment: &HashMap<String, String>,
        driver: Driver,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let (builder, given_level) = client_builder(options, case)?;
        let log_level = if given_level.is_some() { given_level } else { LogLevel::of_environment(environment)? };
        let core = builder.environment(environment.clone()).clock(clock).build_on(driver)?;
        Ok(Self { core, case, log_level })
    }

    /// A client with other options of its calls that shares everything else with this one.
    ///
    /// # Errors
    /// `Config` where an option is unknown or cannot be used.
    pub fn with_options(&self, options: &[u8]) -> Result<Self> {
        let core = self.core.with_options(clone_options(options, self.case)?)?;
        Ok(Self { core, ..self.clone() })
    }

    /// The same client in a forked child.
    #[must_use]
    pub fn in_child(&self, driver: Driver) -> Self {
        Self { core: self.core.in_child(driver), ..self.clone() }
    }

    /// Does what the request says; the response is `{"value": …, "meta": …}`. The bytes of a file stand after it, behind
    /// a line end. Where the response is to be kept, a line of JSON with its headers and its size comes before, and its
    /// bytes stand between the two. `payload` holds the bytes of a file to send, unless the request names its path.
    /// `status` says what became of a call whose future is dropped. What can be wrong with the request is found before
    /// this returns.
    pub fn invoke(
        &self,
        request: &[u8],
        payload: Option<Bytes>,
        status: Option<Arc<CallStatus>>,
    ) -> impl Future<Output = Result<Vec<u8>>> + Send + use<'_> {
        self.start(request, payload, status).unwrap_or_else(|error| Box::pin(ready(Err(error))))
    }

    fn start(&self, request: &[u8], payload: Option<Bytes>, status: Option<Arc<CallStatus>>) -> Result<Work<'_>> {
        let (core, case) = (&self.core, self.case);
        let parsed = parse(request)?;
        if let Some(status) = status.as_ref().filter(|_| !matches!(parsed.verb, Verb::Call | Verb::Raw)) {
            status.begin_read();
        }
        let number = parsed.call;
        Ok(match parsed.verb {
            Verb::RateLimits => {
                let state = serde_json::to_value(core.rate_limits()).unwrap_or_default();
                Box::pin(ready(Ok(envelope::plain(state, case))))
            }
            Verb::Invalidate => {
                core.forget_token();
                Box::pin(ready(Ok(envelope::plain(Value::Null, case))))
            }
            Verb::Token => {
                let token = core.token_with(self.options(&parsed)?, number);
                written(token, move |token| envelope::token(&token, case))
            }
            Verb::Check => {
                let report = core.check_with(self.options(&parsed)?, number, status);
                written(report, move |report| envelope::check(&report, case))
            }
            Verb::Raw => {
                let mut raw = parse_raw(request)?;
                raw.options = self.options(&parsed)?;
                raw.number = number;
                written(core.raw_with_status(raw, status), move |response| envelope::raw(response, case))
            }
            Verb::Count => {
                written(core.count(self.request(&parsed)?), move |count| envelope::plain(count.into(), case))
            }
            Verb::Estimate => written(core.estimate(self.request(&parsed)?), move |estimate| {
                envelope::plain(serde_json::to_value(estimate).unwrap_or_default(), case)
            }),
            Verb::Call => {
                let mut request = self.request(&parsed)?;
                if let ResponseBody::Page(_) = request.operation().response {
                    let write = page_writer(&parsed);
                    return Ok(written(core.page(request), move |page| write(page, case)));
                }
                if parsed.body.is_some_and(is_list) {
                    let result = core.batch_with_status(request, status);
                    return Ok(written(result, move |result| envelope::batch(&result, case)));
                }
                let file = parsed.from.map(FileInput::File);
                let text = |bytes: Bytes| FileInput::Text(String::from_utf8_lossy(&bytes).into_owned());
                let given = payload.map(if parsed.text { text } else { FileInput::Bytes });
                if let Some(content) = given.or(file) {
                    request = request.content(content);
                }
                if let Some(path) = parsed.to {
                    request = request.save_to(path);
                }
                let response = core.call_with_status(request, status);
                written(response, move |response| envelope::response(response, case))
            }
        })
    }

    /// All pages of the list that the request asks for. Sends nothing yet.
    ///
    /// # Errors
    /// `Argument` where the request cannot be sent.
    pub fn pages(&self, request: &[u8]) -> Result<Pages> {
        let parsed = parse(request)?;
        let mut pages = self.core.pages(self.request(&parsed)?)?;
        if let Some(records) = parsed.limit {
            pages = pages.limit(records);
        }
        Ok(Pages { core: pages, write: page_writer(&parsed), case: self.case })
    }

    /// The file that the request asks for, piece by piece. Sends nothing yet.
    ///
    /// # Errors
    /// `Argument` where the request cannot be sent.
    pub fn download(&self, request: &[u8]) -> Result<Download> {
        let parsed = parse(request)?;
        Ok(Download { core: self.core.download(self.request(&parsed)?)? })
    }

    /// Lets every event be kept, or warnings alone.
    pub fn listen(&self, to_all: bool) {
        self.core.listen(to_all);
    }

    /// The least important events that are written as lines: `debug`, `info` or `warning`; none where nobody asked.
    #[must_use]
    pub fn log_level(&self) -> Option<&'static str> {
        self.log_level.map(LogLevel::name)
    }

    /// Whether there are events to take.
    #[must_use]
    pub fn has_events(&self) -> bool {
        self.core.has_events()
    }

    /// The events since the last time, as a JSON list.
    #[must_use]
    pub fn take_events(&self) -> Vec<u8> {
        let events = self.core.take_events().into_iter().filter_map(|event| serde_json::to_value(event).ok());
        events.map(|event| self.case.rename_keys(event)).collect::<Value>().to_string().into_bytes()
    }

    /// Refuses every later call. Calls under way end as they would have.
    pub fn close(&self) {
        self.core.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.core.is_closed()
    }

    /// Whether the face should call the user's secret callable and supply what it gives.
    #[must_use]
    pub fn wants_secret(&self) -> bool {
        self.core.wants_secret()
    }

    /// Gives the secret for the next fetch of a token.
    ///
    /// # Errors
    /// `Config` where it can be no secret.
    pub fn supply_secret(&self, secret: String) -> Result<()> {
        self.core.supply_secret(secret)
    }

    /// What may be shown of the client, as JSON.
    #[must_use]
    pub fn describe(&self) -> Vec<u8> {
        let description = self.core.describe();
        let token = description.token_expires_in.map(|left| json!({"expires_in": left.as_secs_f64()}));
        let description = json!({
            "client_id": description.client_id,
            "base_url": description.base_url,
            "token_url": description.token_url,
            "profile": description.profile,
            "scopes": description.scopes,
            "closed": description.closed,
            "token": token,
        });
        self.case.rename_keys(description).to_string().into_bytes()
    }

    /// The request for the core. Errors name the operation, and say of a write that it was not sent.
    fn request(&self, parsed: &FfiRequest<'_>) -> Result<Request> {
        let operation = operation_named(parsed.operation, self.case)?;
        let request = || {
            let mut request = Request::new(operation).arguments(arguments_of(parsed.arguments)?).number(parsed.call);
            if parsed.keep_response {
                request = request.keep_response();
            }
            let options = self.options(parsed).map_err(|error| {
                let given = parsed.options.map_or("", |options| options.get());
                misplaced_parameter(given.as_bytes(), operation, self.case).unwrap_or(error)
            });
            if let Some(options) = options? {
                request = request.options(options);
            }
            Ok(match parsed.body {
                Some(body) => request.json_body(body.to_owned()),
                None => request,
            })
        };
        request().map_err(|error: Error| error.before_sending(operation, parsed.operation))
    }

    fn options(&self, parsed: &FfiRequest<'_>) -> Result<Option<CallOptions>> {
        let options = parsed.options.map(|options| call_options(options.get().as_bytes(), self.case));
        options.transpose().map_err(Error::of_argument)
    }
}

/// A call whose result is written as a response. An async block would keep room for the call twice.
fn written<'c, T>(
    call: impl Future<Output = Result<T>> + Send + 'c,
    write: impl FnOnce(T) -> Vec<u8> + Send + 'c,
) -> Work<'c> {
    Box::pin(call.map(|outcome| outcome.map(write)))
}

impl Pages {
    /// The next page as a response, or nothing at the end. After an error the same page is asked for again.
    ///
    /// # Errors
    /// Those of any call; `Closed` where the client was closed meanwhile.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        Ok(self.core.next().await?.map(|page| (self.write)(page, self.case)))
    }
}

impl Download {
    /// The next piece of the file, or nothing at its end.
    ///
    /// # Errors
    /// Those of any call; `Closed` where the client was closed meanwhile.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        self.core.next().await
    }

    /// Ends the download, and frees its connection.
    pub async fn close(&mut self) {
        self.core.close().await;
    }
}
