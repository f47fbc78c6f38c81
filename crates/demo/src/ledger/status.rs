//! The statuses of an invoice and the transitions between them.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Draft,
    Submitted,
    Authorised,
    Paid,
    Voided,
    Deleted,
}

const ALL: [Status; 6] =
    [Status::Draft, Status::Submitted, Status::Authorised, Status::Paid, Status::Voided, Status::Deleted];

impl Status {
    pub(crate) fn parse(name: &str) -> Option<Status> {
        ALL.into_iter().find(|status| status.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Draft => "DRAFT",
            Status::Submitted => "SUBMITTED",
            Status::Authorised => "AUTHORISED",
            Status::Paid => "PAID",
            Status::Voided => "VOIDED",
            Status::Deleted => "DELETED",
        }
    }

    /// Whether a caller may request the transition. Only payments make an invoice paid.
    pub(crate) fn allows_change_to(self, next: Status) -> bool {
        match self {
            Status::Draft | Status::Submitted => {
                matches!(next, Status::Draft | Status::Submitted | Status::Authorised | Status::Deleted)
            }
            Status::Authorised => matches!(next, Status::Authorised | Status::Voided),
            Status::Paid => next == Status::Paid,
            Status::Voided | Status::Deleted => false,
        }
    }

    /// Whether lines may be incomplete: in drafts, and in documents that no longer count.
    pub(crate) fn is_lenient(self) -> bool {
        matches!(self, Status::Draft | Status::Voided | Status::Deleted)
    }

    /// The history event of a change to this status.
    pub(crate) fn event(self) -> &'static str {
        match self {
            Status::Draft | Status::Paid => "Edited",
            Status::Submitted => "Submitted for approval",
            Status::Authorised => "Approved",
            Status::Voided => "Voided",
            Status::Deleted => "Deleted",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Status};

    #[test]
    fn a_final_status_is_kept_and_no_request_sets_an_invoice_to_paid() {
        for from in ALL {
            assert!(!Status::Voided.allows_change_to(from) && !Status::Deleted.allows_change_to(from));
            assert!(from == Status::Paid || !from.allows_change_to(Status::Paid));
        }
    }

    #[test]
    fn drafts_are_deleted_and_authorised_invoices_are_voided() {
        assert!(Status::Draft.allows_change_to(Status::Deleted) && !Status::Draft.allows_change_to(Status::Voided));
        assert!(Status::Submitted.allows_change_to(Status::Draft));
        assert!(
            Status::Authorised.allows_change_to(Status::Voided)
                && !Status::Authorised.allows_change_to(Status::Deleted)
        );
        assert!(!Status::Authorised.allows_change_to(Status::Draft));
    }
}
