//! What the calls of a client have in common: configuration, clock, tokens, limits, events and connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::auth::{FetchContext, Token, TokenSource};
use crate::clock::Clock;
use crate::config::{CallSettings, Config};
use crate::error::{Error, Result};
use crate::events::Events;
use crate::limits::Limiter;
use crate::transport::{Deadline, DrivenBy, Pool};

/// Who drives a client's calls. Tokens are always fetched on a runtime that goes on by itself.
#[derive(Debug, Clone)]
pub enum Driver {
    /// Calls are awaited on this runtime.
    Runtime(Handle),
    /// Calls block: whoever makes one drives it, on a runtime that all blocked callers of the process share.
    Caller {
        /// The runtime that goes on by itself.
        background: Handle,
    },
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

/// Everything that the calls of one client run with. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    pub(crate) config: Arc<Config>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tokens: Arc<TokenSource>,
    pub(crate) limiter: Arc<Limiter>,
    pub(crate) events: Arc<Events>,
    driver: Driver,
    pool: Pool,
    /// Connections of the runtime that goes on by itself.
    background_pool: Pool,
    closed: Arc<AtomicBool>,
}

impl Connection {
    pub(crate) fn new(
        config: Arc<Config>,
        driver: Driver,
        clock: Arc<dyn Clock>,
        tokens: Arc<TokenSource>,
        limiter: Arc<Limiter>,
    ) -> Self {
        let (pool, background_pool) = pools(&driver, &config);
        let (events, closed) = Default::default();
        Self { config, clock, tokens, limiter, events, driver, pool, background_pool, closed }
    }

    /// The same connection with another configuration of its calls, to be closed by itself.
    pub(crate) fn with_config(&self, config: Arc<Config>, limiter: Arc<Limiter>) -> Self {
        let (pool, background_pool) = pools(&self.driver, &config);
        Self { config, limiter, pool, background_pool, closed: Arc::default(), ..self.clone() }
    }

    /// What counts the calls that have these settings.
    pub(crate) fn limiter_of<'a>(&'a self, settings: &'a CallSettings) -> &'a Arc<Limiter> {
        settings.tenant.as_ref().map_or(&self.limiter, |tenant| &tenant.limiter)
    }

    /// The organisation that calls with these settings name.
    pub(crate) fn tenant_id<'a>(&'a self, settings: &'a CallSettings) -> Option<&'a str> {
        settings.tenant.as_ref().map(|tenant| tenant.id.as_str()).or(self.config.tenant_id.as_deref())
    }

    /// The same connection for work that goes on while nobody waits for it.
    pub(crate) fn in_background(&self) -> Self {
        let handle = self.driver.background().clone();
        Self { driver: Driver::Runtime(handle), pool: self.background_pool.clone(), ..self.clone() }
    }

    pub(crate) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.driver.background().spawn(work)
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    pub(crate) fn check_open(&self) -> Result<()> {
        if self.is_closed() {
            return Err(Error::closed("the client is closed", "make a new client, or make the call before close()"));
        }
        Ok(())
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

    /// A token for a call that asks for it by this name.
    pub(crate) async fn token(
        &self,
        settings: &CallSettings,
        deadline: &Deadline,
        operation: &'static str,
        call: Option<u64>,
    ) -> Result<Arc<Token>> {
        let mut deadline = deadline.clone();
        deadline.report_to(&self.events, operation, call);
        self.tokens.token(&self.renewal(false), &settings.retry_policy(&deadline)).await
    }

    /// The end of a call that begins now.
    pub(crate) fn deadline(&self, settings: &CallSettings) -> Deadline {
        Deadline::start(settings.deadline, &self.clock)
    }

    /// How long so many calls take at the limit of calls a minute.
    pub(crate) fn duration_of(&self, calls: u64, settings: &CallSettings) -> Duration {
        let minute = self.limiter_of(settings).report().minute;
        let (Some(limit), Some(remaining)) = (minute.limit, minute.remaining) else { return Duration::ZERO };
        Duration::from_secs(60 * calls.saturating_sub(remaining as u64).div_ceil(limit.max(1) as u64))
    }

    /// The pool with the call's own connect time-out, if it has one.
    pub(crate) fn pool_for(&self, settings: &CallSettings) -> Pool {
        let connect = settings.timeout.connect;
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
