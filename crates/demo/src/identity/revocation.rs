//! `POST /connect/revocation`: a refresh token goes, and with it all that its user let the app do.

use super::form::{Form, Refused};
use super::request::Request;
use crate::company::State;
use crate::wire::response::Reply;

pub(crate) fn revoke(state: &mut State, request: &Request<'_>) -> Reply {
    match Form::parse(request.headers, request.body).and_then(|form| disconnect(state, &form)) {
        Ok(()) => Reply::empty(200),
        Err(refused) => refused.reply(),
    }
}

fn disconnect(state: &mut State, form: &Form) -> Result<(), Refused> {
    let client_id = form.authenticate(&state.auth)?.client_id.clone();
    let token = form.need("token")?;
    // A token that is not known, or another app's, is as good as revoked.
    if state.auth.grants.holder(token) == Some(client_id.as_str()) {
        state.auth.disconnect(&client_id);
    }
    Ok(())
}
