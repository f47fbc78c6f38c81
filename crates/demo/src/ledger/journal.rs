//! A journal, and the list of all of them.

use std::sync::Arc;

use super::interleaving::Interleaving;
use super::journal_source::JournalSource;
use super::synthetic::{SyntheticRun, journals_among};

#[derive(Clone, Debug)]
pub(crate) struct Journal {
    pub(crate) number: u32,
    pub(crate) created: i64,
    /// Whether it reverses what its source posted.
    pub(super) reversed: bool,
    pub(super) posted: JournalSource,
}

/// All journals. Snapshots share them, and those of synthetic invoices are computed.
#[derive(Clone, Debug, Default)]
pub(super) struct Journals {
    pub(super) stored: Vec<Arc<Journal>>,
    pub(super) interleaving: Interleaving,
}

impl Journals {
    pub(super) fn add(&mut self, journal_source: JournalSource, reversed: bool, created: i64) {
        let number = u32::try_from(self.len() + 1).unwrap_or(u32::MAX);
        self.stored.push(Arc::new(Journal { number, created, reversed, posted: journal_source }));
    }

    pub(super) fn add_synthetic(&mut self, run: &SyntheticRun) {
        let count = journals_among(run.first - 1 + run.count) - journals_among(run.first - 1);
        self.interleaving.add(self.stored.len(), count);
    }

    pub(super) fn len(&self) -> usize {
        self.stored.len() + self.interleaving.computed()
    }
}
