//! The source of tokens that all clients of one connection share: one fetch at a time, renewal ahead of need.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;

use super::Credentials;
use super::credentials::{Secret, SecretSource};
use super::endpoint::TokenRequest;
use super::token::{Freshness, Token};
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::random;
use crate::transport::{Deadline, Pool, Waiting};

/// How long a refusal that no repetition mends is handed out without asking again.
const REFUSAL_MEMORY: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

type Flight = watch::Receiver<Option<Result<Arc<Token>>>>;

/// What a fetch runs with: where, and through which connections.
#[derive(Debug, Clone)]
pub(crate) struct Renewal {
    pub(crate) runtime: Handle,
    pub(crate) pool: Pool,
}

#[derive(Debug)]
pub(crate) struct TokenSource {
    credentials: Credentials,
    url: url::Url,
    user_agent: String,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    token: Option<Arc<Token>>,
    flight: Option<Flight>,
    refusal: Option<(Error, Instant)>,
    generation: u64,
    /// The value of a supplied secret, until one fetch has used it.
    supplied: Option<Secret>,
    early_failures: u32,
    early_pause_until: Option<Instant>,
}

impl TokenSource {
    pub(crate) fn new(credentials: Credentials, url: url::Url, user_agent: String, clock: Arc<dyn Clock>) -> Self {
        Self { credentials, url, user_agent, clock, state: Mutex::default() }
    }

    /// A token that is good right now. At most one request is under way, whoever asks and whoever gives up.
    pub(crate) async fn token(self: &Arc<Self>, renewal: &Renewal, deadline: &Deadline) -> Result<Arc<Token>> {
        let mut flight = {
            let mut state = self.state();
            let now = self.clock.now();
            match state.token.as_ref().map(|token| (token.freshness(now), Arc::clone(token))) {
                Some((Freshness::Fresh, token)) => return Ok(token),
                Some((Freshness::Advisory, token)) => {
                    self.renew_early(&mut state, renewal);
                    return Ok(token);
                }
                Some((Freshness::Spent, _)) | None => {}
            }
            remembered_refusal(&mut state)?;
            match &state.flight {
                Some(flight) => flight.clone(),
                None => self.take_off(&mut state, renewal)?,
            }
        };
        let landed = deadline.bound(Waiting::Token, flight.wait_for(Option::is_some)).await?;
        match landed.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            _ => Err(Error::new(Kind::Xero, "the fetch of a token ended without an outcome").retryable()),
        }
    }

    /// The token in hand, however old; asks for nothing.
    pub(crate) fn current(&self) -> Option<(Arc<Token>, Duration)> {
        let token = self.state().token.clone()?;
        let left = token.expires_in(self.clock.now());
        Some((token, left))
    }

    /// Forgets the token of this generation; a newer one, fetched meanwhile, stays.
    pub(crate) fn invalidate(&self, generation: u64) {
        let mut state = self.state();
        if state.token.as_ref().is_some_and(|token| token.generation == generation) {
            state.token = None;
        }
    }

    /// Forgets the token and a remembered refusal.
    pub(crate) fn forget(&self) {
        let mut state = self.state();
        state.token = None;
        state.refusal = None;
    }

    /// Whether the face should call the user's secret callable: a fetch is due and has no secret to send.
    pub(crate) fn wants_secret(&self) -> bool {
        if !matches!(self.credentials.secret, SecretSource::Supplied) {
            return false;
        }
        let state = self.state();
        let due = state.token.as_ref().is_none_or(|token| token.freshness(self.clock.now()) != Freshness::Fresh);
        let refused = state.refusal.as_ref().is_some_and(|(_, until)| Instant::now() < *until);
        due && !refused && state.supplied.is_none() && state.flight.is_none() && !is_paused(state.early_pause_until)
    }

    pub(crate) fn supply_secret(&self, secret: Secret) {
        self.state().supplied = Some(secret);
    }

    /// Whether nothing would be lost by dropping this source.
    pub(crate) fn is_idle(&self) -> bool {
        let state = self.state();
        let spent = state.token.as_ref().is_none_or(|token| token.freshness(self.clock.now()) == Freshness::Spent);
        spent && state.flight.is_none() && state.refusal.is_none()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew_early(self: &Arc<Self>, state: &mut State, renewal: &Renewal) {
        if state.flight.is_none() && !is_paused(state.early_pause_until) {
            // Without a secret in hand the renewal waits for the face, and the old token serves on.
            let _ = self.take_off(state, renewal);
        }
    }

    /// Starts the one fetch, detached: those who wait may leave without stopping it.
    fn take_off(self: &Arc<Self>, state: &mut State, renewal: &Renewal) -> Result<Flight> {
        let secret = match &self.credentials.secret {
            SecretSource::Fixed(secret) => secret.clone(),
            SecretSource::Supplied => state.supplied.take().ok_or_else(Error::secret_wanted)?,
        };
        state.generation += 1;
        let generation = state.generation;
        let request = TokenRequest {
            credentials: self.credentials.clone(),
            url: self.url.clone(),
            user_agent: self.user_agent.clone(),
            pool: renewal.pool.clone(),
        };
        let (landing, flight) = watch::channel(None);
        state.flight = Some(flight.clone());
        let source = Arc::clone(self);
        renewal.runtime.spawn(async move {
            let arrival = Arrival { source: &source, landing };
            let outcome = request.fetch(&secret, generation, &*source.clock).await;
            arrival.land(outcome.map(Arc::new));
        });
        Ok(flight)
    }

    fn keep(&self, outcome: &Result<Arc<Token>>) {
        let mut state = self.state();
        state.flight = None;
        match outcome {
            Ok(token) => {
                state.token = Some(Arc::clone(token));
                state.refusal = None;
                state.early_failures = 0;
                state.early_pause_until = None;
            }
            Err(error) => {
                if is_definitive(error) {
                    state.refusal = Some((error.clone(), Instant::now() + REFUSAL_MEMORY));
                }
                let pause = LONGEST_PAUSE.min(Duration::from_secs(5) * 2_u32.pow(state.early_failures.min(4)));
                state.early_failures += 1;
                state.early_pause_until = Some(Instant::now() + pause / 2 + random::up_to(pause / 2));
            }
        }
    }
}

/// Clears the flight even when its task is dropped half way, so that no later caller waits for nothing.
struct Arrival<'a> {
    source: &'a TokenSource,
    landing: watch::Sender<Option<Result<Arc<Token>>>>,
}

impl Arrival<'_> {
    fn land(self, outcome: Result<Arc<Token>>) {
        self.source.keep(&outcome);
        self.landing.send_replace(Some(outcome));
    }
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        if self.landing.borrow().is_none() {
            self.source.state().flight = None;
        }
    }
}

fn is_paused(until: Option<Instant>) -> bool {
    until.is_some_and(|until| Instant::now() < until)
}

fn is_definitive(error: &Error) -> bool {
    matches!(error.kind(), Kind::InvalidClient | Kind::InvalidScope | Kind::ConnectionInactive)
}

/// A definitive refusal that still holds, with the time it holds on.
fn remembered_refusal(state: &mut State) -> Result<()> {
    let now = Instant::now();
    state.refusal.take_if(|(_, until)| *until <= now);
    match &state.refusal {
        Some((error, until)) => {
            let left = until.saturating_duration_since(now).as_secs().max(1);
            Err(error.clone().note(&format!("not asked again for {left} s")))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "source_tests.rs"]
mod tests;
