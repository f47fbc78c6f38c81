//! What is left of the day and of the app's minute: the server's last count, less the calls started since.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::window::Moment;

/// Xero resets each organisation's day at an hour of its own, so an old count is checked by another call.
const COUNT_IS_VALID: Duration = Duration::from_secs(3600);

/// A number of remaining calls that the server reported.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct ServerCount {
    remaining: Option<u32>,
    reported_at: Moment,
}

impl ServerCount {
    /// Takes over the server's count. Calls still in flight may not be in it yet.
    pub(super) fn observe(&mut self, remaining: u32, in_flight: usize, now: Moment) {
        let in_flight = u32::try_from(in_flight).unwrap_or(u32::MAX);
        *self = Self { remaining: Some(remaining.saturating_sub(in_flight)), reported_at: now };
    }

    pub(super) fn record(&mut self) {
        self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(1));
    }

    pub(super) fn remaining(&self) -> Option<u32> {
        self.remaining
    }

    /// Where no more than `reserve` calls are left: for how long that count stays valid.
    pub(super) fn exhausted_for(&self, reserve: u32, is_valid: Duration, now: Moment) -> Option<Duration> {
        let remaining = self.remaining?;
        let rest = (self.reported_at + is_valid).saturating_sub(now);
        // A count from the future is from before the clock was set back.
        (remaining <= reserve && !rest.is_zero() && self.reported_at <= now).then_some(rest)
    }

    /// How long bulk calls leave the rest of the day alone.
    pub(super) fn reserved_for(&self, reserve: u32, now: Moment) -> Option<Duration> {
        if reserve == 0 { None } else { self.exhausted_for(reserve, COUNT_IS_VALID, now) }
    }

    pub(super) fn reported_at(&self) -> Moment {
        self.reported_at
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_count_goes_down_and_the_next_replaces_it() {
        let mut day = ServerCount::default();
        day.record();
        assert_eq!(day.remaining(), None);
        day.observe(100, 3, Duration::ZERO);
        day.record();
        assert_eq!(day.remaining(), Some(96));
        day.observe(5000, 0, Duration::ZERO);
        assert_eq!(day.remaining(), Some(5000));
    }

    #[test]
    fn a_reserve_is_kept_while_the_count_is_valid() {
        let mut day = ServerCount::default();
        assert_eq!(day.reserved_for(10, Duration::ZERO), None);
        day.observe(10, 0, Duration::ZERO);
        assert_eq!(day.reserved_for(10, Duration::from_secs(600)), Some(Duration::from_secs(3000)));
        assert_eq!(day.reserved_for(9, Duration::ZERO), None);
        assert_eq!(day.reserved_for(10, COUNT_IS_VALID), None);
    }
}
