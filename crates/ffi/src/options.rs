//! Options as users write them: names checked one by one, values turned into what the core takes.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};
use xero_m2m::spec::Operation;
use xero_m2m::{
    CallOptions, Client, ClientBuilder, Error, LimitPolicy, NameCase, Priority, Result, StateStore, suggestion,
};

use crate::names::CaseOfNames;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ClientOptions {
    client_id: Option<Value>,
    client_secret: Option<Value>,
    client_secret_supplied: bool,
    profile: Option<String>,
    scopes: Option<Vec<String>>,
    tenant_id: Option<String>,
    timeout: Option<TimeoutOption>,
    deadline: Option<f64>,
    retry: Option<RetryOption>,
    limits: Option<LimitOption>,
    token_cache: Option<String>,
    proxy: Option<String>,
    ca_file: Option<String>,
    trust_env: Option<bool>,
    base_url: Option<String>,
    token_url: Option<String>,
    app: Option<String>,
    max_wait: Option<f64>,
    priority: Option<Priority>,
}

const CLIENT_OPTIONS: &[&str] = &[
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
const CALL_OPTIONS: &[&str] = &["timeout", "deadline", "max_wait", "priority", "retry", "idempotency_key"];
const TIMEOUT_OPTIONS: &[&str] = &["connect", "read", "attempt"];
const RETRY_OPTIONS: &[&str] = &["max_attempts"];
const LIMIT_OPTIONS: &[&str] = &["concurrent", "per_minute", "reserve_daily", "backend"];

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum TimeoutOption {
    Attempt(f64),
    Each { connect: Option<f64>, read: Option<f64>, attempt: Option<f64> },
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RetryOption {
    MaxAttempts(u32),
    Each { max_attempts: Option<u32> },
}

#[derive(Debug, Deserialize)]
struct LimitOption {
    concurrent: Option<usize>,
    /// Null lifts the limit; absent leaves Xero's.
    #[serde(default = "per_minute")]
    per_minute: Option<usize>,
    reserve_daily: Option<u32>,
    backend: Option<String>,
}

/// Xero's limit of calls a minute.
fn per_minute() -> Option<usize> {
    LimitPolicy::default().per_minute
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PerCallOptions {
    timeout: Option<TimeoutOption>,
    deadline: Option<f64>,
    max_wait: Option<f64>,
    priority: Option<Priority>,
    retry: Option<RetryOption>,
    idempotency_key: Option<String>,
}

/// Parses an object of options and names the nearest right one for each that does not exist.
fn parse_options<T: for<'de> Deserialize<'de>>(options: &[u8], case: NameCase, known: &[&str]) -> Result<T> {
    let value: Value = serde_json::from_slice(options).map_err(|_| Error::config("options are not an object", ""))?;
    let Value::Object(fields) = value else {
        return Err(Error::config("options are not an object", "give each option by its name"));
    };
    let names: Vec<String> =
        known.iter().filter(|name| !name.ends_with("_supplied")).map(|name| case.name(name)).collect();
    let owner = if known.contains(&"client_id") { "a client" } else { "a call" };
    check_names(owner, &fields, known, &names, case)?;
    for (group, options_of_group) in [("timeout", TIMEOUT_OPTIONS), ("retry", RETRY_OPTIONS), ("limits", LIMIT_OPTIONS)]
    {
        if let Some(Value::Object(inner)) = fields.get(group) {
            let names: Vec<String> = options_of_group.iter().map(|name| case.name(name)).collect();
            check_names(group, inner, options_of_group, &names, case)?;
        }
    }
    let snake = case.to_snake_keys(Value::Object(fields));
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
    fields: &Map<String, Value>,
    known: &[&str],
    names: &[String],
    case: NameCase,
) -> Result<()> {
    match fields.keys().find(|key| !known.iter().any(|name| case.name(name) == **key)) {
        Some(unknown) => Err(Error::config(
            format!("{owner} has no option {unknown:?}"),
            suggestion(unknown, names.iter().map(String::as_str)),
        )),
        None => Ok(()),
    }
}

/// A setting that is text.
type Set = fn(ClientBuilder, String) -> ClientBuilder;

/// A client made of options, a JSON object with names in this case.
pub(crate) fn client_builder(options: &[u8], case: NameCase) -> Result<ClientBuilder> {
    let given: ClientOptions = parse_options(options, case, CLIENT_OPTIONS)?;
    let mut builder = Client::builder().name_case(case);
    if let Some(id) = given.client_id {
        builder = builder.client_id(text("client_id", id, case)?);
    }
    if given.client_secret_supplied {
        builder = builder.supplied_client_secret();
    } else if let Some(secret) = given.client_secret {
        builder = builder.client_secret(text("client_secret", secret, case)?);
    }
    if let Some(store) = given.token_cache {
        builder = builder.token_cache(state_store("token_cache", &store, case)?);
    }
    if let Some(LimitOption { concurrent, per_minute, reserve_daily, backend }) = given.limits {
        let default = LimitPolicy::default();
        builder = builder.limits(LimitPolicy {
            concurrent: concurrent.unwrap_or(default.concurrent),
            per_minute,
            reserve_daily: reserve_daily.unwrap_or(default.reserve_daily),
        });
        if let Some(backend) = backend {
            builder = builder.limits_store(state_store("limits.backend", &backend, case)?);
        }
    }
    let call = PerCallOptions {
        timeout: given.timeout,
        deadline: given.deadline,
        max_wait: given.max_wait,
        priority: given.priority,
        retry: given.retry,
        idempotency_key: None,
    };
    builder = builder.call_options(call.into_core(case)?);
    let texts: [(Option<String>, Set); 7] = [
        (given.profile, ClientBuilder::profile),
        (given.tenant_id, ClientBuilder::tenant_id),
        (given.proxy, ClientBuilder::proxy),
        (given.ca_file, ClientBuilder::ca_file),
        (given.base_url, ClientBuilder::base_url),
        (given.token_url, ClientBuilder::token_url),
        (given.app, ClientBuilder::app),
    ];
    for (text, set) in texts {
        if let Some(text) = text {
            builder = set(builder, text);
        }
    }
    if let Some(scopes) = given.scopes {
        builder = builder.scopes(scopes);
    }
    Ok(given.trust_env.into_iter().fold(builder, ClientBuilder::trust_env))
}

/// The error about options among which is a parameter of the operation, which belongs elsewhere.
pub(crate) fn misplaced_parameter(options: &[u8], operation: &Operation, case: NameCase) -> Option<Error> {
    let options: Map<String, Value> = serde_json::from_slice(options).ok()?;
    let is_option = |name: &str| CALL_OPTIONS.iter().any(|option| case.name(option) == name);
    let parameters = operation.parameters.iter().map(|parameter| parameter.name.in_case(case));
    let misplaced = parameters.into_iter().find(|name| options.contains_key(*name) && !is_option(name))?;
    let message = format!("{misplaced} is a parameter of {}, not an option", operation.name_in(case));
    Some(Error::argument(message).hint("give it with the other parameters, apart from the options"))
}

/// The options of one call, a JSON object with names in this case.
pub(crate) fn call_options(options: &[u8], case: NameCase) -> Result<CallOptions> {
    parse_options::<PerCallOptions>(options, case, CALL_OPTIONS)?.into_core(case)
}

impl PerCallOptions {
    fn into_core(self, case: NameCase) -> Result<CallOptions> {
        let (connect, read, attempt) = match self.timeout {
            None => (None, None, None),
            Some(TimeoutOption::Attempt(seconds)) => (None, None, Some(seconds)),
            Some(TimeoutOption::Each { connect, read, attempt }) => (connect, read, attempt),
        };
        let max_attempts = match self.retry {
            None => None,
            Some(RetryOption::MaxAttempts(attempts)) => Some(attempts),
            Some(RetryOption::Each { max_attempts }) => max_attempts,
        };
        Ok(CallOptions {
            connect_timeout: duration("timeout.connect", connect)?,
            read_timeout: duration("timeout.read", read)?,
            attempt_timeout: duration("timeout.attempt", attempt)?,
            deadline: duration("deadline", self.deadline)?,
            max_wait: duration(&case.name("max_wait"), self.max_wait)?,
            priority: self.priority,
            max_attempts,
            idempotency_key: self.idempotency_key,
        })
    }
}

fn text(name: &str, value: Value, case: NameCase) -> Result<String> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(Error::config(format!("{} is not text", case.name(name)), "give it as a string")),
    }
}

/// Seconds that a duration can hold; what they may be, the core checks.
fn duration(name: &str, seconds: Option<f64>) -> Result<Option<Duration>> {
    let Some(seconds) = seconds else { return Ok(None) };
    Duration::try_from_secs_f64(seconds)
        .map(Some)
        .map_err(|_| Error::config(format!("{name} is not a positive number of seconds"), "give seconds, such as 30"))
}

/// `memory`, `file`, `file:` or `file:FOLDER`.
fn state_store(option: &str, store: &str, case: NameCase) -> Result<StateStore> {
    match store.split_once(':') {
        None if store == "memory" => Ok(StateStore::Memory),
        None if store == "file" => Ok(StateStore::UserFolder),
        Some(("file", "")) => Ok(StateStore::UserFolder),
        Some(("file", path)) => Ok(StateStore::Folder(PathBuf::from(path))),
        _ => Err(Error::config(
            format!("this version knows no {} {store:?}", case.name(option)),
            "give \"memory\", \"file:\" or \"file:\" and a folder",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_of_a_call_is_known_where_it_stands_in_a_wrong_place() {
        assert_eq!(CALL_OPTIONS.iter().find(|name| !xero_m2m::CALL_OPTION_NAMES.contains(name)), None);
    }

    #[test]
    fn an_option_that_is_not_there_is_reported_of_its_owner_with_the_nearest_name() {
        let refused = |options: &str| {
            let error = client_builder(options.as_bytes(), NameCase::Camel).unwrap_err();
            (error.message().to_owned(), error.advice().unwrap_or_default().to_owned())
        };
        let (message, hint) = refused(r#"{"clientid":"i"}"#);
        assert_eq!((&*message, &*hint), ("a client has no option \"clientid\"", "did you mean clientId?"));
        assert_eq!(refused(r#"{"timeout":{"conect":1}}"#).0, "timeout has no option \"conect\"");
    }
}
