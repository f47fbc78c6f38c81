//! What is worth repeating, and how long to wait before.

use std::time::Duration;

use crate::random;

/// A hint to wait longer than this is the caller's to decide on: the call fails and says how long.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(65);

pub(crate) const fn is_worth_repeating(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// Full jitter up to half a second doubled with each attempt, or the server's hint and up to a second more.
pub(crate) fn backoff(attempt: u32, hint: Option<Duration>) -> Duration {
    match hint {
        Some(hint) => hint + random::up_to(Duration::from_secs(1)),
        None => random::up_to(Duration::from_secs(20).min(Duration::from_millis(500) * 2_u32.pow(attempt.min(6)))),
    }
}
