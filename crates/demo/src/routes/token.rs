//! `POST /connect/token`: `client_credentials`, with every refusal that Xero knows.

use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::CACHE_CONTROL;
use serde_json::json;

use super::token_form::{Refused, TokenForm};
use crate::company::{Activity, App, State};
use crate::ids::Guid;
use crate::reply::{JSON, Reply};
use crate::scopes;
use crate::token::Grant;

pub(crate) fn issue(state: &mut State, headers: &HeaderMap, body: &Bytes) -> Reply {
    let answer = TokenForm::parse(headers, body).and_then(|form| grant(state, &form));
    let reply = match answer {
        Ok(reply) => reply,
        Err(Refused(code, description)) => {
            // Xero uses 400 where the standard would have 401 for a wrong client.
            let body = match code {
                // Nor does it say which of the two is wrong.
                "invalid_client" => json!({ "error": code }),
                _ => json!({ "error": code, "error_description": description }),
            };
            Reply::new(400, JSON, body.to_string())
        }
    };
    reply.with(CACHE_CONTROL, "no-store")
}

fn grant(state: &mut State, form: &TokenForm) -> Result<Reply, Refused> {
    let right_secret = form.client_secret.as_ref().is_some_and(|secret| state.client_secret.is(secret.reveal()));
    if form.client_id != state.client_id || !right_secret {
        return Err(Refused("invalid_client", "the client id or secret is wrong".to_owned()));
    }
    if form.grant_type.as_deref() != Some("client_credentials") {
        return Err(Refused("unsupported_grant_type", "only client_credentials is supported".to_owned()));
    }
    if state.connection.app == App::Web {
        return Err(Refused("unauthorized_client", "the app is not a custom connection".to_owned()));
    }
    if state.connection.activity == Activity::Refused {
        return Err(Refused("unauthorized_client", "the custom connection is not active".to_owned()));
    }
    let scopes = scopes::narrow(&state.connection.scopes, form.scope.as_deref()).map_err(|missing| {
        let list = missing.join(" ");
        Refused("invalid_scope", format!("Client credentials scope validation failed: {list}"))
    })?;
    let scope = scopes.join(" ");
    let jti = state.ids.next();
    let token = state.tokens.issue(
        Grant {
            client_id: &state.client_id,
            scopes,
            tenant_id: (state.connection.activity == Activity::Active).then_some(state.books.tenant_id()),
            user_id: Guid::named("the authorising user"),
            now: state.clock.now(),
            seconds: state.token_ttl,
        },
        jti,
    );
    let body = json!({
        "access_token": token,
        "expires_in": state.token_ttl,
        "token_type": "Bearer",
        "scope": scope,
    });
    Ok(Reply::new(200, JSON, body.to_string()))
}
