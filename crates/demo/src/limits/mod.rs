//! Xero's four limits, kept by the demo's clock: in flight, a minute, a day, and the app's minute.

pub(crate) mod minute;
pub(crate) mod settings;
pub(crate) mod slot;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::values::dates::MILLIS_A_DAY;
use crate::values::ids::Guid;
use minute::Minute;
use settings::Settings;
use slot::InFlight;

#[derive(Debug, Default)]
pub(crate) struct Limits {
    pub(crate) settings: Settings,
    uses: HashMap<Payer, Usage>,
    /// The minute of each app over all its organisations.
    apps: HashMap<Arc<str>, Minute>,
    refused: Refused,
    most_in_flight: u64,
}

/// Whom a call counts for: an app in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Payer {
    pub(crate) client_id: Arc<str>,
    pub(crate) tenant_id: Guid,
}

#[derive(Debug, Default)]
struct Usage {
    in_flight: InFlight,
    minute: Minute,
    day: i64,
    day_calls: u64,
}

/// Calls that count at a time.
#[derive(Clone, Copy, Default)]
struct Used {
    minute: u64,
    day: u64,
    app_minute: u64,
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
    pub(crate) fn spend(&mut self, payer: &Payer, now: i64, in_flight: u64) -> Result<Remaining, Refusal> {
        if !self.settings.enabled {
            return Ok(self.remaining(payer, now));
        }
        if self.refuses_concurrent(in_flight) {
            self.refused.concurrent += 1;
            return Err(Refusal { problem: "concurrent", retry_after: None });
        }
        let usage = self.uses.entry(payer.clone()).or_default();
        usage.forget(now);
        let app = self.apps.entry(payer.client_id.clone()).or_default();
        app.forget(now);
        if self.settings.per_day.is_some_and(|limit| usage.day_calls >= limit) {
            self.refused.day += 1;
            let wait = seconds((usage.day + 1) * MILLIS_A_DAY - now);
            return Err(Refusal { problem: "day", retry_after: Some(wait) });
        }
        let window = self.settings.window;
        let wait = |minute: &Minute, limit: Option<u64>| Some(seconds(minute.wait(window, limit?, now)?));
        if let Some(wait) = wait(&usage.minute, self.settings.per_minute) {
            self.refused.minute += 1;
            return Err(Refusal { problem: "minute", retry_after: Some(wait) });
        }
        if let Some(wait) = wait(app, self.settings.app_per_minute) {
            self.refused.app_minute += 1;
            return Err(Refusal { problem: "appminute", retry_after: Some(wait) });
        }
        usage.minute.add(now);
        usage.day_calls += 1;
        app.add(now);
        Ok(self.remaining(payer, now))
    }

    /// The count of calls in flight.
    pub(crate) fn in_flight(&mut self, payer: Payer) -> InFlight {
        self.uses.entry(payer).or_default().in_flight.clone()
    }

    pub(crate) fn refuses_concurrent(&self, in_flight: u64) -> bool {
        self.settings.enabled && self.settings.concurrent.is_some_and(|limit| in_flight > limit)
    }

    pub(crate) fn note_in_flight(&mut self, in_flight: u64) {
        self.most_in_flight = self.most_in_flight.max(in_flight);
    }

    pub(crate) fn remaining(&mut self, payer: &Payer, now: i64) -> Remaining {
        let used = if self.settings.enabled { self.used(payer, now) } else { Used::default() };
        let left = |limit: Option<u64>, used: u64| limit.map(|limit| limit.saturating_sub(used));
        Remaining {
            day: left(self.settings.per_day, used.day),
            minute: left(self.settings.per_minute, used.minute),
            app_minute: left(self.settings.app_per_minute, used.app_minute),
        }
    }

    pub(crate) fn clear_counters(&mut self) {
        self.apps.clear();
        for usage in self.uses.values_mut() {
            usage.minute.clear();
            usage.day_calls = 0;
        }
        self.refused = Refused::default();
        self.most_in_flight = 0;
    }

