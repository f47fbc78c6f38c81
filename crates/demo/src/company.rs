//! The company itself: everything that changes, behind one lock, shared by the server and its controller.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::error::DemoError;
use crate::faults::Faults;
use crate::ids::{Guid, Ids, random_bytes};
use crate::journal::Journal;
use crate::ledger::Ledger;
use crate::limits::{Limits, Settings};
use crate::options::Options;
use crate::records::Records;
use crate::replays::Replays;
use crate::routes::TOKEN;
use crate::scopes::GRANTED;
use crate::seed;
use crate::strict::Strict;
use crate::tls::CaFile;
use crate::token::Tokens;
use crate::webhooks::changes::Change;
use crate::webhooks::{Signals, Webhooks};

#[derive(Debug)]
pub(crate) struct Company {
    state: Mutex<State>,
    site: Site,
    in_flight: AtomicU64,
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
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    pub(crate) token_ttl: i64,
    pub(crate) connection: Connection,
    pub(crate) tokens: Tokens,
    pub(crate) limits: Limits,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) strict: Strict,
    pub(crate) webhooks: Webhooks,
    /// The books that the connection reaches.
    pub(crate) books: Books,
    /// The first one is the state at the start.
    snapshots: Vec<Snapshot>,
}

/// What one organisation keeps. Cloning is cheap: the records themselves are shared.
#[derive(Clone, Debug)]
pub(crate) struct Books {
    pub(crate) ledger: Ledger,
    pub(crate) records: Records,
    pub(crate) replays: Replays,
}

/// The Custom Connection, as its page in the developer portal would show it.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) activity: Activity,
    pub(crate) scopes: Vec<String>,
    pub(crate) app: App,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
    Active,
    /// Tokens are issued, without a tenant, and every API call is refused: one live report says so.
    Inactive,
    /// The token endpoint itself refuses: the other shape that clients must understand.
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum App {
    CustomConnection,
    Web,
}

/// A text that no debug output shows.
pub(crate) struct Secret(String);

#[derive(Clone, Debug)]
struct Snapshot {
    clock: Clock,
    connection: Connection,
    settings: Settings,
    books: Books,
}

/// One API request in flight; dropped when its reply is made or its caller is gone.
#[derive(Debug)]
pub(crate) struct Slot {
    company: Arc<Company>,
    pub(crate) in_flight: u64,
}

impl Company {
    pub(crate) fn new(options: Options, site: Site) -> Result<Company, DemoError> {
        let mut clock = Clock::real();
        if let Some(millis) = options.clock {
            clock.set(millis);
        }
        clock.run_at(options.clock_speed);
        let now = clock.now();
        let mut ledger = seed::books(&options.region, now, !options.seed.empty)?;
        seed::generated::add(&mut ledger, options.seed.invoices, options.seed.contacts, now);
        let records = Records::seeded(&ledger.organisation, now);
        let scopes = GRANTED.iter().map(|scope| (*scope).to_owned()).collect();
        let mut state = State {
            clock,
            ids: Ids::new(),
            client_id: options.client_id.unwrap_or_else(random_client_id),
            client_secret: Secret(options.client_secret.unwrap_or_else(random_secret)),
            token_ttl: options.token_ttl,
            connection: Connection { activity: Activity::Active, scopes, app: App::CustomConnection },
            tokens: Tokens::new(),
            limits: Limits::new(options.limits),
            faults: Faults::default(),
            journal: Journal::default(),
            strict: Strict { enabled: options.strict, violations: Vec::new() },
            webhooks: Webhooks::default(),
            books: Books { ledger, records, replays: Replays::default() },
            snapshots: Vec::new(),
        };
        state.snapshot();
        Ok(Company { state: Mutex::new(state), site, in_flight: AtomicU64::new(0), signals: Signals::default() })
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
        let mut description = json!({
            "base_url": root,
            "token_url": format!("{root}{TOKEN}"),
            "client_id": state.client_id,
            "client_secret": state.client_secret.reveal(),
            "tenant_id": state.books.tenant_id().to_string(),
            "region": state.books.region(),
        });
        if let Some(file) = &self.site.ca_file {
            description["ca_file"] = Value::from(file.path().to_string_lossy());
        }
        description
    }

    pub(crate) fn in_flight(&self) -> u64 {
        self.in_flight.load(Ordering::Relaxed)
    }

    pub(crate) fn enter(self: &Arc<Company>) -> Slot {
        let in_flight = self.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
        Slot { company: Arc::clone(self), in_flight }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.company.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

impl State {
    /// Keeps books, connection, limit settings, clock and idempotency memory; gives the number.
    pub(crate) fn snapshot(&mut self) -> usize {
        self.snapshots.push(Snapshot {
            clock: self.clock,
            connection: self.connection.clone(),
            settings: self.limits.settings.clone(),
            books: self.books.clone(),
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
        self.connection = snapshot.connection;
        self.limits.settings = snapshot.settings;
        self.limits.clear_counters();
        self.books = snapshot.books;
        self.faults.clear();
        self.journal.clear();
        self.strict.violations.clear();
        self.webhooks.forget();
        Ok(())
    }
}

impl Books {
    pub(crate) fn tenant_id(&self) -> Guid {
        self.ledger.organisation.id
    }

    /// From now on changes are noted.
    pub(crate) fn listen(&mut self) {
        self.ledger.changes.listen();
        self.records.changes.listen();
    }

    /// What has changed since.
    pub(crate) fn changes(&mut self) -> Vec<Change> {
        let mut changes = self.ledger.changes.take();
        changes.append(&mut self.records.changes.take());
        changes
    }

    /// `NZ`, `AU`, `UK` or `US`.
    pub(crate) fn region(&self) -> &'static str {
        self.ledger.organisation.version
    }
}

impl Secret {
    pub(crate) fn new(text: String) -> Secret {
        Secret(text)
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// In a time that does not depend on where the difference is.
    pub(crate) fn is(&self, text: &str) -> bool {
        let digest = |text: &str| ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        digest(&self.0).as_ref() == digest(text).as_ref()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(***)")
    }
}

/// Fresh for every company: a client that outlives its company must not fit the next one.
fn random_client_id() -> String {
    random_bytes::<16>().iter().fold(String::new(), |text, byte| text + &format!("{byte:02X}"))
}

fn random_secret() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<36>())
}
