//! The waits that the server asked for: they apply to every call of the organisation, not only to the refused one.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::window::Moment;

/// Whatever the server asks for, calls are held no longer than this, and a day is refused no longer than a day.
const LONGEST_HOLD: Duration = Duration::from_secs(3600);
const LONGEST_DAY: Duration = Duration::from_secs(86_400);

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct ServerHold {
    calls: Interval,
    /// The day is used up: calls fail, since none waits that long.
    day: Interval,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Interval {
    from: Moment,
    until: Moment,
}

impl ServerHold {
    pub(super) fn hold_for(&mut self, wait: Duration, now: Moment) {
        self.calls = self.calls.later(Interval { from: now, until: now + wait.min(LONGEST_HOLD) });
    }

    pub(super) fn refuse_day_for(&mut self, wait: Duration, now: Moment) {
        self.day = self.day.later(Interval { from: now, until: now + wait.min(LONGEST_DAY) });
    }

    /// Takes over the later end of each wait.
    pub(super) fn merge(&mut self, other: Self) {
        self.calls = self.calls.later(other.calls);
        self.day = self.day.later(other.day);
    }

    pub(super) fn wait(&self, now: Moment) -> Duration {
        self.calls.left(now)
    }

    /// How long the day stays used up.
    pub(super) fn day_refused_for(&self, now: Moment) -> Option<Duration> {
        Some(self.day.left(now)).filter(|left| !left.is_zero())
    }
}

impl Interval {
    fn later(self, other: Self) -> Self {
        if other.until > self.until { other } else { self }
    }

    /// Zero where the clock was set back to before the interval began.
    fn left(self, now: Moment) -> Duration {
        if now < self.from { Duration::ZERO } else { self.until.saturating_sub(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn the_longer_wait_applies_and_none_lasts_for_ever() {
        let mut hold = ServerHold::default();
        hold.hold_for(HOUR / 2, HOUR);
        hold.hold_for(HOUR / 4, HOUR);
        assert_eq!(hold.wait(HOUR), HOUR / 2);
        hold.hold_for(HOUR * 1000, HOUR);
        hold.refuse_day_for(HOUR * 1000, HOUR);
        assert_eq!((hold.wait(HOUR), hold.day_refused_for(HOUR)), (HOUR, Some(HOUR * 24)));
    }

    #[test]
    fn a_clock_that_was_set_back_ends_a_hold() {
        let mut hold = ServerHold::default();
        hold.hold_for(HOUR / 2, HOUR * 100);
        assert_eq!(hold.wait(HOUR), Duration::ZERO);
        let mut other = ServerHold::default();
        other.merge(hold);
        assert_eq!(other.wait(HOUR * 100), HOUR / 2);
    }
}
