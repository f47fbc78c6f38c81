//! Xero's four limits, kept by the demo's clock: in flight, a minute, a day, and the app's minute.

mod minute;
mod settings;

use serde_json::{Value, json};

use crate::dates::MILLIS_A_DAY;
use minute::Minute;
pub(crate) use settings::Settings;

#[derive(Debug, Default)]
pub(crate) struct Limits {
    pub(crate) settings: Settings,
    /// The app has this one tenant, so the same calls count for both minutes.
    minute: Minute,
    day: i64,
    day_calls: u64,
    refused: Refused,
    most_in_flight: u64,
}

/// How many calls each limit refused.
#[derive(Debug, Default)]
struct Refused {
    concurrent: u64,
    minute: u64,
    app_minute: u64,
    day: u64,
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

    /// Counts one call, or says which limit refuses it. A refused call takes nothing from any limit.
    pub(crate) fn spend(&mut self, now: i64, in_flight: u64) -> Result<Remaining, Refusal> {
        self.forget(now);
        if !self.settings.enabled {
            return Ok(self.remaining(now));
        }
        if self.refuses_concurrent(in_flight) {
            self.refused.concurrent += 1;
            return Err(Refusal { problem: "concurrent", retry_after: None });
        }
        if self.settings.per_day.is_some_and(|limit| self.day_calls >= limit) {
            self.refused.day += 1;
            let wait = seconds((self.day + 1) * MILLIS_A_DAY - now);
            return Err(Refusal { problem: "day", retry_after: Some(wait) });
        }
        let window = self.settings.window;
        let wait = |limit: Option<u64>| Some(seconds(self.minute.wait(window, limit?, now)?));
        if let Some(wait) = wait(self.settings.per_minute) {
            self.refused.minute += 1;
            return Err(Refusal { problem: "minute", retry_after: Some(wait) });
        }
        if let Some(wait) = wait(self.settings.app_per_minute) {
            self.refused.app_minute += 1;
            return Err(Refusal { problem: "appminute", retry_after: Some(wait) });
        }
        self.minute.add(now);
        self.day_calls += 1;
        Ok(self.remaining(now))
    }

    pub(crate) fn refuses_concurrent(&self, in_flight: u64) -> bool {
        self.settings.enabled && self.settings.concurrent.is_some_and(|limit| in_flight > limit)
    }

    pub(crate) fn note_in_flight(&mut self, in_flight: u64) {
        self.most_in_flight = self.most_in_flight.max(in_flight);
    }

    pub(crate) fn remaining(&self, now: i64) -> Remaining {
        let left = |limit: Option<u64>, used: u64| limit.map(|limit| limit.saturating_sub(used));
        let (minute, day) = if self.settings.enabled { (self.minute_used(now), self.day_calls) } else { (0, 0) };
        Remaining {
            day: left(self.settings.per_day, day),
            minute: left(self.settings.per_minute, minute),
            app_minute: left(self.settings.app_per_minute, minute),
        }
    }

    pub(crate) fn clear_counters(&mut self) {
        self.minute.clear();
        self.day_calls = 0;
        self.refused = Refused::default();
        self.most_in_flight = 0;
    }

    pub(crate) fn describe(&mut self, now: i64, in_flight: u64) -> Value {
        self.forget(now);
        let Remaining { day, minute, app_minute } = self.remaining(now);
        json!({
            "enabled": self.settings.enabled,
            "window": self.settings.window.name(),
            "concurrent": self.settings.concurrent,
            "per_minute": self.settings.per_minute,
            "per_day": self.settings.per_day,
            "app_per_minute": self.settings.app_per_minute,
            "in_flight": in_flight,
            "most_in_flight": self.most_in_flight,
            "minute_used": self.minute_used(now),
            "day_used": self.day_calls,
            "minute_remaining": minute,
            "day_remaining": day,
            "app_minute_remaining": app_minute,
            "refused": {
                "concurrent": self.refused.concurrent,
                "minute": self.refused.minute,
                "app_minute": self.refused.app_minute,
                "day": self.refused.day,
            },
        })
    }

