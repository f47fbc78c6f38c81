//! `POST /connect/revocation`: a refresh token goes, and with it all that its user let the app do.

use super::form::{OAuthError, OAuthForm};
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
    // A token that is not known, or another app's, is as good as revoked.
    if state.auth.grants.holder(token) == Some(client_id.as_str()) {
        state.auth.disconnect(&client_id);
    }
    Ok(())
}
