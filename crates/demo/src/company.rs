//! The company itself: everything that changes, behind one lock, shared by the server and its controller.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::auth::Auth;
use crate::auth::app::App;
use crate::auth::tokens::Tokens;
use crate::books::Books;
use crate::clock::Clock;
use crate::error::DemoError;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::limits::settings::Settings;
use crate::limits::slot::InFlight;
use crate::limits::{Limits, Payer};
use crate::options::{Options, Seed};
use crate::seed;
use crate::strict::Strict;
use crate::tls::CaFile;
use crate::values::ids::{Guid, Ids};
use crate::webhooks::{Signals, Webhooks};
use crate::wire::paths::TOKEN;

#[derive(Debug)]
pub(crate) struct Company {
    state: Mutex<State>,
    site: Site,
    pub(crate) in_flight: InFlight,
    pub(crate) signals: Signals,
}

/// Where the company is reached.
#[derive(Debug)]
pub(crate) struct Site {
    /// Such as `http://127.0.0.1:40000`.
    pub(crate) root: String,
    /// The certificate that an https company's own is signed with.
    pub(crate) ca_file: Option<CaFile>,
    /// Whether it takes commands over HTTP.
    pub(crate) takes_commands: bool,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) token_ttl: i64,
    pub(crate) auth: Auth,
    pub(crate) tokens: Tokens,
    pub(crate) limits: Limits,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) strict: Strict,
    pub(crate) webhooks: Webhooks,
    /// The first one is there from the start, and none ever goes but with a reset.
    pub(crate) organisations: Vec<Books>,
    /// The first one is the state at the start.
    snapshots: Vec<Snapshot>,
}

#[derive(Clone, Debug)]
struct Snapshot {
    clock: Clock,
    auth: Auth,
    settings: Settings,
    organisations: Vec<Books>,
}

impl Company {
    pub(crate) fn new(options: Options, site: Site) -> Result<Company, DemoError> {
        let mut clock = Clock::real();
        if let Some(millis) = options.clock {
            clock.set(millis);
        }
        clock.run_at(options.clock_speed);
        let now = clock.now();
        let books = seed::company(&options.region, options.seed, now)?;
        let mut ids = Ids::new();
        let app = App::new(options.client_id, options.client_secret);
        let mut state = State {
            clock,
            token_ttl: options.token_ttl,
            auth: Auth::new(app, books.tenant_id(), now, &mut ids),
            ids,
            tokens: Tokens::new(),
            limits: Limits::new(options.limits),
            faults: Faults::default(),
            journal: Journal::default(),
            strict: Strict { enabled: options.strict, violations: Vec::new() },
            webhooks: Webhooks::default(),
            organisations: vec![books],
            snapshots: Vec::new(),
        };
        state.snapshot();
        Ok(Company { state: Mutex::new(state), site, in_flight: InFlight::default(), signals: Signals::default() })
    }

    /// A panic while the lock was held leaves data that is still whole enough to serve.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn scheme(&self) -> &'static str {
        if self.site.ca_file.is_some() { "https" } else { "http" }
    }

    pub(crate) fn root(&self) -> &str {
        &self.site.root
    }

    /// Once nobody can call it any more.
    pub(crate) fn clean_up(&self) {
        if let Some(file) = &self.site.ca_file {
            file.clean_up();
        }
    }

    pub(crate) fn takes_commands(&self) -> bool {
        self.site.takes_commands
    }

    /// Addresses and credentials.
    pub(crate) fn describe(&self, state: &State) -> Value {
        let root = &self.site.root;
        let (app, books) = (state.auth.first(), &state.organisations[0]);
        let mut description = json!({
            "base_url": root,
            "token_url": format!("{root}{TOKEN}"),
            "client_id": app.client_id,
            "client_secret": app.secret.reveal(),
            "tenant_id": books.tenant_id().to_string(),
            "region": books.region(),
        });
        if let Some(file) = &self.site.ca_file {
            description["ca_file"] = Value::from(file.path().to_string_lossy());
        }
        description
    }
}

impl State {
    /// Keeps organisations, apps, connections, grants, limit settings, clock and idempotency memory; gives the number.
    pub(crate) fn snapshot(&mut self) -> usize {
        self.snapshots.push(Snapshot {
            clock: self.clock,
            auth: self.auth.clone(),
            settings: self.limits.settings.clone(),
            organisations: self.organisations.clone(),
        });
        self.snapshots.len() - 1
    }

    /// Back to a snapshot; faults, counters, violations, journal and undelivered events are cleared, tokens stay as they are.
    pub(crate) fn reset(&mut self, number: usize) -> Result<(), DemoError> {
        let last = self.snapshots.len() - 1;
        let Some(snapshot) = self.snapshots.get(number).cloned() else {
            return Err(DemoError::new(format!("there is no snapshot {number}; the last one is {last}")));
        };
        self.clock = snapshot.clock;
        self.auth = snapshot.auth;
        self.limits.settings = snapshot.settings;
        self.limits.clear_counters();
        self.organisations = snapshot.organisations;
        self.faults.clear();
        self.journal.clear();
        self.strict.violations.clear();
        self.webhooks.forget();
        Ok(())
    }

    /// The first app in its organisation.
    pub(crate) fn first_payer(&self) -> Payer {
        let client_id = self.auth.first().client_id.as_str();
        let tenant_id = self.auth.tenant_of(client_id).unwrap_or(self.organisations[0].tenant_id());
        Payer { client_id: client_id.into(), tenant_id }
    }

    pub(crate) fn organisation(&self, tenant_id: Guid) -> Option<&Books> {
        self.organisations.iter().find(|books| books.tenant_id() == tenant_id)
    }

    /// Where the organisation of this tenant id or name stands.
    pub(crate) fn organisation_named(&self, text: &str) -> Result<usize, DemoError> {
        let tenant_id = Guid::parse(text);
        let is_meant = |books: &Books| Some(books.tenant_id()) == tenant_id || books.name() == text;
        self.organisations.iter().position(is_meant).ok_or_else(|| {
            let names: Vec<&str> = self.organisations.iter().map(Books::name).collect();
            DemoError::unknown("organisation", text, &names)
        })
    }

    /// One organisation more, which nothing is connected to yet.
    pub(crate) fn add_organisation(&mut self, name: String, region: &str, seed: Seed) -> Result<Value, DemoError> {
        if self.organisation_named(&name).is_ok() {
            return Err(DemoError::new(format!("there is an organisation \"{name}\" already")));
        }
        let mut books = seed::company(region, seed, self.clock.now())?;
        if let Some(organisation) = Arc::get_mut(&mut books.ledger.organisation) {
            organisation.id = Guid::named(&format!("organisation/{}/{name}", organisation.version));
            organisation.name = name;
        }
        let description = books.describe();
        self.organisations.push(books);
        Ok(description)
    }
}
