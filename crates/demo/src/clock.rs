//! The demo company's clock: real time or faster, with an offset that tests can set and advance.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Years 1 to 9999. Sums of times in this range cannot overflow.
const FIRST: i64 = -62_135_596_800_000;
const LAST: i64 = 253_402_300_799_000;

/// One year passes in five minutes.
pub(crate) const FASTEST: f64 = 100_000.0;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    started: Instant,
    /// Milliseconds since 1970 at `started`, by this clock.
    base: i64,
    /// Seconds of this clock per real second.
    speed: f64,
}

impl Clock {
    pub(crate) fn real() -> Clock {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Clock { started: Instant::now(), base: i64::try_from(now.as_millis()).unwrap_or(0), speed: 1.0 }
    }

    pub(crate) fn now(&self) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "what is too large becomes the largest, and is clamped")]
        let elapsed = (self.started.elapsed().as_secs_f64() * 1_000.0 * self.speed) as i64;
        self.base.saturating_add(elapsed).min(LAST)
    }

    pub(crate) fn set(&mut self, millis: i64) {
        self.started = Instant::now();
        self.base = millis.clamp(FIRST, LAST);
    }

    pub(crate) fn advance(&mut self, millis: i64) {
        self.base = self.base.saturating_add(millis).clamp(FIRST, LAST);
    }

    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    /// Changes the speed without a jump in time.
    pub(crate) fn run_at(&mut self, speed: f64) {
        self.set(self.now());
        self.speed = speed;
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

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
    fn a_faster_clock_goes_on_from_where_it_was_and_speed_zero_stops_it() {
        let mut clock = Clock::real();
        clock.set(1_000_000);
        clock.run_at(1_000.0);
        let (start, first) = (Instant::now(), clock.now());
        std::thread::sleep(Duration::from_millis(20));
        let gained = clock.now() - first;
        let most = i64::try_from(start.elapsed().as_micros()).expect("a short time") + 1_000;
        assert!((20_000..=most).contains(&gained), "{gained}");
        clock.run_at(0.0);
        let stopped = clock.now();
        assert!(stopped >= first + gained);
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(clock.now(), stopped);
        clock.advance(7);
        assert_eq!(clock.now(), stopped + 7);
    }

    #[test]
    fn no_command_takes_the_clock_past_the_year_9999() {
        let mut clock = Clock::real();
        for _ in 0..3 {
            clock.advance(i64::MAX);
        }
        clock.run_at(1e300);
        assert!(clock.now() <= super::LAST);
        clock.set(i64::MIN);
        assert!(clock.now() >= super::FIRST);
    }
}
