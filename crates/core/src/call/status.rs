//! How far a call has got, seen from outside, so that a call that is cancelled can still say what became of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, ErrorKind, Outcome};

/// How far one call has got. Whoever may drop the call's future keeps it, to learn what became of a write.
#[derive(Debug, Default)]
pub struct CallStatus(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    operation: Option<String>,
    /// A call that has not begun was not sent.
    has_begun: bool,
    /// None for reads.
    outcome: Option<Outcome>,
    idempotency_key: Option<String>,
    /// Whether an earlier request of the same call has changed something, or may have.
    has_effect: bool,
    is_cancelled: bool,
}

impl CallStatus {
    /// Of a call that changes nothing, whatever becomes of it.
    #[must_use]
    pub fn of_read() -> Self {
        let status = Self::default();
        status.begin_read();
        status
    }

    /// Lets no request go out from now on, and tells what became of the call so far.
    pub fn cancel(&self) -> Error {
        let mut known = self.known();
        known.is_cancelled = true;
        let so_far = known.outcome.or((!known.has_begun).then_some(Outcome::NotSent));
        let outcome = so_far.map(|outcome| match outcome {
            Outcome::NotSent | Outcome::Refused if known.has_effect => Outcome::Unknown,
            other => other,
        });
        let error = match outcome {
            None => Error::new(ErrorKind::Cancelled, "the call was cancelled"),
            Some(Outcome::NotSent) => {
                Error::new(ErrorKind::Cancelled, "the call was cancelled before anything was sent")
            }
            Some(Outcome::Unknown) => {
                Error::new(ErrorKind::Cancelled, "the call was cancelled; it may have been carried out")
                    .hint("read the record, or repeat the call with the same idempotency key within six minutes")
            }
            Some(Outcome::Done) => Error::new(ErrorKind::Cancelled, "the call was cancelled after it was carried out"),
            Some(Outcome::Refused) => {
                Error::new(ErrorKind::Cancelled, "the call was cancelled after Xero had refused it")
            }
        };
        error.with(|details| {
            details.operation.clone_from(&known.operation);
            details.outcome = outcome;
            details.idempotency_key.clone_from(&known.idempotency_key);
        })
    }

    /// Marks the call as one that changes nothing, so that it has no outcome.
    pub fn begin_read(&self) {
        self.known().has_begun = true;
    }

    /// A write begins; it may be one of several of the same call.
    pub(crate) fn begin(&self, operation: &str, idempotency_key: Option<&String>) {
        let mut known = self.known();
        known.has_effect |= matches!(known.outcome, Some(Outcome::Done | Outcome::Unknown));
        known.has_begun = true;
        known.operation = Some(operation.to_owned());
        known.outcome = Some(Outcome::NotSent);
        known.idempotency_key = idempotency_key.cloned();
    }

    /// A write's request is about to be sent, and its outcome unknown from then on; not if the call was given up.
    pub(crate) fn mark_sent(&self) -> bool {
        let mut known = self.known();
        if !known.is_cancelled {
            known.outcome = Some(Outcome::Unknown);
        }
        !known.is_cancelled
    }

    pub(crate) fn set_outcome(&self, outcome: Outcome) {
        self.known().outcome = Some(outcome);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(status: &CallStatus) -> Option<Outcome> {
        status.cancel().details().outcome
    }

    #[test]
    fn a_read_has_no_outcome_and_a_write_tells_how_far_it_got() {
        assert_eq!(outcome(&CallStatus::default()), Some(Outcome::NotSent));
        assert_eq!(outcome(&CallStatus::of_read()), None);
        let status = CallStatus::default();
        status.begin("invoices.create", Some(&"k".to_owned()));
        assert!(status.mark_sent());
        assert_eq!(outcome(&status), Some(Outcome::Unknown));
        status.set_outcome(Outcome::Done);
        assert_eq!(outcome(&status), Some(Outcome::Done));
        assert_eq!(status.cancel().details().idempotency_key.as_deref(), Some("k"));
    }

    #[test]
    fn nothing_is_sent_for_a_call_that_was_cancelled() {
        let status = CallStatus::default();
        status.begin("invoices.create", None);
        assert_eq!(outcome(&status), Some(Outcome::NotSent));
        assert!(!status.mark_sent());
        assert_eq!(outcome(&status), Some(Outcome::NotSent));
    }

    #[test]
    fn once_a_part_went_through_the_whole_is_not_unsent() {
        let status = CallStatus::default();
        status.begin("invoices.create", None);
        status.set_outcome(Outcome::Done);
        status.begin("invoices.create", None);
        assert_eq!(outcome(&status), Some(Outcome::Unknown));
    }
}
