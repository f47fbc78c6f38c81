//! What a document, a payment or a transfer posts, with what its journal says beyond the amounts.

use super::posting::Entry;
use super::tracking::Tracking;
use crate::values::amount::Amount;
use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct Voucher {
    /// Xero's `SourceType`.
    pub(crate) kind: &'static str,
    pub(crate) source: Guid,
    pub(crate) reference: String,
    pub(crate) entry: Entry,
    /// Of the first postings of the entry, one for each line of the document.
    pub(crate) lines: Vec<Detail>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Detail {
    pub(crate) description: String,
    pub(crate) tax_type: String,
    /// Signed as its posting is.
    pub(crate) tax: Amount,
    pub(crate) tracking: Vec<Tracking>,
}

impl Voucher {
    /// Without lines of its own.
    pub(crate) fn plain(kind: &'static str, source: Guid, reference: &str, entry: Entry) -> Voucher {
        Voucher { kind, source, reference: reference.to_owned(), entry, lines: Vec::new() }
    }

    /// Whether the books are the same with the one as with the other.
    pub(super) fn posts_as(&self, other: &Voucher) -> bool {
        self.entry == other.entry && self.lines == other.lines
    }
}
