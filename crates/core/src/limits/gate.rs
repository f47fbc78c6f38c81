//! The server's word that an organisation's limit is reached: it holds for every call, not only for the one refused.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::window::Moment;

/// No word of a server about its minutes holds longer, and none about its day.
const LONGEST_CLOSED: Duration = Duration::from_secs(3600);
const LONGEST_REFUSED: Duration = Duration::from_secs(86_400);

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Gate {
    closed: Hold,
    /// Of the day: nobody waits that long.
    refused: Hold,
}

/// From when until when.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Hold {
    from: Moment,
    until: Moment,
}

impl Gate {
    pub(super) fn close_for(&mut self, wait: Duration, now: Moment) {
        self.closed = self.closed.later(Hold { from: now, until: now + wait.min(LONGEST_CLOSED) });
    }

    pub(super) fn refuse_for(&mut self, wait: Duration, now: Moment) {
        self.refused = self.refused.later(Hold { from: now, until: now + wait.min(LONGEST_REFUSED) });
    }

    /// What another gate was told holds here too.
    pub(super) fn heed(&mut self, other: Self) {
        self.closed = self.closed.later(other.closed);
        self.refused = self.refused.later(other.refused);
    }

    pub(super) fn wait(&self, now: Moment) -> Duration {
        self.closed.left(now)
    }

    /// How long the day is refused from now on.
    pub(super) fn refused_for(&self, now: Moment) -> Option<Duration> {
        Some(self.refused.left(now)).filter(|left| !left.is_zero())
    }
}

impl Hold {
    fn later(self, other: Self) -> Self {
        if other.until > self.until { other } else { self }
    }

    /// A clock that was set back to before the beginning makes the rest worthless.
    fn left(self, now: Moment) -> Duration {
        if now < self.from { Duration::ZERO } else { self.until.saturating_sub(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn the_longer_word_holds_and_none_for_ever() {
        let mut gate = Gate::default();
        gate.close_for(HOUR / 2, HOUR);
        gate.close_for(HOUR / 4, HOUR);
        assert_eq!(gate.wait(HOUR), HOUR / 2);
        gate.close_for(HOUR * 1000, HOUR);
        gate.refuse_for(HOUR * 1000, HOUR);
        assert_eq!((gate.wait(HOUR), gate.refused_for(HOUR)), (HOUR, Some(HOUR * 24)));
    }

    #[test]
    fn a_clock_set_back_opens_what_was_closed_in_its_future() {
        let mut gate = Gate::default();
        gate.close_for(HOUR / 2, HOUR * 100);
        assert_eq!(gate.wait(HOUR), Duration::ZERO);
        let mut other = Gate::default();
        other.heed(gate);
        assert_eq!(other.wait(HOUR * 100), HOUR / 2);
    }
}
