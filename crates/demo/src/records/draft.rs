//! A record that is being saved, and the context of its checks.

use crate::ledger::Ledger;
use crate::store::record::Record;
use crate::store::{CollectionKey, Records, Row};
use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct RecordDraft {
    pub(crate) id: Guid,
    /// As it would be saved.
    pub(crate) record: Record,
    /// The existing record; none for a new one.
    pub(crate) before: Option<Record>,
    pub(crate) created: i64,
    pub(crate) errors: Vec<FieldError>,
}

#[derive(Clone, Debug)]
pub(crate) struct FieldError {
    /// The path of the field; empty for the record as a whole.
    pub(crate) name: String,
    pub(crate) message: String,
}

/// What a record is checked against.
#[derive(Clone, Copy)]
pub(crate) struct CheckContext<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) records: &'a Records,
    pub(crate) collection: CollectionKey,
    pub(crate) now: i64,
}

impl RecordDraft {
    pub(crate) fn is_new(&self) -> bool {
        self.before.is_none()
    }

    pub(crate) fn is_good(&self) -> bool {
        self.errors.is_empty()
    }

    pub(crate) fn add_error(&mut self, name: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError { name: name.into(), message: message.into() });
    }

    /// Adds an error if the text has more than `most` characters.
    pub(crate) fn at_most(&mut self, name: &str, max: usize) {
        if self.record.text(name).chars().count() > max {
            self.add_error(name, format!("The {name} must not be longer than {max} characters."));
        }
    }

    pub(crate) fn row(&self, now: i64) -> Row {
        Row { id: self.id, record: self.record.clone(), created: self.created, updated: now }
    }
}

impl<'a> CheckContext<'a> {
    pub(crate) fn all(&self) -> impl Iterator<Item = &'a Row> {
        self.records.all(self.collection).iter().map(AsRef::as_ref)
    }

    /// Another record of the collection with the same text in that field, ignoring case.
    pub(crate) fn duplicate(&self, draft: &RecordDraft, name: &str) -> Option<&'a Row> {
        let wanted = draft.record.text(name);
        self.all()
            .find(|row| row.id != draft.id && !wanted.is_empty() && row.record.text(name).eq_ignore_ascii_case(wanted))
    }

    /// The records of a child collection.
    pub(crate) fn below(&self, collection: &'static str, parent: Guid) -> impl Iterator<Item = &'a Row> {
        self.records.all(self.collection.child(collection, parent)).iter().map(AsRef::as_ref)
    }

    /// Whether that collection of the same family contains the ID.
    pub(crate) fn holds(&self, collection: &'static str, id: Guid) -> bool {
        self.records.find(CollectionKey::new(self.collection.family, collection), id).is_some()
    }
}
