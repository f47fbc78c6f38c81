//! Reads and checks an authorize request.

use url::form_urlencoded;

use super::oauth_error::OAuthError;
use crate::auth::app::{Activity, App};
use crate::auth::{Auth, scopes};
use crate::wire::query::Query;

/// A valid authorize request.
pub(crate) struct AuthorizeRequest {
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) redirect: RedirectBack,
    pub(crate) challenge: Option<String>,
    pub(crate) nonce: Option<String>,
}

/// The redirect back to the app.
pub(crate) struct RedirectBack {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
}

pub(crate) enum AuthorizeError {
    /// Shown to the user, because the redirect URI cannot be trusted.
    Page(&'static str),
    /// Sent to the app in the redirect.
    Back(RedirectBack, OAuthError),
}

pub(crate) fn read(auth: &Auth, query: &Query, now: i64) -> Result<AuthorizeRequest, AuthorizeError> {
    let app = query.get("client_id").and_then(|client_id| auth.app(client_id)).filter(|app| !app.is_custom());
    let app = app.ok_or(AuthorizeError::Page("The client_id does not belong to an app with user sign-in."))?;
    let text = |name: &str| query.get(name).map(str::to_owned);
    let redirect_uri = text("redirect_uri").filter(|uri| app.redirect_uris.contains(uri));
    let redirect_uri = redirect_uri.ok_or(AuthorizeError::Page("The redirect_uri is not one of the app's."))?;
    let redirect = RedirectBack { redirect_uri, state: text("state") };
    match check(app, query, now) {
        Ok((scopes, challenge)) => {
            Ok(AuthorizeRequest { client_id: app.client_id.clone(), scopes, redirect, challenge, nonce: text("nonce") })
        }
        Err(error) => Err(AuthorizeError::Back(redirect, error)),
    }
}

/// The scopes and the PKCE challenge.
pub(crate) fn check(app: &App, query: &Query, now: i64) -> Result<(Vec<String>, Option<String>), OAuthError> {
    if query.get("response_type") != Some("code") {
        return Err(OAuthError::new("unsupported_response_type", "response_type must be code"));
    }
    if app.activity == Activity::Refused {
        return Err(OAuthError::new("unauthorized_client", "the app is not active"));
    }
    let requested = query.get("scope").unwrap_or("");
    if requested.split_ascii_whitespace().all(|scope| scope == "offline_access") {
        return Err(OAuthError::new("invalid_scope", "a scope besides offline_access is needed"));
    }
    let mut granted = app.granted(now);
    granted.extend(scopes::IDENTITY.iter().map(|scope| (*scope).to_owned()));
    let scopes = scopes::narrow(&granted, Some(requested)).map_err(|_| {
        OAuthError::new("invalid_scope", "the app does not have all of these scopes; separate scopes with %20")
    })?;
    let challenge = query.get("code_challenge");
    if challenge.is_none() && app.is_public() {
        return Err(OAuthError::new("invalid_request", "code_challenge is missing"));
    }
    if challenge.is_some() && query.get("code_challenge_method") != Some("S256") {
        return Err(OAuthError::new("invalid_request", "code_challenge_method must be S256"));
    }
    // The length of a SHA-256 digest in base64url.
    if challenge.is_some_and(|challenge| challenge.len() != 43) {
        return Err(OAuthError::new("invalid_request", "code_challenge must have 43 characters"));
    }
    Ok((scopes, challenge.map(str::to_owned)))
}

impl AuthorizeRequest {
    /// Whether the scopes go beyond the user's identity.
    pub(crate) fn needs_organisation(&self) -> bool {
        self.scopes.iter().any(|scope| !scopes::IDENTITY.contains(&scope.as_str()))
    }
}

impl RedirectBack {
    pub(crate) fn with_code(&self, code: &str, scopes: &[String]) -> String {
        self.with(&[("code", code), ("scope", &scopes.join(" "))])
    }

    pub(crate) fn with_error(&self, error: &OAuthError) -> String {
        self.with(&[("error", error.code), ("error_description", &error.description)])
    }

    fn with(&self, pairs: &[(&str, &str)]) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).extend_pairs(state).finish();
        let joint = if self.redirect_uri.contains('?') { '&' } else { '?' };
        format!("{}{joint}{query}", self.redirect_uri)
    }
}
