//! What the resolution of one family works with.

use super::schemas::Schemas;
use crate::errors::Errors;
use crate::facts::Facts;
use crate::model::Reachable;
use crate::overlay::Decisions;

pub(super) struct Context<'a> {
    pub(super) key: &'a str,
    pub(super) facts: &'a Facts,
    pub(super) decisions: &'a Decisions,
    pub(super) errors: &'a mut Errors,
    pub(super) schemas: Schemas<'a>,
}

impl Context<'_> {
    pub(super) fn error(&mut self, error: impl AsRef<str>) {
        self.errors.add(format!("overlay/{}.toml: {}", self.key, error.as_ref()));
    }
}

/// Whether Custom Connections can call an operation, from the overlay.
pub(super) fn reachable(text: &str) -> Option<Reachable> {
    match text {
        "yes" => Some(Reachable::Yes),
        "no" => Some(Reachable::No),
        "unknown" => Some(Reachable::Unknown),
        _ => None,
    }
}
