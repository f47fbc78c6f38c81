//! The limits as a user sees them.

use serde::Serialize;

/// What is left of an organisation's limits, and what waits for them. Times are in seconds. It serializes with these
/// names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RateLimitState {
    /// Calls in flight.
    pub concurrent: ConcurrentState,
    /// Calls of the last 60 seconds.
    pub minute: MinuteState,
    /// Calls of the day.
    pub day: DayState,
    /// Calls a minute of the whole app.
    pub app_minute: AppMinuteState,
    /// Calls that wait for a limit.
    pub waiting: WaitingCalls,
    /// Retries that may still be made.
    pub retries: RetryState,
}

/// The limit of calls in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ConcurrentState {
    /// How many the policy allows.
    pub limit: usize,
    /// Fewer than `limit` for a while after Xero reported too many concurrent calls.
    pub allowed: usize,
    /// How many are in flight.
    pub in_flight: usize,
}

/// The limit of calls a minute.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MinuteState {
    /// None where the client keeps no limit a minute.
    pub limit: Option<usize>,
    /// Calls that may start now; none where the client keeps no limit a minute.
    pub remaining: Option<usize>,
    /// Seconds until no call of the last minute counts any more.
    pub resets_in: f64,
}

/// The limit of calls a day, which Xero counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DayState {
    /// Calls that are left of the day; none before Xero has reported it.
    pub remaining: Option<u32>,
    /// Calls that bulk work leaves to interactive calls.
    pub reserve: u32,
    /// Seconds until calls are possible again; known only while the day is used up.
    pub resets_in: Option<f64>,
}

/// The limit of calls a minute over all organisations that the app is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AppMinuteState {
    /// Calls that are left of it; none before Xero has reported it.
    pub remaining: Option<u32>,
}

/// How many calls wait, by priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WaitingCalls {
    /// Calls for whose result someone waits.
    pub interactive: usize,
    /// Calls of jobs that have time.
    pub bulk: usize,
}

/// The budget of retries that all calls of the organisation share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RetryState {
    /// What is left of it, at most 20: a retry costs 2, or 3 after a timeout, and a success earns 1.
    pub remaining: u32,
}
