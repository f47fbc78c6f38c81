//! What a client is made from: options, then the environment, then a profile of the configuration file.

mod extras;
mod options;
mod profile;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::auth::{Credentials, Secret, SecretSource, exposed_secret_file};
use crate::error::{Error, Result};
use crate::limits::LimitPolicy;
use crate::os::state_file::check_folder;
use crate::transport::{ClientIdentity, PoolSettings};
pub(crate) use extras::{ExtraBody, Extras, IDEMPOTENCY_KEY, TENANT_ID, refuse_own_header};
pub use options::{CALL_OPTION_NAMES, CallOptions, StateStore};
pub(crate) use options::{CallSettings, ClientOptions, Tenant, call_option_names, is_call_option};
use profile::{Profile, read_profile};
use xero_m2m_spec::NameCase;

/// The variables that a client reads, once, when it is made.
pub const ENVIRONMENT_VARIABLES: &[&str] = &[
    "XERO_CLIENT_ID",
    "XERO_CLIENT_SECRET",
    "XERO_CLIENT_SECRET_FILE",
    "XERO_PROFILE",
    "XERO_CONFIG_FILE",
    "XERO_BASE_URL",
    "XERO_TOKEN_URL",
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

/// Variables of the environment, by name.
pub type Environment = HashMap<String, String>;

const API_URL: &str = "https://api.xero.com";
const TOKEN_URL: &str = "https://identity.xero.com/connect/token";

/// A client's whole configuration, checked.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) credentials: Credentials,
    pub(crate) profile: Option<String>,
    /// For people to read.
    pub(crate) credentials_from: String,
    /// The variables of the environment that addresses come from.
    pub(crate) addresses_from: Vec<String>,
    pub(crate) tenant_id: Option<String>,
    pub(crate) call: Arc<CallSettings>,
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
    /// The case in which arguments and fields are named.
    pub(crate) case: NameCase,
}

impl Config {
    /// Reads and checks everything that can be wrong before anything is sent.
    pub(crate) fn resolve(mut options: ClientOptions, environment: &Environment) -> Result<Self> {
        let case = options.case;
        let explicit = options.client_id.is_some() || options.client_secret.is_some();
        let variable = |name: &str| environment.get(name).filter(|value| !value.is_empty()).cloned();
        let profile_name = options.profile.clone().or_else(|| variable("XERO_PROFILE").filter(|_| !explicit));
        let profile = match &profile_name {
            Some(name) => read_profile(name, environment)?,
            None => Profile::default(),
        };

        let mut warnings = Vec::new();
        let client_id = if explicit || profile_name.is_some() {
            options.client_id.take().or(profile.client_id)
        } else {
            environment.get("XERO_CLIENT_ID").cloned()
        };
        let secret = if let Some(secret) = options.client_secret.take() {
            secret?
        } else if let Some(path) = &profile.client_secret_file {
            SecretSource::Fixed(secret_of_file(path, &mut warnings)?)
        } else if explicit || profile_name.is_some() {
            return Err(missing("client secret", case));
        } else {
            secret_from_environment(environment, case, &mut warnings)?
        };
        let client_id = check_client_id(client_id, case)?;

        let token_cache = folder(&case.name("token_cache"), options.token_store, environment)?;
        let shared_limits = folder(&case.name("limits.backend"), options.limits_store, environment)?;
        let limits = options.limits.map(|limits| check_limits(limits, case)).transpose()?;
        let tenant_id = options.call.tenant_id.take().or(profile.tenant_id);
        let call = CallSettings::default().with(options.call, case)?;
        let trust_env = options.trust_env.unwrap_or(true);
        // A program that was pointed at a demo company must not reach Xero because its credentials come from elsewhere.
        let url = |option: &str, given: Option<String>, name: &'static str, default: &str| {
            let from_environment = || Some((name.to_owned(), variable(name)?));
            let given = given.map(|url| (case.name(option), url)).or_else(from_environment);
            let (place, url) = given.unwrap_or_else(|| (case.name(option), default.to_owned()));
            check_url(&place, &url).map(|url| (place, url))
        };
        let (base_place, base_url) = url("base_url", options.base_url.or(profile.base_url), "XERO_BASE_URL", API_URL)?;
        let (token_place, token_url) =
            url("token_url", options.token_url.or(profile.token_url), "XERO_TOKEN_URL", TOKEN_URL)?;
        // Those of the environment are Xero's, and no use to a simulated Xero on this machine.
        if explicit && variable("XERO_CLIENT_ID").is_some() && !is_loopback(&base_url) {
            warnings.push("explicit credentials hide XERO_CLIENT_ID and XERO_CLIENT_SECRET".to_owned());
        }
        let certificate = options.client_certificate.as_deref();
        warnings.extend(certificate.and_then(|path| exposed_secret_file("the client certificate", path)));
        warnings.extend(untrusted_host_warning(&base_place, &base_url, "tokens and records"));
        warnings.extend(untrusted_host_warning(&token_place, &token_url, "the client secret"));
        Ok(Self {
            credentials: Credentials::new(client_id, secret, check_scopes(options.scopes.or(profile.scopes))?),
            credentials_from: credentials_from(explicit, profile_name.as_deref()),
            addresses_from: [base_place, token_place].into_iter().filter(|place| place.starts_with("XERO_")).collect(),
            profile: profile_name,
            tenant_id: tenant_id.map(|id| check_tenant_id(id, case)).transpose()?,
            limits,
            shared_limits,
            token_cache,
            base_url,
            token_url,
            user_agent: user_agent(options.app)?,
            pool: PoolSettings::resolve(
                options.proxy,
                options.ca_file.as_deref(),
                certificate.map(|path| ClientIdentity::read(path, case)).transpose()?,
                trust_env,
                call.timeout.connect,
                environment,
            )?,
            call: Arc::new(call),
            warnings,
            case,
        })
    }

    /// This configuration with the options that a clone may change.
    pub(crate) fn with_options(&self, mut options: CallOptions) -> Result<Self> {
        let mut config = self.clone();
        if let Some(id) = options.tenant_id.take() {
            config.tenant_id = Some(check_tenant_id(id, self.case)?);
        }
        config.call = Arc::new(self.call.with(options, self.case)?);
        config.pool = self.pool.with_connect_timeout(config.call.timeout.connect);
        Ok(config)
    }
}

