//! The way of one call: a good token, a start within the limits, an attempt, and again where that is safe.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use http::header::{AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT};

use serde_json::Value;
use url::Url;

use super::Call;
use super::status::CallStatus;
use crate::auth::{FetchContext, Token};
use crate::clock::Now;
use crate::config::{CallSettings, TENANT_ID};
use crate::connection::Connection;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::events::{Event, unix_seconds};
use crate::limits::{Blocked, Limit, Limiter, Priority, Slot, WaitPolicy};
use crate::response::api_error::{RefusedCall, api_error};
use crate::transport::{
    Backoff, Deadline, HttpRequest, KEY_HOLDS, LONGEST_WAIT, Pool, RawResponse, SendError, WaitingFor, remaining,
    request_id, retry_after,
};

const MOST_REDIRECTS: usize = 3;
const LARGEST_RESPONSE: usize = 64 * 1024 * 1024;

/// How long everyone waits where a server does not say.
const DEFAULT_HOLD: Duration = Duration::from_secs(1);
const DEFAULT_DAY_HOLD: Duration = Duration::from_secs(3600);

/// A response and what it took to get it.
#[derive(Debug)]
pub(crate) struct Completed {
    pub(crate) response: RawResponse,
    pub(crate) attempts: u32,
    pub(crate) waited: Duration,
    /// What was sent with the attempt that succeeded.
    pub(crate) token: Arc<Token>,
    /// The body, where the call keeps its response.
    pub(super) kept: Option<Vec<u8>>,
    /// Held until the body was read to its end.
    pub(super) slot: Option<Slot>,
    /// When the attempt that succeeded began.
    pub(super) started: Now,
    tree: OnceLock<Option<Value>>,
}

/// One call on its way.
struct Sending<'a> {
    connection: &'a Connection,
    call: &'a Call,
    settings: &'a CallSettings,
    deadline: Deadline,
    pool: Pool,
    /// Who is told how far the call has got, if anybody asks.
    status: Option<&'a CallStatus>,
    attempts: u32,
    waited: Duration,
    /// Of a write: what is known of it by now.
    outcome: Outcome,
    /// Whether Xero did not accept a token already, and the call got another one.
    has_new_token: bool,
    /// When a write's first request was sent.
    first_sent: Option<Instant>,
}

/// The attempt that succeeded. It has its slot while its body is still to come.
struct Success {
    response: RawResponse,
    token: Arc<Token>,
    slot: Option<Slot>,
    started: Now,
}

/// A failed attempt, and what follows from it.
struct FailedAttempt {
    error: Error,
    /// The server's word how long to wait.
    hint: Option<Duration>,
    is_worth_repeating: bool,
}

impl Connection {
    /// Sends a call until it has its response: with a good token, within the limits, repeated where that is safe.
    pub(crate) fn complete<'a>(
        &'a self,
        call: &'a Call,
        settings: &'a CallSettings,
        deadline: Deadline,
    ) -> impl Future<Output = Result<Completed>> + Send + 'a {
        let mut deadline = deadline.for_request(settings.timeout.attempt);
        deadline.report_to(&self.events, &call.label, call.caller.number);
        // Made before the future, which would keep room for its parts as well.
        let mut sending = Sending {
            connection: self,
            call,
            settings,
            deadline,
            pool: self.pool_for(settings),
            status: call.caller.status.as_deref(),
            attempts: 0,
            waited: Duration::ZERO,
            outcome: Outcome::NotSent,
            has_new_token: false,
            first_sent: None,
        };
        async move {
            match sending.status {
                Some(status) if call.is_read() => status.begin_read(),
                Some(status) => status.begin(&call.label, call.idempotency_key.as_ref()),
                None => {}
            }
            match sending.run().await {
                Ok(Success { response, token, slot, started }) => Ok(Completed {
                    kept: call.keeps_response.then(|| response.body.clone()),
                    response,
                    attempts: sending.attempts,
                    waited: sending.waited,
                    token,
                    slot,
                    started,
                    tree: OnceLock::new(),
                }),
                Err(error) => Err(sending.with_call(error)),
            }
        }
    }
}

impl Connection {
    /// Reports one request, by its response or by the error in place of it.
    pub(super) fn report(
        &self,
        call: &Call,
        attempt: u32,
        started: Now,
        response: Option<&RawResponse>,
        error: Option<&'static str>,
    ) {
        self.events.emit(|| Event::Request {
            operation: call.label.to_string(),
            attempt,
            status: response.map(|response| response.status),
            error,
            started_at: unix_seconds(started.wall),
            duration: self.clock.now().monotonic.saturating_duration_since(started.monotonic).as_secs_f64(),
            sent_bytes: call.body.as_ref().map_or(0, |body| body.len() as u64),
            received_bytes: response.map_or(0, |response| response.size),
            request_id: response.and_then(|response| request_id(&response.headers)),
            limits: response.and_then(|response| remaining(&response.headers)),
            idempotency_key: call.idempotency_key.clone(),
            call: call.caller.number,
        });
    }
}

