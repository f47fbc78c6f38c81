//! The tokens of one connection, which all of its clients share: one fetch at a time, renewed before they expire.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;

use super::cooldown::{Cooldown, not_asked_again};
use super::credentials::{Credentials, Secret, SecretSource};
use super::endpoint::TokenRequest;
use super::token::{Freshness, Token};
use super::token_fetch::TokenFetch;
use super::token_file::TokenFile;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::events::{Event, Events};
use crate::transport::{Deadline, LONGEST_WAIT, Pool, WaitingFor};

/// Gets the outcome of the fetch that is under way.
type InFlightFetch = watch::Receiver<Option<Result<Arc<Token>>>>;

/// What a fetch runs with.
#[derive(Debug, Clone)]
pub(crate) struct FetchContext {
    pub(crate) runtime: Handle,
    pub(crate) pool: Pool,
    pub(crate) events: Arc<Events>,
    /// Whether the call has sent something already. Then it cannot be restarted to ask the user for a secret.
    pub(crate) is_under_way: bool,
}

/// How long and how often a call waits for a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RetryPolicy<'a> {
    deadline: &'a Deadline,
    /// The longest cooldown of the endpoint that is waited for.
    max_wait: Duration,
    /// Failures after which the call fails too.
    max_attempts: u32,
}

impl<'a> RetryPolicy<'a> {
    pub(crate) fn new(max_wait: Option<Duration>, max_attempts: u32, deadline: &'a Deadline) -> Self {
        Self { deadline, max_wait: max_wait.unwrap_or(LONGEST_WAIT), max_attempts }
    }

    /// The same for a call that has less time, for whatever reason.
    pub(crate) fn at_most(self, max_wait: Option<Duration>) -> Self {
        Self { max_wait: max_wait.map_or(self.max_wait, |max_wait| max_wait.min(self.max_wait)), ..self }
    }

    fn allows(&self, error: &Error, attempts: u32, wait: Duration) -> bool {
        error.is_retryable()
            && attempts < self.max_attempts
            && wait <= self.max_wait
            && self.deadline.allows_pause(wait)
    }
}

#[derive(Debug)]
pub(crate) struct TokenSource {
    credentials: Credentials,
    url: url::Url,
    user_agent: String,
    clock: Arc<dyn Clock>,
    state: Mutex<TokenState>,
}

#[derive(Debug, Default)]
struct TokenState {
    token: Option<Arc<Token>>,
    /// A token that Xero did not accept, or that was forgotten. It is not taken from the shared file again.
    rejected: Option<Arc<Token>>,
    fetch: Option<InFlightFetch>,
    /// None once a fetch has succeeded.
    cooldown: Option<Cooldown>,
    /// Fetches that failed since the last one that succeeded.
    failures: u32,
    generation: u64,
    /// A secret from the user's callable that no fetch has used yet.
    supplied: Option<Secret>,
    /// The one that was used last, for a call that is too far on to ask for another.
    last_supplied: Option<Secret>,
    /// Where processes share the token.
    file: Option<Arc<TokenFile>>,
}

impl TokenState {
    /// The cooldown, unless it has ended.
    fn cooldown(&self, now: Instant) -> Option<&Cooldown> {
        self.cooldown.as_ref().filter(|cooldown| !cooldown.remaining(now).is_zero())
    }
}

/// What a call that needs a token finds.
enum Found {
    Token(Arc<Token>),
    /// A fetch to wait for.
    Fetch(InFlightFetch),
    /// An error, and how long nobody asks again.
    Cooldown(Error, Duration),
}

impl TokenSource {
    pub(crate) fn new(credentials: Credentials, url: url::Url, user_agent: String, clock: Arc<dyn Clock>) -> Self {
        Self { credentials, url, user_agent, clock, state: Mutex::default() }
    }

    /// Shares the token with the processes that name the same folder, from the next fetch on.
    pub(crate) fn keep_in(&self, folder: &Path) {
        let mut state = self.state();
        if state.file.is_none() {
            state.file = Some(Arc::new(TokenFile::new(folder, self.credentials.connection(&self.url))));
        }
    }

