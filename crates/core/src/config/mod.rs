//! What a client is made from: options, then the environment, then a profile of the configuration file.

mod options;
mod profile;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::address::stranger;
use crate::auth::{Credentials, Secret, SecretSource, exposed_secret_file};
use crate::error::{Error, Result};
use crate::limits::{LimitPolicy, Priority};
use crate::transport::PoolSettings;
use options::{
    CALL_OPTIONS, CLIENT_OPTIONS, ClientOptions, PerCallOptions, attempts_from, duration, folder, limits_from,
    parse_options, text_option, timeout_from,
};
use profile::{Profile, read_profile};
use xero_m2m_spec::NameCase;

/// The variables that a client reads, once, when it is made.
pub const ENVIRONMENT_VARIABLES: &[&str] = &[
    "XERO_CLIENT_ID",
    "XERO_CLIENT_SECRET",
    "XERO_CLIENT_SECRET_FILE",
    "XERO_PROFILE",
    "XERO_CONFIG_FILE",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "APPDATA",
    "LOCALAPPDATA",
    "HOME",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NODE_EXTRA_CA_CERTS",
];

pub type Environment = HashMap<String, String>;

const API_URL: &str = "https://api.xero.com";
const TOKEN_URL: &str = "https://identity.xero.com/connect/token";

/// Seconds, as users give them.
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

/// The options of one call; a client's own are the defaults of its calls.
#[derive(Debug, Clone)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Timeout,
    pub(crate) deadline: Option<Duration>,
    /// The longest single wait for the limits or at a server's word; none where the user gave none.
    pub(crate) max_wait: Option<Duration>,
    /// None: interactive, but for page walks and batches.
    pub(crate) priority: Option<Priority>,
    pub(crate) max_attempts: u32,
    pub(crate) idempotency_key: Option<String>,
}

/// A client's whole configuration, checked.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) credentials: Credentials,
    pub(crate) profile: Option<String>,
    /// Told to people.
    pub(crate) credentials_from: String,
    pub(crate) tenant_id: Option<String>,
    pub(crate) call: Arc<CallOptions>,
    /// None where the user gave none: those that hold go on to hold.
    pub(crate) limits: Option<LimitPolicy>,
    /// The folder in which the processes of this machine share their limits.
    pub(crate) shared_limits: Option<PathBuf>,
    /// The folder in which they share their tokens.
    pub(crate) token_cache: Option<PathBuf>,
    pub(crate) base_url: Url,
    pub(crate) token_url: Url,
    pub(crate) user_agent: String,
    pub(crate) pool: PoolSettings,
    pub(crate) warnings: Vec<String>,
}

