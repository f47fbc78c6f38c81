//! The client: the one way in, which holds configuration, tokens, limits and connections together.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::auth::{FetchContext, RetryPolicy, Secret, Token, TokenSource};
use crate::clock::{Clock, SystemClock};
use crate::config::{CallOptions, Config};
use crate::error::{Error, Result};
use crate::events::Events;
use crate::limits::Limiter;
use crate::names::CaseOfNames;
use crate::registry;
use crate::transport::{Deadline, DrivenBy, Pool};
use xero_m2m_spec::NameCase;

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
    pub(crate) case: NameCase,
    driver: Driver,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tokens: Arc<TokenSource>,
    pub(crate) limiter: Arc<Limiter>,
    pub(crate) events: Arc<Events>,
    pool: Pool,
    /// Connections of the runtime that goes on by itself.
    background_pool: Pool,
    closed: Arc<AtomicBool>,
}

impl Client {
    /// Makes a client from options, a JSON object with names in `case`'s casing, and the environment's variables
    /// ([`crate::config::ENVIRONMENT_VARIABLES`]). Sends nothing.
    pub fn new(options: &[u8], case: NameCase, environment: &HashMap<String, String>, driver: Driver) -> Result<Self> {
        Self::on_clock(options, case, environment, driver, Arc::new(SystemClock))
    }

    /// As [`Self::new`], with tokens, limits, waits and deadlines by this clock.
    pub fn on_clock(
        options: &[u8],
        case: NameCase,
        environment: &HashMap<String, String>,
        driver: Driver,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let config = Config::resolve(options, case, environment)?;
        let client = Self::assemble(Arc::new(config), case, driver, clock, Arc::default());
        for warning in &client.config.warnings {
            client.events.warn(warning);
        }
        Ok(client)
    }

    /// A client with other options of its calls that shares connections, token, limits and events with this one.
    pub fn with_options(&self, options: &[u8]) -> Result<Self> {
        let config = Arc::new(self.config.with_options(options, self.case)?);
        let (pool, background_pool) = pools(&self.driver, &config);
        Ok(Self { config, pool, background_pool, closed: Arc::default(), ..self.clone() })
    }

    /// The same client in a forked child, whose parent's threads, connections and locks are not there. It goes on with
    /// the parent's token and counts.
    #[must_use]
    pub fn in_child(&self, driver: Driver) -> Self {
        let events = Arc::new(Events::default());
        events.listen(self.events.is_verbose());
        let closed = Arc::new(AtomicBool::new(self.is_closed()));
        Self { closed, ..Self::assemble(Arc::clone(&self.config), self.case, driver, Arc::clone(&self.clock), events) }
    }

    fn assemble(
        config: Arc<Config>,
        case: NameCase,
        driver: Driver,
        clock: Arc<dyn Clock>,
        events: Arc<Events>,
    ) -> Self {
        let (tokens, limiter) = registry::shared(&config, &clock);
        let (pool, background_pool) = pools(&driver, &config);
        Self { config, case, driver, clock, tokens, limiter, events, pool, background_pool, closed: Arc::default() }
    }

    /// Lets every event be told, or warnings alone.
    pub fn listen(&self, to_all: bool) {
        self.events.listen(to_all);
    }

    pub fn has_events(&self) -> bool {
        self.events.has_any()
    }

    /// The events since the last time, as a JSON list.
    pub fn take_events(&self) -> Vec<u8> {
        self.events.take(self.case)
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
        });
        self.case.rename_keys(description).to_string().into_bytes()
    }

    /// The same client for work that goes on while nobody waits for it.
    pub(crate) fn in_background(&self) -> Self {
        let handle = self.driver.background().clone();
        Self { driver: Driver::Runtime(handle), pool: self.background_pool.clone(), ..self.clone() }
    }

    pub(crate) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.driver.background().spawn(work)
    }

    /// What a fetch of a token runs with.
    pub(crate) fn renewal(&self, is_under_way: bool) -> FetchContext {
        FetchContext {
            runtime: self.driver.background().clone(),
            pool: self.background_pool.clone(),
            events: Arc::clone(&self.events),
            is_under_way,
        }
    }

    /// How long so many calls take at the limit of calls a minute.
    pub(crate) fn duration_of(&self, calls: u64) -> Duration {
        let minute = &self.rate_limits()["minute"];
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

    /// A token for a call that asks for it by this name.
    pub(crate) async fn token(
        &self,
        options: &CallOptions,
        deadline: &Deadline,
        operation: &'static str,
        call: Option<u64>,
    ) -> Result<Arc<Token>> {
        let mut deadline = deadline.clone();
        deadline.report_to(&self.events, operation, call);
        self.tokens
            .token(&self.renewal(false), &RetryPolicy::new(options.max_wait, options.max_attempts, &deadline))
            .await
    }

    /// The end of a call that begins now.
    pub(crate) fn deadline(&self, options: &CallOptions) -> Deadline {
        Deadline::start(options.deadline, &self.clock)
    }

    /// The life that the token has left, by both clocks.
    pub(crate) fn token_life(&self) -> Duration {
        self.tokens.current().map_or(Duration::ZERO, |(_, left)| left)
    }

    pub(crate) fn forget_token(&self) {
        self.tokens.forget();
    }

    pub(crate) fn rate_limits(&self) -> Value {
        serde_json::to_value(self.limiter.report()).unwrap_or_default()
    }

    /// The pool with the call's own connect time-out, if it has one.
    pub(crate) fn pool_for(&self, options: &CallOptions) -> Pool {
        let connect = options.timeout.connect;
        if connect == self.config.call.timeout.connect {
            return self.pool.clone();
        }
        Pool::shared(self.driver.driven_by(), &self.config.pool.with_connect_timeout(connect))
    }
}

/// The pool of a client's calls, and that of its background work.
fn pools(driver: &Driver, config: &Config) -> (Pool, Pool) {
    (Pool::shared(driver.driven_by(), &config.pool), Pool::shared(DrivenBy::Runtime, &config.pool))
}
