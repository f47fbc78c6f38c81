//! The company: all state behind one lock, shared by the server and the commands.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::auth::Auth;
use crate::auth::app::App;
use crate::auth::tokens::Tokens;
use crate::books::Books;
use crate::clock::Clock;
use crate::error::DemoError;
use crate::faults::Faults;
use crate::limits::in_flight::InFlight;
use crate::limits::settings::Settings;
use crate::limits::{Limits, QuotaKey};
use crate::options::{Options, SeedOptions};
use crate::request_journal::RequestJournal;
use crate::seed;
use crate::strict::Strict;
use crate::tls::CaFile;
use crate::values::ids::{Guid, Ids};
use crate::webhooks::{Signals, Webhooks};
use crate::wire::paths::TOKEN;

#[derive(Debug)]
pub(crate) struct Company {
    state: Mutex<CompanyState>,
    address: CompanyAddress,
    pub(crate) in_flight: InFlight,
    pub(crate) signals: Signals,
}

/// The addresses of the company.
#[derive(Debug)]
pub(crate) struct CompanyAddress {
    /// Such as `http://127.0.0.1:40000`.
    pub(crate) root: String,
    /// The CA certificate of an HTTPS company.
    pub(crate) ca_file: Option<CaFile>,
    /// Whether commands are accepted over HTTP.
    pub(crate) accepts_commands: bool,
}

#[derive(Debug)]
pub(crate) struct CompanyState {
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) token_ttl: i64,
    pub(crate) auth: Auth,
    pub(crate) tokens: Tokens,
    pub(crate) limits: Limits,
    pub(crate) faults: Faults,
    pub(crate) journal: RequestJournal,
    pub(crate) strict: Strict,
    pub(crate) webhooks: Webhooks,
    /// The first one exists from the start. Only a reset removes any.
    pub(crate) organisations: Vec<Books>,
    /// The first one is the initial state.
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
    pub(crate) fn new(options: Options, address: CompanyAddress) -> Result<Company, DemoError> {
        let mut clock = Clock::real();
        if let Some(millis) = options.clock {
            clock.set(millis);
        }
        clock.run_at(options.clock_speed);
        let now = clock.now();
        let books = seed::company(&options.region, options.seed, now)?;
        let mut ids = Ids::new();
        let app = App::new(options.client_id, options.client_secret);
        let mut state = CompanyState {
            clock,
            token_ttl: options.token_ttl,
            auth: Auth::new(app, books.tenant_id(), now, &mut ids),
            ids,
            tokens: Tokens::new(),
            limits: Limits::new(options.limits),
            faults: Faults::default(),
            journal: RequestJournal::default(),
            strict: Strict { enabled: options.strict, violations: Vec::new() },
            webhooks: Webhooks::default(),
            organisations: vec![books],
            snapshots: Vec::new(),
        };
        state.snapshot();
        Ok(Company { state: Mutex::new(state), address, in_flight: InFlight::default(), signals: Signals::default() })
    }

    /// A panic while the lock was held still leaves usable data.
    pub(crate) fn lock(&self) -> MutexGuard<'_, CompanyState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn scheme(&self) -> &'static str {
        if self.address.ca_file.is_some() { "https" } else { "http" }
    }

    pub(crate) fn root(&self) -> &str {
        &self.address.root
    }

    /// Called when the server has stopped.
    pub(crate) fn clean_up(&self) {
        if let Some(file) = &self.address.ca_file {
            file.clean_up();
        }
    }

    pub(crate) fn accepts_commands(&self) -> bool {
        self.address.accepts_commands
    }

    /// Addresses and credentials.
    pub(crate) fn describe(&self, state: &CompanyState) -> Value {
        let root = &self.address.root;
        let (app, books) = (state.auth.first(), &state.organisations[0]);
        let token_url = format!("{root}{TOKEN}");
        let mut description = json!({
            "base_url": root,
            "token_url": token_url,
            "client_id": app.client_id,
            "client_secret": app.secret.reveal(),
            "tenant_id": books.tenant_id().to_string(),
            "region": books.region(),
            "environment": {
                "XERO_BASE_URL": root,
                "XERO_TOKEN_URL": token_url,
                "XERO_CLIENT_ID": app.client_id,
                "XERO_CLIENT_SECRET": app.secret.reveal(),
            },
        });
        if let Some(file) = &self.address.ca_file {
            let path = file.path().to_string_lossy();
            description["environment"]["NODE_EXTRA_CA_CERTS"] = Value::from(path.clone());
            description["ca_file"] = Value::from(path);
        }
        description
    }
}

impl CompanyState {
    /// Saves organisations, apps, connections, grants, limit settings, clock and idempotency keys, and returns the
    /// snapshot's number.
    pub(crate) fn snapshot(&mut self) -> usize {
        self.snapshots.push(Snapshot {
            clock: self.clock,
            auth: self.auth.clone(),
            settings: self.limits.settings.clone(),
            organisations: self.organisations.clone(),
        });
        self.snapshots.len() - 1
    }

    /// Restores a snapshot. Faults, counters, violations, journal and undelivered events are cleared; tokens stay
    /// valid.
    pub(crate) fn reset(&mut self, number: usize) -> Result<(), DemoError> {
        let last = self.snapshots.len() - 1;
        let Some(snapshot) = self.snapshots.get(number).cloned() else {
            return Err(DemoError::new(format!("snapshot {number} does not exist; the last one is {last}")));
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

    /// The quota of the first app in its organisation.
    pub(crate) fn first_quota_key(&self) -> QuotaKey {
        let client_id = self.auth.first().client_id.as_str();
        let tenant_id = self.auth.tenant_of(client_id).unwrap_or(self.organisations[0].tenant_id());
        QuotaKey { client_id: client_id.into(), tenant_id }
    }

    pub(crate) fn organisation(&self, tenant_id: Guid) -> Option<&Books> {
        self.organisations.iter().find(|books| books.tenant_id() == tenant_id)
    }

    /// The index of the organisation with this tenant ID or name.
    pub(crate) fn organisation_named(&self, text: &str) -> Result<usize, DemoError> {
        let tenant_id = Guid::parse(text);
        let is_meant = |books: &Books| Some(books.tenant_id()) == tenant_id || books.name() == text;
        self.organisations.iter().position(is_meant).ok_or_else(|| {
            let names: Vec<&str> = self.organisations.iter().map(Books::name).collect();
            DemoError::unknown("organisation", text, &names)
        })
    }

    /// Adds an organisation without any connection.
    pub(crate) fn add_organisation(
        &mut self,
        name: String,
        region: &str,
        seed: SeedOptions,
    ) -> Result<Value, DemoError> {
        if self.organisation_named(&name).is_ok() {
            return Err(DemoError::new(format!("an organisation \"{name}\" already exists")));
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
