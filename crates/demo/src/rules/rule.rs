//! What a rule can say about a kind of record.

use crate::call::Call;
use crate::ledger::Ledger;
use crate::records::draft::{Desk, Draft};
use crate::store::record::Record;
use crate::store::{Place, Row};
use crate::values::ids::Guid;
use crate::wire::query::Query;

pub(crate) struct Rules {
    /// A member that finds a record beside its id.
    pub(crate) key: Option<&'static str>,
    /// Another member, by which a POST to the list finds what it changes.
    pub(crate) other_key: Option<&'static str>,
    /// Whether the id of a new record is the caller's: that of a record elsewhere.
    pub(crate) takes_ids: bool,
    /// Defaults, and faults of the draft.
    pub(crate) check: fn(&mut Draft, &Desk<'_>),
    /// What else the books take in once a record is kept.
    pub(crate) kept: fn(&mut Call<'_>, Place, &Row),
    /// Whether a list without a page is whole, and its records come without their lines.
    pub(crate) unpaged_without_lines: bool,
    /// Puts in what is computed when a record is read.
    pub(crate) shown: Option<fn(&mut Record, &Row, &Desk<'_>)>,
    pub(crate) listed: fn(&Record, &Query) -> bool,
    /// Why a record may not be deleted.
    pub(crate) stays: fn(&Row, &Desk<'_>) -> Option<String>,
    /// How a deleted record looks in the reply.
    pub(crate) deleted: fn(&mut Record),
    /// The only record of a place before anyone wrote it.
    pub(crate) initial: fn(&Desk<'_>) -> Record,
    /// Whether the id is that of a record that the ledger keeps.
    pub(crate) is_parent: fn(&Ledger, Guid) -> bool,
}

impl Rules {
    pub(crate) const NONE: Rules = Rules {
        key: None,
        other_key: None,
        takes_ids: false,
        check: |_, _| {},
        kept: |_, _, _| {},
        unpaged_without_lines: false,
        shown: None,
        listed: |_, _| true,
        stays: |_, _| None,
        deleted: |_| {},
        initial: |_| Record::default(),
        is_parent: |_, _| false,
    };
}

/// A fault where the document's date, or the one that it had, is locked.
pub(crate) fn unlocked(draft: &mut Draft, desk: &Desk<'_>) {
    let days = draft.before.as_ref().and_then(|old| old.day("Date")).into_iter().chain(draft.record.day("Date"));
    if let Some(fault) = desk.ledger.organisation.lock_of(days) {
        draft.fault("Date", fault);
    }
}

/// A fault where something that is there is changed in any other way than to be deleted, once.
pub(crate) fn only_deleted(draft: &mut Draft, desk: &Desk<'_>) {
    unlocked(draft, desk);
    let was_deleted = draft.before.as_ref().is_some_and(|old| old.text("Status") == "DELETED");
    if was_deleted || draft.record.text("Status") != "DELETED" {
        draft.fault("Status", "It takes the Status DELETED, once, and no other change.");
    }
}