impl Config {
    /// Reads and checks everything that can be wrong before anything is sent.
    pub(crate) fn resolve(options: &[u8], case: NameCase, environment: &Environment) -> Result<Self> {
        let mut options: ClientOptions = parse_options(options, case, CLIENT_OPTIONS)?;
        let explicit = options.client_id.is_some() || options.client_secret.is_some() || options.client_secret_supplied;
        let variable = |name: &str| environment.get(name).filter(|value| !value.is_empty()).cloned();
        let profile_name = options.profile.clone().or_else(|| variable("XERO_PROFILE").filter(|_| !explicit));
        let profile = match &profile_name {
            Some(name) => read_profile(name, environment)?,
            None => Profile::default(),
        };

        let mut warnings = Vec::new();
        let client_id = if explicit || profile_name.is_some() {
            match options.client_id {
                Some(value) => Some(text_option("client_id", value, case)?),
                None => profile.client_id,
            }
        } else {
            environment.get("XERO_CLIENT_ID").cloned()
        };
        let secret = if options.client_secret_supplied {
            SecretSource::Supplied
        } else if let Some(value) = options.client_secret.take() {
            SecretSource::Fixed(Secret::new(text_option("client_secret", value, case)?)?)
        } else if let Some(path) = &profile.client_secret_file {
            SecretSource::Fixed(secret_of_file(path, &mut warnings)?)
        } else if explicit || profile_name.is_some() {
            return Err(missing("client secret", case));
        } else {
            secret_from_environment(environment, case, &mut warnings)?
        };
        let client_id = check_client_id(client_id, case)?;

        let token_cache = match options.token_cache.as_deref() {
            None | Some("memory") => None,
            Some(store) => Some(folder(&case.name("token_cache"), store, environment)?),
        };
        let timeout = timeout_from(options.timeout.as_ref(), Timeout::default())?;
        let (limits, shared_limits) = limits_from(options.limits.as_ref(), environment, case)?;
        let base_url = options.base_url.or(profile.base_url);
        let token_url = options.token_url.or(profile.token_url);
        let trust_env = options.trust_env.unwrap_or(true);
        let base_url = check_url(&case.name("base_url"), base_url.as_deref().unwrap_or(API_URL))?;
        let token_url = check_url(&case.name("token_url"), token_url.as_deref().unwrap_or(TOKEN_URL))?;
        // Those of the environment are Xero's, and no use to what pretends to be Xero on this machine.
        if explicit && variable("XERO_CLIENT_ID").is_some() && !is_loopback(&base_url) {
            warnings.push("explicit credentials hide XERO_CLIENT_ID and XERO_CLIENT_SECRET".to_owned());
        }
        warnings.extend(stranger(&case.name("base_url"), &base_url, "tokens and records"));
        warnings.extend(stranger(&case.name("token_url"), &token_url, "the client secret"));
        Ok(Self {
            credentials: Credentials::new(client_id, secret, check_scopes(options.scopes.or(profile.scopes))?),
            credentials_from: credentials_from(explicit, profile_name.as_deref()),
            profile: profile_name,
            tenant_id: options
                .tenant_id
                .or(profile.tenant_id)
                .map(|id| header_text(&case.name("tenant_id"), id))
                .transpose()?,
            call: Arc::new(CallOptions {
                timeout,
                deadline: options.deadline.map(|seconds| duration("deadline", seconds)).transpose()?,
                max_wait: options.max_wait.map(|seconds| wait(seconds, case)).transpose()?,
                priority: options.priority,
                max_attempts: attempts_from(options.retry.as_ref(), 4, case)?,
                idempotency_key: None,
            }),
            limits,
            shared_limits,
            token_cache,
            base_url,
            token_url,
            user_agent: user_agent(options.app)?,
            pool: PoolSettings::resolve(
                options.proxy,
                options.ca_file.as_deref(),
                trust_env,
                timeout.connect,
                environment,
            )?,
            warnings,
        })
    }

    /// This configuration with the options that a clone may change.
    pub(crate) fn with_options(&self, options: &[u8], case: NameCase) -> Result<Self> {
        let mut config = self.clone();
        config.call = Arc::new(self.call.with_options(options, case)?);
        config.pool = self.pool.with_connect_timeout(config.call.timeout.connect);
        Ok(config)
    }
}

impl CallOptions {
    /// These options with those that one call gives.
    pub(crate) fn with_options(&self, options: &[u8], case: NameCase) -> Result<Self> {
        let given: PerCallOptions = parse_options(options, case, CALL_OPTIONS)?;
        let key = given.idempotency_key.map(|key| header_text(&case.name("idempotency_key"), key)).transpose()?;
        if key.as_ref().is_some_and(|key| key.len() > 128) {
            return Err(Error::config("an idempotency key has at most 128 characters", "shorten it"));
        }
        Ok(Self {
            timeout: timeout_from(given.timeout.as_ref(), self.timeout)?,
            deadline: given.deadline.map(|seconds| duration("deadline", seconds)).transpose()?.or(self.deadline),
            max_wait: given.max_wait.map(|seconds| wait(seconds, case)).transpose()?.or(self.max_wait),
            priority: given.priority.or(self.priority),
            max_attempts: attempts_from(given.retry.as_ref(), self.max_attempts, case)?,
            idempotency_key: key.or_else(|| self.idempotency_key.clone()),
        })
    }
}

fn credentials_from(explicit: bool, profile: Option<&str>) -> String {
    match profile {
        _ if explicit => "the client's options".to_owned(),
        Some(profile) => format!("the profile {profile:?}"),
        None => "the environment".to_owned(),
    }
}

/// Zero is allowed: a call that would wait at all fails.
fn wait(seconds: f64, case: NameCase) -> Result<Duration> {
    let name = case.name("max_wait");
    if seconds == 0.0 { Ok(Duration::ZERO) } else { duration(&name, seconds) }
}

fn missing(what: &str, case: NameCase) -> Error {
    let (id, secret) = (case.name("client_id"), case.name("client_secret"));
    Error::config(
        format!("the {what} is missing"),
        format!(
            "set XERO_CLIENT_ID and XERO_CLIENT_SECRET, or give {id} and {secret}; with no Xero account, use DemoCompany"
        ),
    )
}

fn check_client_id(client_id: Option<String>, case: NameCase) -> Result<String> {
    let client_id = client_id.filter(|id| !id.is_empty()).ok_or_else(|| missing("client id", case))?;
    if client_id.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Error::config(
            "the client id holds white space or a control character",
            "copy the client id again from the app's configuration page",
        ));
    }
    Ok(client_id)
}

