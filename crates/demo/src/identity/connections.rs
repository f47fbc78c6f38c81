//! `/connections`: what the bearer of a token is connected to, and the end of a connection.

use hyper::HeaderMap;
use serde_json::Value;
use xero_m2m_spec::Operation;

use super::gate::{self, Caller};
use crate::auth::app::{Activity, App, ConnectionsEndpoint};
use crate::books::Books;
use crate::company::State;
use crate::values::ids::Guid;
use crate::wire::query::Query;
use crate::wire::response::{JSON, Manner, Reply};

/// `path` has the id, where the operation has one.
pub(crate) fn answer(
    state: &mut State,
    operation: &Operation,
    path: &[String],
    query: &Query,
    headers: &HeaderMap,
    manner: Manner,
) -> Reply {
    let caller = match gate::recognise(state, headers, manner) {
        Ok(caller) => caller,
        Err(reply) => return reply,
    };
    let client_id = &*caller.bearer.client_id;
    let Some(app) = state.auth.app(client_id) else { return Reply::not_found() };
    if app.is_custom() && app.connections_endpoint == ConnectionsEndpoint::Refused {
        return Reply::problem(manner, 400, "A user or tenant header is missing");
    }
    if !may_see(&caller) {
        return gate::no_scope(manner);
    }
    match path.first() {
        None => list(state, app, query),
        Some(_) if operation.method == "GET" => Reply::method_not_allowed(),
        Some(id) => delete(state, client_id, Guid::parse(id)),
    }
}

/// An app that speaks for itself needs a scope for it; a user's connections need none.
fn may_see(caller: &Caller) -> bool {
    caller.bearer.has_user || caller.bearer.scopes.iter().any(|scope| scope == "app.connections")
}

fn list(state: &State, app: &App, query: &Query) -> Reply {
    let event = query.get("authEventId").map(Guid::parse);
    // One that is not active has lost its organisation.
    let is_over = app.is_custom() && app.activity != Activity::Active;
    let rows = state.auth.connections_of(&app.client_id);
    let rows = rows.filter(|one| !is_over && event.is_none_or(|event| event == Some(one.event_id)));
    let name = |tenant_id| state.organisation(tenant_id).map_or("", Books::name);
    let rows: Value = rows.map(|connection| connection.json(name(connection.tenant_id))).collect();
    Reply::new(200, JSON, rows.to_string())
}

fn delete(state: &mut State, client_id: &str, id: Option<Guid>) -> Reply {
    if !state.auth.connections_of(client_id).any(|connection| Some(connection.id) == id) {
        return Reply::not_found();
    }
    let app = state.auth.apps.iter_mut().find(|app| app.client_id == client_id);
    match app.filter(|app| app.is_custom()) {
        // It belongs to its organisation for ever, and waits to be approved again.
        Some(app) => app.activity = Activity::Inactive,
        None => state.auth.connections.retain(|connection| Some(connection.id) != id),
    }
    Reply::empty(204)
}
