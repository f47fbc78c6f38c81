//! What became of a write.

use serde::Serialize;

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing left this machine.
    NotSent,
    /// It may have been carried out.
    Unknown,
    /// It was carried out.
    Done,
    /// Xero refused it and changed nothing.
    Refused,
}

impl Outcome {
    /// Its stable name as data, such as `not_sent`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Unknown => "unknown",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}