    /// The source of a forked child: it keeps the token, but not the fetch of its parent.
    pub(crate) fn after_fork(&self) -> Option<Self> {
        let state = self.state.try_lock().ok()?;
        let inherited = TokenState {
            token: state.token.clone(),
            rejected: state.rejected.clone(),
            cooldown: state.cooldown.clone(),
            failures: state.failures,
            generation: state.generation,
            last_supplied: state.last_supplied.clone(),
            file: state.file.clone(),
            ..TokenState::default()
        };
        Some(Self {
            credentials: self.credentials.clone(),
            url: self.url.clone(),
            user_agent: self.user_agent.clone(),
            clock: Arc::clone(&self.clock),
            state: Mutex::new(inherited),
        })
    }

    /// A token that is good right now. At most one fetch is under way, whoever asks and whoever gives up. During a
    /// cooldown the call waits, if it may, or fails with the error of the last fetch.
    pub(crate) async fn token(
        self: &Arc<Self>,
        context: &FetchContext,
        policy: &RetryPolicy<'_>,
    ) -> Result<Arc<Token>> {
        match self.find(context)? {
            Found::Token(token) => Ok(token),
            // Boxed, because it is seldom needed and would take room in the future of every call.
            first => Box::pin(self.wait_for_token(first, context, policy)).await,
        }
    }

    async fn wait_for_token(
        self: &Arc<Self>,
        mut found: Found,
        context: &FetchContext,
        policy: &RetryPolicy<'_>,
    ) -> Result<Arc<Token>> {
        // A call that is restarted to ask for a secret would count its attempts from the start.
        let context = FetchContext { is_under_way: true, ..context.clone() };
        let mut attempts = 0;
        loop {
            let (error, wait) = match found {
                Found::Token(token) => return Ok(token),
                Found::Fetch(fetch) => match outcome_of(fetch, policy.deadline).await? {
                    Ok(token) => return Ok(token),
                    Err(error) => (error, self.cooldown_remaining()),
                },
                Found::Cooldown(error, wait) => (error, wait),
            };
            attempts += 1;
            if !policy.allows(&error, attempts, wait) {
                return Err(not_asked_again(error, attempts, wait));
            }
            context.events.emit(|| Event::Retry {
                operation: "token".to_owned(),
                attempt: attempts,
                wait: wait.as_secs_f64(),
                reason: error.code(),
                status: error.details().status,
                call: None,
            });
            policy.deadline.run(WaitingFor::Token, self.clock.sleep(wait)).await?;
            found = self.find(&context)?;
        }
    }

    fn find(self: &Arc<Self>, context: &FetchContext) -> Result<Found> {
        let mut state = self.state();
        let now = self.clock.now();
        match state.token.as_ref().map(|token| (token.freshness(now), Arc::clone(token))) {
            Some((Freshness::Fresh, token)) => return Ok(Found::Token(token)),
            Some((Freshness::RenewSoon, token)) => {
                self.renew_early(&mut state, context);
                return Ok(Found::Token(token));
            }
            Some((Freshness::Expired, _)) | None => {}
        }
        if let Some(fetch) = &state.fetch {
            return Ok(Found::Fetch(fetch.clone()));
        }
        if let Some(cooldown) = state.cooldown(now.monotonic) {
            if cooldown.may_ask_for_secret(now.monotonic) && !context.is_under_way {
                return Err(Error::secret_wanted());
            }
            return Ok(Found::Cooldown(cooldown.error(), cooldown.remaining(now.monotonic)));
        }
        self.start_fetch(&mut state, context).map(Found::Fetch)
    }

    /// How long nobody asks the endpoint.
    fn cooldown_remaining(&self) -> Duration {
        let now = self.clock.now().monotonic;
        self.state().cooldown(now).map_or(Duration::ZERO, |cooldown| cooldown.remaining(now))
    }

