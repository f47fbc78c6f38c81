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

/// The repetitions that one organisation's calls may still make: when most calls fail, each fails after its first try
/// in place of adding load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RetryBudget(u32);

impl RetryBudget {
    const FULL: u32 = 20;
    const COST: u32 = 2;
    const COST_OF_TIMEOUT: u32 = 3;

    pub(crate) fn full() -> Self {
        Self(Self::FULL)
    }

    /// Pays for a repetition; false when there is not enough left.
    pub(crate) fn pay(&mut self, after_timeout: bool) -> bool {
        let cost = if after_timeout { Self::COST_OF_TIMEOUT } else { Self::COST };
        let rest = self.0.checked_sub(cost);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    pub(crate) fn succeeded(&mut self) {
        self.0 = Self::FULL.min(self.0 + 1);
    }

    pub(crate) fn left(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_in_a_row_empty_the_budget_and_successes_fill_it() {
        let mut budget = RetryBudget::full();
        assert_eq!((0..20).filter(|_| budget.pay(false)).count(), 10);
        assert!(!budget.pay(true));
        for _ in 0..3 {
            budget.succeeded();
        }
        assert!(budget.pay(true));
        for _ in 0..100 {
            budget.succeeded();
        }
        assert_eq!(budget.left(), RetryBudget::FULL);
    }

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
