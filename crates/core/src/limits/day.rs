//! What is left of the day and of the app's minute: the server's last word, less what was started since.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::window::Moment;

/// Xero resets each organisation's day at an hour of its own, so an old word is worth another question.
const WORD_HOLDS: Duration = Duration::from_secs(3600);

/// A number of calls that the server said were left.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Count {
    left: Option<u32>,
    said: Moment,
}

impl Count {
    /// Takes the server's word over. Calls still in flight may not be in it yet.
    pub(super) fn observe(&mut self, left: u32, in_flight: usize, now: Moment) {
        let in_flight = u32::try_from(in_flight).unwrap_or(u32::MAX);
        *self = Self { left: Some(left.saturating_sub(in_flight)), said: now };
    }

    pub(super) fn record(&mut self) {
        self.left = self.left.map(|left| left.saturating_sub(1));
    }

    pub(super) fn left(&self) -> Option<u32> {
        self.left
    }

    /// How long the word that no more than `reserve` is left holds on, if it says so.
    pub(super) fn is_down_to(&self, reserve: u32, holds: Duration, now: Moment) -> Option<Duration> {
        let left = self.left?;
        let on = (self.said + holds).saturating_sub(now);
        // A word from the future is one from before the clock was set back.
        (left <= reserve && !on.is_zero() && self.said <= now).then_some(on)
    }

    /// How long bulk work leaves the rest of the day alone.
    pub(super) fn is_reserved(&self, reserve: u32, now: Moment) -> Option<Duration> {
        if reserve == 0 { None } else { self.is_down_to(reserve, WORD_HOLDS, now) }
    }

    pub(super) fn said(&self) -> Moment {
        self.said
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_word_counts_down_and_is_overwritten_by_the_next() {
        let mut day = Count::default();
        day.record();
        assert_eq!(day.left(), None);
        day.observe(100, 3, Duration::ZERO);
        day.record();
        assert_eq!(day.left(), Some(96));
        day.observe(5000, 0, Duration::ZERO);
        assert_eq!(day.left(), Some(5000));
    }

    #[test]
    fn a_reserve_is_kept_while_the_word_is_fresh() {
        let mut day = Count::default();
        assert_eq!(day.is_reserved(10, Duration::ZERO), None);
        day.observe(10, 0, Duration::ZERO);
        assert_eq!(day.is_reserved(10, Duration::from_secs(600)), Some(Duration::from_secs(3000)));
        assert_eq!(day.is_reserved(9, Duration::ZERO), None);
        assert_eq!(day.is_reserved(10, WORD_HOLDS), None);
    }
}
