//! Counts of calls in flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Debug, Default)]
pub(crate) struct InFlight(Arc<AtomicU64>);

/// One call in flight. Dropped when its response is ready or its caller has disconnected.
#[derive(Debug)]
pub(crate) struct InFlightGuard {
    of_company: InFlight,
    /// The count of its app and organisation.
    of_key: Option<InFlight>,
}

impl InFlight {
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl InFlightGuard {
    pub(crate) fn take(of_company: &InFlight, of_key: Option<InFlight>) -> InFlightGuard {
        let guard = InFlightGuard { of_company: of_company.clone(), of_key };
        guard.counts().for_each(|count| _ = count.0.fetch_add(1, Ordering::Relaxed));
        guard
    }

    /// Calls in flight of the same app and organisation, including this one.
    pub(crate) fn in_flight(&self) -> u64 {
        self.of_key.as_ref().map_or(0, InFlight::count)
    }

    fn counts(&self) -> impl Iterator<Item = &InFlight> {
        std::iter::once(&self.of_company).chain(&self.of_key)
    }
}

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        self.counts().for_each(|count| _ = count.0.fetch_sub(1, Ordering::Relaxed));
    }
}
