//! Whom an access token speaks for.

use std::sync::Arc;

use crate::values::ids::Guid;

/// Who a token speaks for.
#[derive(Clone)]
pub(crate) struct Bearer {
    pub(crate) client_id: Arc<str>,
    pub(crate) scopes: Arc<Vec<String>>,
    /// Of the consent that it comes of.
    pub(crate) event_id: Guid,
    /// Otherwise the app speaks for itself.
    pub(crate) has_user: bool,
    /// A custom connection's, while it is active.
    pub(crate) tenant_id: Option<Guid>,
    pub(crate) grant: Option<Guid>,
    /// Milliseconds; none is now.
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
