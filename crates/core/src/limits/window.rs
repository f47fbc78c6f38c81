//! An exact sliding minute: no sixty seconds contain more starts than allowed.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// An instant, as the time since an origin that all processes with the same limits agree on.
pub(super) type Moment = Duration;

/// A minute and a guard for what clocks and networks add.
pub(super) const SPAN: Duration = Duration::from_millis(60_250);

/// The starts that still count, in order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Window {
    starts: VecDeque<Moment>,
}

impl Window {
    /// How long until one more start fits.
    pub(super) fn wait(&mut self, limit: Option<usize>, now: Moment) -> Duration {
        self.forget_old(now);
        limit.map_or(Duration::ZERO, |limit| self.fits(limit, 0, now).saturating_sub(now))
    }

    /// The earliest moment at which a start fits that has `ahead` others before it.
    pub(super) fn fits(&self, limit: usize, ahead: usize, now: Moment) -> Moment {
        let limit = limit.max(1);
        let known = self.starts.len();
        let place = known + ahead;
        if place < limit {
            return now;
        }
        // The start `limit` places before must have left; where that one is still to come, it waits for another.
        let laps = if place < known.max(limit) { 0 } else { (place - known.max(limit)) / limit + 1 };
        let before = self.starts.get(place - laps * limit).copied().unwrap_or(now);
        (before + SPAN.saturating_mul(u32::try_from(laps).unwrap_or(u32::MAX))).max(now)
    }

    pub(super) fn record(&mut self, start: Moment) {
        // Another process may have recorded a slightly later start.
        let place = self.starts.partition_point(|other| *other <= start);
        self.starts.insert(place, start);
    }

    /// Counts a start from when its response arrived, which is the latest that Xero can have seen the call.
    pub(super) fn count_from(&mut self, start: Moment, now: Moment) {
        if let Ok(at) = self.starts.binary_search(&start) {
            self.starts.remove(at);
            self.record(start.max(now));
        }
    }

    /// Takes over the server's lower count: calls of other programs count as started now.
    pub(super) fn lower_room(&mut self, limit: usize, room: usize, now: Moment) {
        for _ in room..self.room(limit, now) {
            self.record(now);
        }
    }

    /// How many more starts fit now.
    pub(super) fn room(&mut self, limit: usize, now: Moment) -> usize {
        self.forget_old(now);
        limit.saturating_sub(self.starts.len())
    }

    /// How long until none of these starts counts any more.
    pub(super) fn empty_in(&self, now: Moment) -> Duration {
        self.starts.back().map_or(Duration::ZERO, |last| (*last + SPAN).saturating_sub(now))
    }

    /// The latest start.
    pub(super) fn latest(&self) -> Moment {
        self.starts.back().copied().unwrap_or_default()
    }

    fn forget_old(&mut self, now: Moment) {
        while self.starts.front().is_some_and(|start| *start + SPAN <= now) {
            self.starts.pop_front();
        }
        // After a wall clock was set back, its later starts would count for ever.
        while self.starts.back().is_some_and(|start| *start > now + SPAN) {
            self.starts.pop_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn no_sixty_seconds_contain_more_starts_than_allowed() {
        let mut window = Window::default();
        let mut now = SECOND;
        let mut starts: Vec<Moment> = Vec::new();
        while starts.len() < 400 {
            match window.wait(Some(60), now) {
                Duration::ZERO => {
                    window.record(now);
                    starts.push(now);
                    now += Duration::from_millis(70 * (starts.len() as u64 % 7));
                }
                wait => now += wait,
            }
        }
        for (at, start) in starts.iter().enumerate() {
            let within = starts[at..].iter().take_while(|later| **later < *start + 60 * SECOND).count();
            assert!(within <= 60, "{within} starts after start {at}");
        }
    }

    #[test]
    fn the_time_of_a_start_behind_others_is_predicted() {
        for (limit, known) in [(3, 0), (3, 2), (3, 3), (1, 1), (60, 7), (2, 5)] {
            let mut window = Window::default();
            for nth in 0..known {
                window.record(SECOND * nth);
            }
            let mut now = SECOND * 10;
            let predicted: Vec<Moment> = (0..200).map(|ahead| window.fits(limit, ahead, now)).collect();
            for expected in predicted {
                now += window.wait(Some(limit), now);
                assert_eq!(expected, now, "limit {limit}, {known} known");
                window.record(now);
            }
        }
    }

    #[test]
    fn a_slow_start_counts_from_its_response_and_the_order_stays() {
        let mut window = Window::default();
        for nth in 1..=3 {
            window.record(SECOND * nth);
        }
        window.count_from(SECOND, SECOND * 2 + SECOND / 2);
        window.count_from(SECOND * 2, SECOND * 7);
        window.count_from(SECOND * 2, SECOND * 9);
        assert_eq!(window.starts, [SECOND * 5 / 2, SECOND * 3, SECOND * 7]);
        assert_eq!(window.wait(Some(3), SECOND * 8), (SECOND * 5 / 2 + SPAN).saturating_sub(SECOND * 8));
    }

    #[test]
    fn calls_of_other_programs_count() {
        let mut window = Window::default();
        window.record(SECOND);
        window.lower_room(60, 10, SECOND * 2);
        assert_eq!(window.room(60, SECOND * 2), 10);
        window.lower_room(60, 58, SECOND * 3);
        assert_eq!(window.room(60, SECOND * 3), 10);
        assert_eq!(window.room(60, SECOND * 3 + SPAN), 60);
    }

    #[test]
    fn a_clock_set_back_does_not_keep_the_minute_full() {
        let mut window = Window::default();
        window.record(SECOND * 9000);
        assert_eq!(window.wait(Some(1), SECOND), Duration::ZERO);
    }
}
