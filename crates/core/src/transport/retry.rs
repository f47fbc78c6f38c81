//! What is worth repeating, how long to wait before, and when too much fails to try again at all.

use std::time::Duration;

use crate::random;

/// A hint to wait longer than this is the caller's to decide on: the call fails and says how long.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(65);

/// Xero remembers an `Idempotency-Key` for about six minutes; a repetition must arrive well within them.
pub(crate) const KEY_HOLDS: Duration = Duration::from_secs(330);

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_before_a_repetition_doubles_up_to_twenty_seconds_and_a_hint_replaces_it() {
        let longest = |attempt| (0..200).map(|_| backoff(attempt, None)).max().unwrap();
        assert!(longest(1) <= Duration::from_secs(1));
        assert!(longest(3) > Duration::from_secs(2));
        assert!(longest(40) <= Duration::from_secs(20));
        let hinted = backoff(1, Some(Duration::from_secs(7)));
        assert!((Duration::from_secs(7)..=Duration::from_secs(8)).contains(&hinted));
    }
}
