//! The rules of one organisation's limits, without locks, waits or files: may a call start, and if not, when?

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::day::Count;
use super::gate::Gate;
use super::window::{Moment, SPAN, Window};
use crate::config::{LimitSettings, Priority};
use crate::error::Remaining;

/// What was used, and what the server said.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Book {
    window: Window,
    gate: Gate,
    day: Count,
    app_minute: Count,
}

/// The limit that holds a call back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    Concurrent,
    Minute,
    AppMinute,
    /// The day is used up, by the server's word.
    Day,
    /// What is left of the day is not for bulk work.
    Reserve,
    /// The server closed the gate for a while.
    Server,
    /// Another process is writing the shared book.
    Book,
}

impl Limit {
    /// As `X-Rate-Limit-Problem` and [`crate::error::Details::limit_kind`] name it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Concurrent => "concurrent",
            Self::Minute | Self::Server | Self::Book => "minute",
            Self::AppMinute => "app_minute",
            Self::Day | Self::Reserve => "day",
        }
    }

    /// How many calls it allows.
    pub(crate) fn size(self, settings: LimitSettings) -> Option<usize> {
        match self {
            Self::Concurrent => Some(settings.concurrent),
            Self::Minute => settings.per_minute,
            Self::Reserve => usize::try_from(settings.reserve_daily).ok(),
            Self::AppMinute | Self::Day | Self::Server | Self::Book => None,
        }
    }

    /// As an error names it.
    pub(super) fn words(self, settings: LimitSettings) -> String {
        let calls = |count: usize| if count == 1 { "1 call".to_owned() } else { format!("{count} calls") };
        match (self, self.size(settings)) {
            (Self::Concurrent, Some(count)) => format!("the limit of {} at once", calls(count)),
            (Self::Minute, Some(count)) => format!("the limit of {} a minute", calls(count)),
            (Self::AppMinute, _) => "the app's limit of calls a minute".to_owned(),
            (Self::Day | Self::Reserve, _) => "the limit of calls a day".to_owned(),
            (Self::Book, _) => "the file of the shared limits".to_owned(),
            _ => "the limit of calls a minute".to_owned(),
        }
    }
}

/// Why a call may not start now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blocked {
    pub(crate) by: Limit,
    /// How long, at the least.
    pub(crate) wait: Duration,
}

impl Book {
    /// Records a start, if it is within the limits.
    pub(super) fn start(&mut self, settings: LimitSettings, priority: Priority, now: Moment) -> Result<(), Blocked> {
        self.check(settings, priority, now)?;
        if settings.per_minute.is_some() {
            self.window.record(now);
        }
        self.day.record();
        self.app_minute.record();
        Ok(())
    }

    fn check(&mut self, settings: LimitSettings, priority: Priority, now: Moment) -> Result<(), Blocked> {
        self.day_refusal(settings, priority, now).map_or(Ok(()), Err)?;
        let waits = [
            (Limit::Server, self.gate.wait(now)),
            (Limit::Minute, self.window.wait(settings.per_minute, now)),
            (Limit::AppMinute, self.app_minute.is_down_to(0, SPAN, now).unwrap_or_default()),
        ];
        match waits.into_iter().max_by_key(|(_, wait)| *wait) {
            Some((by, wait)) if !wait.is_zero() => Err(Blocked { by, wait }),
            _ => Ok(()),
        }
    }

    /// The day's refusal, for which no one waits.
    pub(super) fn day_refusal(&self, settings: LimitSettings, priority: Priority, now: Moment) -> Option<Blocked> {
        let reserved = match priority {
            Priority::Bulk => self.day.is_reserved(settings.reserve_daily, now),
            Priority::Interactive => None,
        };
        let refused = self.gate.refused_for(now).map(|wait| Blocked { by: Limit::Day, wait });
        refused.or(reserved.map(|wait| Blocked { by: Limit::Reserve, wait }))
    }

    /// What holds back a call that has so many others ahead of it, and for how long at the least.
    pub(super) fn foresee(&mut self, settings: LimitSettings, ahead: usize, now: Moment) -> Blocked {
        let minute = settings.per_minute.map_or(Duration::ZERO, |limit| {
            self.window.wait(Some(limit), now);
            self.window.fits(limit, ahead, now).saturating_sub(now)
        });
        let gate = self.gate.wait(now);
        if gate > minute {
            Blocked { by: Limit::Server, wait: gate }
        } else if minute.is_zero() {
            Blocked { by: Limit::Concurrent, wait: minute }
        } else {
            Blocked { by: Limit::Minute, wait: minute }
        }
    }

    /// Takes over what the server says is left, where that is less than our own count.
    pub(super) fn observe(&mut self, said: Remaining, settings: LimitSettings, in_flight: usize, now: Moment) {
        if let (Some(limit), Some(left)) = (settings.per_minute, said.minute_remaining) {
            // Our own count has all calls in flight already, whether the server had seen them or not.
            self.window.lower_room(limit, left as usize, now);
        }
        if let Some(left) = said.day_remaining {
            self.day.observe(left, in_flight, now);
        }
        if let Some(left) = said.app_minute_remaining {
            self.app_minute.observe(left, in_flight, now);
        }
    }

