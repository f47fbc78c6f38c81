//! Commands about apps and what they are connected to.

use serde_json::{Value, json};
use url::form_urlencoded;

use super::authorize;
use super::authorize_request::{self, DENIED, Wrong};
use crate::auth::app::App;
use crate::auth::scopes;
use crate::books::Books;
use crate::company::State;
use crate::error::DemoError;
use crate::fields::Fields;
use crate::values::ids::Guid;
use crate::wire::query::Query;

/// `connection`: changes the first app, or the one that is named.
pub(crate) fn change(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&[
        "do",
        "client_id",
        "active",
        "scopes",
        "app",
        "client_secret",
        "redirect_uris",
        "generation",
        "connections_endpoint",
    ])?;
    let at = place(state, fields.text("client_id")?.as_deref())?;
    let app = state.auth.apps[at].changed(fields)?;
    let description = describe(state, &app);
    state.auth.apps[at] = app;
    Ok(description)
}

/// `connections`: all apps, and all organisations that there are.
pub(crate) fn list(state: &State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do"])?;
    Ok(json!({
        "connections": state.auth.apps.iter().map(|app| describe(state, app)).collect::<Vec<_>>(),
        "organisations": state.organisations.iter().map(Books::describe).collect::<Vec<_>>(),
    }))
}

/// `add_connection`: one app more. A custom connection has one organisation; others start with those that are named.
pub(crate) fn add(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&[
        "do",
        "app",
        "organisation",
        "organisations",
        "client_id",
        "client_secret",
        "active",
        "scopes",
        "redirect_uris",
        "generation",
        "connections_endpoint",
    ])?;
    let client_id = fields.text("client_id")?.filter(|client_id| !client_id.is_empty());
    if client_id.as_ref().is_some_and(|client_id| state.auth.app(client_id).is_some()) {
        return Err(DemoError::new("there is an app with this client_id already"));
    }
    let app = App::new(client_id, None).changed(fields)?;
    let mut tenants = tenants(state, fields)?.unwrap_or_default();
    if app.is_custom() && tenants.is_empty() {
        tenants.push(state.organisations[0].tenant_id());
    }
    if app.is_custom() && tenants.len() > 1 {
        return Err(DemoError::new("a custom connection has one organisation; add one connection for each"));
    }
    let (now, event_id) = (state.clock.now(), state.ids.next());
    state.auth.connect(&app.client_id, &tenants, event_id, now, &mut state.ids);
    let mut description = describe(state, &app);
    if !app.is_public() {
        description["client_secret"] = app.secret.reveal().into();
    }
    state.auth.apps.push(app);
    Ok(description)
}

/// `consent`: what the authorize page does when a user allows, or denies, what an app asks for.
pub(crate) fn consent(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&[
        "do",
        "client_id",
        "organisation",
        "organisations",
        "scopes",
        "redirect_uri",
        "state",
        "nonce",
        "code_challenge",
        "deny",
    ])?;
    let app = match fields.text("client_id")? {
        Some(client_id) => &state.auth.apps[place(state, Some(&client_id))?],
        None => state.auth.apps.iter().find(|app| !app.is_custom()).ok_or_else(|| {
            DemoError::new("there is no app that users sign in to; add_connection makes one, \"web\" or \"pkce\"")
        })?,
    };
    let query = question(app, fields)?;
    let tenants = match tenants(state, fields)? {
        Some(tenants) => tenants,
        None => state.organisations.iter().map(Books::tenant_id).collect(),
    };
    let denies = fields.bool("deny")?.unwrap_or(false);
    let refused = |redirect_url: String, error| json!({ "redirect_url": redirect_url, "code": null, "refused": error });
    match authorize_request::read(&state.auth, &Query::parse(Some(&query)), state.clock.now()) {
        Err(Wrong::Page(text)) => Err(DemoError::new(text)),
        Err(Wrong::Back(way_back, refusal)) => Ok(refused(way_back.with_error(refusal), refusal.0)),
        Ok(asked) if denies => Ok(refused(asked.way_back.with_error(DENIED), DENIED.0)),
        Ok(asked) => {
            let code = authorize::allow(state, &asked, &tenants);
            let redirect_url = asked.way_back.with_code(&code, &asked.scopes);
            Ok(json!({ "redirect_url": redirect_url, "code": code, "refused": null }))
        }
    }
}

/// The query of the authorize page that an app would send its user to.
fn question(app: &App, fields: &Fields) -> Result<String, DemoError> {
    let scopes = fields.texts("scopes")?.unwrap_or_else(|| {
        let identity = scopes::IDENTITY.iter().map(|scope| (*scope).to_owned());
        identity.chain(app.scopes.iter().cloned()).collect()
    });
    let redirect_uri = fields.text("redirect_uri")?.or_else(|| app.redirect_uris.first().cloned());
    let challenge = fields.text("code_challenge")?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("response_type", "code");
    query.append_pair("client_id", &app.client_id);
    query.append_pair("scope", &scopes.join(" "));
    let others = [
        ("redirect_uri", redirect_uri),
        ("state", fields.text("state")?),
        ("nonce", fields.text("nonce")?),
        ("code_challenge_method", challenge.as_ref().map(|_| "S256".to_owned())),
        ("code_challenge", challenge),
    ];
    query.extend_pairs(others.into_iter().filter_map(|(name, value)| Some((name, value?))));
    Ok(query.finish())
}

fn describe(state: &State, app: &App) -> Value {
    let mut description = app.describe();
    let rows = state.auth.connections_of(&app.client_id).map(|connection| {
        json!({
            "connection_id": connection.id.to_string(),
            "tenant_id": connection.tenant_id.to_string(),
            "name": state.organisation(connection.tenant_id).map(Books::name),
        })
    });
    description["organisations"] = rows.collect();
    description
}

/// Where an app stands; the first where none is named.
fn place(state: &State, client_id: Option<&str>) -> Result<usize, DemoError> {
    let Some(client_id) = client_id else { return Ok(0) };
    let known: Vec<&str> = state.auth.apps.iter().map(|app| app.client_id.as_str()).collect();
    let at = known.iter().position(|known| *known == client_id);
    at.ok_or_else(|| DemoError::unknown("client_id", client_id, &known))
}

/// `organisation` or `organisations`, by id or name; none where neither is given.
fn tenants(state: &State, fields: &Fields) -> Result<Option<Vec<Guid>>, DemoError> {
    let mut names = fields.texts("organisations")?;
    if let Some(name) = fields.text("organisation")? {
        names.get_or_insert_default().push(name);
    }
    let find = |name: &String| state.organisation_named(name).map(|at| state.organisations[at].tenant_id());
    names.map(|names| names.iter().map(find).collect()).transpose()
}
