//! What a user let an app do, and when.

use crate::ids::Guid;

#[derive(Clone, Debug)]
pub(super) struct Consent {
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) event_id: Guid,
    /// Comes back in the id token.
    pub(super) nonce: Option<String>,
    /// Milliseconds by the demo's clock.
    pub(super) at: i64,
}

impl Consent {
    pub(super) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|have| have == scope)
    }
}
