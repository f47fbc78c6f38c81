//! Xero's four limits, kept by the demo's clock: in flight, a minute, a day, and the app's minute.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::dates::MILLIS_A_DAY;

const MINUTE: i64 = 60_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) enabled: bool,
    /// None: no such limit.
    pub(crate) concurrent: Option<u64>,
    pub(crate) per_minute: Option<u64>,
    pub(crate) per_day: Option<u64>,
    pub(crate) app_per_minute: Option<u64>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            enabled: true,
            concurrent: Some(5),
            per_minute: Some(60),
            per_day: Some(5_000),
            app_per_minute: Some(10_000),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Limits {
    pub(crate) settings: Settings,
    /// When each call of the last minute was let through. The app has this one tenant, so the
    /// same calls count for both minutes.
    minute: VecDeque<i64>,
    day: i64,
    day_calls: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) problem: &'static str,
    /// Whole seconds.
    pub(crate) retry_after: Option<i64>,
}

/// What the three headers of every API reply say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Remaining {
    pub(crate) day: Option<u64>,
    pub(crate) minute: Option<u64>,
    pub(crate) app_minute: Option<u64>,
}

impl Limits {
    pub(crate) fn new(settings: Settings) -> Limits {
        Limits { settings, ..Limits::default() }
    }

    /// Counts one call, or says which limit refuses it. A refused call is not counted.
    pub(crate) fn spend(&mut self, now: i64) -> Result<Remaining, Refusal> {
        if !self.settings.enabled {
            return Ok(self.remaining());
        }
        self.forget(now);
        let full = |limit: Option<u64>, used: u64| limit.is_some_and(|limit| used >= limit);
        let in_minute = self.minute.len() as u64;
        let minute_wait = self.minute.front().map(|first| seconds(first + MINUTE - now));
        if full(self.settings.per_day, self.day_calls) {
            let wait = seconds((self.day + 1) * MILLIS_A_DAY - now);
            return Err(Refusal { problem: "day", retry_after: Some(wait) });
        }
        if full(self.settings.per_minute, in_minute) {
            return Err(Refusal { problem: "minute", retry_after: minute_wait.or(Some(1)) });
        }
        if full(self.settings.app_per_minute, in_minute) {
            return Err(Refusal { problem: "appminute", retry_after: minute_wait.or(Some(1)) });
        }
        self.minute.push_back(now);
        self.day_calls += 1;
        Ok(self.remaining())
    }

    pub(crate) fn refuses_concurrent(&self, in_flight: u64) -> bool {
        self.settings.enabled && self.settings.concurrent.is_some_and(|limit| in_flight > limit)
    }

    pub(crate) fn remaining(&self) -> Remaining {
        let left = |limit: Option<u64>, used: u64| limit.map(|limit| limit.saturating_sub(used));
        let used = if self.settings.enabled { self.minute.len() as u64 } else { 0 };
        let day = if self.settings.enabled { self.day_calls } else { 0 };
        Remaining {
            day: left(self.settings.per_day, day),
            minute: left(self.settings.per_minute, used),
            app_minute: left(self.settings.app_per_minute, used),
        }
    }

    pub(crate) fn clear_counters(&mut self) {
        self.minute.clear();
        self.day_calls = 0;
    }

    pub(crate) fn describe(&mut self, now: i64, in_flight: u64) -> Value {
        self.forget(now);
        let Remaining { day, minute, app_minute } = self.remaining();
        json!({
            "enabled": self.settings.enabled,
            "concurrent": self.settings.concurrent,
            "per_minute": self.settings.per_minute,
            "per_day": self.settings.per_day,
            "app_per_minute": self.settings.app_per_minute,
            "in_flight": in_flight,
            "minute_used": self.minute.len(),
            "day_used": self.day_calls,
            "minute_remaining": minute,
            "day_remaining": day,
            "app_minute_remaining": app_minute,
        })
    }

    fn forget(&mut self, now: i64) {
        while self.minute.front().is_some_and(|first| first + MINUTE <= now) {
            self.minute.pop_front();
        }
        // A clock that was set back leaves stamps of the future behind.
        while self.minute.back().is_some_and(|last| *last > now) {
            self.minute.pop_back();
        }
        let day = now.div_euclid(MILLIS_A_DAY);
        if day != self.day {
            self.day = day;
            self.day_calls = 0;
        }
    }
}

fn seconds(millis: i64) -> i64 {
    (millis + 999).div_euclid(1_000).max(1)
}

#[cfg(test)]
mod tests {
    use super::{Limits, MINUTE, Refusal};
    use crate::dates::MILLIS_A_DAY;

    #[test]
    fn the_sixty_first_call_of_a_minute_is_refused_until_the_first_leaves() {
        let mut limits = Limits::default();
        for at in 0..60 {
            assert!(limits.spend(at * 100).is_ok());
        }
        let refused = limits.spend(10_000);
        assert_eq!(refused, Err(Refusal { problem: "minute", retry_after: Some(50) }));
        assert!(limits.spend(MINUTE).is_ok());
    }

    #[test]
    fn the_day_is_refused_until_the_next_one_begins() {
        let mut limits = Limits::default();
        limits.settings.per_day = Some(1);
        assert_eq!(limits.spend(0).map(|left| left.day), Ok(Some(0)));
        let refused = limits.spend(MILLIS_A_DAY - 30_000);
        assert_eq!(refused, Err(Refusal { problem: "day", retry_after: Some(30) }));
        assert!(limits.spend(MILLIS_A_DAY).is_ok());
    }

    #[test]
    fn a_clock_set_back_does_not_leave_the_minute_full() {
        let mut limits = Limits::default();
        for _ in 0..60 {
            assert!(limits.spend(10 * MINUTE).is_ok());
        }
        assert!(limits.spend(MINUTE).is_ok());
    }

    #[test]
    fn limits_that_are_off_count_nothing() {
        let mut limits = Limits::default();
        limits.settings.enabled = false;
        for _ in 0..100 {
            assert_eq!(limits.spend(0).map(|left| left.minute), Ok(Some(60)));
        }
    }
}
