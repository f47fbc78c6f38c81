//! The client: what a program makes once, and calls with.

mod builder;
mod check;
mod registry;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use xero_m2m_spec::{NameCase, Operation, RequestBody, ResponseBody};

use crate::auth::Secret;
use crate::call::batch::{self, BatchResult};
use crate::call::download::Download;
use crate::call::pages::{FetchEstimate, Listing, Page, Pages};
use crate::call::result::{RawResponse, Response};
use crate::call::status::CallStatus;
use crate::call::{self, Call, Caller, Payload};
use crate::clock::Clock;
use crate::config::{CallOptions, CallSettings, Config, Tenant, check_tenant_id};
use crate::connection::{Connection, Driver};
use crate::error::{Error, ErrorKind, Result};
use crate::events::Event;
use crate::limits::RateLimitState;
use crate::os::files;
use crate::request::arguments::Arguments;
use crate::request::upload::{self, Form};
use crate::request::{FileInput, RawRequest, Request};
use crate::transport::{Deadline, WaitingFor};

pub use builder::ClientBuilder;
pub use check::{Check, CheckReport};

/// A client of one connection to Xero. It fetches and renews its tokens, keeps Xero's limits, and repeats what is safe
/// to repeat. Clones, and clients of the same connection in one process, share token and limits.
///
/// ```
/// # use xero_m2m::{Request, operation};
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/demo_client.rs"));
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (_demo, xero) = demo_client();
/// let response = xero.call(Request::new(operation("invoices.get")?).argument("invoice_id", "INV-0006")).await?;
/// let invoice: serde_json::Value = response.record()?;
/// assert_eq!(invoice["amount_due"], "250.00");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    connection: Connection,
}

/// What may be shown of a client: no secret, no token.
#[derive(Debug, Clone)]
pub struct ClientDescription {
    /// The client id.
    pub client_id: String,
    /// The API that it calls.
    pub base_url: String,
    /// The token endpoint.
    pub token_url: String,
    /// The profile that it was made from.
    pub profile: Option<String>,
    /// The scopes that it asks for; none where it asks for all that the connection has.
    pub scopes: Option<Vec<String>>,
    /// Whether it was closed.
    pub closed: bool,
    /// How long its token is good; none where it has none.
    pub token_expires_in: Option<Duration>,
}

/// An access token, for another program that calls Xero itself.
#[derive(Clone)]
pub struct AccessToken {
    value: String,
    /// How long it is good.
    pub expires_in: Duration,
    /// When it expires.
    pub expires_at: SystemTime,
    /// What it allows.
    pub scopes: Vec<String>,
}

impl AccessToken {
    /// The token itself. Whoever has it can act for the connection.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.value
    }
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessToken").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// A call made ready: all that can be wrong with it is found, and what is not needed to send it is gone.
struct PreparedCall {
    call: Call,
    /// Where the file that it sends is, and how that stands in the request.
    upload: Option<(PathBuf, Form)>,
    settings: Arc<CallSettings>,
}

