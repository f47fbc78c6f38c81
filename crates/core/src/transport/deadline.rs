//! The end of one call, which all its waits share.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::error::{Error, Kind, Result};

/// What a call was waiting for when its time was up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Waiting {
    Limiter,
    Token,
    Attempt,
    Retry,
    File,
}

impl Waiting {
    const fn name(self) -> &'static str {
        match self {
            Self::Limiter => "limiter",
            Self::Token => "token",
            Self::Attempt => "attempt",
            Self::Retry => "retry",
            Self::File => "file",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Deadline {
    clock: Arc<dyn Clock>,
    started: Instant,
    ends: Option<Instant>,
}

impl Deadline {
    pub(crate) fn start(total: Option<Duration>, clock: &Arc<dyn Clock>) -> Self {
        let started = clock.now().monotonic;
        Self { clock: Arc::clone(clock), started, ends: total.map(|total| started + total) }
    }

    /// Waits for `future`, and not longer than the call has left.
    pub(crate) async fn bound<F: Future>(&self, waiting: Waiting, future: F) -> Result<F::Output> {
        let Some(left) = self.left() else { return Ok(future.await) };
        let mut future = pin!(future);
        tokio::select! {
            biased;
            output = &mut future => Ok(output),
            () = self.clock.sleep(left) => Err(self.passed(waiting)),
        }
    }

    /// What the call has left; none where it may take any time.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.ends.map(|ends| ends.saturating_duration_since(self.clock.now().monotonic))
    }

    /// Whether a wait of this length still ends in time.
    pub(crate) fn allows(&self, wait: Duration) -> bool {
        self.left().is_none_or(|left| wait < left)
    }

    pub(crate) fn passed(&self, waiting: Waiting) -> Error {
        let spent = self.clock.now().monotonic.saturating_duration_since(self.started).as_secs_f64();
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
