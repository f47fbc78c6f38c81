//! The end of one call, which all its waits share.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::error::{Error, Kind, Result};

/// What a call was waiting for when its time was up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Waiting {
    Limiter,
    Token,
    Attempt,
    Retry,
}

impl Waiting {
    const fn name(self) -> &'static str {
        match self {
            Self::Limiter => "limiter",
            Self::Token => "token",
            Self::Attempt => "attempt",
            Self::Retry => "retry",
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    started: Instant,
    ends: Option<Instant>,
}

impl Deadline {
    pub(crate) fn start(total: Option<Duration>) -> Self {
        let started = Instant::now();
        Self { started, ends: total.map(|total| started + total) }
    }

    /// Waits for `future`, and not longer than the call has left.
    pub(crate) async fn bound<F: Future>(&self, waiting: Waiting, future: F) -> Result<F::Output> {
        match self.ends {
            None => Ok(future.await),
            Some(ends) => timeout_at(ends, future).await.map_err(|_| self.passed(waiting)),
        }
    }

    /// Whether a wait of this length still ends in time.
    pub(crate) fn allows(&self, wait: Duration) -> bool {
        self.ends.is_none_or(|ends| Instant::now() + wait < ends)
    }

    pub(crate) fn passed(&self, waiting: Waiting) -> Error {
        let spent = self.started.elapsed().as_secs_f64();
        Error::new(
            Kind::Deadline,
            format!("the deadline passed after {spent:.1} s, waiting for the {}", waiting.name()),
        )
        .hint("give the call a longer deadline")
        .retryable()
        .with(|details| {
            details.spent = Some(spent);
            details.waiting_for = Some(waiting.name());
        })
    }
}
