//! The authorize endpoint: what an app asks a user for, and the way back with a code or an error.

use hyper::header::LOCATION;

use super::authorize_request::{Asked, DENIED, Wrong, read};
use super::consent_page;
use super::request::Request;
use crate::auth::consent::Consent;
use crate::company::State;
use crate::values::ids::Guid;
use crate::wire::query::Query;
use crate::wire::response::Reply;

/// `GET`: shows what is asked for.
pub(crate) fn ask(state: &mut State, request: &Request<'_>) -> Reply {
    // A plus sign stands for itself here: scopes are parted by %20.
    let query = Query::parse(Some(&request.query.replace('+', "%2B")));
    match read(&state.auth, &query, state.clock.now()) {
        Ok(asked) => consent_page::question(&asked, &state.organisations),
        Err(wrong) => wrong.reply(),
    }
}

/// `POST`: the user's answer to the page's form, which brings the whole question again.
pub(crate) fn decide(state: &mut State, request: &Request<'_>) -> Reply {
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

/// Connects the organisations and gives a code.
pub(crate) fn allow(state: &mut State, asked: &Asked, tenants: &[Guid]) -> String {
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

impl Wrong {
    fn reply(&self) -> Reply {
        match self {
            Wrong::Page(text) => consent_page::error(text),
            Wrong::Back(way_back, refusal) => found(&way_back.with_error(*refusal)),
        }
    }
}
