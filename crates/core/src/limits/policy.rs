//! What a user sets: the limits to keep, and which calls go first.

use serde::Deserialize;

/// The limits of one organisation that its calls keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct LimitPolicy {
    pub(crate) concurrent: usize,
    /// Calls a minute; none for no limit of our own.
    pub(crate) per_minute: Option<usize>,
    /// Calls of the day that bulk work leaves to interactive calls.
    pub(crate) reserve_daily: u32,
}

impl Default for LimitPolicy {
    /// Xero's own limits: <https://developer.xero.com/documentation/guides/oauth2/limits/>.
    fn default() -> Self {
        Self { concurrent: 5, per_minute: Some(60), reserve_daily: 0 }
    }
}

/// Which of the waiting calls start first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Priority {
    /// Someone waits for the result.
    Interactive,
    /// A job that has time.
    Bulk,
}

impl Priority {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Interactive => "interactive",
            Self::Bulk => "bulk",
        }
    }
}
