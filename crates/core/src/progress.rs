//! How far a call has got, told from outside, so that a call that is given up can still say what became of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Kind};

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing left this machine.
    NotSent,
    /// It may have been done.
    Unknown,
    Done,
    /// Xero said no; nothing was changed.
    Refused,
}

impl Outcome {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Unknown => "unknown",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// The progress of one call of a face, which holds it while the call's future may be dropped.
#[derive(Debug, Default)]
pub struct Progress(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    operation: Option<String>,
    /// A call that has not begun was not sent.
    has_begun: bool,
    /// None for reads.
    outcome: Option<Outcome>,
    idempotency_key: Option<String>,
    /// Whether an earlier request of the same call has changed something, or may have.
    has_effect: bool,
    given_up: bool,
}

impl Progress {
    /// Of a call that changes nothing, whatever becomes of it.
    #[must_use]
    pub fn of_read() -> Self {
        let progress = Self::default();
        progress.begin_read();
        progress
    }

    /// Lets no request go out from now on, and tells what became of the call so far.
    pub fn give_up(&self) -> Error {
        let mut state = self.state();
        state.given_up = true;
        let known = state.outcome.or((!state.has_begun).then_some(Outcome::NotSent));
        let outcome = known.map(|outcome| match outcome {
            Outcome::NotSent | Outcome::Refused if state.has_effect => Outcome::Unknown,
            other => other,
        });
        let error = match outcome {
            None => Error::new(Kind::Cancelled, "the call was cancelled"),
            Some(Outcome::NotSent) => Error::new(Kind::Cancelled, "the call was cancelled before anything was sent"),
            Some(Outcome::Unknown) => {
                Error::new(Kind::Cancelled, "the call was cancelled; it may have been carried out")
                    .hint("read the record, or repeat the call with the same idempotency key within six minutes")
            }
            Some(Outcome::Done) => Error::new(Kind::Cancelled, "the call was cancelled after it was carried out"),
            Some(Outcome::Refused) => Error::new(Kind::Cancelled, "the call was cancelled after Xero had refused it"),
        };
        error.with(|details| {
            details.operation.clone_from(&state.operation);
            details.outcome = outcome.map(Outcome::name);
            details.idempotency_key.clone_from(&state.idempotency_key);
        })
    }

    /// A read begins, which changes nothing.
    pub(crate) fn begin_read(&self) {
        self.state().has_begun = true;
    }

    /// A write begins; it may be one of several of the same call.
    pub(crate) fn begin(&self, operation: &str, idempotency_key: Option<&String>) {
        let mut state = self.state();
        state.has_effect |= matches!(state.outcome, Some(Outcome::Done | Outcome::Unknown));
        state.has_begun = true;
        state.operation = Some(operation.to_owned());
        state.outcome = Some(Outcome::NotSent);
        state.idempotency_key = idempotency_key.cloned();
    }

    /// A write's request is about to go out, and its fate unknown from then on; not if the call was given up.
    pub(crate) fn goes_out(&self) -> bool {
        let mut state = self.state();
        if !state.given_up {
            state.outcome = Some(Outcome::Unknown);
        }
        !state.given_up
    }

    pub(crate) fn set(&self, outcome: Outcome) {
        self.state().outcome = Some(outcome);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(progress: &Progress) -> Option<&'static str> {
        progress.give_up().details().outcome
    }

    #[test]
    fn a_read_has_no_outcome_and_a_write_tells_how_far_it_got() {
        assert_eq!(outcome(&Progress::default()), Some("not_sent"));
        assert_eq!(outcome(&Progress::of_read()), None);
        let progress = Progress::default();
        progress.begin("invoices.create", Some(&"k".to_owned()));
        assert!(progress.goes_out());
        assert_eq!(outcome(&progress), Some("unknown"));
        progress.set(Outcome::Done);
        assert_eq!(outcome(&progress), Some("done"));
        assert_eq!(progress.give_up().details().idempotency_key.as_deref(), Some("k"));
    }

    #[test]
    fn nothing_goes_out_for_a_call_that_was_given_up() {
        let progress = Progress::default();
        progress.begin("invoices.create", None);
        assert_eq!(outcome(&progress), Some("not_sent"));
        assert!(!progress.goes_out());
        assert_eq!(outcome(&progress), Some("not_sent"));
    }

    #[test]
    fn once_a_part_went_through_the_whole_is_not_unsent() {
        let progress = Progress::default();
        progress.begin("invoices.create", None);
        progress.set(Outcome::Done);
        progress.begin("invoices.create", None);
        assert_eq!(outcome(&progress), Some("unknown"));
    }
}