impl Client {
    /// Begins to make a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    fn open(config: Config, driver: Driver, clock: Arc<dyn Clock>) -> Self {
        let (tokens, limiter) = registry::shared(&config, &clock);
        let connection = Connection::new(Arc::new(config), driver, clock, tokens, limiter);
        for warning in &connection.config.warnings {
            connection.events.warn(warning);
        }
        Self { connection }
    }

    /// A client with other options of its calls that shares connections, token, limits and events with this one. An
    /// idempotency key and an extra body are of one call alone, and left out here.
    ///
    /// # Errors
    /// `Config` where an option cannot be used.
    pub fn with_options(&self, options: CallOptions) -> Result<Self> {
        let Connection { config: own, clock, limiter, .. } = &self.connection;
        let config = Arc::new(own.with_options(options.of_many_calls())?);
        let limiter = if config.tenant_id == own.tenant_id {
            Arc::clone(limiter)
        } else {
            registry::limiter(&config, config.tenant_id.as_deref(), clock)
        };
        Ok(Self { connection: self.connection.with_config(config, limiter) })
    }

    /// The same client in a forked child, whose parent's threads, connections and locks are not there. It goes on with
    /// the parent's token and counts.
    #[must_use]
    pub fn in_child(&self, driver: Driver) -> Self {
        let Connection { config, clock, .. } = &self.connection;
        let (tokens, limiter) = registry::shared(config, clock);
        let connection = Connection::new(Arc::clone(config), driver, Arc::clone(clock), tokens, limiter);
        connection.events.listen(self.connection.events.is_verbose());
        if self.is_closed() {
            connection.close();
        }
        Self { connection }
    }

    /// How arguments and fields are named.
    #[must_use]
    pub fn name_case(&self) -> NameCase {
        self.connection.config.case
    }

    /// As [`Self::call`]; `status` tells what became of a call whose future was dropped.
    ///
    /// # Errors
    /// As of [`Self::call`].
    pub fn call_with_status(
        &self,
        request: Request,
        status: Option<Arc<CallStatus>>,
    ) -> impl Future<Output = Result<Response>> + Send + use<'_> {
        let operation = request.operation;
        let prepared = self.before_sending(operation, || self.prepare(request, status));
        async move {
            let prepared = prepared?;
            // What is seldom asked for is boxed, so that thousands of calls that wait do not each keep room for it.
            if prepared.upload.is_some() || prepared.call.to.is_some() {
                return Box::pin(self.transfer(operation, prepared)).await;
            }
            let PreparedCall { call, settings, .. } = &*prepared;
            let completed = self.connection.complete(call, settings, self.connection.deadline(settings)).await?;
            Response::of(operation, call, completed, self.name_case())
        }
    }

    /// A call that reads a file to send, or writes its response to one.
    async fn transfer(&self, operation: &'static Operation, mut prepared: Box<PreparedCall>) -> Result<Response> {
        let deadline = self.connection.deadline(&prepared.settings);
        self.read_upload(&mut prepared, &deadline).await?;
        let PreparedCall { call, settings, .. } = &*prepared;
        let mut completed = self.connection.complete(call, settings, deadline.clone()).await?;
        if let Some(path) = &call.to {
            completed.check_bytes(call)?;
            let bytes = std::mem::take(&mut completed.response.body);
            let written = self.on_files(files::write(path.clone(), bytes), call, settings, &deadline).await;
            written.map_err(|error| call.with_context(error, completed.attempts))?;
        }
        Response::of(operation, call, completed, self.name_case())
    }

    /// Calls an operation that gives one record, a file, or nothing. Everything about the request is checked before the
    /// future is made; dropping the future cancels the call.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] where the request cannot be sent; afterwards what the token endpoint, the network or
    /// Xero says. The error of a write tells by its [`outcome`](crate::Details::outcome) what became of it.
    pub fn call(&self, request: Request) -> impl Future<Output = Result<Response>> + Send + use<'_> {
        self.call_with_status(request, None)
    }

    /// Writes many records, each with an outcome of its own, in as few requests as Xero takes. Once a request has
    /// succeeded nothing is lost: the failure of a later one is the outcome of its records.
    ///
    /// # Errors
    /// As of [`Self::call`], where nothing was saved.
    pub fn batch(&self, request: Request) -> impl Future<Output = Result<BatchResult>> + Send + use<'_> {
        self.batch_with_status(request, None)
    }

    /// As [`Self::batch`]; `status` tells what became of a call whose future was dropped.
    ///
    /// # Errors
    /// As of [`Self::batch`].
    pub fn batch_with_status(
        &self,
        request: Request,
        status: Option<Arc<CallStatus>>,
    ) -> impl Future<Output = Result<BatchResult>> + Send + use<'_> {
        let prepared = self.before_sending(request.operation, || {
            let (settings, caller) = (self.settings(request.options)?, caller(request.number, status));
            let arguments =
                Arguments::parse(request.operation, request.arguments, settings.extras.as_ref(), self.name_case())?;
            let batches = call::bodies(request.operation, request.body.as_deref(), &settings, self.name_case())?;
            let keeps = request.keeps_response;
            let connection = &self.connection;
            let parts = batch::calls(request.operation, &arguments, batches, &settings, keeps, &caller, connection)?;
            Ok((parts, settings))
        });
        async move {
            let (parts, settings) = prepared?;
            batch::run(&self.connection, parts, settings).await
        }
    }

    /// One page of a list: the first, or the one of the argument `page`.
    ///
    /// # Errors
    /// As of [`Self::call`].
    pub fn page(&self, request: Request) -> impl Future<Output = Result<Page>> + Send + use<'_> {
        let listing = self.listing(request);
        async move { listing?.page(&self.connection).await }
    }

    /// All pages of a list, in order, each record once. Sends nothing yet.
    ///
    /// # Errors
    /// `Argument` where the request cannot be sent.
    pub fn pages(&self, request: Request) -> Result<Pages> {
        Ok(Pages::new(self.connection.clone(), self.listing(request)?))
    }

    /// How many records a list has: by one request where Xero says, else by one for each page.
    ///
    /// # Errors
    /// As of [`Self::call`].
    pub fn count(&self, request: Request) -> impl Future<Output = Result<u64>> + Send + use<'_> {
        let listing = self.listing(request);
        async move { listing?.count(&self.connection).await }
    }

    /// What it takes to fetch a whole list. Sends one request where Xero tells the number of pages, and else nothing.
    ///
    /// # Errors
    /// As of [`Self::call`].
    pub fn estimate(&self, request: Request) -> impl Future<Output = Result<FetchEstimate>> + Send + use<'_> {
        let listing = self.listing(request);
        async move { listing?.estimate(&self.connection).await }
    }

    /// Downloads a file piece by piece. Sends nothing yet.
    ///
    /// # Errors
    /// `Argument` where the request cannot be sent, or its operation gives no file.
    pub fn download(&self, request: Request) -> Result<Download> {
        let operation = request.operation;
        self.before_sending(operation, || {
            if !matches!(operation.response, ResponseBody::Bytes { .. }) {
                return Err(Error::argument("this operation gives no file"));
            }
            if request.keeps_response || request.save_to.is_some() {
                return Err(Error::argument("a file that arrives piece by piece is neither kept nor saved")
                    .hint("read its pieces, or call the operation without a stream"));
            }
            let PreparedCall { mut call, settings, .. } = *self.prepare(request, None)?;
            call.is_streamed = true;
            Ok(Download::new(self.connection.clone(), call, settings))
        })
    }

    /// Calls a path that no operation describes, with the client's token, limits and retries.
    ///
    /// # Errors
    /// As of [`Self::call`].
    pub fn raw(&self, request: RawRequest) -> impl Future<Output = Result<RawResponse>> + Send + use<'_> {
        self.raw_with_status(request, None)
    }

    /// As [`Self::raw`]; `status` tells what became of a call whose future was dropped.
    ///
    /// # Errors
    /// As of [`Self::call`].
    pub fn raw_with_status(
        &self,
        request: RawRequest,
        status: Option<Arc<CallStatus>>,
    ) -> impl Future<Output = Result<RawResponse>> + Send + use<'_> {
        let is_read = request.is_read();
        let prepared = self.prepare_raw(request, status);
        let prepared = prepared.map_err(|error| if is_read { error } else { error.not_sent() });
        async move {
            let (call, settings) = prepared?;
            let deadline = self.connection.deadline(&settings);
            let completed = self.connection.complete(&call, &settings, deadline).await?;
            Ok(RawResponse::of(&call, completed))
        }
    }

    /// A token that is good now, for a program that calls Xero itself. It is fetched only where there is none, or where
    /// the one that there is will soon expire:
    /// <https://developer.xero.com/documentation/guides/oauth2/custom-connections/>.
    ///
    /// # Errors
    /// What the token endpoint or the network says; `Closed` after the client was closed.
    pub async fn token(&self) -> Result<AccessToken> {
        self.token_with(None, None).await
    }

    /// As [`Self::token`], with options in place of the client's. `call` is the number that events carry.
    ///
    /// # Errors
    /// As of [`Self::token`]; `Argument` where an option cannot be used.
    pub async fn token_with(&self, options: Option<CallOptions>, call: Option<u64>) -> Result<AccessToken> {
        self.connection.check_open()?;
        let settings = self.settings(options)?;
        let deadline = self.connection.deadline(&settings).for_request(settings.timeout.attempt);
        let token = self.connection.token(&settings, &deadline, "auth.token", call).await?;
        Ok(AccessToken {
            value: token.reveal().to_owned(),
            expires_in: self.token_life().unwrap_or_default(),
            expires_at: token.expires_at(),
            scopes: token.scopes.clone(),
        })
    }

    /// Forgets the token, so that the next call asks for another.
    pub fn forget_token(&self) {
        self.connection.tokens.forget();
    }

    /// What is left of the organisation's limits, and what waits for them. Sends nothing.
    #[must_use]
    pub fn rate_limits(&self) -> RateLimitState {
        self.connection.limiter.report()
    }

    /// Gets a token and the organisation, and tells of everything on the way. What fails is reported, not returned as
    /// an error. Ends within half a minute unless the options give a deadline.
    ///
    /// # Errors
    /// `Closed` after the client was closed.
    pub async fn check(&self) -> Result<CheckReport> {
        self.check_with(None, None, None).await
    }

    /// As [`Self::check`], with options in place of the client's. `call` is the number that events carry.
    ///
    /// # Errors
    /// As of [`Self::check`]; `Argument` where an option cannot be used.
    pub async fn check_with(
        &self,
        options: Option<CallOptions>,
        call: Option<u64>,
        status: Option<Arc<CallStatus>>,
    ) -> Result<CheckReport> {
        self.connection.check_open()?;
        if self.wants_secret() {
            // Whoever supplies it asks again: that it is wanted is no finding.
            return Err(Error::secret_wanted());
        }
        let settings = self.settings(options)?;
        Ok(check::check(&self.connection, &settings, &caller(call, status)).await)
    }

    /// Lets every event be kept for [`Self::take_events`], or warnings alone.
    pub fn listen(&self, to_all: bool) {
        self.connection.events.listen(to_all);
    }

    /// Whether there are events to take.
    #[must_use]
    pub fn has_events(&self) -> bool {
        self.connection.events.has_any()
    }

    /// The events since the last time.
    #[must_use]
    pub fn take_events(&self) -> Vec<Event> {
        self.connection.events.take()
    }

    /// Refuses every later call. Calls under way end as they would have.
    pub fn close(&self) {
        self.connection.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.connection.is_closed()
    }

    /// Whether the caller should supply the secret now.
    #[must_use]
    pub fn wants_secret(&self) -> bool {
        self.connection.tokens.wants_secret()
    }

    /// Gives the secret for the next fetch of a token.
    ///
    /// # Errors
    /// `Config` where it can be no secret.
    pub fn supply_secret(&self, secret: String) -> Result<()> {
        self.connection.tokens.supply_secret(Secret::new(secret)?);
        Ok(())
    }

    /// What may be shown of the client.
    #[must_use]
    pub fn describe(&self) -> ClientDescription {
        let config = &self.connection.config;
        ClientDescription {
            client_id: config.credentials.client_id.clone(),
            base_url: config.base_url.as_str().trim_end_matches('/').to_owned(),
            token_url: config.token_url.as_str().to_owned(),
            profile: config.profile.clone(),
            scopes: config.credentials.scopes.clone(),
            closed: self.is_closed(),
            token_expires_in: self.token_life(),
        }
    }

    /// The life that the token has left, by both clocks.
    fn token_life(&self) -> Option<Duration> {
        self.connection.tokens.current().map(|(_, left)| left)
    }

    fn settings(&self, options: Option<CallOptions>) -> Result<Arc<CallSettings>> {
        let Connection { config, clock, .. } = &self.connection;
        let Some(mut options) = options else { return Ok(Arc::clone(&config.call)) };
        let tenant_id = options.tenant_id.take();
        let settings = config.call.with(options, config.case).and_then(|mut settings| {
            if let Some(id) = tenant_id.map(|id| check_tenant_id(id, config.case)).transpose()? {
                let limiter = registry::limiter(config, Some(&id), clock);
                settings.tenant = Some(Arc::new(Tenant { id, limiter }));
            }
            Ok(settings)
        });
        settings.map(Arc::new).map_err(Error::of_argument)
    }

    /// What `prepare` makes of a request. Its errors name the operation and say that nothing was sent.
    fn before_sending<T>(&self, operation: &'static Operation, prepare: impl FnOnce() -> Result<T>) -> Result<T> {
        let prepared = self.connection.check_open().and_then(|()| prepare());
        prepared.map_err(|error| error.before_sending(operation, operation.name_in(self.name_case())))
    }

    fn listing(&self, mut request: Request) -> Result<Listing> {
        self.before_sending(request.operation, || {
            let settings = self.settings(request.options.take())?;
            let caller = caller(request.number, None);
            Listing::new(&self.connection, request, settings, caller)
        })
    }

    fn prepare(&self, request: Request, status: Option<Arc<CallStatus>>) -> Result<Box<PreparedCall>> {
        let Request { operation, arguments, body, content, save_to, keeps_response, options, number } = request;
        let settings = self.settings(options)?;
        let case = self.name_case();
        let arguments = Arguments::parse(operation, arguments, settings.extras.as_ref(), case)?;
        let form = match operation.request {
            RequestBody::Bytes => Some(Form::plain(&arguments)?),
            RequestBody::Form => Some(Form::multipart(&arguments)?),
            _ => None,
        };
        let payload = match &form {
            Some(form) => Payload::File(form.media_type.clone()),
            None => {
                let mut batches = call::bodies(operation, body.as_deref(), &settings, case)?;
                batches.pop().map_or(Payload::None, |batch| Payload::Json(batch.body))
            }
        };
        let base = &self.connection.config.base_url;
        let mut call = Call::of_table(operation, &arguments, None, payload, &settings, base, case)?;
        let mut upload = None;
        if let Some(form) = form {
            match content {
                Some(FileInput::Bytes(bytes)) => call.body = Some(form.around(bytes)?),
                Some(FileInput::Text(text)) => call.body = Some(form.around_text(text)?),
                Some(FileInput::File(path)) => upload = Some((path, form)),
                None => {
                    return Err(Error::argument("the content is missing").hint("give bytes, text, a path or a stream"));
                }
            }
        }
        call.to = save_to;
        call.keeps_response = keeps_response;
        call.caller = caller(number, status);
        // Boxed, so that thousands of calls that wait do not each keep room for it twice.
        Ok(Box::new(PreparedCall { call, upload, settings }))
    }

    fn prepare_raw(
        &self,
        mut request: RawRequest,
        status: Option<Arc<CallStatus>>,
    ) -> Result<(Call, Arc<CallSettings>)> {
        self.connection.check_open()?;
        let settings = self.settings(request.options.take())?;
        let mut call = Call::raw(&request, &settings, &self.connection.config.base_url, self.name_case())?;
        call.caller = caller(request.number, status);
        Ok((call, settings))
    }

    /// Reads the file that a call sends.
    async fn read_upload(&self, prepared: &mut PreparedCall, deadline: &Deadline) -> Result<()> {
        let PreparedCall { call, upload, settings } = prepared;
        let Some((path, form)) = upload.take() else { return Ok(()) };
        let file = self.on_files(upload::read(path), call, settings, deadline).await.and_then(|file| form.around(file));
        let name = call.label.clone();
        call.body = Some(file.map_err(|error| match call.operation {
            Some(operation) => error.before_sending(operation, &name),
            None => error,
        })?);
        Ok(())
    }

    /// Waits for a file, and not longer than for an attempt.
    async fn on_files<T>(
        &self,
        work: impl Future<Output = Result<T>>,
        call: &Call,
        settings: &CallSettings,
        deadline: &Deadline,
    ) -> Result<T> {
        let Connection { events, clock, .. } = &self.connection;
        let longest = settings.timeout.attempt;
        let mut deadline = deadline.clone();
        deadline.report_to(events, &call.label, call.caller.number);
        let began = clock.now().monotonic;
        deadline.run_with_timeout(WaitingFor::File, began, longest, work).await?.unwrap_or_else(|| {
            let seconds = longest.as_secs_f64();
            Err(Error::new(ErrorKind::Timeout, format!("the file took longer than {seconds} s"))
                .hint("check that another process has the pipe open, or give a longer timeout (attempt)"))
        })
    }
}

fn caller(number: Option<u64>, status: Option<Arc<CallStatus>>) -> Caller {
    Caller { number, status, is_under_way: false }
}