    /// The reply of a call that started then has come.
    pub(super) fn arrived(&mut self, start: Moment, now: Moment) {
        self.window.arrived(start, now);
    }

    pub(super) fn close_for(&mut self, wait: Duration, now: Moment) {
        self.gate.close_for(wait, now);
    }

    /// The day is used up until then; what was counted of it is worth nothing afterwards.
    pub(super) fn refuse_day_for(&mut self, wait: Duration, now: Moment) {
        self.gate.refuse_for(wait, now);
        self.day.forget();
    }

    /// Takes over what another process wrote. What a server told this one holds on, even if it could not be written.
    pub(super) fn replace(&mut self, written: Self) {
        let told = self.gate;
        *self = written;
        self.gate.heed(told);
    }

    /// Whether all of it can have been written by now. A machine's clock may be set back, but not by weeks.
    pub(super) fn is_plausible(&self, now: Moment) -> bool {
        let latest = self.window.latest().max(self.day.said()).max(self.app_minute.said());
        latest <= now + Duration::from_secs(7 * 86_400)
    }

    pub(super) fn minute_room(&mut self, limit: Option<usize>, now: Moment) -> Option<usize> {
        limit.map(|limit| self.window.room(limit, now))
    }

    pub(super) fn minute_resets_in(&self, now: Moment) -> Duration {
        self.gate.wait(now).max(self.window.empty_in(now))
    }

    pub(super) fn day_left(&self, now: Moment) -> Option<u32> {
        if self.gate.refused_for(now).is_some() { Some(0) } else { self.day.left() }
    }

    pub(super) fn day_resets_in(&self, now: Moment) -> Option<Duration> {
        self.gate.refused_for(now)
    }

    pub(super) fn app_minute_left(&self) -> Option<u32> {
        self.app_minute.left()
    }

    /// Whether nothing would be lost by dropping this book.
    pub(super) fn is_blank(&self, now: Moment) -> bool {
        self.minute_resets_in(now).is_zero() && self.gate.refused_for(now).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: LimitSettings = LimitSettings { concurrent: 5, per_minute: Some(60), reserve_daily: 10 };
    const NOW: Moment = Duration::from_secs(1000);

    fn said(minute: u32, day: u32, app: u32) -> Remaining {
        Remaining { minute_remaining: Some(minute), day_remaining: Some(day), app_minute_remaining: Some(app) }
    }

    #[test]
    fn the_lower_of_our_own_count_and_the_servers_holds() {
        let mut book = Book::default();
        book.observe(said(3, 5000, 9999), SETTINGS, 1, NOW);
        assert_eq!(book.minute_room(Some(60), NOW), Some(3));
        for _ in 0..3 {
            book.start(SETTINGS, Priority::Bulk, NOW).unwrap();
        }
        assert_eq!(book.start(SETTINGS, Priority::Bulk, NOW), Err(Blocked { by: Limit::Minute, wait: SPAN }));
        assert_eq!(book.day_left(NOW), Some(4996));
    }

    #[test]
    fn a_limit_is_named_with_its_number() {
        let words = |limit: Limit| limit.words(LimitSettings { concurrent: 1, ..SETTINGS });
        assert_eq!(words(Limit::Minute), "the limit of 60 calls a minute");
        assert_eq!(words(Limit::Concurrent), "the limit of 1 call at once");
        assert_eq!(words(Limit::Server), "the limit of calls a minute");
        assert_eq!(words(Limit::AppMinute), "the app's limit of calls a minute");
    }

    #[test]
    fn the_reserve_of_the_day_is_for_interactive_calls() {
        let mut book = Book::default();
        book.observe(said(60, 10, 9999), SETTINGS, 0, NOW);
        assert_eq!(book.start(SETTINGS, Priority::Bulk, NOW).unwrap_err().by, Limit::Reserve);
        book.start(SETTINGS, Priority::Interactive, NOW).unwrap();
    }

    #[test]
    fn a_spent_app_minute_holds_calls_back_for_a_minute() {
        let mut book = Book::default();
        book.observe(said(60, 5000, 1), SETTINGS, 0, NOW);
        book.start(SETTINGS, Priority::Interactive, NOW).unwrap();
        let blocked = book.start(SETTINGS, Priority::Interactive, NOW).unwrap_err();
        assert_eq!((blocked.by, blocked.wait), (Limit::AppMinute, SPAN));
        book.start(SETTINGS, Priority::Interactive, NOW + SPAN).unwrap();
    }

    #[test]
    fn a_refused_day_refuses_everyone_until_it_begins_anew() {
        let mut book = Book::default();
        book.refuse_day_for(Duration::from_secs(60), NOW);
        assert_eq!(book.start(SETTINGS, Priority::Interactive, NOW).unwrap_err().by, Limit::Day);
        assert_eq!(book.day_left(NOW), Some(0));
        book.start(SETTINGS, Priority::Interactive, NOW + Duration::from_secs(60)).unwrap();
    }
}
