//! Who may call: apps, the organisations that they are connected to, their grants and tokens, and Xero's identity
//! endpoints.

mod app;
mod authorize;
mod claims;
pub(crate) mod commands;
mod connection;
mod connections;
mod consent;
mod consent_page;
mod form;
pub(crate) mod gate;
mod grant_types;
mod grants;
mod identity;
mod redirect;
mod revocation;
mod scopes;
mod secret;
mod token;
pub(crate) mod tokens;
mod word;

use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method};

use crate::company::State;
use crate::ids::{Guid, Ids};
use crate::paths::TOKEN;
use crate::reply::{Manner, Reply};
use grants::Grants;

pub(crate) use app::{Activity, App};
pub(crate) use connection::Connection;
pub(crate) use connections::answer as answer_connections;

const REVOCATION: &str = "/connect/revocation";
const USERINFO: &str = "/connect/userinfo";
const DISCOVERY: &str = "/.well-known/openid-configuration";
const KEYS: &str = "/.well-known/openid-configuration/jwks";
const AUTHORIZE: &str = "/identity/connect/authorize";

/// What snapshots keep of who may call.
#[derive(Clone, Debug)]
pub(crate) struct Auth {
    /// The first one is there from the start, and none ever goes but with a reset.
    apps: Vec<App>,
    connections: Vec<Connection>,
    grants: Grants,
}

/// A request to one of Xero's identity hosts.
struct Request<'a> {
    headers: &'a HeaderMap,
    query: &'a str,
    body: &'a Bytes,
    /// Where the company is reached.
    root: &'a str,
    manner: Manner,
}

/// None where the path is none of theirs.
pub(crate) fn answer(state: &mut State, parts: &Parts, body: &Bytes, root: &str, manner: Manner) -> Option<Reply> {
    let (headers, query) = (&parts.headers, parts.uri.query().unwrap_or(""));
    let request = Request { headers, query, body, root, manner };
    Some(match (parts.uri.path(), &parts.method) {
        (TOKEN, &Method::POST) => token::issue(state, &request),
        (REVOCATION, &Method::POST) => revocation::revoke(state, &request),
        (USERINFO, &Method::GET | &Method::POST) => identity::user(state, &request),
        (DISCOVERY, &Method::GET) => identity::discovery(&request),
        (KEYS, &Method::GET) => identity::keys(),
        (AUTHORIZE, &Method::GET) => authorize::ask(state, &request),
        (AUTHORIZE, &Method::POST) => authorize::decide(state, &request),
        (TOKEN | REVOCATION | USERINFO | DISCOVERY | KEYS | AUTHORIZE, _) => Reply::method_not_allowed(),
        _ => return None,
    })
}

impl Auth {
    /// One app, connected to one organisation.
    pub(crate) fn new(app: App, tenant_id: Guid, now: i64, ids: &mut Ids) -> Auth {
        let mut auth = Auth { apps: Vec::new(), connections: Vec::new(), grants: Grants::default() };
        let client_id = app.client_id.clone();
        auth.apps.push(app);
        auth.connect(&client_id, &[tenant_id], ids.next(), now, ids);
        auth
    }

    pub(crate) fn first(&self) -> &App {
        &self.apps[0]
    }

    fn app(&self, client_id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }

    fn connections_of<'a>(&'a self, client_id: &'a str) -> impl Iterator<Item = &'a Connection> {
        self.connections.iter().filter(move |connection| connection.client_id == client_id)
    }

    fn is_connected(&self, client_id: &str, tenant_id: Guid) -> bool {
        self.connections_of(client_id).any(|connection| connection.tenant_id == tenant_id)
    }

    /// The one organisation of a custom connection.
    pub(crate) fn tenant_of(&self, client_id: &str) -> Option<Guid> {
        self.connections_of(client_id).next().map(|connection| connection.tenant_id)
    }

    /// What is connected already only gets a new event and a new date.
    fn connect(&mut self, client_id: &str, tenants: &[Guid], event_id: Guid, now: i64, ids: &mut Ids) {
        for &tenant_id in tenants {
            let mut known = self.connections.iter_mut();
            match known.find(|one| one.client_id == client_id && one.tenant_id == tenant_id) {
                Some(connection) => {
                    connection.event_id = event_id;
                    connection.updated = now;
                }
                None => self.connections.push(Connection {
                    id: ids.next(),
                    client_id: client_id.to_owned(),
                    tenant_id,
                    event_id,
                    created: now,
                    updated: now,
                }),
            }
        }
    }

    /// Everything that the user let the app do is undone.
    fn disconnect(&mut self, client_id: &str) {
        self.connections.retain(|connection| connection.client_id != client_id);
        self.grants.revoke_all_of(client_id);
    }
}
