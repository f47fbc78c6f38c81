//! Where an operation works: the collection of its path, below which record, on which one of it.

use xero_m2m_spec::Operation;

/// `/Projects/{projectId}/Tasks/{taskId}` has two levels; each is a collection and perhaps one record of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level {
    /// The literal part of the path, `Settings/TrackingCategories` as a whole.
    pub(crate) collection: &'static str,
    /// Which path parameter names the record.
    pub(crate) key: Option<usize>,
}

pub(crate) fn levels(operation: &Operation) -> Vec<Level> {
    let path = operation.path;
    let mut levels: Vec<Level> = Vec::new();
    let mut parameters = 0;
    let mut start = None;
    let mut at = 0;
    for segment in path.split('/') {
        let end = at + segment.len();
        if segment.starts_with('{') {
            if let Some(from) = start.take() {
                levels.push(Level { collection: &path[from..at - 1], key: Some(parameters) });
            }
            parameters += 1;
        } else if !segment.is_empty() {
            start = start.or(Some(at));
        }
        at = end + 1;
    }
    if let Some(from) = start {
        levels.push(Level { collection: &path[from..], key: None });
    }
    levels
}
