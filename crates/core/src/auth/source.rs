//! The source of tokens that all clients of one connection share: one fetch at a time, renewal ahead of need.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;

use super::Credentials;
use super::cache::{Loaded, TokenFile};
use super::credentials::{Secret, SecretSource};
use super::endpoint::TokenRequest;
use super::token::{Freshness, Token};
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::events::{Event, Events};
use crate::random;
use crate::state_file::Locked;
use crate::transport::{Deadline, Pool, Waiting};

/// How long a refusal that no repetition mends is handed out without asking again.
const REFUSAL_MEMORY: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How often, and how long, one process looks for the token that another is fetching.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
const LONGEST_LOOK: Duration = Duration::from_secs(20);

type Flight = watch::Receiver<Option<Result<Arc<Token>>>>;

/// What a fetch runs with: where, through which connections, and who hears of it.
#[derive(Debug, Clone)]
pub(crate) struct Renewal {
    pub(crate) runtime: Handle,
    pub(crate) pool: Pool,
    pub(crate) events: Arc<Events>,
    /// Whether a part of the call was sent, so that it cannot ask its face for a secret and be begun anew.
    pub(crate) is_under_way: bool,
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
    /// A token that must not come back out of the shared file.
    spurned: Option<Arc<Token>>,
    flight: Option<Flight>,
    refusal: Option<(Error, Instant)>,
    generation: u64,
    /// The value of a supplied secret, until one fetch has used it.
    supplied: Option<Secret>,
    /// The last one that was used, for a call that needs a token again and is too far on to be begun anew.
    last_supplied: Option<Secret>,
    early_failures: u32,
    early_pause_until: Option<Instant>,
    /// Where the processes of this machine share the token.
    file: Option<Arc<TokenFile>>,
    has_warned_of_file: bool,
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

    /// What a forked child goes on with: the token, but no fetch of its parent's.
    pub(crate) fn heir(&self) -> Option<Self> {
        let state = self.state.try_lock().ok()?;
        let inherited = State {
            token: state.token.clone(),
            spurned: state.spurned.clone(),
            refusal: state.refusal.clone(),
            generation: state.generation,
            last_supplied: state.last_supplied.clone(),
            file: state.file.clone(),
            ..State::default()
        };
        Some(Self {
            credentials: self.credentials.clone(),
            url: self.url.clone(),
            user_agent: self.user_agent.clone(),
            clock: Arc::clone(&self.clock),
            state: Mutex::new(inherited),
        })
    }

    /// A token that is good right now. At most one request is under way, whoever asks and whoever gives up.
    pub(crate) async fn token(self: &Arc<Self>, renewal: &Renewal, deadline: &Deadline) -> Result<Arc<Token>> {
        match self.at_hand(renewal)? {
            Ok(token) => Ok(token),
            // Boxed, because it is seldom needed and every call would keep room for it.
            Err(flight) => Box::pin(landed(flight, deadline)).await,
        }
    }

    /// The token, or the fetch of one to wait for.
    fn at_hand(self: &Arc<Self>, renewal: &Renewal) -> Result<std::result::Result<Arc<Token>, Flight>> {
        let mut state = self.state();
        let now = self.clock.now();
        match state.token.as_ref().map(|token| (token.freshness(now), Arc::clone(token))) {
            Some((Freshness::Fresh, token)) => return Ok(Ok(token)),
            Some((Freshness::Advisory, token)) => {
                self.renew_early(&mut state, renewal);
                return Ok(Ok(token));
            }
            Some((Freshness::Spent, _)) | None => {}
        }
        remembered_refusal(&mut state, now.monotonic)?;
        match &state.flight {
            Some(flight) => Ok(Err(flight.clone())),
            None => self.take_off(&mut state, renewal).map(Err),
        }
    }

    /// Whether the token has not had its time yet.
    pub(crate) fn is_good(&self, token: &Token) -> bool {
        token.freshness(self.clock.now()) != Freshness::Spent
    }

    /// The token in hand, however old; asks for nothing.
    pub(crate) fn current(&self) -> Option<(Arc<Token>, Duration)> {
        let token = self.state().token.clone()?;
        let left = token.expires_in(self.clock.now());
        Some((token, left))
    }

