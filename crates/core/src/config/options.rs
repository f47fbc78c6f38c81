//! The options of a client and of a call, and what holds where a call gives none.

use std::path::PathBuf;
use std::time::Duration;

use super::duration;
use crate::auth::{RetryPolicy, SecretSource};
use crate::error::{Error, Result};
use crate::limits::{LimitPolicy, Priority};
use crate::transport::Deadline;
use xero_m2m_spec::NameCase;

/// The longest time-out of an attempt: no attempt takes so long.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(3600);
/// The most attempts of a call.
const MOST_ATTEMPTS: u32 = 20;
/// Xero's own bound of a key: <https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/>.
const LONGEST_IDEMPOTENCY_KEY: usize = 128;

/// The options of one call. What is `None` is as the client has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CallOptions {
    /// The longest time to open a connection; 5 s by default.
    pub connect_timeout: Option<Duration>,
    /// The longest silence while a response arrives; 30 s by default.
    pub read_timeout: Option<Duration>,
    /// The longest time of one attempt; 60 s by default.
    pub attempt_timeout: Option<Duration>,
    /// The longest time of the whole call, its waits and retries included. By default each request has 60 s over all its
    /// attempts, or as long as a longer attempt time-out, and waits for the limits do not count.
    pub deadline: Option<Duration>,
    /// The longest single wait for the limits, or because Xero asks for it. If unset, only waits that the server asks for
    /// apply, capped at 65 s.
    pub max_wait: Option<Duration>,
    /// Whether the call starts before others that wait for the limits.
    pub priority: Option<Priority>,
    /// How often a call is tried at most, from 1 to 20; 4 by default. Writes are tried again only with an idempotency key.
    pub max_attempts: Option<u32>,
    /// The key by which Xero recognises a repeated write, for six minutes; one is made where none is given. At most 128
    /// visible ASCII characters. See <https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/>.
    pub idempotency_key: Option<String>,
}

/// The options of a call by the names that they have in other languages, in snake case.
pub const CALL_OPTION_NAMES: &[&str] = &["timeout", "deadline", "max_wait", "priority", "retry", "idempotency_key"];

/// Whether an option of a call has this name. Only JavaScript has signals.
pub(crate) fn is_call_option(name: &str, case: NameCase) -> bool {
    CALL_OPTION_NAMES.iter().any(|option| case.name(option) == name) || (case == NameCase::Camel && name == "signal")
}

/// Where the processes of this machine keep what they share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum StateStore {
    /// In the memory of this process alone.
    #[default]
    Memory,
    /// In files of the user's own state folder, `~/.local/state/xero-m2m` on Linux.
    UserFolder,
    /// In files of this folder, which nobody else may write to.
    Folder(PathBuf),
}

/// What a client is made from, as it was given. What is `None` comes from the profile or is the default.
#[derive(Debug, Default)]
pub(crate) struct ClientOptions {
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<Result<SecretSource>>,
    pub(crate) profile: Option<String>,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) tenant_id: Option<String>,
    pub(crate) call: CallOptions,
    pub(crate) limits: Option<LimitPolicy>,
    pub(crate) limits_store: StateStore,
    pub(crate) token_store: StateStore,
    pub(crate) proxy: Option<String>,
    pub(crate) ca_file: Option<String>,
    pub(crate) trust_env: Option<bool>,
    pub(crate) base_url: Option<String>,
    pub(crate) token_url: Option<String>,
    pub(crate) app: Option<String>,
    /// The case in which arguments and fields are named, and options in messages.
    pub(crate) case: NameCase,
}

/// The time-outs of one attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Timeout {
    pub(crate) connect: Duration,
    pub(crate) read: Duration,
    pub(crate) attempt: Duration,
}

impl Default for Timeout {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), read: Duration::from_secs(30), attempt: Duration::from_secs(60) }
    }
}

/// The options that hold for one call, checked.
#[derive(Debug, Clone)]
pub(crate) struct CallSettings {
    pub(crate) timeout: Timeout,
    pub(crate) deadline: Option<Duration>,
    /// The longest single wait for the limits or at a server's word; none where the user gave none.
    pub(crate) max_wait: Option<Duration>,
    /// None: interactive, but for pages of whole lists and batches.
    pub(crate) priority: Option<Priority>,
    pub(crate) max_attempts: u32,
    pub(crate) idempotency_key: Option<String>,
}

impl Default for CallSettings {
    fn default() -> Self {
        Self {
            timeout: Timeout::default(),
            deadline: None,
            max_wait: None,
            priority: None,
            max_attempts: 4,
            idempotency_key: None,
        }
    }
}

impl CallSettings {
    /// These settings with the options that one call gives.
    pub(crate) fn with(&self, given: CallOptions, case: NameCase) -> Result<Self> {
        let key =
            given.idempotency_key.map(|key| super::header_text(&case.name("idempotency_key"), key)).transpose()?;
        if key.as_ref().is_some_and(|key| key.len() > LONGEST_IDEMPOTENCY_KEY) {
            return Err(Error::config("an idempotency key has at most 128 characters", "shorten it"));
        }
        let max_wait = match given.max_wait {
            // Zero is allowed: a call that would wait at all fails.
            Some(Duration::ZERO) => Some(Duration::ZERO),
            other => other.map(|wait| duration(&case.name("max_wait"), wait)).transpose()?,
        };
        let timeout = Timeout {
            connect: timeout("connect", given.connect_timeout, self.timeout.connect)?,
            read: timeout("read", given.read_timeout, self.timeout.read)?,
            attempt: timeout("attempt", given.attempt_timeout, self.timeout.attempt)?,
        };
        Ok(Self {
            timeout,
            deadline: given.deadline.map(|whole| duration("deadline", whole)).transpose()?.or(self.deadline),
            max_wait: max_wait.or(self.max_wait),
            priority: given.priority.or(self.priority),
            max_attempts: attempts(given.max_attempts.unwrap_or(self.max_attempts), case)?,
            idempotency_key: key.or_else(|| self.idempotency_key.clone()),
        })
    }
}

impl CallSettings {
    /// How long and how often a call with these settings waits for a token.
    pub(crate) fn retry_policy<'a>(&self, deadline: &'a Deadline) -> RetryPolicy<'a> {
        RetryPolicy::new(self.max_wait, self.max_attempts, deadline)
    }
}

fn timeout(name: &str, given: Option<Duration>, default: Duration) -> Result<Duration> {
    let Some(given) = given else { return Ok(default) };
    let name = format!("timeout.{name}");
    let given = duration(&name, given)?;
    if given > LONGEST_TIMEOUT { Err(super::too_long(&name, "an hour")) } else { Ok(given) }
}

fn attempts(given: u32, case: NameCase) -> Result<u32> {
    match given {
        // 0 and 1 both read as "try once".
        0 => Ok(1),
        1..=MOST_ATTEMPTS => Ok(given),
        _ => Err(Error::config(format!("{} is above {MOST_ATTEMPTS}", case.name("max_attempts")), "give 1 to 20")),
    }
}
