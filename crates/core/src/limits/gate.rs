//! The server's word that an organisation's limit is reached: it holds for every call, not only for the one refused.

use std::time::{Duration, Instant};

use crate::error::{Error, Result};

#[derive(Debug, Default)]
pub(super) struct Gate {
    closed_until: Option<Instant>,
    refusal: Option<(Error, Instant)>,
}

impl Gate {
    pub(super) fn close_until(&mut self, until: Instant) {
        self.closed_until = self.closed_until.max(Some(until));
    }

    pub(super) fn refuse_until(&mut self, error: Error, until: Instant) {
        self.refusal = Some((error, until));
    }

    /// The refusal that holds now.
    pub(super) fn check(&self, now: Instant) -> Result<()> {
        match &self.refusal {
            Some((error, until)) if now < *until => Err(error.clone()),
            _ => Ok(()),
        }
    }

    pub(super) fn wait(&self, now: Instant) -> Duration {
        self.closed_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    pub(super) fn is_open(&self, now: Instant) -> bool {
        self.wait(now).is_zero() && self.check(now).is_ok()
    }
}