    /// What is used and left is the payer's; what is in flight and what was refused is everybody's.
    pub(crate) fn describe(&mut self, payer: &Payer, now: i64, in_flight: u64) -> Value {
        let Remaining { day, minute, app_minute } = self.remaining(payer, now);
        let used = self.used(payer, now);
        json!({
            "enabled": self.settings.enabled,
            "window": self.settings.window.name(),
            "concurrent": self.settings.concurrent,
            "per_minute": self.settings.per_minute,
            "per_day": self.settings.per_day,
            "app_per_minute": self.settings.app_per_minute,
            "in_flight": in_flight,
            "most_in_flight": self.most_in_flight,
            "minute_used": used.minute,
            "day_used": used.day,
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

    fn used(&mut self, payer: &Payer, now: i64) -> Used {
        let window = self.settings.window;
        let mut used = Used::default();
        if let Some(usage) = self.uses.get_mut(payer) {
            usage.forget(now);
            (used.minute, used.day) = (usage.minute.used(window, now), usage.day_calls);
        }
        if let Some(app) = self.apps.get_mut(&payer.client_id) {
            app.forget(now);
            used.app_minute = app.used(window, now);
        }
        used
    }
}

impl Usage {
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
pub(crate) mod tests {
    use super::settings::Window;
    use super::{Limits, Payer, Refusal};
    use crate::values::dates::MILLIS_A_DAY;
    use crate::values::ids::Guid;

    const MINUTE: i64 = 60_000;

    fn payer(organisation: &str) -> Payer {
        Payer { client_id: "ID".into(), tenant_id: Guid::named(organisation) }
    }

    #[test]
    fn each_organisation_has_its_own_minute_and_the_app_one_over_all() {
        let mut limits = Limits::default();
        limits.settings.per_minute = Some(2);
        limits.settings.app_per_minute = Some(3);
        let problem = |limits: &mut Limits, one| limits.spend(&payer(one), 0, 1).err().map(|refusal| refusal.problem);
        assert_eq!(["NZ", "NZ", "NZ"].map(|one| problem(&mut limits, one)), [None, None, Some("minute")]);
        assert_eq!(["AU", "AU"].map(|one| problem(&mut limits, one)), [None, Some("appminute")]);
        let other = Payer { client_id: "OTHER".into(), ..payer("NZ") };
        assert_eq!(limits.spend(&other, 0, 1).map(|left| left.minute), Ok(Some(1)));
    }

    #[test]
    fn the_sixty_first_call_of_a_minute_is_refused_until_the_first_leaves() {
        let mut limits = Limits::default();
        for at in 0..60 {
            assert!(limits.spend(&payer("NZ"), at * 100, 1).is_ok());
        }
        let refused = limits.spend(&payer("NZ"), 10_000, 1);
        assert_eq!(refused, Err(Refusal { problem: "minute", retry_after: Some(50) }));
        assert!(limits.spend(&payer("NZ"), MINUTE, 1).is_ok());
    }

    #[test]
    fn a_fixed_minute_takes_sixty_at_its_end_and_sixty_more_at_once_after_it() {
        let mut limits = Limits::default();
        limits.settings.window = Window::Fixed;
        for _ in 0..60 {
            assert!(limits.spend(&payer("NZ"), MINUTE - 1_500, 1).is_ok());
        }
        let refused = limits.spend(&payer("NZ"), MINUTE - 1_400, 1);
        assert_eq!(refused, Err(Refusal { problem: "minute", retry_after: Some(2) }));
        assert_eq!(limits.spend(&payer("NZ"), MINUTE, 1).map(|left| left.minute), Ok(Some(59)));
        limits.settings.window = Window::Both;
        assert_eq!(limits.remaining(&payer("NZ"), MINUTE).minute, Some(0));
        assert!(limits.spend(&payer("NZ"), MINUTE, 1).is_err());
    }

    #[test]
    fn the_day_is_refused_until_the_next_one_begins() {
        let mut limits = Limits::default();
        limits.settings.per_day = Some(1);
        assert_eq!(limits.spend(&payer("NZ"), 0, 1).map(|left| left.day), Ok(Some(0)));
        let refused = limits.spend(&payer("NZ"), MILLIS_A_DAY - 30_000, 1);
        assert_eq!(refused, Err(Refusal { problem: "day", retry_after: Some(30) }));
        assert!(limits.spend(&payer("NZ"), MILLIS_A_DAY, 1).is_ok());
    }

    #[test]
    fn a_clock_set_back_does_not_leave_the_minute_full() {
        let mut limits = Limits::default();
        for _ in 0..60 {
            assert!(limits.spend(&payer("NZ"), 10 * MINUTE, 1).is_ok());
        }
        assert!(limits.spend(&payer("NZ"), MINUTE, 1).is_ok());
    }

    #[test]
    fn limits_that_are_off_count_nothing() {
        let mut limits = Limits::default();
        limits.settings.enabled = false;
        for _ in 0..100 {
            assert_eq!(limits.spend(&payer("NZ"), 0, 9).map(|left| left.minute), Ok(Some(60)));
        }
    }

    #[test]
    fn each_limit_counts_what_it_refused_until_the_counters_are_cleared() {
        let mut limits = Limits::default();
        limits.settings.per_minute = Some(1);
        assert!(limits.spend(&payer("NZ"), 0, 1).is_ok());
        for in_flight in [1, 1, 6] {
            assert!(limits.spend(&payer("NZ"), 0, in_flight).is_err());
        }
        limits.settings.app_per_minute = limits.settings.per_minute.take();
        assert!(limits.spend(&payer("NZ"), 0, 1).is_err());
        limits.settings.per_day = Some(1);
        assert!(limits.spend(&payer("NZ"), 0, 1).is_err());
        limits.note_in_flight(6);
        limits.note_in_flight(2);
        let told = |limits: &mut Limits| {
            let state = limits.describe(&payer("NZ"), 0, 0);
            let refused = ["concurrent", "minute", "app_minute", "day"].map(|kind| state["refused"][kind].clone());
            (refused.map(|count| count.as_u64().expect("a count")), state["most_in_flight"].as_u64())
        };
        assert_eq!(told(&mut limits), ([1, 2, 1, 1], Some(6)));
        limits.clear_counters();
        assert_eq!(told(&mut limits), ([0, 0, 0, 0], Some(0)));
    }
}
