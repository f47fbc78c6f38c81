//! Which responses are worth a retry, and how long to wait before it.

use std::time::Duration;

use crate::random;

/// Where a server asks for a longer wait and no `max_wait` is set, the call fails and says how long to wait.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(65);

/// Xero remembers an `Idempotency-Key` for about six minutes; a retry must arrive well within them.
pub(crate) const KEY_HOLDS: Duration = Duration::from_secs(330);

/// Spreads the retries of all clients that were asked to wait for the same time.
const HINT_JITTER: Duration = Duration::from_secs(1);

pub(crate) const fn is_worth_a_retry(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// Exponential backoff with jitter: by default up to a second after the first failure, doubled with each that follows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backoff {
    /// The longest wait after the first failure.
    first: Duration,
    longest: Duration,
    /// The part of the wait that jitter never takes away, from 0 to 1.
    fixed: f64,
}

impl Backoff {
    /// Between the attempts of one call.
    pub(crate) const CALL: Self = Self::up_to(20, 0.0);
    /// Between requests to the token endpoint, which all calls of a connection wait for together.
    pub(crate) const TOKEN: Self = Self::up_to(60, 0.5);

    const fn up_to(seconds: u64, fixed: f64) -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(seconds), fixed }
    }

    /// The same with another first and longest wait.
    pub(crate) const fn between(self, first: Duration, longest: Duration) -> Self {
        Self { first, longest, ..self }
    }

    pub(crate) const fn first(self) -> Duration {
        self.first
    }

    pub(crate) const fn longest(self) -> Duration {
        self.longest
    }

    /// The wait after `failures` failures in a row, of which the first is the zeroth.
    pub(crate) fn wait(self, failures: u32) -> Duration {
        let most = self.longest.min(self.first.saturating_mul(2_u32.saturating_pow(failures)));
        most.mul_f64(self.fixed) + random::up_to(most.mul_f64(1.0 - self.fixed))
    }

    /// The wait that a server asks for, and up to a second more.
    pub(crate) fn after_hint(hint: Duration) -> Duration {
        hint + random::up_to(HINT_JITTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shortest and the longest of many waits, in seconds.
    fn range(backoff: Backoff, failures: u32) -> (f64, f64) {
        let waits = (0..200).map(|_| backoff.wait(failures).as_secs_f64());
        waits.fold((f64::INFINITY, 0.0), |(least, most), wait| (wait.min(least), wait.max(most)))
    }

    #[test]
    fn waits_double_up_to_the_longest_and_keep_their_fixed_part() {
        for (backoff, failures, least, most) in [
            (Backoff::CALL, 0, 0.0, 1.0),
            (Backoff::CALL, 2, 0.0, 4.0),
            (Backoff::CALL, 39, 0.0, 20.0),
            (Backoff::TOKEN, 0, 0.5, 1.0),
            (Backoff::TOKEN, 1, 1.0, 2.0),
            (Backoff::TOKEN, 5, 16.0, 32.0),
            (Backoff::TOKEN, 6, 30.0, 60.0),
            (Backoff::TOKEN, u32::MAX, 30.0, 60.0),
        ] {
            let (shortest, longest) = range(backoff, failures);
            assert!(shortest >= least && longest <= most, "{backoff:?} {failures}: {shortest} to {longest}");
            assert!(longest > f64::midpoint(least, most) && longest - shortest > 0.001, "{shortest} to {longest}");
        }
    }

    #[test]
    fn a_call_may_have_waits_of_its_own() {
        let short = Backoff::CALL.between(Duration::from_millis(10), Duration::from_millis(20));
        assert!(range(short, 0).1 <= 0.010 && range(short, 1).1 <= 0.020 && range(short, 39).1 <= 0.020);
        assert!(range(short, 1).1 > 0.010);
        let none = Backoff::CALL.between(Duration::ZERO, Duration::ZERO);
        assert_eq!(range(none, 5), (0.0, 0.0));
        let longest = Backoff::CALL.between(Duration::from_secs(3600), Duration::from_secs(3600));
        assert!(range(longest, u32::MAX).1 <= 3600.0);
    }

    #[test]
    fn a_hint_is_waited_for_and_a_little_more() {
        let hinted = Backoff::after_hint(Duration::from_secs(7));
        assert!((Duration::from_secs(7)..=Duration::from_secs(8)).contains(&hinted));
    }
}
