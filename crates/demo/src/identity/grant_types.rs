//! What each grant gives: an access token, and beside it what was asked for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::form::{Form, Refused};
use crate::auth::app::{Activity, App};
use crate::auth::bearer::Bearer;
use crate::auth::consent::Consent;
use crate::auth::grants::Code;
use crate::auth::scopes;
use crate::auth::secret::Digest;
use crate::company::State;
use crate::values::ids::Guid;

/// To a custom connection.
pub(crate) fn of_connection(state: &mut State, app: &App, form: &Form) -> Result<Value, Refused> {
    let granted = app.granted(state.clock.now());
    let scopes = narrowed(&granted, form.get("scope")?, "Client credentials scope validation failed")?;
    let connection = state.auth.connections_of(&app.client_id).next().filter(|_| app.activity == Activity::Active);
    let tenant_id = connection.map(|connection| connection.tenant_id);
    let event_id = connection.map(|connection| connection.event_id);
    let event_id = event_id.unwrap_or_else(|| state.ids.next());
    let bearer = Bearer { tenant_id, has_user: true, ..Bearer::new(&app.client_id, scopes, event_id) };
    Ok(access_token(state, bearer))
}

/// To an app for itself, with no user and no organisation.
pub(crate) fn of_app(state: &mut State, app: &App, form: &Form) -> Result<Value, Refused> {
    let asked = form.get("scope")?.unwrap_or("");
    let scopes = asked.split_ascii_whitespace().map(str::to_owned).collect();
    let event_id = state.ids.next();
    Ok(access_token(state, Bearer::new(&app.client_id, scopes, event_id)))
}

pub(crate) fn of_code(state: &mut State, app: &App, form: &Form) -> Result<Value, Refused> {
    let (text, redirect_uri) = (form.need("code")?, form.need("redirect_uri")?);
    let verifier = form.get("code_verifier")?;
    let now = state.clock.now();
    let grants = &mut state.auth.grants;
    let refused = || Refused::grant("the code is unknown, used or expired");
    let code = grants.code(text, &app.client_id).ok_or_else(refused)?;
    if code.is_used {
        // Whoever else has the code may have tokens from it.
        if let Some(grant) = code.grant {
            grants.revoke(grant);
            state.tokens.revoke_of(grant, now);
        }
        return Err(refused());
    }
    code.is_used = true;
    if code.is_expired(now) {
        return Err(refused());
    }
    if code.redirect_uri != redirect_uri {
        return Err(Refused::grant("redirect_uri is not the one that the code was asked for with"));
    }
    verify(code, verifier)?;
    let grant = state.ids.next();
    code.grant = Some(grant);
    let consent = code.consent.clone();
    let refresh_token = grants.begin(&consent, grant, now);
    Ok(all_tokens(state, &consent, consent.scopes.clone(), grant, refresh_token))
}

pub(crate) fn of_refresh_token(state: &mut State, app: &App, form: &Form) -> Result<Value, Refused> {
    let text = form.need("refresh_token")?;
    let now = state.clock.now();
    let refused = || Refused::grant("the refresh token is unknown, used, expired or revoked");
    let grant = state.auth.grants.refresh(text, &app.client_id, now).ok_or_else(refused)?;
    let scopes = narrowed(&grant.consent.scopes, form.get("scope")?, "the user did not allow all of these scopes")?;
    let refresh_token = grant.rotate(text, now);
    let (consent, id) = (grant.consent.clone(), grant.id);
    Ok(all_tokens(state, &consent, scopes, id, Some(refresh_token)))
}

fn narrowed(granted: &[String], asked: Option<&str>, description: &str) -> Result<Vec<String>, Refused> {
    let refused = |missing: Vec<String>| Refused("invalid_scope", format!("{description}: {}", missing.join(" ")));
    scopes::narrow(granted, asked).map_err(refused)
}

/// PKCE: the caller must know what the challenge was made of.
fn verify(code: &Code, verifier: Option<&str>) -> Result<(), Refused> {
    let Some(challenge) = &code.challenge else { return Ok(()) };
    let verifier = verifier.ok_or_else(|| Refused::grant("code_verifier is missing"))?;
    if !(43..=128).contains(&verifier.len()) {
        return Err(Refused::grant("code_verifier must have 43 to 128 characters"));
    }
    if URL_SAFE_NO_PAD.encode(Digest::of(verifier).bytes()) != *challenge {
        return Err(Refused::grant("code_verifier does not fit the challenge"));
    }
    Ok(())
}

fn all_tokens(
    state: &mut State,
    consent: &Consent,
    scopes: Vec<String>,
    grant: Guid,
    refresh_token: Option<String>,
) -> Value {
    let now = state.clock.now();
    let bearer = Bearer {
        has_user: true,
        grant: Some(grant),
        auth_time: Some(consent.at),
        ..Bearer::new(&consent.client_id, scopes, consent.event_id)
    };
    let mut body = access_token(state, bearer);
    if consent.has("openid") {
        body["id_token"] = Value::from(state.tokens.id_token(consent, body["access_token"].as_str(), now));
    }
    if let Some(refresh_token) = refresh_token {
        body["refresh_token"] = Value::from(refresh_token);
    }
    body
}

fn access_token(state: &mut State, bearer: Bearer) -> Value {
    let scope = bearer.scopes.join(" ");
    let jti = state.ids.next();
    let token = state.tokens.issue(bearer, jti, state.clock.now(), state.token_ttl);
    json!({
        "access_token": token,
        "expires_in": state.token_ttl,
        "token_type": "Bearer",
        "scope": scope,
    })
}
