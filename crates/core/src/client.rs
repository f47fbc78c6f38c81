//! The client: the one way in, which holds configuration, tokens, limits and connections together.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::header::{AUTHORIZATION, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::auth::{Renewal, Secret, Token, TokenSource};
use crate::call::Call;
use crate::codec::{Refused, api_error, lacks_scope};
use crate::config::{CallOptions, Config};
use crate::error::{Error, Kind, Result};
use crate::limits::Limiter;
use crate::names::Naming;
use crate::registry;
use crate::transport::{
    Deadline, DrivenBy, Exchange, Failure, LONGEST_WAIT, Pool, PoolSettings, RawReply, Waiting, backoff,
    is_worth_repeating, remaining, retry_after,
};

const LARGEST_REPLY: usize = 64 * 1024 * 1024;

/// Who drives a client's calls. Tokens are always fetched on a runtime that goes on by itself.
#[derive(Debug, Clone)]
pub enum Driver {
    /// Calls are awaited on this runtime.
    Runtime(Handle),
    /// Calls block: [`crate::blocking::block_on`] drives them on the caller's thread.
    Caller { background: Handle },
}

impl Driver {
    const fn driven_by(&self) -> DrivenBy {
        match self {
            Self::Runtime(_) => DrivenBy::Runtime,
            Self::Caller { .. } => DrivenBy::Caller,
        }
    }

    const fn background(&self) -> &Handle {
        match self {
            Self::Runtime(handle) | Self::Caller { background: handle } => handle,
        }
    }
}

/// A client of one connection. Clones share everything.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) config: Arc<Config>,
    pub(crate) naming: Naming,
    driver: Driver,
    tokens: Arc<TokenSource>,
    limiter: Arc<Limiter>,
    pool: Pool,
    renewal: Renewal,
    closed: Arc<AtomicBool>,
}

/// A reply and what it took to get it.
#[derive(Debug)]
pub(crate) struct Completed {
    pub(crate) reply: RawReply,
    pub(crate) attempts: u32,
    pub(crate) waited: Duration,
}

impl Client {
    /// Makes a client from options, a JSON object with names in `naming`'s casing, and the environment's variables
    /// ([`crate::config::ENVIRONMENT_VARIABLES`]). Sends nothing.
    pub fn new(options: &[u8], naming: Naming, environment: &HashMap<String, String>, driver: Driver) -> Result<Self> {
        let config = Config::resolve(options, naming, environment)?;
        let (tokens, limiter) = registry::shared(&config);
        Ok(Self::assemble(config, naming, driver, tokens, limiter))
    }

    /// A client with other options of its calls that shares connections, token and limits with this one.
    pub fn with_options(&self, options: &[u8]) -> Result<Self> {
        let config = self.config.with_options(options, self.naming)?;
        let (tokens, limiter) = (Arc::clone(&self.tokens), Arc::clone(&self.limiter));
        Ok(Self::assemble(config, self.naming, self.driver.clone(), tokens, limiter))
    }

    fn assemble(
        config: Config,
        naming: Naming,
        driver: Driver,
        tokens: Arc<TokenSource>,
        limiter: Arc<Limiter>,
    ) -> Self {
        let lane = |driven_by, settings: &PoolSettings| Pool::shared(driven_by, settings);
        Self {
            naming,
            pool: lane(driver.driven_by(), &config.pool),
            renewal: Renewal { runtime: driver.background().clone(), pool: lane(DrivenBy::Runtime, &config.pool) },
            driver,
            tokens,
            limiter,
            config: Arc::new(config),
            closed: Arc::default(),
        }
    }

    /// Refuses every later call. Calls under way end as they would have.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Whether the face should call the user's secret callable and supply what it gives.
    pub fn wants_secret(&self) -> bool {
        self.tokens.wants_secret()
    }

    /// The secret for the next fetch of a token.
    pub fn supply_secret(&self, secret: String) -> Result<()> {
        self.tokens.supply_secret(Secret::new(secret)?);
        Ok(())
    }

    /// What may be shown of a client: no secret, no token.
    #[must_use]
    pub fn describe(&self) -> Vec<u8> {
        let token = self.tokens.current().map(|(_, left)| json!({"expires_in": left.as_secs_f64()}));
        let description = json!({
            "client_id": self.config.credentials.client_id,
            "base_url": self.config.base_url.as_str().trim_end_matches('/'),
            "token_url": self.config.token_url.as_str(),
            "profile": self.config.profile,
            "scopes": self.config.credentials.scopes,
            "closed": self.is_closed(),
            "token": token,
            "warnings": self.config.warnings,
        });
        self.naming.rename_keys(description).to_string().into_bytes()
    }

    /// The same client for work that goes on while nobody waits for it.
    pub(crate) fn in_background(&self) -> Self {
        let handle = self.driver.background().clone();
        Self { driver: Driver::Runtime(handle), pool: self.renewal.pool.clone(), ..self.clone() }
    }

