//! The records of a list by their positions among all.

use std::sync::Arc;

/// The records of a list by their places among all.
#[derive(Clone, Debug)]
pub(crate) enum Chosen {
    All(usize),
    Some(Arc<[usize]>),
}

impl Chosen {
    pub(super) fn len(&self) -> usize {
        match self {
            Chosen::All(count) => *count,
            Chosen::Some(places) => places.len(),
        }
    }

    pub(super) fn at(&self, at: usize) -> Option<usize> {
        match self {
            Chosen::All(count) => Some(at).filter(|at| at < count),
            Chosen::Some(places) => places.get(at).copied(),
        }
    }
}
