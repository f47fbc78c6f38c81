//! The options of a client and of a call, and what holds where a call gives none.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::extras::Extras;
use super::{at_most_an_hour, duration};
use crate::auth::{RetryPolicy, SecretSource};
use crate::error::{Error, Result};
use crate::limits::{LimitPolicy, Limiter, Priority};
use crate::transport::{Backoff, Deadline, is_worth_a_retry};
use xero_m2m_spec::NameCase;

/// The most attempts of a call.
const MOST_ATTEMPTS: u32 = 20;
/// Xero's own bound of a key: <https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/>.
const LONGEST_IDEMPOTENCY_KEY: usize = 128;

/// The options of one call. What is `None` is as the client has it.
#[derive(Debug, Clone, Default)]
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
    /// The longest wait before the second attempt; 1 s by default. It doubles with each attempt, up to `max_delay`, and
    /// the wait is a random part of it. What a server asks for with `Retry-After` holds instead.
    pub initial_delay: Option<Duration>,
    /// The longest wait between two attempts; 20 s by default.
    pub max_delay: Option<Duration>,
    /// The statuses that are worth another attempt, in place of 408, 500, 502, 503 and 504. A 429 at the minute or the
    /// concurrent limit always is; a write is tried again only with an idempotency key.
    pub retry_statuses: Option<Vec<u16>>,
    /// The organisation of the call, for apps with several. Its calls are counted by themselves.
    pub tenant_id: Option<String>,
    /// More headers, of visible ASCII. Those that the client sends itself are refused.
    pub extra_headers: Map<String, Value>,
    /// More of the query; values are texts, numbers, booleans or lists of these, which repeat the parameter. What the
    /// operation has an argument for is refused.
    pub extra_query: Map<String, Value>,
    /// Fields for the record of the body, or for each of its records, as an object by Xero's names. They are sent as they
    /// are, and replace fields that the record has itself. It is of one call alone.
    pub extra_body: Option<Box<RawValue>>,
    /// The key by which Xero recognises a repeated write, for six minutes; one is made where none is given. At most 128
    /// visible ASCII characters. See <https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/>.
    pub idempotency_key: Option<String>,
}

impl CallOptions {
    /// These options without what is of one call alone.
    pub(crate) fn of_many_calls(self) -> Self {
        Self { idempotency_key: None, extra_body: None, ..self }
    }
}

/// The options of a call by the names that they have in other languages, in snake case.
pub const CALL_OPTION_NAMES: &[&str] = &[
    "timeout",
    "deadline",
    "max_wait",
    "priority",
    "retry",
    "tenant_id",
    "extra_headers",
    "extra_query",
    "idempotency_key",
    "extra_body",
];

/// The names of a call's options in a language. Only JavaScript has signals.
pub(crate) fn call_option_names(case: NameCase) -> Vec<String> {
    let signal = (case == NameCase::Camel).then_some("signal");
    CALL_OPTION_NAMES.iter().copied().chain(signal).map(|option| case.name(option)).collect()
}

/// Whether an option of a call has this name.
pub(crate) fn is_call_option(name: &str, case: NameCase) -> bool {
    call_option_names(case).iter().any(|option| option == name)
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
    pub(crate) call: CallOptions,
    pub(crate) limits: Option<LimitPolicy>,
    pub(crate) limits_store: StateStore,
    pub(crate) token_store: StateStore,
    pub(crate) proxy: Option<String>,
    pub(crate) ca_file: Option<String>,
    pub(crate) client_certificate: Option<PathBuf>,
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
    /// None: as by default. Few calls have what follows, so that those who wait keep no room for it.
    pub(crate) retry_rules: Option<Arc<RetryRules>>,
    pub(crate) extras: Option<Arc<Extras>>,
    /// None: the client's own.
    pub(crate) tenant: Option<Arc<Tenant>>,
}

/// Another organisation than the client's own, which a call names. Its calls are counted by themselves.
#[derive(Debug)]
pub(crate) struct Tenant {
    pub(crate) id: String,
    pub(crate) limiter: Arc<Limiter>,
}

/// Which failures are worth another attempt, and after how long.
#[derive(Debug, Clone)]
pub(crate) struct RetryRules {
    pub(crate) backoff: Backoff,
    /// None: those that are worth it by default.
    statuses: Option<Vec<u16>>,
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
            retry_rules: None,
            extras: None,
            tenant: None,
        }
    }
}

