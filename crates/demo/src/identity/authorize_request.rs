//! What an app asks a user for, read and checked.

use url::form_urlencoded;

use crate::auth::app::{Activity, App};
use crate::auth::{Auth, scopes};
use crate::wire::query::Query;

/// A request that is right in all its parts.
pub(crate) struct Asked {
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) way_back: WayBack,
    pub(crate) challenge: Option<String>,
    pub(crate) nonce: Option<String>,
}

/// Where the user goes afterwards.
pub(crate) struct WayBack {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
}

pub(crate) enum Wrong {
    /// The user is told, for there is nowhere to trust that the user can be sent back to.
    Page(&'static str),
    /// The app is told.
    Back(WayBack, Refusal),
}

/// An OAuth error code and its description.
#[derive(Clone, Copy)]
pub(crate) struct Refusal(pub(crate) &'static str, &'static str);

pub(crate) const DENIED: Refusal = Refusal("access_denied", "the user did not allow it");

pub(crate) fn read(auth: &Auth, query: &Query, now: i64) -> Result<Asked, Wrong> {
    let app = query.get("client_id").and_then(|client_id| auth.app(client_id)).filter(|app| !app.is_custom());
    let app = app.ok_or(Wrong::Page("The client_id is not one of an app that users sign in to."))?;
    let text = |name: &str| query.get(name).map(str::to_owned);
    let redirect_uri = text("redirect_uri").filter(|uri| app.redirect_uris.contains(uri));
    let redirect_uri = redirect_uri.ok_or(Wrong::Page("The redirect_uri is not one of the app's."))?;
    let way_back = WayBack { redirect_uri, state: text("state") };
    match check(app, query, now) {
        Ok((scopes, challenge)) => {
            Ok(Asked { client_id: app.client_id.clone(), scopes, way_back, challenge, nonce: text("nonce") })
        }
        Err(refusal) => Err(Wrong::Back(way_back, refusal)),
    }
}

/// The scopes, and the challenge of PKCE.
pub(crate) fn check(app: &App, query: &Query, now: i64) -> Result<(Vec<String>, Option<String>), Refusal> {
    if query.get("response_type") != Some("code") {
        return Err(Refusal("unsupported_response_type", "response_type must be code"));
    }
    if app.activity == Activity::Refused {
        return Err(Refusal("unauthorized_client", "the app is not active"));
    }
    let asked = query.get("scope").unwrap_or("");
    if asked.split_ascii_whitespace().all(|scope| scope == "offline_access") {
        return Err(Refusal("invalid_scope", "a scope besides offline_access is needed"));
    }
    let mut granted = app.granted(now);
    granted.extend(scopes::IDENTITY.iter().map(|scope| (*scope).to_owned()));
    let scopes = scopes::narrow(&granted, Some(asked))
        .map_err(|_| Refusal("invalid_scope", "the app has not all of these scopes, which are parted by %20"))?;
    let challenge = query.get("code_challenge");
    if challenge.is_none() && app.is_public() {
        return Err(Refusal("invalid_request", "code_challenge is missing"));
    }
    if challenge.is_some() && query.get("code_challenge_method") != Some("S256") {
        return Err(Refusal("invalid_request", "code_challenge_method must be S256"));
    }
    // A digest of SHA-256 in base64url.
    if challenge.is_some_and(|challenge| challenge.len() != 43) {
        return Err(Refusal("invalid_request", "code_challenge must have 43 characters"));
    }
    Ok((scopes, challenge.map(str::to_owned)))
}

impl Asked {
    /// Whether the scopes are of more than the user's own identity.
    pub(crate) fn needs_organisation(&self) -> bool {
        self.scopes.iter().any(|scope| !scopes::IDENTITY.contains(&scope.as_str()))
    }
}

impl WayBack {
    pub(crate) fn with_code(&self, code: &str, scopes: &[String]) -> String {
        self.with(&[("code", code), ("scope", &scopes.join(" "))])
    }

    pub(crate) fn with_error(&self, Refusal(code, description): Refusal) -> String {
        self.with(&[("error", code), ("error_description", description)])
    }

    fn with(&self, pairs: &[(&str, &str)]) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).extend_pairs(state).finish();
        let joint = if self.redirect_uri.contains('?') { '&' } else { '?' };
        format!("{}{joint}{query}", self.redirect_uri)
    }
}