fn credentials_from(explicit: bool, profile: Option<&str>) -> String {
    match profile {
        _ if explicit => "the client's options".to_owned(),
        Some(profile) => format!("the profile {profile:?}"),
        None => "the environment".to_owned(),
    }
}

/// The longest time that an option may give. Most numbers of milliseconds are above it.
const LONGEST_TIME: Duration = Duration::from_secs(3600);

fn duration(name: &str, given: Duration) -> Result<Duration> {
    if given.is_zero() {
        return Err(Error::config(format!("{name} is not a positive number of seconds"), "give seconds, such as 30"));
    }
    at_most_an_hour(name, given)
}

fn at_most_an_hour(name: &str, given: Duration) -> Result<Duration> {
    if given > LONGEST_TIME {
        return Err(Error::config(format!("{name} is above an hour"), "give seconds, not milliseconds"));
    }
    Ok(given)
}

fn check_limits(limits: LimitPolicy, case: NameCase) -> Result<LimitPolicy> {
    let is_in_range = |limit: usize| (1..=10_000).contains(&limit);
    if is_in_range(limits.concurrent) && limits.per_minute.is_none_or(is_in_range) {
        return Ok(limits);
    }
    let per_minute = case.name("per_minute");
    Err(Error::config(
        "a limit is out of range",
        format!("concurrent and {per_minute} are 1 to 10000; an empty {per_minute} lifts the limit"),
    ))
}

