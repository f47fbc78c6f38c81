//! Options as users write them: names checked one by one, values turned into what the client works with.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Environment, Timeout};
use crate::error::{Error, Result};
use crate::limits::{LimitPolicy, Priority};
use crate::names::{CaseOfNames, suggestion};
use crate::state_file::check_folder;
use xero_m2m_spec::NameCase;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClientOptions {
    pub(super) client_id: Option<Value>,
    pub(super) client_secret: Option<Value>,
    pub(super) client_secret_supplied: bool,
    pub(super) profile: Option<String>,
    pub(super) scopes: Option<Vec<String>>,
    pub(super) tenant_id: Option<String>,
    pub(super) timeout: Option<TimeoutOption>,
    pub(super) deadline: Option<f64>,
    pub(super) retry: Option<RetryOption>,
    pub(super) limits: Option<LimitOption>,
    pub(super) token_cache: Option<String>,
    pub(super) proxy: Option<String>,
    pub(super) ca_file: Option<String>,
    pub(super) trust_env: Option<bool>,
    pub(super) base_url: Option<String>,
    pub(super) token_url: Option<String>,
    pub(super) app: Option<String>,
    pub(super) max_wait: Option<f64>,
    pub(super) priority: Option<Priority>,
}

pub(super) const CLIENT_OPTIONS: &[&str] = &[
    "client_id",
    "client_secret",
    "client_secret_supplied",
    "profile",
    "scopes",
    "tenant_id",
    "timeout",
    "deadline",
    "retry",
    "limits",
    "token_cache",
    "proxy",
    "ca_file",
    "trust_env",
    "base_url",
    "token_url",
    "app",
    "max_wait",
    "priority",
];
pub(super) const CALL_OPTIONS: &[&str] = &["timeout", "deadline", "max_wait", "priority", "retry", "idempotency_key"];
pub(super) const TIMEOUT_OPTIONS: &[&str] = &["connect", "read", "attempt"];
pub(super) const RETRY_OPTIONS: &[&str] = &["max_attempts"];
pub(super) const LIMIT_OPTIONS: &[&str] = &["concurrent", "per_minute", "reserve_daily", "backend"];

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum TimeoutOption {
    Attempt(f64),
    Each { connect: Option<f64>, read: Option<f64>, attempt: Option<f64> },
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum RetryOption {
    MaxAttempts(u32),
    Each { max_attempts: Option<u32> },
}

#[derive(Debug, Deserialize)]
pub(super) struct LimitOption {
    pub(super) concurrent: Option<usize>,
    /// Null lifts the limit; absent leaves Xero's.
    #[serde(default = "per_minute")]
    pub(super) per_minute: Option<usize>,
    pub(super) reserve_daily: Option<u32>,
    pub(super) backend: Option<String>,
}

/// Xero's limit of calls a minute.
fn per_minute() -> Option<usize> {
    LimitPolicy::default().per_minute
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PerCallOptions {
    pub(super) timeout: Option<TimeoutOption>,
    pub(super) deadline: Option<f64>,
    pub(super) max_wait: Option<f64>,
    pub(super) priority: Option<Priority>,
    pub(super) retry: Option<RetryOption>,
    pub(super) idempotency_key: Option<String>,
}

/// Parses an object of options and names the nearest right one for each that does not exist.
pub(super) fn parse_options<T: for<'de> Deserialize<'de>>(options: &[u8], case: NameCase, known: &[&str]) -> Result<T> {
    let value: Value = serde_json::from_slice(options).map_err(|_| Error::config("options are not an object", ""))?;
    let Value::Object(members) = value else {
        return Err(Error::config("options are not an object", "give each option by its name"));
    };
    let names: Vec<String> =
        known.iter().filter(|name| !name.ends_with("_supplied")).map(|name| case.name(name)).collect();
    let owner = if known.contains(&"client_id") { "a client" } else { "a call" };
    check_names(owner, &members, known, &names, case)?;
    for (group, members_of_group) in [("timeout", TIMEOUT_OPTIONS), ("retry", RETRY_OPTIONS), ("limits", LIMIT_OPTIONS)]
    {
        if let Some(Value::Object(inner)) = members.get(group) {
            let names: Vec<String> = members_of_group.iter().map(|name| case.name(name)).collect();
            check_names(group, inner, members_of_group, &names, case)?;
        }
    }
    let snake = case.to_snake_keys(Value::Object(members));
    let Value::Object(snake) = snake else { return Err(Error::config("options are not an object", "")) };
    // One option at a time, so that the message can name the one that does not fit. Of a secret no copy is made.
    for (name, value) in snake.iter().filter(|(name, _)| *name != "client_secret") {
        let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
        if serde_json::from_value::<T>(alone).is_err() {
            return Err(Error::config(
                format!("the option {} has a value of the wrong type", case.name(name)),
                "see the documentation of the client's options",
            ));
        }
    }
    serde_json::from_value(Value::Object(snake)).map_err(|_| Error::config("the options do not fit", ""))
}

fn check_names(
    owner: &str,
    members: &Map<String, Value>,
    known: &[&str],
    names: &[String],
    case: NameCase,
) -> Result<()> {
    match members.keys().find(|key| !known.iter().any(|name| case.name(name) == **key)) {
        Some(unknown) => Err(Error::config(
            format!("{owner} has no option {unknown:?}"),
            suggestion(unknown, names.iter().map(String::as_str)),
        )),
        None => Ok(()),
    }
}

pub(super) fn text_option(name: &str, value: Value, case: NameCase) -> Result<String> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(Error::config(format!("{} is not text", case.name(name)), "give it as a string")),
    }
}

