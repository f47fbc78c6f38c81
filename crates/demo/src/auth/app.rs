//! An app, as its page in the developer portal would show it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::secret::Secret;
use super::{redirect, scopes};
use crate::error::DemoError;
use crate::fields::Fields;
use crate::named_enum::Word;
use crate::values::ids::random_bytes;

#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) client_id: String,
    /// A PKCE app has one that it does not know.
    pub(crate) secret: Secret,
    pub(crate) kind: Kind,
    pub(crate) activity: Activity,
    pub(crate) scopes: Vec<String>,
    pub(crate) generation: Generation,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) connections_endpoint: ConnectionsEndpoint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    CustomConnection,
    Web,
    Pkce,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
    Active,
    /// Tokens are issued, without a tenant, and every API call is refused: one live report says so.
    Inactive,
    /// The token endpoint itself refuses: the other shape that clients must understand.
    Refused,
}

/// Which scopes the app may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generation {
    /// As an app that was made after the change of 2026.
    Granular,
    /// As an app that never asked for the new ones.
    Broad,
    Both,
}

/// What `GET /connections` says to a custom connection: there are reports of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConnectionsEndpoint {
    Refused,
    Listed,
}

impl App {
    /// A custom connection with what such a one is granted.
    pub(crate) fn new(client_id: Option<String>, secret: Option<String>) -> App {
        App {
            client_id: client_id.unwrap_or_else(random_client_id),
            secret: Secret::new(secret.unwrap_or_else(|| URL_SAFE_NO_PAD.encode(random_bytes::<36>()))),
            kind: Kind::CustomConnection,
            activity: Activity::Active,
            scopes: scopes::GRANTED.iter().map(|scope| (*scope).to_owned()).collect(),
            generation: Generation::Both,
            redirect_uris: Vec::new(),
            connections_endpoint: ConnectionsEndpoint::Listed,
        }
    }

    /// This one with what is given put in.
    pub(crate) fn changed(&self, fields: &Fields) -> Result<App, DemoError> {
        let mut app = self.clone();
        if let Some(activity) = Activity::read(fields)? {
            app.activity = activity;
        }
        if let Some(kind) = Kind::read(fields, "app")? {
            app.kind = kind;
        }
        if let Some(scopes) = fields.texts("scopes")? {
            app.scopes = scopes;
        }
        if let Some(secret) = fields.text("client_secret")? {
            app.secret = Secret::new(secret);
        }
        if let Some(uris) = fields.texts("redirect_uris")? {
            redirect::check(&uris)?;
            app.redirect_uris = uris;
        }
        if let Some(generation) = Generation::read(fields, "generation")? {
            app.generation = generation;
        }
        if let Some(endpoint) = ConnectionsEndpoint::read(fields, "connections_endpoint")? {
            app.connections_endpoint = endpoint;
        }
        Ok(app)
    }

    /// Its settings, without its secret.
    pub(crate) fn describe(&self) -> Value {
        json!({
            "client_id": self.client_id,
            "app": self.kind.name(),
            "active": self.activity.value(),
            "scopes": self.scopes,
            "redirect_uris": self.redirect_uris,
            "generation": self.generation.name(),
            "connections_endpoint": self.connections_endpoint.name(),
        })
    }

    pub(crate) fn is_custom(&self) -> bool {
        self.kind == Kind::CustomConnection
    }

    /// Whether it runs where no secret is safe.
    pub(crate) fn is_public(&self) -> bool {
        self.kind == Kind::Pkce
    }

    /// What it may have on this day, of what it was given.
    pub(crate) fn granted(&self, now: i64) -> Vec<String> {
        let granted = self.scopes.iter().filter(|scope| self.allows(scope, now));
        granted.cloned().collect()
    }

    fn allows(&self, scope: &str, now: i64) -> bool {
        match self.generation {
            Generation::Broad if scopes::is_granular(scope) => false,
            _ => self.has_broad(now) || !scopes::is_broad(scope),
        }
    }

    /// Whether broad scopes in its tokens open anything.
    pub(crate) fn has_broad(&self, now: i64) -> bool {
        self.generation != Generation::Granular && scopes::broad_work(now)
    }
}

impl Activity {
    fn read(fields: &Fields) -> Result<Option<Activity>, DemoError> {
        match fields.get("active") {
            None => Ok(None),
            Some(Value::Bool(true)) => Ok(Some(Activity::Active)),
            Some(Value::Bool(false)) => Ok(Some(Activity::Inactive)),
            Some(Value::String(word)) if word == "refused" => Ok(Some(Activity::Refused)),
            Some(_) => Err(DemoError::new(
                "\"active\" must be true, false (tokens without a tenant, calls refused) or \"refused\" (no tokens)",
            )),
        }
    }

    fn value(self) -> Value {
        match self {
            Activity::Active => Value::Bool(true),
            Activity::Inactive => Value::Bool(false),
            Activity::Refused => Value::from("refused"),
        }
    }
}

impl Word for Kind {
    const WHAT: &'static str = "app";
    const ALL: &'static [Kind] = &[Kind::CustomConnection, Kind::Web, Kind::Pkce];

    fn name(self) -> &'static str {
        match self {
            Kind::CustomConnection => "custom_connection",
            Kind::Web => "web",
            Kind::Pkce => "pkce",
        }
    }
}

impl Word for Generation {
    const WHAT: &'static str = "generation";
    const ALL: &'static [Generation] = &[Generation::Granular, Generation::Broad, Generation::Both];

    fn name(self) -> &'static str {
        match self {
            Generation::Granular => "granular",
            Generation::Broad => "broad",
            Generation::Both => "both",
        }
    }
}

impl Word for ConnectionsEndpoint {
    const WHAT: &'static str = "connections_endpoint";
    const ALL: &'static [ConnectionsEndpoint] = &[ConnectionsEndpoint::Refused, ConnectionsEndpoint::Listed];

    fn name(self) -> &'static str {
        match self {
            ConnectionsEndpoint::Refused => "refused",
            ConnectionsEndpoint::Listed => "listed",
        }
    }
}

/// Fresh for every company: a client that outlives its company must not fit the next one.
fn random_client_id() -> String {
    random_bytes::<16>().iter().fold(String::new(), |text, byte| text + &format!("{byte:02X}"))
}
