//! `POST /connect/revocation`: revokes a refresh token and with it the app's connections and grants.

use super::form::OAuthForm;
use super::oauth_error::OAuthError;
use super::request::Request;
use crate::company::CompanyState;
use crate::wire::response::ApiResponse;

pub(crate) fn revoke(state: &mut CompanyState, request: &Request<'_>) -> ApiResponse {
    match OAuthForm::parse(request.headers, request.body).and_then(|form| disconnect(state, &form)) {
        Ok(()) => ApiResponse::empty(200),
        Err(refused) => refused.response(),
    }
}

fn disconnect(state: &mut CompanyState, form: &OAuthForm) -> Result<(), OAuthError> {
    let client_id = form.authenticate(&state.auth)?.client_id.clone();
    let token = form.need("token")?;
    // An unknown token, or another app's, counts as revoked.
    if state.auth.grants.client_of(token) == Some(client_id.as_str()) {
        state.auth.disconnect(&client_id);
    }
    Ok(())
}