    fn minute_used(&self, now: i64) -> u64 {
        self.minute.used(self.settings.window, now)
    }

    fn forget(&mut self, now: i64) {
        self.minute.forget(now);
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
    use super::settings::Window;
    use super::{Limits, Refusal};
    use crate::dates::MILLIS_A_DAY;

    const MINUTE: i64 = 60_000;

    #[test]
    fn the_sixty_first_call_of_a_minute_is_refused_until_the_first_leaves() {
        let mut limits = Limits::default();
        for at in 0..60 {
            assert!(limits.spend(at * 100, 1).is_ok());
        }
        let refused = limits.spend(10_000, 1);
        assert_eq!(refused, Err(Refusal { problem: "minute", retry_after: Some(50) }));
        assert!(limits.spend(MINUTE, 1).is_ok());
    }

    #[test]
    fn a_fixed_minute_takes_sixty_at_its_end_and_sixty_more_at_once_after_it() {
        let mut limits = Limits::default();
        limits.settings.window = Window::Fixed;
        for _ in 0..60 {
            assert!(limits.spend(MINUTE - 1_500, 1).is_ok());
        }
        let refused = limits.spend(MINUTE - 1_400, 1);
        assert_eq!(refused, Err(Refusal { problem: "minute", retry_after: Some(2) }));
        assert_eq!(limits.spend(MINUTE, 1).map(|left| left.minute), Ok(Some(59)));
        limits.settings.window = Window::Both;
        assert_eq!(limits.remaining(MINUTE).minute, Some(0));
        assert!(limits.spend(MINUTE, 1).is_err());
    }

    #[test]
    fn the_day_is_refused_until_the_next_one_begins() {
        let mut limits = Limits::default();
        limits.settings.per_day = Some(1);
        assert_eq!(limits.spend(0, 1).map(|left| left.day), Ok(Some(0)));
        let refused = limits.spend(MILLIS_A_DAY - 30_000, 1);
        assert_eq!(refused, Err(Refusal { problem: "day", retry_after: Some(30) }));
        assert!(limits.spend(MILLIS_A_DAY, 1).is_ok());
    }

    #[test]
    fn a_clock_set_back_does_not_leave_the_minute_full() {
        let mut limits = Limits::default();
        for _ in 0..60 {
            assert!(limits.spend(10 * MINUTE, 1).is_ok());
        }
        assert!(limits.spend(MINUTE, 1).is_ok());
    }

    #[test]
    fn limits_that_are_off_count_nothing() {
        let mut limits = Limits::default();
        limits.settings.enabled = false;
        for _ in 0..100 {
            assert_eq!(limits.spend(0, 9).map(|left| left.minute), Ok(Some(60)));
        }
    }

    #[test]
    fn each_limit_counts_what_it_refused_until_the_counters_are_cleared() {
        let mut limits = Limits::default();
        limits.settings.per_minute = Some(1);
        assert!(limits.spend(0, 1).is_ok());
        for in_flight in [1, 1, 6] {
            assert!(limits.spend(0, in_flight).is_err());
        }
        limits.settings.app_per_minute = limits.settings.per_minute.take();
        assert!(limits.spend(0, 1).is_err());
        limits.settings.per_day = Some(1);
        assert!(limits.spend(0, 1).is_err());
        limits.note_in_flight(6);
        limits.note_in_flight(2);
        let told = |limits: &mut Limits| {
            let state = limits.describe(0, 0);
            let refused = ["concurrent", "minute", "app_minute", "day"].map(|kind| state["refused"][kind].clone());
            (refused.map(|count| count.as_u64().expect("a count")), state["most_in_flight"].as_u64())
        };
        assert_eq!(told(&mut limits), ([1, 2, 1, 1], Some(6)));
        limits.clear_counters();
        assert_eq!(told(&mut limits), ([0, 0, 0, 0], Some(0)));
    }
}