    /// The token in hand, however old, and how long it lasts; fetches nothing.
    pub(crate) fn current(&self) -> Option<(Arc<Token>, Duration)> {
        let token = self.state().token.clone()?;
        let rest = token.expires_in(self.clock.now());
        Some((token, rest))
    }

    /// Forgets this token, which Xero did not accept; a newer one, fetched meanwhile, stays.
    pub(crate) fn invalidate(&self, token: &Arc<Token>) {
        let mut state = self.state();
        if state.token.as_ref().is_some_and(|current| Arc::ptr_eq(current, token)) {
            state.rejected = state.token.take();
        }
    }

    /// Forgets the token and any failure of the endpoint: the next call asks it at once.
    pub(crate) fn forget(&self) {
        let mut state = self.state();
        if let Some(token) = state.token.take() {
            state.rejected = Some(token);
        }
        state.cooldown = None;
        state.failures = 0;
    }

    /// Whether the user's secret callable should be called: a fetch is due and has no secret to send.
    pub(crate) fn wants_secret(&self) -> bool {
        if !self.has_callable() {
            return false;
        }
        let state = self.state();
        let now = self.clock.now();
        let is_due = state.token.as_ref().is_none_or(|token| token.freshness(now) != Freshness::Fresh);
        let may_ask = state.cooldown(now.monotonic).is_none_or(|cooldown| cooldown.may_ask_for_secret(now.monotonic));
        is_due && may_ask && state.supplied.is_none() && state.fetch.is_none()
    }

    /// Takes the secret for the next fetch. A secret other than the refused one ends the cooldown.
    pub(crate) fn supply_secret(&self, secret: Secret) {
        let mut state = self.state();
        let now = self.clock.now().monotonic;
        let is_known = state.last_supplied.as_ref() == Some(&secret);
        if let Some(cooldown) = state.cooldown.as_mut().filter(|cooldown| cooldown.waits_for_secret()) {
            if is_known {
                cooldown.postpone_secret(now);
                return;
            }
            state.cooldown = None;
        }
        state.supplied = Some(secret);
    }

    /// Whether nothing would be lost by dropping this source.
    pub(crate) fn is_idle(&self) -> bool {
        let state = self.state();
        let now = self.clock.now();
        let is_expired = state.token.as_ref().is_none_or(|token| token.freshness(now) == Freshness::Expired);
        is_expired && state.fetch.is_none() && state.cooldown(now.monotonic).is_none()
    }

    fn has_callable(&self) -> bool {
        matches!(self.credentials.secret, SecretSource::Supplied)
    }

