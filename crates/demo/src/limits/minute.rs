//! The calls of the last minute, in a sliding window, a fixed one or both.

use std::collections::VecDeque;

use super::settings::Window;

const MINUTE: i64 = 60_000;

/// The times of admitted calls, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Minute(VecDeque<i64>);

impl Minute {
    pub(crate) fn add(&mut self, now: i64) {
        self.0.push_back(now);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Drops old calls. Must be called before the queries for the same `now`.
    pub(crate) fn forget(&mut self, now: i64) {
        while self.0.front().is_some_and(|first| first + MINUTE <= now) {
            self.0.pop_front();
        }
        // After the clock was set back, later times are dropped.
        while self.0.back().is_some_and(|last| *last > now) {
            self.0.pop_back();
        }
    }

    /// The calls in the fuller window.
    pub(crate) fn used(&self, window: Window, now: i64) -> u64 {
        let sliding = if window.slides() { self.0.len() } else { 0 };
        let fixed = if window.is_fixed() { self.in_fixed_window(now) } else { 0 };
        sliding.max(fixed) as u64
    }

    /// Milliseconds until every window allows a call; none if they do now.
    pub(crate) fn wait(&self, window: Window, limit: u64, now: i64) -> Option<i64> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let sliding = self.0.len().checked_sub(limit).filter(|_| window.slides()).map(|surplus| {
            // A limit of zero never allows a call.
            let last_to_leave = self.0.get(surplus).copied().unwrap_or(now);
            last_to_leave + MINUTE - now
        });
        let is_full = window.is_fixed() && self.in_fixed_window(now) >= limit;
        let fixed = is_full.then(|| MINUTE - now.rem_euclid(MINUTE));
        sliding.max(fixed)
    }

    fn in_fixed_window(&self, now: i64) -> usize {
        let start = now - now.rem_euclid(MINUTE);
        self.0.len() - self.0.partition_point(|at| *at < start)
    }
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, Minute};
    use crate::limits::settings::Window;

    fn minute(calls: &[i64]) -> Minute {
        Minute(calls.iter().copied().collect())
    }

    #[test]
    fn the_fixed_window_drops_all_calls_at_once_and_the_sliding_one_call_by_call() {
        let calls = minute(&[MINUTE + 10_000, MINUTE + 50_000]);
        let now = 2 * MINUTE;
        assert_eq!([Window::Sliding, Window::Fixed, Window::Both].map(|window| calls.used(window, now)), [2, 0, 2]);
        assert_eq!(calls.wait(Window::Fixed, 1, now), None);
        assert_eq!(calls.wait(Window::Sliding, 2, now), Some(10_000));
        assert_eq!(calls.wait(Window::Both, 2, now), Some(10_000));
    }

    #[test]
    fn a_full_fixed_window_waits_for_its_end() {
        let calls = minute(&[MINUTE + 10_000, MINUTE + 20_000]);
        let now = MINUTE + 25_000;
        assert_eq!(calls.used(Window::Fixed, now), 2);
        assert_eq!(calls.wait(Window::Fixed, 2, now), Some(35_000));
        assert_eq!(calls.wait(Window::Fixed, 3, now), None);
        assert_eq!(calls.wait(Window::Both, 2, now), Some(45_000));
    }

    #[test]
    fn under_a_lowered_limit_all_the_surplus_has_to_expire() {
        let calls = minute(&[1_000, 2_000, 3_000]);
        assert_eq!(calls.wait(Window::Sliding, 1, 4_000), Some(59_000));
        assert_eq!(calls.wait(Window::Sliding, 0, 4_000), Some(MINUTE));
        assert_eq!(calls.wait(Window::Sliding, 4, 4_000), None);
    }

    #[test]
    fn windows_of_years_before_1970_begin_at_whole_minutes_too() {
        let calls = minute(&[-MINUTE - 1, -MINUTE, -1]);
        assert_eq!(calls.used(Window::Fixed, -1), 2);
        assert_eq!(calls.wait(Window::Fixed, 2, -1), Some(1));
    }
}
