//! The demo company's clock: real time plus an offset that tests may set and advance.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Years 1 to 9999: sums of times within them cannot overflow.
const FIRST: i64 = -62_135_596_800_000;
const LAST: i64 = 253_402_300_799_000;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    started: Instant,
    /// Milliseconds since 1970 at `started`, by this clock.
    base: i64,
}

impl Clock {
    pub(crate) fn real() -> Clock {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Clock { started: Instant::now(), base: i64::try_from(now.as_millis()).unwrap_or(0) }
    }

    pub(crate) fn now(&self) -> i64 {
        let elapsed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.base.saturating_add(elapsed)
    }

    pub(crate) fn set(&mut self, millis: i64) {
        *self = Clock { started: Instant::now(), base: millis.clamp(FIRST, LAST) };
    }

    pub(crate) fn advance(&mut self, millis: i64) {
        self.base = self.base.saturating_add(millis).clamp(FIRST, LAST);
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn the_clock_can_be_set_and_advanced_and_keeps_running() {
        let mut clock = Clock::real();
        clock.set(1_000_000);
        clock.advance(3_600_000);
        let now = clock.now();
        assert!((4_600_000..4_601_000).contains(&now), "{now}");
    }

    #[test]
    fn no_command_takes_the_clock_past_the_year_9999() {
        let mut clock = Clock::real();
        for _ in 0..3 {
            clock.advance(i64::MAX);
        }
        assert!(clock.now() < super::LAST + 10_000);
        clock.set(i64::MIN);
        assert!(clock.now() >= super::FIRST);
    }
}