    fn state(&self) -> MutexGuard<'_, TokenState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew_early(self: &Arc<Self>, state: &mut TokenState, context: &FetchContext) {
        let now = self.clock.now().monotonic;
        if state.fetch.is_none() && state.cooldown(now).is_none() {
            // Without a new secret the renewal waits until one is supplied, and the old token is used meanwhile.
            let _ = self.start_fetch(state, &FetchContext { is_under_way: false, ..context.clone() });
        }
    }

    /// Starts the one fetch in a task of its own: callers that give up do not stop it.
    fn start_fetch(self: &Arc<Self>, state: &mut TokenState, context: &FetchContext) -> Result<InFlightFetch> {
        let secret = self.take_secret(state, context.is_under_way)?;
        state.generation += 1;
        let hidden = state
            .token
            .iter()
            .chain(&state.rejected)
            .fold(self.credentials.redaction(&secret), |hidden, token| token.hidden_by(&hidden));
        let fetch = TokenFetch {
            request: TokenRequest {
                credentials: self.credentials.clone(),
                url: self.url.clone(),
                user_agent: self.user_agent.clone(),
                pool: context.pool.clone(),
                hidden,
            },
            secret,
            generation: state.generation,
            clock: Arc::clone(&self.clock),
            events: Arc::clone(&context.events),
            file: state.file.clone(),
        };
        let is_early =
            state.token.as_ref().is_some_and(|token| token.freshness(self.clock.now()) != Freshness::Expired);
        let (outcome, in_flight) = watch::channel(None);
        state.fetch = Some(in_flight.clone());
        let guard = FetchGuard { source: Arc::clone(self), outcome };
        context.runtime.spawn(guard.run(fetch, is_early));
        Ok(in_flight)
    }

    fn take_secret(&self, state: &mut TokenState, is_under_way: bool) -> Result<Secret> {
        match &self.credentials.secret {
            SecretSource::Fixed(secret) => Ok(secret.clone()),
            SecretSource::Supplied => match state.supplied.take() {
                Some(secret) => {
                    state.last_supplied = Some(secret.clone());
                    Ok(secret)
                }
                None => state.last_supplied.clone().filter(|_| is_under_way).ok_or_else(Error::secret_wanted),
            },
        }
    }

    /// Whether a token of the shared file helps: it is better than the one in hand, and Xero did not reject it.
    fn is_useful(&self, token: &Token) -> bool {
        let state = self.state();
        let now = self.clock.now();
        let is_known =
            |other: &Option<Arc<Token>>| other.as_ref().is_some_and(|other| other.reveal() == token.reveal());
        let is_needed = state.token.as_ref().is_none_or(|current| current.freshness(now) == Freshness::Expired);
        let is_good_enough = match token.freshness(now) {
            Freshness::Fresh => true,
            Freshness::RenewSoon => is_needed,
            Freshness::Expired => false,
        };
        is_good_enough && !is_known(&state.token) && !is_known(&state.rejected)
    }

    fn finish_fetch(&self, outcome: &Result<Arc<Token>>) {
        let now = self.clock.now().monotonic;
        let mut state = self.state();
        state.fetch = None;
        match outcome {
            Ok(token) => {
                state.token = Some(Arc::clone(token));
                // Several threads may have supplied a secret; one is enough.
                state.supplied = None;
                state.rejected = None;
                state.cooldown = None;
                state.failures = 0;
            }
            Err(error) => {
                state.cooldown = Some(Cooldown::start(error, state.failures, self.has_callable(), now));
                state.failures = state.failures.saturating_add(1);
            }
        }
    }
}

/// The outcome of a fetch; the outer error is that the deadline passed first.
async fn outcome_of(mut fetch: InFlightFetch, deadline: &Deadline) -> Result<Result<Arc<Token>>> {
    let outcome = deadline.run(WaitingFor::Token, fetch.wait_for(Option::is_some)).await?;
    Ok(match outcome.as_deref() {
        Ok(Some(outcome)) => outcome.clone(),
        _ => Err(Error::new(ErrorKind::Xero, "the fetch of a token ended without an outcome").retryable()),
    })
}

/// Ends the fetch even when its task is dropped half way, so that no later caller waits for it.
struct FetchGuard {
    source: Arc<TokenSource>,
    outcome: watch::Sender<Option<Result<Arc<Token>>>>,
}

impl FetchGuard {
    async fn run(self, fetch: TokenFetch, is_early: bool) {
        let clock = &self.source.clock;
        let started = clock.now().monotonic;
        let fetched = fetch.run(|token| self.source.is_useful(token)).await;
        fetch.events.emit(|| Event::Token {
            outcome: fetched.as_ref().map_or("failed", |fetched| fetched.origin.name()),
            duration: clock.now().monotonic.saturating_duration_since(started).as_secs_f64(),
            expires_in: fetched.as_ref().ok().map(|fetched| fetched.token.expires_in(clock.now()).as_secs_f64()),
            error: fetched.as_ref().err().map(Error::code),
            early: is_early,
        });
        if let (true, Err(error)) = (is_early, &fetched) {
            fetch.events.warn(format!("the token could not be renewed early and stays in use: {}", error.message()));
        }
        let outcome = fetched.map(|fetched| Arc::new(fetched.token));
        self.source.finish_fetch(&outcome);
        self.outcome.send_replace(Some(outcome));
    }
}

impl Drop for FetchGuard {
    fn drop(&mut self) {
        if self.outcome.borrow().is_none() {
            self.source.state().fetch = None;
        }
    }
}

#[cfg(test)]
#[path = "token_source_tests.rs"]
mod tests;
