//! A record on its way into the books, and what the rules look at.

use crate::ledger::Ledger;
use crate::store::record::Record;
use crate::store::{Place, Records, Row};
use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) id: Guid,
    /// As it would be kept.
    pub(crate) record: Record,
    /// As it was; none for a new one.
    pub(crate) before: Option<Record>,
    pub(crate) created: i64,
    pub(crate) faults: Vec<Fault>,
}

#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// The path of the member; empty for the record as a whole.
    pub(crate) name: String,
    pub(crate) message: String,
}

/// The books as they are while a record is checked.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) records: &'a Records,
    pub(crate) place: Place,
    pub(crate) now: i64,
}

impl Draft {
    pub(crate) fn is_new(&self) -> bool {
        self.before.is_none()
    }

    pub(crate) fn is_good(&self) -> bool {
        self.faults.is_empty()
    }

    pub(crate) fn fault(&mut self, name: impl Into<String>, message: impl Into<String>) {
        self.faults.push(Fault { name: name.into(), message: message.into() });
    }

    /// A fault where the text has more characters than `most`.
    pub(crate) fn at_most(&mut self, name: &str, most: usize) {
        if self.record.text(name).chars().count() > most {
            self.fault(name, format!("The {name} must not be longer than {most} characters."));
        }
    }

    pub(crate) fn row(&self, now: i64) -> Row {
        Row { id: self.id, record: self.record.clone(), created: self.created, updated: now }
    }
}

impl<'a> Desk<'a> {
    pub(crate) fn all(&self) -> impl Iterator<Item = &'a Row> {
        self.records.all(self.place).iter().map(AsRef::as_ref)
    }

    /// The other record on this place that has the same text in that member, in any case.
    pub(crate) fn twin(&self, draft: &Draft, name: &str) -> Option<&'a Row> {
        let wanted = draft.record.text(name);
        self.all()
            .find(|row| row.id != draft.id && !wanted.is_empty() && row.record.text(name).eq_ignore_ascii_case(wanted))
    }

    /// The records of a collection below one of this family.
    pub(crate) fn below(&self, collection: &'static str, parent: Guid) -> impl Iterator<Item = &'a Row> {
        self.records.all(self.place.child(collection, parent)).iter().map(AsRef::as_ref)
    }

    /// Whether the id names a record of that collection of the same family.
    pub(crate) fn holds(&self, collection: &'static str, id: Guid) -> bool {
        self.records.find(Place::new(self.place.family, collection), id).is_some()
    }
}
