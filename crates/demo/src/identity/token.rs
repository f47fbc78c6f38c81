//! `POST /connect/token`: each grant that Xero knows, with every refusal that it has.

use hyper::header::CACHE_CONTROL;

use super::form::{Form, Refused};
use super::grant_types;
use super::request::Request;
use crate::auth::app::{Activity, App};
use crate::auth::scopes;
use crate::company::State;
use crate::wire::response::{JSON, Reply};

pub(crate) fn issue(state: &mut State, request: &Request<'_>) -> Reply {
    let answer = Form::parse(request.headers, request.body).and_then(|form| grant(state, &form));
    let reply = answer.unwrap_or_else(|refused| refused.reply());
    reply.with(CACHE_CONTROL, "no-store")
}

fn grant(state: &mut State, form: &Form) -> Result<Reply, Refused> {
    let app = form.authenticate(&state.auth)?.clone();
    let tokens = match form.get("grant_type")? {
        Some("client_credentials") if speaks_for_itself(&app, form)? => grant_types::of_app,
        Some("client_credentials") if app.is_custom() => grant_types::of_connection,
        Some("client_credentials") => {
            return Err(Refused("unauthorized_client", "the app is not a custom connection".to_owned()));
        }
        Some("authorization_code" | "refresh_token") if app.is_custom() => {
            return Err(Refused("unauthorized_client", "a custom connection has no users to sign in".to_owned()));
        }
        Some("authorization_code") => grant_types::of_code,
        Some("refresh_token") => grant_types::of_refresh_token,
        _ => {
            let text = "it must be client_credentials, authorization_code or refresh_token";
            return Err(Refused("unsupported_grant_type", text.to_owned()));
        }
    };
    if app.activity == Activity::Refused {
        return Err(Refused("unauthorized_client", "the app is not active".to_owned()));
    }
    Ok(Reply::new(200, JSON, tokens(state, &app, form)?.to_string()))
}

/// A web app may, for what belongs to no organisation.
fn speaks_for_itself(app: &App, form: &Form) -> Result<bool, Refused> {
    let mut asked = form.get("scope")?.unwrap_or("").split_ascii_whitespace().peekable();
    let has_secret = !app.is_custom() && !app.is_public();
    Ok(has_secret && asked.peek().is_some() && asked.all(|scope| scopes::OF_APP.contains(&scope)))
}
