//! A journal, and the list of all of them.

use std::sync::Arc;

use super::interleaving::Weave;
use super::journal_source::Voucher;
use super::synthetic::{Run, journals_among};

#[derive(Clone, Debug)]
pub(crate) struct Journal {
    pub(crate) number: u32,
    pub(crate) created: i64,
    /// Whether it takes back what the voucher posted.
    pub(super) reversed: bool,
    pub(super) voucher: Voucher,
}

/// Every journal so far; snapshots share them. Those of generated invoices are computed.
#[derive(Clone, Debug, Default)]
pub(super) struct Journals {
    pub(super) kept: Vec<Arc<Journal>>,
    pub(super) weave: Weave,
}

impl Journals {
    pub(super) fn add(&mut self, voucher: Voucher, reversed: bool, created: i64) {
        let number = u32::try_from(self.len() + 1).unwrap_or(u32::MAX);
        self.kept.push(Arc::new(Journal { number, created, reversed, voucher }));
    }

    pub(super) fn add_generated(&mut self, run: &Run) {
        let count = journals_among(run.first - 1 + run.count) - journals_among(run.first - 1);
        self.weave.add(self.kept.len(), count);
    }

    pub(super) fn len(&self) -> usize {
        self.kept.len() + self.weave.computed()
    }
}
