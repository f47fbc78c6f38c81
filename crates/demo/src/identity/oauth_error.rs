//! An error of the identity endpoints.

use std::borrow::Cow;

use serde_json::json;

use crate::wire::response::{ApiResponse, JSON};

/// An OAuth error code and its description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) code: &'static str,
    pub(crate) description: Cow<'static, str>,
}

impl OAuthError {
    pub(crate) fn new(code: &'static str, description: impl Into<Cow<'static, str>>) -> OAuthError {
        OAuthError { code, description: description.into() }
    }

    pub(crate) fn denied() -> OAuthError {
        OAuthError::new("access_denied", "the user did not allow it")
    }

    pub(crate) fn invalid_grant(description: &'static str) -> OAuthError {
        OAuthError::new("invalid_grant", description)
    }

    /// Xero uses 400 where the standard requires 401 for a wrong client.
    pub(crate) fn response(&self) -> ApiResponse {
        let body = match self.code {
            // Xero does not say whether the ID or the secret is wrong.
            "invalid_client" => json!({ "error": self.code }),
            _ => json!({ "error": self.code, "error_description": self.description }),
        };
        ApiResponse::new(400, JSON, body.to_string())
    }
}