    /// Forgets this token; a newer one, fetched meanwhile, stays.
    pub(crate) fn invalidate(&self, token: &Arc<Token>) {
        let mut state = self.state();
        if state.token.as_ref().is_some_and(|current| Arc::ptr_eq(current, token)) {
            state.spurned = state.token.take();
        }
    }

    /// Forgets the token and a remembered refusal.
    pub(crate) fn forget(&self) {
        let mut state = self.state();
        if let Some(token) = state.token.take() {
            state.spurned = Some(token);
        }
        state.refusal = None;
    }

    /// Whether the face should call the user's secret callable: a fetch is due and has no secret to send.
    pub(crate) fn wants_secret(&self) -> bool {
        if !matches!(self.credentials.secret, SecretSource::Supplied) {
            return false;
        }
        let state = self.state();
        let now = self.clock.now();
        let due = state.token.as_ref().is_none_or(|token| token.freshness(now) != Freshness::Fresh);
        let refused = state.refusal.as_ref().is_some_and(|(_, until)| now.monotonic < *until);
        let paused = state.early_pause_until.is_some_and(|until| now.monotonic < until);
        due && !refused && state.supplied.is_none() && state.flight.is_none() && !paused
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
        let now = self.clock.now().monotonic;
        if state.flight.is_none() && state.early_pause_until.is_none_or(|until| until <= now) {
            // Without a new secret in hand the renewal waits for the face, and the old token serves on.
            let _ = self.take_off(state, &Renewal { is_under_way: false, ..renewal.clone() });
        }
    }

