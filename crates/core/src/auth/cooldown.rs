//! The time in which nobody asks the token endpoint, because it failed. Until it ends, every call gets the same error.

use std::time::{Duration, Instant};

use super::endpoint::is_definitive;
use crate::error::{Error, ErrorKind};
use crate::transport::Backoff;

/// How long a refusal that no retry can change is returned without asking again.
const REFUSAL_MEMORY: Duration = Duration::from_secs(60);
/// How often, while the last secret is refused, the user's callable is asked whether it has another.
const SECRET_POLL: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
pub(super) struct Cooldown {
    error: Error,
    ends: Instant,
    /// When the user's callable is asked for another secret; none where the secret was not the reason.
    next_secret: Option<Instant>,
}

impl Cooldown {
    /// After the failure of a fetch, which `failures` others preceded.
    pub(super) fn start(error: &Error, failures: u32, has_callable: bool, now: Instant) -> Self {
        let next_secret = (has_callable && error.kind() == ErrorKind::InvalidClient).then(|| now + SECRET_POLL);
        Self { error: error.clone(), ends: now + length(error, failures), next_secret }
    }

    /// How long it still lasts.
    pub(super) fn remaining(&self, now: Instant) -> Duration {
        self.ends.saturating_duration_since(now)
    }

    pub(super) fn error(&self) -> Error {
        self.error.clone()
    }

    /// Whether it is time to ask the user's callable for another secret.
    pub(super) fn may_ask_for_secret(&self, now: Instant) -> bool {
        self.next_secret.is_some_and(|next| next <= now)
    }

    /// Whether another secret may end it.
    pub(super) fn waits_for_secret(&self) -> bool {
        self.next_secret.is_some()
    }

    /// The user's callable returned the secret that was refused already.
    pub(super) fn postpone_secret(&mut self, now: Instant) {
        self.next_secret = Some(now + SECRET_POLL);
    }
}

/// As long as the endpoint asks for, or longer with each failure.
fn length(error: &Error, failures: u32) -> Duration {
    let hint = error.details().retry_after.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let growing = Backoff::TOKEN.wait(failures);
    // A short hint does not make us ask more often.
    let length = hint.map_or(growing, |hint| growing.max(Backoff::after_hint(hint)));
    if is_definitive(error) { length.max(REFUSAL_MEMORY) } else { length }
}

/// The error of a call that does not wait: what the endpoint returned, and how long nobody asks it again.
pub(super) fn not_asked_again(error: Error, attempts: u32, wait: Duration) -> Error {
    let error = error.with(|details| {
        details.attempts = Some(attempts);
        details.retry_after = (!wait.is_zero()).then_some(wait.as_secs_f64());
    });
    if wait.is_zero() { error } else { error.note(&format!("not asked again for {:.0} s", wait.as_secs_f64().ceil())) }
}
