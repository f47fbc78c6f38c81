//! The collections and records that a path names.

use xero_m2m_spec::Operation;

/// `/Projects/{projectId}/Tasks/{taskId}` has two levels: each names a collection and possibly one of its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PathLevel {
    /// The literal part of the path, such as `Settings/TrackingCategories`.
    pub(crate) collection: &'static str,
    /// Which path parameter names the record.
    pub(crate) key: Option<usize>,
}

pub(crate) fn levels(operation: &Operation) -> Vec<PathLevel> {
    let path = operation.path;
    let mut levels: Vec<PathLevel> = Vec::new();
    let mut parameters = 0;
    let mut start = None;
    let mut at = 0;
    for segment in path.split('/') {
        let end = at + segment.len();
        if segment.starts_with('{') {
            if let Some(from) = start.take() {
                levels.push(PathLevel { collection: &path[from..at - 1], key: Some(parameters) });
            }
            parameters += 1;
        } else if !segment.is_empty() {
            start = start.or(Some(at));
        }
        at = end + 1;
    }
    if let Some(from) = start {
        levels.push(PathLevel { collection: &path[from..], key: None });
    }
    levels
}
