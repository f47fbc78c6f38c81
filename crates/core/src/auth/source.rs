//! The source of tokens that all clients of one connection share: one fetch at a time, renewal ahead of need.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;

use super::Credentials;
use super::cache::{Loaded, TokenFile};
use super::credentials::{Secret, SecretSource};
use super::endpoint::{TokenRequest, is_definitive};
use super::token::{Freshness, Token};
use crate::clock::Clock;
use crate::config::CallOptions;
use crate::error::{Error, Kind, Result};
use crate::events::{Event, Events};
use crate::random;
use crate::state_file::Locked;
use crate::transport::{Deadline, LONGEST_WAIT, Pool, Waiting};

/// How long a refusal that no repetition mends is handed out without asking again.
const REFUSAL_MEMORY: Duration = Duration::from_secs(60);
/// The pause after a first failure, doubled with each that follows.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How often, while the last secret is refused, the user's callable is asked whether it has another.
const ASK_FOR_ANOTHER: Duration = Duration::from_secs(5);
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

/// How long and how often a call waits for a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RetryPolicy<'a> {
    deadline: &'a Deadline,
    /// The longest pause of the endpoint's that is waited for.
    longest: Duration,
    /// Failures that the call sees before it fails itself.
    max_attempts: u32,
}

impl<'a> RetryPolicy<'a> {
    pub(crate) fn of(options: &CallOptions, deadline: &'a Deadline) -> Self {
        let longest = options.max_wait.unwrap_or(LONGEST_WAIT);
        Self { deadline, longest, max_attempts: options.max_attempts }
    }

    /// The same for a call that has less time, for whatever reason.
    pub(crate) fn at_most(self, longest: Option<Duration>) -> Self {
        Self { longest: longest.map_or(self.longest, |longest| longest.min(self.longest)), ..self }
    }

    fn allows(&self, error: &Error, attempts: u32, wait: Duration) -> bool {
        error.is_retryable() && attempts < self.max_attempts && wait <= self.longest && self.deadline.allows_pause(wait)
    }
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
    /// None once a fetch has succeeded.
    pause: Option<Pause>,
    /// Fetches that failed since the last one that did not.
    failures: u32,
    generation: u64,
    /// The value of a supplied secret, until one fetch has used it.
    supplied: Option<Secret>,
    /// The last one that was used, for a call that needs a token again and is too far on to be begun anew.
    last_supplied: Option<Secret>,
    /// Where the processes of this machine share the token.
    file: Option<Arc<TokenFile>>,
    has_warned_of_file: bool,
}

/// A time in which nobody asks the endpoint: it failed, and its error is everyone's.
#[derive(Debug, Clone)]
struct Pause {
    error: Error,
    until: Instant,
    /// When the user's callable is asked for another secret; none where the secret was not what was refused.
    ask_for_another: Option<Instant>,
}

impl State {
    /// The pause that holds now.
    fn pause(&self, now: Instant) -> Option<&Pause> {
        self.pause.as_ref().filter(|pause| now < pause.until)
    }
}

/// What there is for one who wants a token.
enum AtHand {
    Token(Arc<Token>),
    /// A fetch to wait for.
    Flight(Flight),
    /// An error, and how long nobody asks again.
    Pause(Error, Duration),
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
            pause: state.pause.clone(),
            failures: state.failures,
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

    /// A token that is good right now. At most one request is under way, whoever asks and whoever gives up, and none
    /// while a failure holds: then the call waits, if it may, or fails with what the endpoint said to another.
    pub(crate) async fn token(self: &Arc<Self>, renewal: &Renewal, policy: &RetryPolicy<'_>) -> Result<Arc<Token>> {
        match self.at_hand(renewal)? {
            AtHand::Token(token) => Ok(token),
            // Boxed, because it is seldom needed and every call would keep room for it.
            first => Box::pin(self.awaited(first, renewal, policy)).await,
        }
    }

    async fn awaited(
        self: &Arc<Self>,
        mut at_hand: AtHand,
        renewal: &Renewal,
        policy: &RetryPolicy<'_>,
    ) -> Result<Arc<Token>> {
        // Begun anew for a secret, the call would count its attempts from the start.
        let renewal = Renewal { is_under_way: true, ..renewal.clone() };
        let mut attempts = 0;
        loop {
            let (error, wait) = match at_hand {
                AtHand::Token(token) => return Ok(token),
                AtHand::Flight(flight) => match landed(flight, policy.deadline).await? {
                    Ok(token) => return Ok(token),
                    Err(error) => (error, self.pause_left()),
                },
                AtHand::Pause(error, wait) => (error, wait),
            };
            attempts += 1;
            if !policy.allows(&error, attempts, wait) {
                return Err(paused(error, attempts, wait));
            }
            renewal.events.tell(|| Event::Retry {
                operation: "token".to_owned(),
                attempt: attempts,
                wait: wait.as_secs_f64(),
                reason: error.code(),
                status: error.details().status,
                call: None,
            });
            policy.deadline.bound(Waiting::Token, self.clock.sleep(wait)).await?;
            at_hand = self.at_hand(&renewal)?;
        }
    }

