//! `/connections`: lists and deletes the connections of a token.

use hyper::HeaderMap;
use serde_json::Value;
use xero_m2m_spec::Operation;

use super::admission::{self, Caller};
use crate::auth::app::{Activity, App, ConnectionsEndpoint};
use crate::books::Books;
use crate::company::CompanyState;
use crate::values::ids::Guid;
use crate::wire::query::Query;
use crate::wire::response::{ApiResponse, JSON, ResponseFormat};

/// `path` contains the ID, if the operation has one.
pub(crate) fn respond(
    state: &mut CompanyState,
    operation: &Operation,
    path: &[String],
    query: &Query,
    headers: &HeaderMap,
    format: ResponseFormat,
) -> ApiResponse {
    let caller = match admission::identify_caller(state, headers, format) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let client_id = &*caller.bearer.client_id;
    let Some(app) = state.auth.app(client_id) else { return ApiResponse::not_found() };
    if app.is_custom() && app.connections_endpoint == ConnectionsEndpoint::Refused {
        return ApiResponse::problem(format, 400, "A user or tenant header is missing");
    }
    if !may_see(&caller) {
        return admission::no_scope(format);
    }
    match path.first() {
        None => list(state, app, query),
        Some(_) if operation.method == "GET" => ApiResponse::method_not_allowed(),
        Some(id) => delete(state, client_id, Guid::parse(id)),
    }
}

/// An app without a user needs a scope for this; a user's connections need none.
fn may_see(caller: &Caller) -> bool {
    caller.bearer.has_user || caller.bearer.scopes.iter().any(|scope| scope == "app.connections")
}

fn list(state: &CompanyState, app: &App, query: &Query) -> ApiResponse {
    let event = query.get("authEventId").map(Guid::parse);
    // An inactive custom connection has lost its organisation.
    let is_over = app.is_custom() && app.activity != Activity::Active;
    let rows = state.auth.connections_of(&app.client_id);
    let rows = rows.filter(|one| !is_over && event.is_none_or(|event| event == Some(one.event_id)));
    let name = |tenant_id| state.organisation(tenant_id).map_or("", Books::name);
    let rows: Value = rows.map(|connection| connection.json(name(connection.tenant_id))).collect();
    ApiResponse::new(200, JSON, rows.to_string())
}

fn delete(state: &mut CompanyState, client_id: &str, id: Option<Guid>) -> ApiResponse {
    if !state.auth.connections_of(client_id).any(|connection| Some(connection.id) == id) {
        return ApiResponse::not_found();
    }
    let app = state.auth.apps.iter_mut().find(|app| app.client_id == client_id);
    match app.filter(|app| app.is_custom()) {
        // A custom connection stays with its organisation and waits for a new approval.
        Some(app) => app.activity = Activity::Inactive,
        None => state.auth.connections.retain(|connection| Some(connection.id) != id),
    }
    ApiResponse::empty(204)
}