fn secret_from_environment(
    environment: &Environment,
    case: NameCase,
    warnings: &mut Vec<String>,
) -> Result<SecretSource> {
    let file = environment.get("XERO_CLIENT_SECRET_FILE").filter(|path| !path.is_empty());
    match (environment.get("XERO_CLIENT_SECRET"), file) {
        (Some(secret), file) if !secret.is_empty() => {
            if file.is_some() {
                warnings.push("XERO_CLIENT_SECRET hides XERO_CLIENT_SECRET_FILE".to_owned());
            }
            Ok(SecretSource::Fixed(Secret::new(secret.clone())?))
        }
        (_, Some(path)) => Ok(SecretSource::Fixed(secret_of_file(path, warnings)?)),
        _ if environment.get("XERO_CLIENT_ID").is_none_or(String::is_empty) => Err(missing("client id", case)),
        _ => Err(missing("client secret", case)),
    }
}

fn secret_of_file(path: &str, warnings: &mut Vec<String>) -> Result<Secret> {
    let path = Path::new(path);
    warnings.extend(exposed_secret_file(path));
    Secret::from_file(path)
}

/// RFC 6749, 3.3: a scope is visible ASCII without quote and backslash.
fn check_scopes(scopes: Option<Vec<String>>) -> Result<Option<Vec<String>>> {
    let Some(mut scopes) = scopes.filter(|scopes| !scopes.is_empty()) else { return Ok(None) };
    let valid = |scope: &String| {
        !scope.is_empty() && scope.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
    };
    if let Some(bad) = scopes.iter().find(|scope| !valid(scope)) {
        return Err(Error::config(
            format!("{bad:?} is not a scope"),
            "give each scope as one element, such as \"accounting.invoices.read\"; leave scopes out to get all that the connection has",
        ));
    }
    scopes.sort();
    scopes.dedup();
    Ok(Some(scopes))
}

/// Credentials and records travel over https alone, except to this machine.
fn check_url(name: &str, text: &str) -> Result<Url> {
    let url = Url::parse(text).map_err(|error| {
        Error::config(format!("{name} is not a URL: {error}"), "give one such as https://api.xero.com")
    })?;
    let allowed = match url.scheme() {
        "https" => true,
        "http" => is_loopback(&url),
        _ => false,
    };
    if !allowed {
        return Err(Error::config(
            format!("{name} is not https"),
            "use https; plain http is accepted for loopback hosts alone",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::config(format!("{name} holds a user or a password"), "leave them out of the URL"));
    }
    Ok(url)
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn user_agent(app: Option<String>) -> Result<String> {
    let own = concat!("xero-m2m/", env!("CARGO_PKG_VERSION"));
    match app {
        Some(app) => Ok(format!("{} {own}", header_text("app", app)?)),
        None => Ok(own.to_owned()),
    }
}

/// Text that may stand in a header: no control characters, nothing outside ASCII.
fn header_text(name: &str, text: String) -> Result<String> {
    if !text.is_empty() && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        Ok(text)
    } else {
        Err(Error::config(format!("{name} is empty or holds a character that no header may hold"), "use visible ASCII"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_of_the_environment_are_no_matter_of_what_pretends_to_be_xero_on_this_machine() {
        let environment = Environment::from([("XERO_CLIENT_ID".to_owned(), "mine".to_owned())]);
        let warnings = |base_url: &str| {
            let options = format!(r#"{{"client_id":"i","client_secret":"s","base_url":"{base_url}"}}"#);
            Config::resolve(options.as_bytes(), NameCase::Snake, &environment).unwrap().warnings
        };
        assert_eq!(warnings("http://127.0.0.1:9"), [""; 0]);
        assert!(warnings(API_URL)[0].contains("hide XERO_CLIENT_ID"));
    }

    #[test]
    fn an_option_that_is_not_there_is_told_of_its_owner_with_the_nearest_name() {
        let told = |options: &str| {
            let error = Config::resolve(options.as_bytes(), NameCase::Camel, &Environment::new()).unwrap_err();
            (error.message().to_owned(), error.advice().unwrap_or_default().to_owned())
        };
        let (message, hint) = told(r#"{"clientid":"i"}"#);
        assert_eq!((&*message, &*hint), ("a client has no option \"clientid\"", "did you mean clientId?"));
        assert_eq!(told(r#"{"timeout":{"conect":1}}"#).0, "timeout has no option \"conect\"");
    }
}
