//! The source of a journal: what a document, payment or transfer posts, with the details of its lines.

use super::posting::Entry;
use super::tracking::Tracking;
use crate::values::amount::Amount;
use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct JournalSource {
    /// Xero's `SourceType`.
    pub(crate) kind: &'static str,
    pub(crate) source: Guid,
    pub(crate) reference: String,
    pub(crate) entry: Entry,
    /// Details of the first postings of the entry, one for each line of the document.
    pub(crate) lines: Vec<LineDetail>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineDetail {
    pub(crate) description: String,
    pub(crate) tax_type: String,
    /// With the sign of its posting.
    pub(crate) tax: Amount,
    pub(crate) tracking: Vec<Tracking>,
}

impl JournalSource {
    /// Without lines of its own.
    pub(crate) fn plain(kind: &'static str, source: Guid, reference: &str, entry: Entry) -> JournalSource {
        JournalSource { kind, source, reference: reference.to_owned(), entry, lines: Vec::new() }
    }

    /// Whether both have the same effect on the books.
    pub(super) fn posts_as(&self, other: &JournalSource) -> bool {
        self.entry == other.entry && self.lines == other.lines
    }
}
