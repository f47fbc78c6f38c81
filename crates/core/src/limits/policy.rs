//! What a user sets: the limits to keep, and which calls go first.

use serde::Deserialize;

/// The limits of one organisation that its calls keep.
///
/// Xero allows 5 calls in flight and 60 calls a minute; it counts 5,000 calls a day itself, and reports what is left of
/// them with every response: <https://developer.xero.com/documentation/guides/oauth2/limits/>. The default keeps the
/// first two and reserves nothing of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LimitPolicy {
    /// Calls in flight at the same time, from 1 to 10,000.
    pub concurrent: usize,
    /// Calls in any 60 seconds, from 1 to 10,000; none for no limit of our own.
    pub per_minute: Option<usize>,
    /// Calls of the day that bulk calls leave to interactive ones: they fail with [`ErrorKind::DailyLimit`] once no
    /// more are left.
    ///
    /// [`ErrorKind::DailyLimit`]: crate::ErrorKind::DailyLimit
    pub reserve_daily: u32,
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
pub enum Priority {
    /// Someone waits for the result: the default of a single call.
    Interactive,
    /// A job that has time: the default of [`Pages`](crate::Pages) and of a batch of several requests.
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
