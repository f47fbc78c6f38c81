//! Options as users write them: names checked one by one, values turned into what the core takes.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use xero_m2m::spec::Operation;
use xero_m2m::{
    CALL_OPTION_NAMES, CallOptions, Client, ClientBuilder, Error, LimitPolicy, NameCase, Priority, Result, StateStore,
    suggestion,
};

use crate::log_level::LogLevel;
use crate::names::CaseOfNames;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ClientOptions {
    client_id: Option<Value>,
    client_secret: Option<Value>,
    client_secret_supplied: bool,
    profile: Option<String>,
    scopes: Option<Vec<String>>,
    limits: Option<LimitOption>,
    token_cache: Option<String>,
    proxy: Option<String>,
    ca_file: Option<String>,
    client_certificate: Option<PathBuf>,
    trust_env: Option<bool>,
    base_url: Option<String>,
    token_url: Option<String>,
    app: Option<String>,
    log_level: Option<String>,
    #[serde(flatten)]
    call: PerCallOptions,
}

const CLIENT_OPTIONS: &[&str] = &[
    "client_id",
    "client_secret",
    "client_secret_supplied",
    "profile",
    "scopes",
    "limits",
    "token_cache",
    "proxy",
    "ca_file",
    "client_certificate",
    "trust_env",
    "base_url",
    "token_url",
    "app",
    "log_level",
];
/// What a client, a clone and a call take.
const SHARED_OPTIONS: &[&str] =
    &["timeout", "deadline", "max_wait", "priority", "retry", "tenant_id", EXTRA_HEADERS, EXTRA_QUERY];
/// What is of one call alone.
const CALL_OPTIONS: &[&str] = &["idempotency_key", EXTRA_BODY];
const EXTRA_HEADERS: &str = "extra_headers";
const EXTRA_QUERY: &str = "extra_query";
const EXTRA_BODY: &str = "extra_body";
const TIMEOUT_OPTIONS: &[&str] = &["connect", "read", "attempt"];
const RETRY_OPTIONS: &[&str] = &["max_attempts", "initial_delay", "max_delay", "statuses"];
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
    Each { max_attempts: Option<u32>, initial_delay: Option<f64>, max_delay: Option<f64>, statuses: Option<Vec<u16>> },
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
    tenant_id: Option<String>,
    idempotency_key: Option<String>,
}

/// Options that hold names of Xero's or of the user's own, whose case is not changed.
#[derive(Debug, Default)]
struct Extras {
    headers: Map<String, Value>,
    query: Map<String, Value>,
    body: Option<Box<RawValue>>,
}

/// Options that were parsed, and those whose own names stay as they are.
type Parsed<T> = (T, Extras);

/// Parses an object of options and names the nearest right one for each that does not exist.
fn parse_options<T: for<'de> Deserialize<'de>>(
    options: &[u8],
    owner: &str,
    known: &[&[&str]],
    case: NameCase,
) -> Result<Parsed<T>> {
    let value: Value = serde_json::from_slice(options).map_err(|_| Error::config("options are not an object", ""))?;
    let Value::Object(mut fields) = value else {
        return Err(Error::config("options are not an object", "give each option by its name"));
    };
    check_names(owner, &fields, &known.concat(), case)?;
    for (group, options_of_group) in [("timeout", TIMEOUT_OPTIONS), ("retry", RETRY_OPTIONS), ("limits", LIMIT_OPTIONS)]
    {
        if let Some(Value::Object(inner)) = fields.get(group) {
            check_names(group, inner, options_of_group, case)?;
        }
    }
    let extras = Extras::taken_from(&mut fields, options, case)?;
    let snake = case.to_snake_keys(Value::Object(fields));
    let Value::Object(snake) = snake else { return Err(Error::config("options are not an object", "")) };
    // One option at a time, so that the message can name the one that does not fit. Of a secret no copy is made.
    for (name, value) in snake.iter().filter(|(name, _)| *name != "client_secret") {
        if let Some(part) = misfit::<T>(name, value) {
            let place = if part == name { case.name(name) } else { format!("{}.{}", case.name(name), case.name(part)) };
            let message = format!("the option {place} has a value of the wrong type");
            return Err(Error::config(message, right_value(part)));
        }
    }
    let parsed = serde_json::from_value(Value::Object(snake));
    parsed.map(|parsed| (parsed, extras)).map_err(|_| Error::config("the options do not fit", ""))
}