/// The folder that a store of this machine's processes lies in.
fn folder(option: &str, store: StateStore, environment: &Environment) -> Result<Option<PathBuf>> {
    let folder = match store {
        StateStore::Memory => return Ok(None),
        StateStore::Folder(path) => path,
        StateStore::UserFolder => {
            let set = |name: &str| environment.get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
            let state = set("XDG_STATE_HOME")
                .or_else(|| set("LOCALAPPDATA"))
                .or_else(|| Some(set("HOME")?.join(".local").join("state")));
            state.map(|state| state.join("xero-m2m")).ok_or_else(|| {
                Error::config(
                    format!("there is no home folder for {option}"),
                    "name a folder: \"file:/var/lib/acme/xero\"",
                )
            })?
        }
    };
    check_folder(option, &folder)?;
    Ok(Some(folder))
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
    warnings.extend(exposed_secret_file("the client secret", path));
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

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Xero's own hosts. Any other gets what is sent there only because somebody configured it.
const XERO: &[&str] = &["api.xero.com", "identity.xero.com"];

/// The warning about a configured address that is neither Xero's nor this machine's, naming what it will be sent.
fn untrusted_host_warning(name: &str, url: &Url, is_sent: &str) -> Option<String> {
    let host = url.host_str().unwrap_or_default();
    let is_known = XERO.contains(&host) || is_loopback(url);
    (!is_known).then(|| format!("{name} is not Xero's: {is_sent} will be sent to {host}"))
}

fn user_agent(app: Option<String>) -> Result<String> {
    let own = concat!("xero-m2m/", env!("CARGO_PKG_VERSION"));
    match app {
        Some(app) => Ok(format!("{} {own}", header_text("app", app)?)),
        None => Ok(own.to_owned()),
    }
}

pub(crate) fn check_tenant_id(id: String, case: NameCase) -> Result<String> {
    header_text(&case.name("tenant_id"), id)
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

    fn options(base_url: &str) -> ClientOptions {
        ClientOptions {
            client_id: Some("i".to_owned()),
            client_secret: Some(Ok(SecretSource::Fixed(Secret::new("s".to_owned()).unwrap()))),
            base_url: Some(base_url.to_owned()),
            ..ClientOptions::default()
        }
    }

    #[test]
    fn credentials_of_the_environment_are_no_matter_of_what_pretends_to_be_xero_on_this_machine() {
        let environment = Environment::from([("XERO_CLIENT_ID".to_owned(), "mine".to_owned())]);
        let warnings = |base_url: &str| Config::resolve(options(base_url), &environment).unwrap().warnings;
        assert_eq!(warnings("http://127.0.0.1:9"), [""; 0]);
        assert!(warnings(API_URL)[0].contains("hide XERO_CLIENT_ID"));
    }

    #[test]
    fn addresses_of_the_environment_hold_wherever_neither_options_nor_a_profile_name_one() {
        let of = |base_url: Option<&str>, variables: &[(&str, &str)]| {
            let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let given = ClientOptions { base_url: base_url.map(str::to_owned), ..options("") };
            Config::resolve(given, &environment.collect())
        };
        let demo = [("XERO_BASE_URL", "http://127.0.0.1:9"), ("XERO_TOKEN_URL", "http://127.0.0.1:9/connect/token")];
        let config = of(None, &demo).unwrap();
        assert_eq!(config.base_url.as_str(), "http://127.0.0.1:9/");
        assert_eq!(config.token_url.as_str(), "http://127.0.0.1:9/connect/token");
        assert_eq!(config.warnings, [""; 0]);
        assert_eq!(of(Some(API_URL), &demo).unwrap().base_url.as_str(), "https://api.xero.com/");
        assert_eq!(of(None, &[("XERO_BASE_URL", "")]).unwrap().base_url.as_str(), "https://api.xero.com/");
        let refused = of(None, &[("XERO_TOKEN_URL", "http://example.com/")]).unwrap_err();
        assert_eq!(refused.message(), "XERO_TOKEN_URL is not https");
        let warned = of(None, &[("XERO_BASE_URL", "https://gateway.example")]).unwrap().warnings;
        let warning = "XERO_BASE_URL is not Xero's: tokens and records will be sent to gateway.example";
        assert_eq!(warned, [warning]);

        let path = std::env::temp_dir().join(crate::random::uuid().unwrap());
        std::fs::write(&path, "[profiles.own]\nbase_url = \"http://127.0.0.1:8\"\n[profiles.none]\n").unwrap();
        for (name, address) in [("own", "http://127.0.0.1:8/"), ("none", "http://127.0.0.1:9/")] {
            let mut environment: Environment = demo.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
            environment.insert("XERO_CONFIG_FILE".to_owned(), path.to_str().unwrap().to_owned());
            let given = ClientOptions { base_url: None, profile: Some(name.to_owned()), ..options("") };
            assert_eq!(Config::resolve(given, &environment).unwrap().base_url.as_str(), address, "{name}");
        }
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn an_address_that_is_neither_xeros_nor_this_machines_is_warned_of() {
        let warning = |url: &str| untrusted_host_warning("token_url", &Url::parse(url).unwrap(), "the client secret");
        for known in
            ["https://api.xero.com", "https://identity.xero.com/connect/token", "http://127.0.0.1:1", "http://[::1]/"]
        {
            assert_eq!(warning(known), None, "{known}");
        }
        for other in
            ["https://api.xero.com.evil.example/", "https://evilapi.xero.com", "https://10.0.0.1/connect/token?a=b"]
        {
            let warning = warning(other).expect(other);
            assert!(warning.contains("the client secret will be sent to") && !warning.contains('?'), "{warning}");
        }
    }
}
