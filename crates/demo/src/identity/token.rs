//! `POST /connect/token`: every grant type that Xero supports, with its errors.

use hyper::header::CACHE_CONTROL;

use super::form::OAuthForm;
use super::grant_types;
use super::oauth_error::OAuthError;
use super::request::Request;
use crate::auth::app::{Activity, App};
use crate::auth::scopes;
use crate::company::CompanyState;
use crate::wire::response::{ApiResponse, JSON};

pub(crate) fn issue(state: &mut CompanyState, request: &Request<'_>) -> ApiResponse {
    let response = OAuthForm::parse(request.headers, request.body).and_then(|form| grant(state, &form));
    let response = response.unwrap_or_else(|refused| refused.response());
    response.with(CACHE_CONTROL, "no-store")
}

fn grant(state: &mut CompanyState, form: &OAuthForm) -> Result<ApiResponse, OAuthError> {
    let app = form.authenticate(&state.auth)?.clone();
    let tokens = match form.get("grant_type")? {
        Some("client_credentials") if is_app_credentials_request(&app, form)? => grant_types::of_app,
        Some("client_credentials") if app.is_custom() => grant_types::of_connection,
        Some("client_credentials") => {
            return Err(OAuthError::new("unauthorized_client", "the app is not a custom connection"));
        }
        Some("authorization_code" | "refresh_token") if app.is_custom() => {
            return Err(OAuthError::new("unauthorized_client", "a custom connection has no users to sign in"));
        }
        Some("authorization_code") => grant_types::of_code,
        Some("refresh_token") => grant_types::of_refresh_token,
        _ => {
            let text = "it must be client_credentials, authorization_code or refresh_token";
            return Err(OAuthError::new("unsupported_grant_type", text));
        }
    };
    if app.activity == Activity::Refused {
        return Err(OAuthError::new("unauthorized_client", "the app is not active"));
    }
    Ok(ApiResponse::new(200, JSON, tokens(state, &app, form)?.to_string()))
}

/// Whether a web app requests a token for itself, with scopes outside organisations only.
fn is_app_credentials_request(app: &App, form: &OAuthForm) -> Result<bool, OAuthError> {
    let mut requested = form.get("scope")?.unwrap_or("").split_ascii_whitespace().peekable();
    let has_secret = !app.is_custom() && !app.is_public();
    Ok(has_secret && requested.peek().is_some() && requested.all(|scope| scopes::OF_APP.contains(&scope)))
}