/// The option, or the part of it, whose value does not fit.
fn misfit<'a, T: for<'de> Deserialize<'de>>(name: &'a str, value: &'a Value) -> Option<&'a str> {
    let fits = |value: Value| serde_json::from_value::<T>(json!({ name: value })).is_ok();
    if fits(value.clone()) {
        return None;
    }
    let parts = value.as_object().into_iter().flatten();
    Some(parts.filter(|(part, value)| !fits(json!({ *part: value }))).map(|(part, _)| &**part).next().unwrap_or(name))
}

/// The advice about an option, or a part of one, whose value has the wrong type.
fn right_value(name: &str) -> &'static str {
    match name {
        "timeout" | "deadline" | "max_wait" | "connect" | "read" | "attempt" | "initial_delay" | "max_delay" => {
            "give seconds as a number, such as 30"
        }
        "retry" => "give the number of attempts, or the parts of a retry by their names",
        "max_attempts" | "concurrent" | "per_minute" | "reserve_daily" => "give a whole number",
        "statuses" => "give a list of statuses, such as 503",
        "scopes" => "give a list of texts",
        "priority" => "give interactive or bulk",
        "trust_env" => "give true or false",
        "limits" => "give the limits by their names",
        _ => "give it as a string",
    }
}

impl Extras {
    fn taken_from(fields: &mut Map<String, Value>, options: &[u8], case: NameCase) -> Result<Self> {
        #[derive(Deserialize)]
        struct Body {
            #[serde(alias = "extraBody")]
            extra_body: Option<Box<RawValue>>,
        }
        let mut take = |option: &str| match fields.remove(&case.name(option)) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(extras)) => Ok(extras),
            Some(_) => Err(Error::config(format!("{} is not an object", case.name(option)), "give names and values")),
        };
        let (headers, query, body) = (take(EXTRA_HEADERS)?, take(EXTRA_QUERY)?, take(EXTRA_BODY)?);
        // Read again as text, which keeps all digits of a number.
        let body = (!body.is_empty()).then(|| serde_json::from_slice::<Body>(options).ok()?.extra_body).flatten();
        Ok(Self { headers, query, body })
    }
}

fn check_names(owner: &str, fields: &Map<String, Value>, known: &[&str], case: NameCase) -> Result<()> {
    let Some(unknown) = fields.keys().find(|key| !known.iter().any(|name| case.name(name) == **key)) else {
        return Ok(());
    };
    let names: Vec<String> =
        known.iter().filter(|name| !name.ends_with("_supplied")).map(|name| case.name(name)).collect();
    let hint = suggestion(unknown, names.iter().map(String::as_str));
    Err(Error::config(format!("{owner} has no option {unknown:?}"), hint))
}

/// A setting that is text.
type Set = fn(ClientBuilder, String) -> ClientBuilder;

