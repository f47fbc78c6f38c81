//! The identity behind an access token.

use std::sync::Arc;

use crate::values::ids::Guid;

/// The app and, where there is one, the user of a token.
#[derive(Clone)]
pub(crate) struct Bearer {
    pub(crate) client_id: Arc<str>,
    pub(crate) scopes: Arc<Vec<String>>,
    /// The event ID of the consent that it was issued for.
    pub(crate) event_id: Guid,
    /// False for a token that an app requested for itself.
    pub(crate) has_user: bool,
    /// A custom connection's, while it is active.
    pub(crate) tenant_id: Option<Guid>,
    pub(crate) grant: Option<Guid>,
    /// In milliseconds; none means the time of issue.
    pub(crate) auth_time: Option<i64>,
}

impl Bearer {
    pub(crate) fn new(client_id: &str, scopes: Vec<String>, event_id: Guid) -> Bearer {
        Bearer {
            client_id: client_id.into(),
            scopes: Arc::new(scopes),
            event_id,
            has_user: false,
            tenant_id: None,
            grant: None,
            auth_time: None,
        }
    }
}
