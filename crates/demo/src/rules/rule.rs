//! The rules that a kind of record can have.

use crate::call::Call;
use crate::ledger::Ledger;
use crate::records::draft::{CheckContext, RecordDraft};
use crate::store::record::Record;
use crate::store::{CollectionKey, Row};
use crate::values::ids::Guid;
use crate::wire::query::Query;

pub(crate) struct Rules {
    /// A field that identifies a record besides its ID.
    pub(crate) key: Option<&'static str>,
    /// Another field by which `POST` to the list finds existing records.
    pub(crate) other_key: Option<&'static str>,
    /// Whether the caller gives the ID of a new record, which refers to another collection.
    pub(crate) takes_ids: bool,
    /// Sets defaults and adds errors.
    pub(crate) check: fn(&mut RecordDraft, &CheckContext<'_>),
    /// Further effects of saving a record.
    pub(crate) after_write: fn(&mut Call<'_>, CollectionKey, &Row),
    /// Whether a list without a page is complete, but without lines.
    pub(crate) unpaged_without_lines: bool,
    /// Adds the computed fields when a record is read.
    pub(crate) shown: Option<fn(&mut Record, &Row, &CheckContext<'_>)>,
    pub(crate) listed: fn(&Record, &Query) -> bool,
    /// The reason why a record cannot be deleted.
    pub(crate) why_not_deleted: fn(&Row, &CheckContext<'_>) -> Option<String>,
    /// Changes a deleted record for the response.
    pub(crate) deleted: fn(&mut Record),
    /// The initial value of a collection's only record.
    pub(crate) initial: fn(&CheckContext<'_>) -> Record,
    /// Whether the ledger contains the record.
    pub(crate) is_parent: fn(&Ledger, Guid) -> bool,
}

impl Rules {
    pub(crate) const NONE: Rules = Rules {
        key: None,
        other_key: None,
        takes_ids: false,
        check: |_, _| {},
        after_write: |_, _, _| {},
        unpaged_without_lines: false,
        shown: None,
        listed: |_, _| true,
        why_not_deleted: |_, _| None,
        deleted: |_| {},
        initial: |_| Record::default(),
        is_parent: |_, _| false,
    };
}

/// Adds an error if the old or new date is locked.
pub(crate) fn unlocked(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    let days = draft.before.as_ref().and_then(|old| old.day("Date")).into_iter().chain(draft.record.day("Date"));
    if let Some(add_error) = context.ledger.organisation.lock_of(days) {
        draft.add_error("Date", add_error);
    }
}

/// Adds an error for any change other than one deletion.
pub(crate) fn only_deleted(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    unlocked(draft, context);
    let was_deleted = draft.before.as_ref().is_some_and(|old| old.text("Status") == "DELETED");
    if was_deleted || draft.record.text("Status") != "DELETED" {
        draft.add_error("Status", "The only allowed change is the Status DELETED, once.");
    }
}