    fn at_hand(self: &Arc<Self>, renewal: &Renewal) -> Result<AtHand> {
        let mut state = self.state();
        let now = self.clock.now();
        match state.token.as_ref().map(|token| (token.freshness(now), Arc::clone(token))) {
            Some((Freshness::Fresh, token)) => return Ok(AtHand::Token(token)),
            Some((Freshness::Advisory, token)) => {
                self.renew_early(&mut state, renewal);
                return Ok(AtHand::Token(token));
            }
            Some((Freshness::Spent, _)) | None => {}
        }
        if let Some(flight) = &state.flight {
            return Ok(AtHand::Flight(flight.clone()));
        }
        if let Some(pause) = state.pause(now.monotonic) {
            let may_ask = pause.ask_for_another.is_some_and(|from| from <= now.monotonic);
            if may_ask && !renewal.is_under_way {
                return Err(Error::secret_wanted());
            }
            return Ok(AtHand::Pause(pause.error.clone(), pause.until - now.monotonic));
        }
        self.take_off(&mut state, renewal).map(AtHand::Flight)
    }

    /// How long nobody asks the endpoint.
    fn pause_left(&self) -> Duration {
        let now = self.clock.now().monotonic;
        self.state().pause(now).map_or(Duration::ZERO, |pause| pause.until - now)
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

    /// Forgets the token, and any failure of the endpoint's: the next call asks it at once.
    pub(crate) fn forget(&self) {
        let mut state = self.state();
        if let Some(token) = state.token.take() {
            state.spurned = Some(token);
        }
        state.pause = None;
        state.failures = 0;
    }

    /// Whether the face should call the user's secret callable: a fetch is due and has no secret to send.
    pub(crate) fn wants_secret(&self) -> bool {
        if !matches!(self.credentials.secret, SecretSource::Supplied) {
            return false;
        }
        let state = self.state();
        let now = self.clock.now();
        let due = state.token.as_ref().is_none_or(|token| token.freshness(now) != Freshness::Fresh);
        let may_ask = state
            .pause(now.monotonic)
            .is_none_or(|pause| pause.ask_for_another.is_some_and(|from| from <= now.monotonic));
        due && may_ask && state.supplied.is_none() && state.flight.is_none()
    }

    /// Takes the secret for the next fetch. Another than the one that was refused ends the wait; the same does not.
    pub(crate) fn supply_secret(&self, secret: Secret) {
        let mut state = self.state();
        let now = self.clock.now().monotonic;
        let is_known = state.last_supplied.as_ref() == Some(&secret);
        if let Some(asked) = state.pause.as_mut().and_then(|pause| pause.ask_for_another.as_mut()) {
            if is_known {
                *asked = now + ASK_FOR_ANOTHER;
                return;
            }
            state.pause = None;
        }
        state.supplied = Some(secret);
    }

    /// Whether nothing would be lost by dropping this source.
    pub(crate) fn is_idle(&self) -> bool {
        let state = self.state();
        let spent = state.token.as_ref().is_none_or(|token| token.freshness(self.clock.now()) == Freshness::Spent);
        spent && state.flight.is_none() && state.pause(self.clock.now().monotonic).is_none()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew_early(self: &Arc<Self>, state: &mut State, renewal: &Renewal) {
        let now = self.clock.now().monotonic;
        if state.flight.is_none() && state.pause(now).is_none() {
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
            hidden: state
                .token
                .iter()
                .chain(&state.spurned)
                .fold(self.credentials.redaction(&secret), |hidden, token| token.hidden_by(&hidden)),
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
                Loaded::Token(token) if self.is_welcome(&token) => {
                    let token = token.hiding(&request.hidden);
                    return Ok(Obtained { token, from: From::File });
                }
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
                state.pause = None;
                state.failures = 0;
            }
            Err(error) => {
                let is_callable = matches!(self.credentials.secret, SecretSource::Supplied);
                let ask_for_another =
                    (is_callable && error.kind() == Kind::InvalidClient).then(|| now + ASK_FOR_ANOTHER);
                let until = now + pause_after(error, state.failures);
                state.pause = Some(Pause { error: error.clone(), until, ask_for_another });
                state.failures = state.failures.saturating_add(1);
            }
        }
    }
}

async fn landed(mut flight: Flight, deadline: &Deadline) -> Result<Result<Arc<Token>>> {
    let landed = deadline.bound(Waiting::Token, flight.wait_for(Option::is_some)).await?;
    Ok(match landed.as_deref() {
        Ok(Some(outcome)) => outcome.clone(),
        _ => Err(Error::new(Kind::Xero, "the fetch of a token ended without an outcome").retryable()),
    })
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

/// How long the endpoint is left alone: as long as it asks for, or longer each time that it fails.
fn pause_after(error: &Error, failures: u32) -> Duration {
    let told = error.details().retry_after.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let most = LONGEST_PAUSE.min(FIRST_PAUSE * 2_u32.pow(failures.min(6)));
    let growing = most / 2 + random::up_to(most / 2);
    // So that not all who were told the same come back at once; and no word of a server makes us ask more often.
    let pause = told.map_or(growing, |told| growing.max(told + random::up_to(FIRST_PAUSE.min(told / 10))));
    if is_definitive(error) { pause.max(REFUSAL_MEMORY) } else { pause }
}

/// The error of a call that does not wait: what the endpoint said, and how long nobody asks it.
fn paused(error: Error, attempts: u32, wait: Duration) -> Error {
    let error = error.with(|details| {
        details.attempts = Some(attempts);
        details.retry_after = (!wait.is_zero()).then_some(wait.as_secs_f64());
    });
    if wait.is_zero() { error } else { error.note(&format!("not asked again for {:.0} s", wait.as_secs_f64().ceil())) }
}

#[cfg(test)]
#[path = "source_tests.rs"]
mod tests;