    pub(crate) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.driver.background().spawn(work)
    }

    /// How long so many calls take at the limit of calls a minute.
    pub(crate) fn duration_of(&self, calls: u64) -> Duration {
        let minute = &self.limits()["minute"];
        let (Some(limit), Some(remaining)) = (minute["limit"].as_u64(), minute["remaining"].as_u64()) else {
            return Duration::ZERO;
        };
        Duration::from_secs(60 * calls.saturating_sub(remaining).div_ceil(limit.max(1)))
    }

    pub(crate) fn check_open(&self) -> Result<()> {
        if self.is_closed() {
            return Err(Error::closed("the client is closed", "make a new client, or make the call before close()"));
        }
        Ok(())
    }

    pub(crate) async fn token(&self, options: &CallOptions) -> Result<Arc<Token>> {
        self.tokens.token(&self.renewal, &Deadline::start(options.deadline)).await
    }

    /// The life that the token has left, by both clocks.
    pub(crate) fn token_life(&self) -> Duration {
        self.tokens.current().map_or(Duration::ZERO, |(_, left)| left)
    }

    pub(crate) fn forget_token(&self) {
        self.tokens.forget();
    }

    pub(crate) fn limits(&self) -> Value {
        self.limiter.report()
    }

    /// Sends a call until it has its reply: with a good token, within the limits, repeated where that is safe.
    pub(crate) async fn complete(&self, call: &Call, options: &CallOptions) -> Result<Completed> {
        let deadline = Deadline::start(options.deadline);
        let pool = self.pool_for(options);
        let mut attempts = 0;
        let mut waited = Duration::ZERO;
        let mut replayed = false;
        loop {
            let token =
                self.tokens.token(&self.renewal, &deadline).await.map_err(|error| call.place(error, attempts))?;
            let slot = self.limiter.slot(&deadline).await.map_err(|error| call.place(error, attempts))?;
            waited += slot.waited;
            attempts += 1;
            let outcome = self.attempt(call, options, &pool, &token, &deadline).await;
            drop(slot);
            let (error, hint) = match outcome {
                Ok(reply) => {
                    if let Some(remaining) = remaining(&reply.headers) {
                        self.limiter.observe(remaining);
                    }
                    if (200..300).contains(&reply.status) {
                        return Ok(Completed { reply, attempts, waited });
                    }
                    if reply.status == 401 && !replayed && !lacks_scope(&reply) {
                        replayed = true;
                        self.tokens.invalidate(token.generation);
                        continue;
                    }
                    let refused = Refused {
                        operation: call.operation,
                        has_tenant: self.config.tenant_id.is_some(),
                        host: self.config.base_url.host_str().unwrap_or_default(),
                    };
                    let error = api_error(&reply, refused).without(token.reveal());
                    let hint = retry_after(reply.headers.get(RETRY_AFTER));
                    self.heed(&error, hint);
                    if !is_worth_repeating(reply.status) || error.kind() == Kind::DailyLimit || !call.is_repeatable() {
                        return Err(call.place(error, attempts));
                    }
                    (error, hint)
                }
                Err(failure) => {
                    let error = call.with_outcome(failure.error, failure.sent);
                    if !error.is_retryable()
                        || error.kind() == Kind::Deadline
                        || (failure.sent && !call.is_repeatable())
                    {
                        return Err(call.place(error, attempts));
                    }
                    (error, None)
                }
            };
            let wait = backoff(attempts, hint);
            let is_too_long = hint.is_some_and(|hint| hint > LONGEST_WAIT) || !deadline.allows(wait);
            if attempts >= options.max_attempts || is_too_long {
                return Err(call.place(error, attempts));
            }
            deadline.bound(Waiting::Retry, sleep(wait)).await.map_err(|error| call.place(error, attempts))?;
            waited += wait;
        }
    }

    /// The pool with the call's own connect time-out, if it has one.
    fn pool_for(&self, options: &CallOptions) -> Pool {
        let connect = options.timeout.connect;
        if connect == self.config.call.timeout.connect {
            return self.pool.clone();
        }
        Pool::shared(self.driver.driven_by(), &self.config.pool.with_connect_timeout(connect))
    }

    /// One exchange, bounded by the attempt's time-out and the call's deadline.
    async fn attempt(
        &self,
        call: &Call,
        options: &CallOptions,
        pool: &Pool,
        token: &Token,
        deadline: &Deadline,
    ) -> std::result::Result<RawReply, Failure> {
        let mut headers = call.headers.clone();
        headers.insert(AUTHORIZATION, token.authorization.clone());
        if let Ok(user_agent) = HeaderValue::from_str(&self.config.user_agent) {
            headers.entry(USER_AGENT).or_insert(user_agent);
        }
        if let Some(tenant) = self.config.tenant_id.as_deref().and_then(|id| HeaderValue::from_str(id).ok()) {
            headers.insert(HeaderName::from_static("xero-tenant-id"), tenant);
        }
        let exchange = Exchange {
            method: call.method.clone(),
            url: call.url.clone(),
            headers,
            body: call.body.clone(),
            read_timeout: options.timeout.read,
            largest_reply: LARGEST_REPLY,
            to: call.to.clone(),
        };
        let bounded = timeout(options.timeout.attempt, exchange.run(pool));
        match deadline.bound(Waiting::Attempt, bounded).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => {
                let seconds = options.timeout.attempt.as_secs_f64();
                let error = Error::new(Kind::Timeout, format!("the attempt took longer than {seconds} s"))
                    .hint("give a longer timeout (attempt), or ask for less at a time")
                    .retryable();
                Err(Failure { error, sent: true })
            }
            Err(error) => Err(Failure { error, sent: true }),
        }
    }

    /// Lets the whole organisation wait, or fail, where the server says that its limit is reached.
    fn heed(&self, error: &Error, hint: Option<Duration>) {
        match (error.kind(), error.details().limit_kind.as_deref(), hint) {
            (Kind::DailyLimit, _, Some(wait)) => self.limiter.refuse_with(error.clone(), wait),
            (Kind::RateLimit, Some("minute" | "app_minute"), Some(wait)) if wait <= LONGEST_WAIT => {
                self.limiter.close_for(wait);
            }
            _ => {}
        }
    }
}