    /// Starts the one fetch, detached: those who wait may leave without stopping it.
    fn take_off(self: &Arc<Self>, state: &mut State, renewal: &Renewal) -> Result<Flight> {
        let secret = match &self.credentials.secret {
            SecretSource::Fixed(secret) => secret.clone(),
            SecretSource::Supplied => match state.supplied.take() {
                Some(secret) => {
                    state.last_supplied = Some(secret.clone());
                    secret
                }
                None => {
                    state.last_supplied.clone().filter(|_| renewal.is_under_way).ok_or_else(Error::secret_wanted)?
                }
            },
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
        let early = state.token.as_ref().is_some_and(|token| self.is_good(token));
        let arrival = Arrival { source: Arc::clone(self), landing };
        let events = Arc::clone(&renewal.events);
        renewal.runtime.spawn(async move {
            let source = Arc::clone(&arrival.source);
            let started = source.clock.now().monotonic;
            let outcome = source.obtain(&request, &secret, generation, &events).await;
            events.tell(|| Event::Token {
                outcome: outcome.as_ref().map_or("failed", |obtained| obtained.from.name()),
                duration: source.clock.now().monotonic.saturating_duration_since(started).as_secs_f64(),
                expires_in: outcome
                    .as_ref()
                    .ok()
                    .map(|obtained| obtained.token.expires_in(source.clock.now()).as_secs_f64()),
                error: outcome.as_ref().err().map(Error::code),
                early,
            });
            if let (true, Err(error)) = (early, &outcome) {
                events.warn(format!("the token could not be renewed early, and serves on: {}", error.message()));
            }
            arrival.land(outcome.map(|obtained| Arc::new(obtained.token)));
        });
        Ok(flight)
    }

    /// A new token: another process's where the connection has a shared file, else the endpoint's.
    async fn obtain(
        &self,
        request: &TokenRequest,
        secret: &Secret,
        generation: u64,
        events: &Events,
    ) -> Result<Obtained> {
        let file = self.state().file.clone();
        let Some(file) = file else { return self.fetch(request, secret, generation, events).await };
        let gives_up = self.clock.now().monotonic + LONGEST_LOOK;
        loop {
            let locked = match file.try_lock() {
                Ok(locked) => locked,
                Err(error) => {
                    self.warn_of_file(events, &format!("cannot be locked: {error}"));
                    return self.fetch(request, secret, generation, events).await;
                }
            };
            match file.load(secret, generation, self.clock.now()) {
                Loaded::Token(token) if self.is_welcome(&token) => return Ok(Obtained { token, from: From::File }),
                Loaded::Unreadable(why) => self.warn_of_file(events, &format!("is ignored: {why}")),
                Loaded::Token(_) | Loaded::Nothing => {}
            }
            if let Some(locked) = locked {
                let obtained = self.fetch(request, secret, generation, events).await?;
                self.store(&file, &locked, secret, &obtained.token, events);
                return Ok(obtained);
            }
            if self.clock.now().monotonic >= gives_up {
                return self.fetch(request, secret, generation, events).await;
            }
            self.clock.sleep(LOOK_AGAIN + random::up_to(LOOK_AGAIN)).await;
        }
    }

    async fn fetch(
        &self,
        request: &TokenRequest,
        secret: &Secret,
        generation: u64,
        events: &Events,
    ) -> Result<Obtained> {
        let mut token = request.fetch(secret, generation, &*self.clock).await?;
        for warning in std::mem::take(&mut token.warnings) {
            events.warn(warning);
        }
        Ok(Obtained { token, from: From::Endpoint })
    }

    fn store(&self, file: &TokenFile, locked: &Locked<'_>, secret: &Secret, token: &Token, events: &Events) {
        if let Err(error) = file.store(locked, secret, token) {
            self.warn_of_file(events, &format!("cannot be written: {error}"));
        }
    }

    /// Whether a token of the shared file helps: it is better than the one in hand, and not one that Xero refused.
    fn is_welcome(&self, token: &Token) -> bool {
        let state = self.state();
        let now = self.clock.now();
        let is_known =
            |other: &Option<Arc<Token>>| other.as_ref().is_some_and(|other| other.reveal() == token.reveal());
        let is_needed = state.token.as_ref().is_none_or(|current| current.freshness(now) == Freshness::Spent);
        let is_good_enough = match token.freshness(now) {
            Freshness::Fresh => true,
            Freshness::Advisory => is_needed,
            Freshness::Spent => false,
        };
        is_good_enough && !is_known(&state.token) && !is_known(&state.spurned)
    }

    fn warn_of_file(&self, events: &Events, what: &str) {
        let is_news = !std::mem::replace(&mut self.state().has_warned_of_file, true);
        if is_news {
            events.warn(format!("the file of the token cache {what}"));
        }
    }

    fn keep(&self, outcome: &Result<Arc<Token>>) {
        let now = self.clock.now().monotonic;
        let mut state = self.state();
        state.flight = None;
        match outcome {
            Ok(token) => {
                state.token = Some(Arc::clone(token));
                // What several threads supplied at once is spent with the first of it.
                state.supplied = None;
                state.spurned = None;
                state.refusal = None;
                state.early_failures = 0;
                state.early_pause_until = None;
            }
            Err(error) => {
                if is_definitive(error) {
                    state.refusal = Some((error.clone(), now + REFUSAL_MEMORY));
                }
                let pause = LONGEST_PAUSE.min(Duration::from_secs(5) * 2_u32.pow(state.early_failures.min(4)));
                state.early_failures += 1;
                state.early_pause_until = Some(now + pause / 2 + random::up_to(pause / 2));
            }
        }
    }
}

async fn landed(mut flight: Flight, deadline: &Deadline) -> Result<Arc<Token>> {
    let landed = deadline.bound(Waiting::Token, flight.wait_for(Option::is_some)).await?;
    match landed.as_deref() {
        Ok(Some(outcome)) => outcome.clone(),
        _ => Err(Error::new(Kind::Xero, "the fetch of a token ended without an outcome").retryable()),
    }
}

/// A token, and where it came from.
struct Obtained {
    token: Token,
    from: From,
}

#[derive(Clone, Copy)]
enum From {
    Endpoint,
    File,
}

impl From {
    const fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "fetched",
            Self::File => "shared",
        }
    }
}

/// Clears the flight even when its task is dropped half way, so that no later caller waits for nothing.
struct Arrival {
    source: Arc<TokenSource>,
    landing: watch::Sender<Option<Result<Arc<Token>>>>,
}

impl Arrival {
    fn land(self, outcome: Result<Arc<Token>>) {
        self.source.keep(&outcome);
        self.landing.send_replace(Some(outcome));
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        if self.landing.borrow().is_none() {
            self.source.state().flight = None;
        }
    }
}

fn is_definitive(error: &Error) -> bool {
    matches!(error.kind(), Kind::InvalidClient | Kind::InvalidScope | Kind::ConnectionInactive)
}

/// A definitive refusal that still holds, with the time it holds on.
fn remembered_refusal(state: &mut State, now: Instant) -> Result<()> {
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
