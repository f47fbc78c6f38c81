//! The authorize endpoint: shows the consent page and redirects back with a code or an error.

use hyper::header::LOCATION;

use super::authorize_request::{AuthorizeError, AuthorizeRequest, read};
use super::consent_page;
use super::oauth_error::OAuthError;
use super::request::Request;
use crate::auth::consent::Consent;
use crate::company::CompanyState;
use crate::values::ids::Guid;
use crate::wire::query::Query;
use crate::wire::response::ApiResponse;

/// `GET`: shows the consent page.
pub(crate) fn ask(state: &mut CompanyState, request: &Request<'_>) -> ApiResponse {
    // A plus sign is literal here: scopes are separated by %20.
    let query = Query::parse(Some(&request.query.replace('+', "%2B")));
    match read(&state.auth, &query, state.clock.now()) {
        Ok(authorization) => consent_page::form(&authorization, &state.organisations),
        Err(wrong) => wrong.response(),
    }
}

/// `POST`: the user's decision. The form repeats all parameters of the request.
pub(crate) fn decide(state: &mut CompanyState, request: &Request<'_>) -> ApiResponse {
    let form = Query::parse(std::str::from_utf8(request.body).ok());
    let authorization = match read(&state.auth, &form, state.clock.now()) {
        Ok(authorization) => authorization,
        Err(wrong) => return wrong.response(),
    };
    if form.get("decision") != Some("allow") {
        return found(&authorization.redirect.with_error(&OAuthError::denied()));
    }
    let tenants: Option<Vec<Guid>> = form.all("organisation").map(Guid::parse).collect();
    let known = |tenants: &Vec<Guid>| tenants.iter().all(|tenant_id| state.organisation(*tenant_id).is_some());
    match tenants.filter(known) {
        None => consent_page::error("A selected organisation does not exist."),
        Some(none) if none.is_empty() && authorization.needs_organisation() => {
            consent_page::error("Select at least one organisation. Go back and try again.")
        }
        Some(tenants) => {
            let code = allow(state, &authorization, &tenants);
            found(&authorization.redirect.with_code(&code, &authorization.scopes))
        }
    }
}

/// Connects the organisations and issues a code.
pub(crate) fn allow(state: &mut CompanyState, authorization: &AuthorizeRequest, tenants: &[Guid]) -> String {
    let (now, event_id) = (state.clock.now(), state.ids.next());
    state.auth.connect(&authorization.client_id, tenants, event_id, now, &mut state.ids);
    let consent = Consent {
        client_id: authorization.client_id.clone(),
        scopes: authorization.scopes.clone(),
        event_id,
        nonce: authorization.nonce.clone(),
        at: now,
    };
    state.auth.grants.add_code(consent, authorization.redirect.redirect_uri.clone(), authorization.challenge.clone())
}

fn found(location: &str) -> ApiResponse {
    ApiResponse::empty(302).with(LOCATION, location)
}

impl AuthorizeError {
    fn response(&self) -> ApiResponse {
        match self {
            AuthorizeError::Page(text) => consent_page::error(text),
            AuthorizeError::Back(redirect, error) => found(&redirect.with_error(error)),
        }
    }
}
