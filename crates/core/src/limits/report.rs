//! The limits as a user sees them.

use serde::Serialize;

/// What is left of an organisation's limits, and what waits for them. Times are in seconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RateLimitState {
    pub(crate) concurrent: ConcurrentState,
    pub(crate) minute: MinuteState,
    pub(crate) day: DayState,
    pub(crate) app_minute: AppMinuteState,
    pub(crate) waiting: WaitingCalls,
    pub(crate) retries: RetryState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct ConcurrentState {
    pub(crate) limit: usize,
    /// Fewer than `limit` for a while after Xero reported too many concurrent calls.
    pub(crate) allowed: usize,
    pub(crate) in_flight: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct MinuteState {
    /// None where the client keeps no limit a minute.
    pub(crate) limit: Option<usize>,
    pub(crate) remaining: Option<usize>,
    pub(crate) resets_in: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct DayState {
    /// None before Xero has reported it.
    pub(crate) remaining: Option<u32>,
    /// Calls that bulk work leaves to interactive calls.
    pub(crate) reserve: u32,
    /// Known only while the day is used up.
    pub(crate) resets_in: Option<f64>,
}

/// The minute of all organisations that the app is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct AppMinuteState {
    /// None before Xero has reported it.
    pub(crate) remaining: Option<u32>,
}

/// How many calls wait, by priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct WaitingCalls {
    pub(crate) interactive: usize,
    pub(crate) bulk: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct RetryState {
    pub(crate) remaining: u32,
}
