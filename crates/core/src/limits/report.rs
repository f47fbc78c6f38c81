//! The limits as a user sees them.

use serde::Serialize;

/// What is left of an organisation's limits, and what waits for them. Times are in seconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RateLimitState {
    pub concurrent: ConcurrentState,
    pub minute: MinuteState,
    pub day: DayState,
    pub app_minute: AppMinuteState,
    pub waiting: WaitingCalls,
    pub retries: RetryState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ConcurrentState {
    pub limit: usize,
    /// Fewer than `limit` for a while after Xero reported too many concurrent calls.
    pub allowed: usize,
    pub in_flight: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MinuteState {
    /// None where the client keeps no limit a minute.
    pub limit: Option<usize>,
    pub remaining: Option<usize>,
    pub resets_in: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DayState {
    /// None before Xero has reported it.
    pub remaining: Option<u32>,
    /// Calls that bulk work leaves to interactive calls.
    pub reserve: u32,
    /// Known only while the day is used up.
    pub resets_in: Option<f64>,
}

/// The minute of all organisations that the app is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AppMinuteState {
    /// None before Xero has reported it.
    pub remaining: Option<u32>,
}

/// How many calls wait, by priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WaitingCalls {
    pub interactive: usize,
    pub bulk: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RetryState {
    pub remaining: u32,
}
