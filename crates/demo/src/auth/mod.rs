//! Who may call: apps, the organisations that they are connected to, their grants and tokens.

pub(crate) mod app;
pub(crate) mod bearer;
pub(crate) mod claims;
pub(crate) mod connection;
pub(crate) mod consent;
pub(crate) mod grants;
pub(crate) mod redirect;
pub(crate) mod scopes;
pub(crate) mod secret;
pub(crate) mod tokens;

use crate::values::ids::{Guid, Ids};
use app::App;
use connection::Connection;
use grants::Grants;

/// What snapshots keep of who may call.
#[derive(Clone, Debug)]
pub(crate) struct Auth {
    /// The first one is there from the start, and none ever goes but with a reset.
    pub(crate) apps: Vec<App>,
    pub(crate) connections: Vec<Connection>,
    pub(crate) grants: Grants,
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

    pub(crate) fn app(&self, client_id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }

    pub(crate) fn connections_of<'a>(&'a self, client_id: &'a str) -> impl Iterator<Item = &'a Connection> {
        self.connections.iter().filter(move |connection| connection.client_id == client_id)
    }

    pub(crate) fn is_connected(&self, client_id: &str, tenant_id: Guid) -> bool {
        self.connections_of(client_id).any(|connection| connection.tenant_id == tenant_id)
    }

    /// The one organisation of a custom connection.
    pub(crate) fn tenant_of(&self, client_id: &str) -> Option<Guid> {
        self.connections_of(client_id).next().map(|connection| connection.tenant_id)
    }

    /// What is connected already only gets a new event and a new date.
    pub(crate) fn connect(&mut self, client_id: &str, tenants: &[Guid], event_id: Guid, now: i64, ids: &mut Ids) {
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
    pub(crate) fn disconnect(&mut self, client_id: &str) {
        self.connections.retain(|connection| connection.client_id != client_id);
        self.grants.revoke_all_of(client_id);
    }
}