/// A client made of options, a JSON object with names in this case, and the level of its log where they give one.
pub(crate) fn client_builder(options: &[u8], case: NameCase) -> Result<(ClientBuilder, Option<LogLevel>)> {
    let (given, extras): Parsed<ClientOptions> =
        parse_options(options, "a client", &[CLIENT_OPTIONS, SHARED_OPTIONS], case)?;
    let log_level = given.log_level.map(|level| LogLevel::parse(&case.name("log_level"), &level)).transpose()?;
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
    builder = builder.call_options(given.call.into_core(extras, case)?);
    let texts: [(Option<String>, Set); 6] = [
        (given.profile, ClientBuilder::profile),
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
    if let Some(path) = given.client_certificate {
        builder = builder.client_certificate(path);
    }
    Ok((given.trust_env.into_iter().fold(builder, ClientBuilder::trust_env), log_level))
}

/// The error about options among which is a parameter of the operation, which belongs elsewhere.
pub(crate) fn misplaced_parameter(options: &[u8], operation: &Operation, case: NameCase) -> Option<Error> {
    let options: Map<String, Value> = serde_json::from_slice(options).ok()?;
    let is_option = |name: &str| CALL_OPTION_NAMES.iter().any(|option| case.name(option) == name);
    let mut parameters = operation.parameters.iter().map(|parameter| parameter.name.in_case(case));
    let misplaced = parameters.find(|name| options.contains_key(*name) && !is_option(name))?;
    let message = format!("{misplaced} is a parameter of {}, not an option", operation.name_in(case));
    Some(Error::argument(message).hint("give it with the other parameters, apart from the options"))
}

/// The options of one call, a JSON object with names in this case.
pub(crate) fn call_options(options: &[u8], case: NameCase) -> Result<CallOptions> {
    let (given, extras): Parsed<PerCallOptions> =
        parse_options(options, "a call", &[SHARED_OPTIONS, CALL_OPTIONS], case)?;
    given.into_core(extras, case)
}

/// The options of a clone of a client, a JSON object with names in this case.
pub(crate) fn clone_options(options: &[u8], case: NameCase) -> Result<CallOptions> {
    let (given, extras): Parsed<PerCallOptions> = parse_options(options, "a clone", &[SHARED_OPTIONS], case)?;
    given.into_core(extras, case)
}

impl PerCallOptions {
    fn into_core(self, extras: Extras, case: NameCase) -> Result<CallOptions> {
        let (connect, read, attempt) = match self.timeout {
            None => (None, None, None),
            Some(TimeoutOption::Attempt(seconds)) => (None, None, Some(seconds)),
            Some(TimeoutOption::Each { connect, read, attempt }) => (connect, read, attempt),
        };
        let (max_attempts, initial_delay, max_delay, retry_statuses) = match self.retry {
            None => (None, None, None, None),
            Some(RetryOption::MaxAttempts(attempts)) => (Some(attempts), None, None, None),
            Some(RetryOption::Each { max_attempts, initial_delay, max_delay, statuses }) => {
                (max_attempts, initial_delay, max_delay, statuses)
            }
        };
        let delay = |name: &str, seconds| duration(&format!("retry.{}", case.name(name)), seconds);
        Ok(CallOptions {
            connect_timeout: duration("timeout.connect", connect)?,
            read_timeout: duration("timeout.read", read)?,
            attempt_timeout: duration("timeout.attempt", attempt)?,
            deadline: duration("deadline", self.deadline)?,
            max_wait: duration(&case.name("max_wait"), self.max_wait)?,
            priority: self.priority,
            max_attempts,
            initial_delay: delay("initial_delay", initial_delay)?,
            max_delay: delay("max_delay", max_delay)?,
            retry_statuses,
            idempotency_key: self.idempotency_key,
            tenant_id: self.tenant_id,
            extra_headers: extras.headers,
            extra_query: extras.query,
            extra_body: extras.body,
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
        assert_eq!([SHARED_OPTIONS, CALL_OPTIONS].concat(), CALL_OPTION_NAMES);
    }

    #[test]
    fn names_within_extras_keep_their_case_and_numbers_their_digits() {
        let options = r#"{"extraHeaders":{"x-gatewayKey":1},"extraQuery":{"unitDp":[4]},"extraBody":{"LineAmount":1.10000000000000000001},"maxWait":1}"#;
        let options = call_options(options.as_bytes(), NameCase::Camel).unwrap();
        assert!(options.extra_headers.contains_key("x-gatewayKey") && options.extra_query.contains_key("unitDp"));
        assert_eq!(options.extra_body.unwrap().get(), r#"{"LineAmount":1.10000000000000000001}"#);
        assert_eq!(options.max_wait, Some(Duration::from_secs(1)));
        let refused =
            |options: &str| call_options(options.as_bytes(), NameCase::Camel).unwrap_err().message().to_owned();
        assert_eq!(refused(r#"{"extraBody":5}"#), "extraBody is not an object");
        assert_eq!(refused(r#"{"extra_body":{"A":1}}"#), "a call has no option \"extra_body\"");
        let clone = clone_options(br#"{"extraBody":{"A":1}}"#, NameCase::Camel).unwrap_err();
        assert_eq!(clone.message(), "a clone has no option \"extraBody\"");
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
        let (message, hint) = refused(r#"{"retry":{"maxDelay":1,"maxAttempts":"3"}}"#);
        assert_eq!(message, "the option retry.maxAttempts has a value of the wrong type");
        assert_eq!(hint, "give a whole number");
    }
}