impl CallSettings {
    /// These settings with the options that one call gives.
    pub(crate) fn with(&self, mut given: CallOptions, case: NameCase) -> Result<Self> {
        let key = given
            .idempotency_key
            .take()
            .map(|key| super::header_text(&case.name("idempotency_key"), key))
            .transpose()?;
        if key.as_ref().is_some_and(|key| key.len() > LONGEST_IDEMPOTENCY_KEY) {
            return Err(Error::config("an idempotency key has at most 128 characters", "shorten it"));
        }
        let max_wait = match given.max_wait {
            // Zero is allowed: a call that would wait at all fails.
            Some(Duration::ZERO) => Some(Duration::ZERO),
            other => other.map(|wait| duration(&case.name("max_wait"), wait)).transpose()?,
        };
        let retry_rules = match &given {
            CallOptions { initial_delay: None, max_delay: None, retry_statuses: None, .. } => self.retry_rules.clone(),
            given => Some(Arc::new(self.retry_rules().with(given, case)?)),
        };
        let CallOptions { extra_headers, extra_query, extra_body, .. } = &given;
        let extras = if extra_headers.is_empty() && extra_query.is_empty() && extra_body.is_none() {
            self.extras.clone()
        } else {
            let extras = self.extras.as_deref().cloned().unwrap_or_default();
            let extras = extras.with(extra_headers, extra_query, extra_body.as_deref(), case);
            Some(Arc::new(extras.map_err(Error::of_config)?))
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
            retry_rules,
            extras,
            tenant: self.tenant.clone(),
        })
    }

    pub(crate) fn backoff(&self) -> Backoff {
        self.retry_rules.as_ref().map_or(Backoff::CALL, |rules| rules.backoff)
    }

    /// Whether a response of this status is worth another attempt. A refusal by a limit always is.
    pub(crate) fn is_worth_a_retry(&self, status: u16) -> bool {
        match self.retry_rules.as_ref().and_then(|rules| rules.statuses.as_ref()) {
            Some(statuses) => status == 429 || statuses.contains(&status),
            None => is_worth_a_retry(status),
        }
    }

    fn retry_rules(&self) -> RetryRules {
        let rules = self.retry_rules.as_deref().cloned();
        rules.unwrap_or(RetryRules { backoff: Backoff::CALL, statuses: None })
    }

    /// How long and how often a call with these settings waits for a token.
    pub(crate) fn retry_policy<'a>(&self, deadline: &'a Deadline) -> RetryPolicy<'a> {
        RetryPolicy::new(self.max_wait, self.max_attempts, deadline)
    }
}

impl RetryRules {
    fn with(self, given: &CallOptions, case: NameCase) -> Result<Self> {
        let initial_name = format!("retry.{}", case.name("initial_delay"));
        let max_name = format!("retry.{}", case.name("max_delay"));
        let delay = |name: &str, given: Option<Duration>, default: Duration| match given {
            // Zero is allowed: the next attempt is made at once.
            Some(delay) => at_most_an_hour(name, delay),
            None => Ok(default),
        };
        let initial = delay(&initial_name, given.initial_delay, self.backoff.first())?;
        let longest = delay(&max_name, given.max_delay, self.backoff.longest())?;
        if initial > longest {
            return Err(Error::config(
                format!("{initial_name} is above {max_name}, which is {} s", longest.as_secs_f64()),
                format!("give seconds, and {max_name} as well where the first wait is to be longer"),
            ));
        }
        if let Some(bad) = given.retry_statuses.iter().flatten().find(|status| !matches!(status, 400..=599)) {
            return Err(Error::config(
                format!("retry.statuses: {bad} is not the status of a failure"),
                "give statuses from 400 to 599",
            ));
        }
        if given.retry_statuses.iter().flatten().any(|status| *status == 401) {
            return Err(Error::config(
                "retry.statuses: 401 has its own rule",
                "leave it out: the client fetches a new token and tries once more",
            ));
        }
        let backoff = self.backoff.between(initial, longest);
        Ok(Self { backoff, statuses: given.retry_statuses.clone().or(self.statuses) })
    }
}

fn timeout(name: &str, given: Option<Duration>, default: Duration) -> Result<Duration> {
    let Some(given) = given else { return Ok(default) };
    duration(&format!("timeout.{name}"), given)
}

fn attempts(given: u32, case: NameCase) -> Result<u32> {
    match given {
        // 0 and 1 both read as "try once".
        0 => Ok(1),
        1..=MOST_ATTEMPTS => Ok(given),
        _ => Err(Error::config(format!("{} is above {MOST_ATTEMPTS}", case.name("max_attempts")), "give 1 to 20")),
    }
}
