//! The authorize endpoint: what an app asks a user for, and the way back with a code or an error.

use hyper::header::LOCATION;
use url::form_urlencoded;

use super::app::{Activity, App};
use super::consent::Consent;
use super::{Auth, Request, consent_page, scopes};
use crate::company::State;
use crate::ids::Guid;
use crate::query::Query;
use crate::reply::Reply;

/// A request that is right in all its parts.
pub(super) struct Asked {
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) way_back: WayBack,
    pub(super) challenge: Option<String>,
    pub(super) nonce: Option<String>,
}

/// Where the user goes afterwards.
pub(super) struct WayBack {
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
}

pub(super) enum Wrong {
    /// The user is told, for there is nowhere to trust that the user can be sent back to.
    Page(&'static str),
    /// The app is told.
    Back(WayBack, Refusal),
}

/// An OAuth error code and its description.
#[derive(Clone, Copy)]
pub(super) struct Refusal(pub(super) &'static str, &'static str);

pub(super) const DENIED: Refusal = Refusal("access_denied", "the user did not allow it");

/// `GET`: shows what is asked for.
pub(super) fn ask(state: &mut State, request: &Request<'_>) -> Reply {
    // A plus sign stands for itself here: scopes are parted by %20.
    let query = Query::parse(Some(&request.query.replace('+', "%2B")));
    match read(&state.auth, &query, state.clock.now()) {
        Ok(asked) => consent_page::question(&asked, &state.organisations),
        Err(wrong) => wrong.reply(),
    }
}

/// `POST`: the user's answer to the page's form, which brings the whole question again.
pub(super) fn decide(state: &mut State, request: &Request<'_>) -> Reply {
    let form = Query::parse(std::str::from_utf8(request.body).ok());
    let asked = match read(&state.auth, &form, state.clock.now()) {
        Ok(asked) => asked,
        Err(wrong) => return wrong.reply(),
    };
    if form.get("decision") != Some("allow") {
        return found(&asked.way_back.with_error(DENIED));
    }
    let tenants: Option<Vec<Guid>> = form.all("organisation").map(Guid::parse).collect();
    let known = |tenants: &Vec<Guid>| tenants.iter().all(|tenant_id| state.organisation(*tenant_id).is_some());
    match tenants.filter(known) {
        None => consent_page::error("An organisation that was chosen is not known."),
        Some(none) if none.is_empty() && asked.needs_organisation() => {
            consent_page::error("At least one organisation must be chosen. Go back and choose one.")
        }
        Some(tenants) => {
            let code = allow(state, &asked, &tenants);
            found(&asked.way_back.with_code(&code, &asked.scopes))
        }
    }
}

pub(super) fn read(auth: &Auth, query: &Query, now: i64) -> Result<Asked, Wrong> {
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
fn check(app: &App, query: &Query, now: i64) -> Result<(Vec<String>, Option<String>), Refusal> {
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

/// Connects the organisations and gives a code.
pub(super) fn allow(state: &mut State, asked: &Asked, tenants: &[Guid]) -> String {
    let (now, event_id) = (state.clock.now(), state.ids.next());
    state.auth.connect(&asked.client_id, tenants, event_id, now, &mut state.ids);
    let consent = Consent {
        client_id: asked.client_id.clone(),
        scopes: asked.scopes.clone(),
        event_id,
        nonce: asked.nonce.clone(),
        at: now,
    };
    state.auth.grants.add_code(consent, asked.way_back.redirect_uri.clone(), asked.challenge.clone())
}

fn found(location: &str) -> Reply {
    Reply::empty(302).with(LOCATION, location)
}

impl Asked {
    /// Whether the scopes are of more than the user's own identity.
    pub(super) fn needs_organisation(&self) -> bool {
        self.scopes.iter().any(|scope| !scopes::IDENTITY.contains(&scope.as_str()))
    }
}

impl Wrong {
    fn reply(&self) -> Reply {
        match self {
            Wrong::Page(text) => consent_page::error(text),
            Wrong::Back(way_back, refusal) => found(&way_back.with_error(*refusal)),
        }
    }
}

impl WayBack {
    pub(super) fn with_code(&self, code: &str, scopes: &[String]) -> String {
        self.with(&[("code", code), ("scope", &scopes.join(" "))])
    }

    pub(super) fn with_error(&self, Refusal(code, description): Refusal) -> String {
        self.with(&[("error", code), ("error_description", description)])
    }

    fn with(&self, pairs: &[(&str, &str)]) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).extend_pairs(state).finish();
        let joint = if self.redirect_uri.contains('?') { '&' } else { '?' };
        format!("{}{joint}{query}", self.redirect_uri)
    }
}
