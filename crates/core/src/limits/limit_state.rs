//! What is counted of one organisation's limits, without locks, waits or files: may a call start, and if not, when?

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::policy::{LimitPolicy, Priority};
use super::server_count::ServerCount;
use super::server_hold::ServerHold;
use super::window::{Moment, SPAN, Window};
use crate::error::RateLimitHeaders;

/// Calls that were started, and what the server reported about them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct LimitState {
    window: Window,
    server_hold: ServerHold,
    day: ServerCount,
    app_minute: ServerCount,
}

/// The limit that holds a call back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    Concurrent,
    Minute,
    AppMinute,
    /// The server reported that the day is used up.
    Day,
    /// The rest of the day is reserved for interactive calls.
    Reserve,
    /// The server asked for a wait.
    Server,
    /// Another process is writing the shared limits.
    SharedState,
}

impl Limit {
    /// As `X-Rate-Limit-Problem` and [`crate::error::Details::limit_kind`] name it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Concurrent => "concurrent",
            Self::Minute | Self::Server | Self::SharedState => "minute",
            Self::AppMinute => "app_minute",
            Self::Day | Self::Reserve => "day",
        }
    }

    /// How many calls it allows.
    pub(crate) fn size(self, policy: LimitPolicy) -> Option<usize> {
        match self {
            Self::Concurrent => Some(policy.concurrent),
            Self::Minute => policy.per_minute,
            Self::Reserve => usize::try_from(policy.reserve_daily).ok(),
            Self::AppMinute | Self::Day | Self::Server | Self::SharedState => None,
        }
    }

    /// As an error names it.
    pub(super) fn words(self, policy: LimitPolicy) -> String {
        let calls = |count: usize| if count == 1 { "1 call".to_owned() } else { format!("{count} calls") };
        match (self, self.size(policy)) {
            (Self::Concurrent, Some(count)) => format!("the limit of {} at once", calls(count)),
            (Self::Minute, Some(count)) => format!("the limit of {} a minute", calls(count)),
            (Self::AppMinute, _) => "the app's limit of calls a minute".to_owned(),
            (Self::Day | Self::Reserve, _) => "the limit of calls a day".to_owned(),
            (Self::SharedState, _) => "the file of the shared limits".to_owned(),
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

impl LimitState {
    /// Records a start, if it is within the limits.
    pub(super) fn start(&mut self, policy: LimitPolicy, priority: Priority, now: Moment) -> Result<(), Blocked> {
        self.check(policy, priority, now)?;
        if policy.per_minute.is_some() {
            self.window.record(now);
        }
        self.day.record();
        self.app_minute.record();
        Ok(())
    }

    fn check(&mut self, policy: LimitPolicy, priority: Priority, now: Moment) -> Result<(), Blocked> {
        self.day_refusal(policy, priority, now).map_or(Ok(()), Err)?;
        let waits = [
            (Limit::Server, self.server_hold.wait(now)),
            (Limit::Minute, self.window.wait(policy.per_minute, now)),
            (Limit::AppMinute, self.app_minute.exhausted_for(0, SPAN, now).unwrap_or_default()),
        ];
        match waits.into_iter().max_by_key(|(_, wait)| *wait) {
            Some((by, wait)) if !wait.is_zero() => Err(Blocked { by, wait }),
            _ => Ok(()),
        }
    }

    /// Why the day allows no call. Calls fail with it; none waits so long.
    pub(super) fn day_refusal(&self, policy: LimitPolicy, priority: Priority, now: Moment) -> Option<Blocked> {
        let reserved = match priority {
            Priority::Bulk => self.day.reserved_for(policy.reserve_daily, now),
            Priority::Interactive => None,
        };
        let refused = self.server_hold.day_refused_for(now).map(|wait| Blocked { by: Limit::Day, wait });
        refused.or(reserved.map(|wait| Blocked { by: Limit::Reserve, wait }))
    }

    /// What holds back a call with `ahead` others before it, and for how long at least.
    pub(super) fn predict(&mut self, policy: LimitPolicy, ahead: usize, now: Moment) -> Blocked {
        let minute = policy.per_minute.map_or(Duration::ZERO, |limit| {
            self.window.wait(Some(limit), now);
            self.window.fits(limit, ahead, now).saturating_sub(now)
        });
        let hold = self.server_hold.wait(now);
        if hold > minute {
            Blocked { by: Limit::Server, wait: hold }
        } else if minute.is_zero() {
            Blocked { by: Limit::Concurrent, wait: minute }
        } else {
            Blocked { by: Limit::Minute, wait: minute }
        }
    }

    /// Takes over the server's counts where they are lower than our own.
    pub(super) fn observe(&mut self, reported: RateLimitHeaders, policy: LimitPolicy, in_flight: usize, now: Moment) {
        if let (Some(limit), Some(left)) = (policy.per_minute, reported.minute_remaining) {
            // Our own count has all calls in flight already, whether the server had seen them or not.
            self.window.lower_room(limit, left as usize, now);
        }
        if let Some(left) = reported.day_remaining {
            self.day.observe(left, in_flight, now);
        }
        if let Some(left) = reported.app_minute_remaining {
            self.app_minute.observe(left, in_flight, now);
        }
    }

    /// The response to the call that started at `start` has arrived.
    pub(super) fn finished(&mut self, start: Moment, now: Moment) {
        self.window.count_from(start, now);
    }

    /// No call starts before `wait` has passed.
    pub(super) fn hold_for(&mut self, wait: Duration, now: Moment) {
        self.server_hold.hold_for(wait, now);
    }

    /// The day is used up until `wait` has passed. What was counted of it says nothing about the next day.
    pub(super) fn refuse_day_for(&mut self, wait: Duration, now: Moment) {
        self.server_hold.refuse_day_for(wait, now);
        self.day.forget();
    }

    /// Takes over what another process wrote. Waits that the server asked this process for are kept, even if they could
    /// not be written.
    pub(super) fn replace(&mut self, written: Self) {
        let own = self.server_hold;
        *self = written;
        self.server_hold.merge(own);
    }

    /// Whether all of its times can be true by now. A machine's clock may be set back, but not by weeks.
    pub(super) fn is_plausible(&self, now: Moment) -> bool {
        let latest = self.window.latest().max(self.day.reported_at()).max(self.app_minute.reported_at());
        latest <= now + Duration::from_secs(7 * 86_400)
    }

    pub(super) fn minute_remaining(&mut self, limit: Option<usize>, now: Moment) -> Option<usize> {
        limit.map(|limit| self.window.room(limit, now))
    }

    pub(super) fn minute_resets_in(&self, now: Moment) -> Duration {
        self.server_hold.wait(now).max(self.window.empty_in(now))
    }

    pub(super) fn day_remaining(&self, now: Moment) -> Option<u32> {
        if self.server_hold.day_refused_for(now).is_some() { Some(0) } else { self.day.remaining() }
    }

    pub(super) fn day_resets_in(&self, now: Moment) -> Option<Duration> {
        self.server_hold.day_refused_for(now)
    }

    pub(super) fn app_minute_remaining(&self) -> Option<u32> {
        self.app_minute.remaining()
    }

    /// Whether nothing would be lost by dropping this state.
    pub(super) fn is_unused(&self, now: Moment) -> bool {
        self.minute_resets_in(now).is_zero() && self.server_hold.day_refused_for(now).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: LimitPolicy = LimitPolicy { concurrent: 5, per_minute: Some(60), reserve_daily: 10 };
    const NOW: Moment = Duration::from_secs(1000);

    fn reported(minute: u32, day: u32, app: u32) -> RateLimitHeaders {
        RateLimitHeaders { minute_remaining: Some(minute), day_remaining: Some(day), app_minute_remaining: Some(app) }
    }

    #[test]
    fn the_lower_of_our_own_count_and_the_servers_applies() {
        let mut limits = LimitState::default();
        limits.observe(reported(3, 5000, 9999), POLICY, 1, NOW);
        assert_eq!(limits.minute_remaining(Some(60), NOW), Some(3));
        for _ in 0..3 {
            limits.start(POLICY, Priority::Bulk, NOW).unwrap();
        }
        assert_eq!(limits.start(POLICY, Priority::Bulk, NOW), Err(Blocked { by: Limit::Minute, wait: SPAN }));
        assert_eq!(limits.day_remaining(NOW), Some(4996));
    }

    #[test]
    fn a_limit_is_named_with_its_number() {
        let words = |limit: Limit| limit.words(LimitPolicy { concurrent: 1, ..POLICY });
        assert_eq!(words(Limit::Minute), "the limit of 60 calls a minute");
        assert_eq!(words(Limit::Concurrent), "the limit of 1 call at once");
        assert_eq!(words(Limit::Server), "the limit of calls a minute");
        assert_eq!(words(Limit::AppMinute), "the app's limit of calls a minute");
    }

    #[test]
    fn the_daily_reserve_is_for_interactive_calls() {
        let mut limits = LimitState::default();
        limits.observe(reported(60, 10, 9999), POLICY, 0, NOW);
        assert_eq!(limits.start(POLICY, Priority::Bulk, NOW).unwrap_err().by, Limit::Reserve);
        limits.start(POLICY, Priority::Interactive, NOW).unwrap();
    }

    #[test]
    fn an_app_minute_that_is_used_up_holds_calls_for_a_minute() {
        let mut limits = LimitState::default();
        limits.observe(reported(60, 5000, 1), POLICY, 0, NOW);
        limits.start(POLICY, Priority::Interactive, NOW).unwrap();
        let blocked = limits.start(POLICY, Priority::Interactive, NOW).unwrap_err();
        assert_eq!((blocked.by, blocked.wait), (Limit::AppMinute, SPAN));
        limits.start(POLICY, Priority::Interactive, NOW + SPAN).unwrap();
    }

    #[test]
    fn a_day_that_is_used_up_refuses_every_call_until_it_resets() {
        let mut limits = LimitState::default();
        limits.refuse_day_for(Duration::from_secs(60), NOW);
        assert_eq!(limits.start(POLICY, Priority::Interactive, NOW).unwrap_err().by, Limit::Day);
        assert_eq!(limits.day_remaining(NOW), Some(0));
        limits.start(POLICY, Priority::Interactive, NOW + Duration::from_secs(60)).unwrap();
    }
}