impl Completed {
    /// The body as a tree, read once; none where it is not JSON.
    pub(crate) fn tree(&self) -> Option<&Value> {
        self.tree.get_or_init(|| crate::codec::text::tree(&self.response.body)).as_ref()
    }

    /// What is made of the response's body, without secret and token. Its headers are clean.
    pub(crate) fn cleaned(&self, error: Error) -> Error {
        self.token.redaction.clean_error(error)
    }
}

impl Sending<'_> {
    async fn run(&mut self) -> Result<Success> {
        loop {
            let (token, slot) = self.ready().await?;
            self.waited += slot.waited;
            self.mark_sent()?;
            self.attempts += 1;
            let started = self.connection.clock.now();
            // Boxed like what follows a failure, so that thousands of calls that wait do not each keep room for it.
            match Box::pin(self.attempt(&token, &slot, started)).await {
                Ok(response) if (200..300).contains(&response.status) => {
                    self.set_outcome(Outcome::Done);
                    self.limiter().succeeded();
                    let slot = response.rest.is_some().then_some(slot);
                    return Ok(Success { response, token, slot, started });
                }
                outcome => Box::pin(self.recover(outcome, &token, slot)).await?,
            }
        }
    }

    /// What follows a failed attempt: a wait before the next one, or the error.
    async fn recover(
        &mut self,
        outcome: std::result::Result<RawResponse, SendError>,
        token: &Arc<Token>,
        slot: Slot,
    ) -> Result<()> {
        let failed_attempt = match outcome {
            Ok(response) => self.refused(&response, token, &slot).await,
            Err(failure) => self.failed(failure),
        };
        // Only now, so that the next call follows what the server said to this one.
        drop(slot);
        let error = &failed_attempt.error;
        let is_token_refused = error.kind() == ErrorKind::Auth && error.details().status == Some(401);
        if is_token_refused && !std::mem::replace(&mut self.has_new_token, true) {
            self.connection.tokens.invalidate(token);
            return Ok(());
        }
        self.pause(failed_attempt).await
    }

    /// A token that is good and a start within the limits.
    async fn ready(&mut self) -> Result<(Arc<Token>, Slot)> {
        let connection = self.connection;
        // Repeated as a new call, it would have another key.
        let may_have_been_done = self.outcome == Outcome::Unknown && !self.call.is_read();
        let renewal = connection.renewal(may_have_been_done || self.call.caller.is_under_way);
        let policy = self.settings.retry_policy(&self.deadline).at_most(self.longest_wait());
        let token = connection.tokens.token(&renewal, &policy).await?;
        let wait_policy = WaitPolicy {
            priority: self.settings.priority.unwrap_or(Priority::Interactive),
            deadline: &self.deadline,
            longest: self.longest_wait(),
        };
        let this = &*self;
        let on_wait = |blocked: Blocked, waiting: usize| this.emit_wait(blocked, waiting, wait_policy.priority);
        let limiter = self.limiter();
        let slot = if self.deadline.has_listener() {
            let longest = wait_policy.longest.into_iter().chain(self.deadline.left()).min();
            Box::pin(self.deadline.watch(WaitingFor::Limiter, longest, limiter.acquire(wait_policy, on_wait))).await?
        } else {
            limiter.acquire(wait_policy, on_wait).await?
        };
        if let Some(warning) = limiter.warning() {
            connection.events.warn(warning);
        }
        if slot.waited.is_zero() {
            return Ok((token, slot));
        }
        // In a long queue a token can age past its use.
        let renewal = FetchContext { is_under_way: true, ..renewal };
        self.deadline.extend_default(slot.waited);
        let policy = self.settings.retry_policy(&self.deadline).at_most(self.longest_wait());
        Ok((connection.tokens.token(&renewal, &policy).await?, slot))
    }

    /// A write that may have been carried out does not wait for longer than its key is remembered.
    fn longest_wait(&self) -> Option<Duration> {
        let key_holds = self.first_sent.filter(|_| self.outcome == Outcome::Unknown).map(|first| {
            let now = self.connection.clock.now().monotonic;
            KEY_HOLDS.saturating_sub(now.saturating_duration_since(first))
        });
        self.settings.max_wait.into_iter().chain(key_holds).min()
    }

    /// A write's fate is unknown from the moment that it may have reached Xero.
    fn mark_sent(&mut self) -> Result<()> {
        if self.call.is_read() {
            return Ok(());
        }
        let now = self.connection.clock.now().monotonic;
        let first = *self.first_sent.get_or_insert(now);
        if self.outcome == Outcome::Unknown && now.saturating_duration_since(first) > KEY_HOLDS {
            return Err(key_forgotten());
        }
        if self.status.is_some_and(|status| !status.mark_sent()) {
            return Err(Error::new(ErrorKind::Cancelled, "the call was cancelled"));
        }
        Ok(())
    }

    /// One exchange, bounded by the attempt's time-out and the call's deadline.
    async fn attempt(&self, token: &Token, slot: &Slot, started: Now) -> std::result::Result<RawResponse, SendError> {
        let timeout = self.settings.timeout.attempt;
        let outcome = match self
            .deadline
            .run_with_timeout(WaitingFor::Attempt, started.monotonic, timeout, self.exchange(token))
            .await
        {
            Ok(Some(outcome)) => outcome.map(|response| token.redaction.clean_response(response)),
            Ok(None) => Err(SendError { error: attempt_timeout(timeout), sent: true }),
            Err(error) => Err(SendError { error, sent: true }),
        };
        let said = outcome.as_ref().ok().and_then(|response| remaining(&response.headers));
        // A refusal's numbers are less exact than the wait it asks for.
        let is_refusal = outcome.as_ref().is_ok_and(|response| response.status == 429);
        self.limiter().observe(slot, said.filter(|_| !is_refusal)).await;
        // A body that is still to come is reported at its end.
        if outcome.as_ref().is_ok_and(|response| response.rest.is_some()) {
            return outcome;
        }
        let error = outcome.as_ref().err().map(|failure| failure.error.code());
        self.connection.report(self.call, self.attempts, started, outcome.as_ref().ok(), error);
        outcome
    }

    /// One request and its response. Of reads, up to three redirects are followed.
    async fn exchange(&self, token: &Token) -> std::result::Result<RawResponse, SendError> {
        let mut url = self.call.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.http_request(token, url.clone()).send(&self.pool).await?;
            match response.redirect_within(&url).filter(|_| self.call.is_read()) {
                Some(target) => url = target,
                None => return Ok(response),
            }
        }
        let error = Error::new(ErrorKind::Transport, "the server redirects in a loop").hint("check base_url");
        Err(SendError { error, sent: true })
    }

    fn http_request(&self, token: &Token, url: Url) -> HttpRequest {
        let config = &self.connection.config;
        let mut headers = HeaderMap::with_capacity(8);
        headers.extend(self.call.headers.iter().cloned());
        headers.insert(AUTHORIZATION, token.authorization.clone());
        if let Ok(user_agent) = HeaderValue::from_str(&config.user_agent) {
            headers.entry(USER_AGENT).or_insert(user_agent);
        }
        let tenant_id = self.connection.tenant_id(self.settings);
        if let Some(tenant) = tenant_id.and_then(|id| HeaderValue::from_str(id).ok()) {
            headers.insert(TENANT_ID, tenant);
        }
        HttpRequest {
            method: self.call.method.clone(),
            url,
            headers,
            body: self.call.body.clone(),
            read_timeout: self.settings.timeout.read,
            max_response_size: LARGEST_RESPONSE,
            is_streamed: self.call.is_streamed,
        }
    }

    /// A response that is not a success.
    async fn refused(&mut self, response: &RawResponse, token: &Token, slot: &Slot) -> FailedAttempt {
        self.set_refused(response);
        let config = &self.connection.config;
        let asked = self.call.asked();
        let refused = RefusedCall {
            operation: self.call.operation,
            has_tenant: self.connection.tenant_id(self.settings).is_some(),
            host: config.base_url.host_str().unwrap_or_default(),
            target: asked.as_deref(),
            now: self.connection.clock.now().wall,
        };
        let error = token.redaction.clean_error(api_error(response, refused));
        let hint = retry_after(&response.headers, self.connection.clock.now().wall);
        // What a limit refused was not carried out.
        let is_safe = self.call.is_repeatable() || response.status == 429;
        let is_worth_repeating =
            self.settings.is_worth_a_retry(response.status) && error.kind() != ErrorKind::DailyLimit && is_safe;
        self.apply_server_hint(&error, hint, slot).await;
        FailedAttempt { error, hint, is_worth_repeating }
    }

    /// An attempt without a response.
    fn failed(&mut self, SendError { error, sent }: SendError) -> FailedAttempt {
        // What was not sent leaves it at what was known before.
        self.set_outcome(if sent { Outcome::Unknown } else { self.outcome });
        let is_worth_repeating =
            error.is_retryable() && error.kind() != ErrorKind::Deadline && (!sent || self.call.is_repeatable());
        FailedAttempt { error, hint: None, is_worth_repeating }
    }

    /// Lets the whole organisation wait, or fail, where the server says that its limit is reached.
    async fn apply_server_hint(&self, error: &Error, hint: Option<Duration>, slot: &Slot) {
        let limiter = self.limiter();
        match (error.kind(), error.details().limit_kind.as_deref(), hint) {
            (ErrorKind::DailyLimit, _, wait) => limiter.refuse_day_for(wait.unwrap_or(DEFAULT_DAY_HOLD)).await,
            (ErrorKind::RateLimit, Some("concurrent"), _) => limiter.reduce_concurrency(slot),
            (ErrorKind::RateLimit, _, wait) => limiter.hold_for(wait.unwrap_or(DEFAULT_HOLD)).await,
            _ => {}
        }
    }

    /// Waits before the next attempt, or fails where there is to be none.
    async fn pause(&mut self, failed_attempt: FailedAttempt) -> Result<()> {
        let FailedAttempt { error, hint, is_worth_repeating } = failed_attempt;
        if !is_worth_repeating || self.attempts >= self.settings.max_attempts {
            return Err(error);
        }
        let wait =
            hint.map_or_else(|| self.settings.backoff().wait(self.attempts.saturating_sub(1)), Backoff::after_hint);
        let longest = self.settings.max_wait.unwrap_or(LONGEST_WAIT);
        let is_in_time = if hint.is_some() { self.deadline.allows(wait) } else { self.deadline.allows_pause(wait) };
        if hint.is_some_and(|hint| hint > longest) || !is_in_time {
            return Err(error);
        }
        if self.outcome == Outcome::Unknown && !self.key_still_holds_after(wait) {
            return Err(error);
        }
        if !self.limiter().pay_for_retry(error.kind() == ErrorKind::Timeout) {
            let error = error.note("not tried again, because too many calls fail at the moment");
            return Err(error.with(|details| {
                details.retry_after.get_or_insert(wait.as_secs_f64());
            }));
        }
        self.connection.events.emit(|| Event::Retry {
            operation: self.call.label.to_string(),
            attempt: self.attempts,
            wait: wait.as_secs_f64(),
            reason: error.code(),
            status: error.details().status,
            call: self.call.caller.number,
        });
        let pause = self.connection.clock.sleep(wait);
        if hint.is_some() {
            self.deadline.extend_default(wait);
        }
        self.deadline.watch(WaitingFor::Retry, Some(wait), pause).await;
        self.waited += wait;
        Ok(())
    }

    fn limiter(&self) -> &Arc<Limiter> {
        self.connection.limiter_of(self.settings)
    }

    fn key_still_holds_after(&self, wait: Duration) -> bool {
        let now = self.connection.clock.now().monotonic;
        self.first_sent.is_none_or(|first| now.saturating_duration_since(first) + wait < KEY_HOLDS)
    }

    /// What a response that is not a success says about a write. A server that failed may have carried it out before.
    fn set_refused(&mut self, response: &RawResponse) {
        // Xero repeats its response to a key; any other refusal is about this attempt alone.
        let is_about_the_write = matches!(response.status, 400 | 409 | 412 | 422);
        self.set_outcome(match response.status {
            408 | 500.. | ..400 => Outcome::Unknown,
            _ if self.outcome == Outcome::Unknown && !is_about_the_write => Outcome::Unknown,
            _ => Outcome::Refused,
        });
    }

    fn set_outcome(&mut self, outcome: Outcome) {
        self.outcome = outcome;
        if let Some(status) = self.status.filter(|_| !self.call.is_read()) {
            status.set_outcome(outcome);
        }
    }

    /// Adds to an error which call it ended, after how many attempts, and what became of a write.
    fn with_call(&self, error: Error) -> Error {
        let error = if self.call.is_read() {
            error
        } else {
            if let Some(status) = self.status {
                status.set_outcome(self.outcome);
            }
            error.with(|details| details.outcome = Some(self.outcome))
        };
        self.call.with_context(error, self.attempts)
    }

    fn emit_wait(&self, Blocked { by, wait }: Blocked, waiting: usize, priority: Priority) {
        self.connection.events.emit(|| Event::LimitWait {
            operation: self.call.label.to_string(),
            kind: by.name(),
            by_server: by == Limit::Server,
            limit: self.limiter().size(by),
            wait: wait.as_secs_f64(),
            waiting,
            priority: priority.name(),
            call: self.call.caller.number,
        });
    }
}

pub(super) fn attempt_timeout(timeout: Duration) -> Error {
    Error::new(ErrorKind::Timeout, format!("the attempt took longer than {} s", timeout.as_secs_f64()))
        .hint("give a longer timeout (attempt), or ask for less at a time")
        .retryable()
}

fn key_forgotten() -> Error {
    Error::new(ErrorKind::Timeout, "the write was not repeated: Xero may have forgotten its idempotency key by now")
        .hint("read the record to see whether the first try was carried out")
}