/// No attempt takes so long, and no job waits so long for its turn: Xero's limits begin anew every day.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(3600);
const LONGEST_WAIT: Duration = Duration::from_secs(7 * 86_400);

pub(super) fn duration(name: &str, seconds: f64) -> Result<Duration> {
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if duration > LONGEST_WAIT => Err(too_long(name, "a week")),
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err(Error::config(format!("{name} is not a positive number of seconds"), "give seconds, such as 30")),
    }
}

fn too_long(name: &str, limit: &str) -> Error {
    Error::config(format!("{name} is above {limit}"), "give seconds, not milliseconds")
}

pub(super) fn timeout_from(option: Option<&TimeoutOption>, default: Timeout) -> Result<Timeout> {
    let (connect, read, attempt) = match option {
        None => return Ok(default),
        Some(TimeoutOption::Attempt(seconds)) => (None, None, Some(*seconds)),
        Some(TimeoutOption::Each { connect, read, attempt }) => (*connect, *read, *attempt),
    };
    let part = |name: &str, given: Option<f64>, default: Duration| match given {
        Some(seconds) => {
            let name = format!("timeout.{name}");
            let part = duration(&name, seconds)?;
            if part > LONGEST_TIMEOUT { Err(too_long(&name, "an hour")) } else { Ok(part) }
        }
        None => Ok(default),
    };
    Ok(Timeout {
        connect: part("connect", connect, default.connect)?,
        read: part("read", read, default.read)?,
        attempt: part("attempt", attempt, default.attempt)?,
    })
}

pub(super) fn attempts_from(option: Option<&RetryOption>, default: u32, case: NameCase) -> Result<u32> {
    let attempts = match option {
        None | Some(RetryOption::Each { max_attempts: None }) => default,
        Some(RetryOption::MaxAttempts(attempts) | RetryOption::Each { max_attempts: Some(attempts) }) => *attempts,
    };
    match attempts {
        // `retry=0` and `retry=1` both read as "try once".
        0 => Ok(1),
        1..=20 => Ok(attempts),
        _ => Err(Error::config(format!("{} is above 20", case.name("max_attempts")), "give 1 to 20")),
    }
}

pub(super) fn limits_from(
    option: Option<&LimitOption>,
    environment: &Environment,
    case: NameCase,
) -> Result<(Option<LimitPolicy>, Option<PathBuf>)> {
    let Some(option) = option else { return Ok((None, None)) };
    let settings = LimitPolicy {
        concurrent: option.concurrent.unwrap_or(LimitPolicy::default().concurrent),
        per_minute: option.per_minute,
        reserve_daily: option.reserve_daily.unwrap_or(0),
    };
    let is_in_range = |limit: usize| (1..=10_000).contains(&limit);
    if !is_in_range(settings.concurrent) || !settings.per_minute.is_none_or(is_in_range) {
        let (per_minute, none) = (case.name("per_minute"), if case == NameCase::Snake { "None" } else { "null" });
        return Err(Error::config(
            "a limit is out of range",
            format!("concurrent is 1 to 10000, and {per_minute} too, or {none} for no limit"),
        ));
    }
    let folder = match option.backend.as_deref() {
        None | Some("memory") => None,
        Some(backend) => Some(folder(&case.name("limits.backend"), backend, environment)?),
    };
    Ok((Some(settings), folder))
}

/// The folder that a store of this machine's processes lies in: `file`, `file:` or `file:FOLDER`.
pub(super) fn folder(option: &str, store: &str, environment: &Environment) -> Result<PathBuf> {
    let path = match store.split_once(':') {
        None if store == "file" => "",
        Some(("file", path)) => path,
        _ => {
            return Err(Error::config(
                format!("this version knows no {option} {store:?}"),
                "give \"memory\", \"file:\" or \"file:\" and a folder",
            ));
        }
    };
    if !path.is_empty() {
        check_folder(option, Path::new(path))?;
        return Ok(PathBuf::from(path));
    }
    let set = |name: &str| environment.get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let state = set("XDG_STATE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| Some(set("HOME")?.join(".local").join("state")));
    let folder = state.map(|state| state.join("xero-m2m")).ok_or_else(|| {
        Error::config(format!("there is no home folder for {option}"), "name a folder: \"file:/var/lib/acme/xero\"")
    })?;
    check_folder(option, &folder)?;
    Ok(folder)
}
