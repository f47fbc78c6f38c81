//! The result of a list, as positions among all records.

use std::sync::Arc;

/// The records of a list, by position.
#[derive(Clone, Debug)]
pub(crate) enum Selection {
    All(usize),
    Some(Arc<[usize]>),
}

impl Selection {
    pub(super) fn len(&self) -> usize {
        match self {
            Selection::All(count) => *count,
            Selection::Some(positions) => positions.len(),
        }
    }

    pub(super) fn at(&self, at: usize) -> Option<usize> {
        match self {
            Selection::All(count) => Some(at).filter(|at| at < count),
            Selection::Some(positions) => positions.get(at).copied(),
        }
    }
}
