//! What a user let an app do, and when.

use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct Consent {
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) event_id: Guid,
    /// Comes back in the id token.
    pub(crate) nonce: Option<String>,
    /// Milliseconds by the demo's clock.
    pub(crate) at: i64,
}

impl Consent {
    pub(crate) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|have| have == scope)
    }
}
