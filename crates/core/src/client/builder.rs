//! What a client is made from.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use xero_m2m_spec::NameCase;

use super::Client;
use crate::auth::{Secret, SecretSource};
use crate::clock::{Clock, SystemClock};
use crate::config::{CallOptions, ClientOptions, Config, ENVIRONMENT_VARIABLES, Environment, StateStore};
use crate::connection::Driver;
use crate::error::{Error, Result};
use crate::limits::LimitPolicy;

/// Makes a [`Client`]. What is not set comes from a profile or the environment, else it is the default.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> xero_m2m::Result<()> {
/// use std::time::Duration;
///
/// let xero = xero_m2m::Client::builder()
///     .client_id("0123456789ABCDEF0123456789ABCDEF")
///     .client_secret("the-secret-from-the-same-page")
///     .app("nightly-sync/1.2")
///     .deadline(Duration::from_secs(300))
///     .build()?; // sends nothing
/// assert_eq!(xero.rate_limits().minute.remaining, Some(60));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    options: ClientOptions,
    environment: Option<Environment>,
    clock: Arc<dyn Clock>,
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self { options: ClientOptions::default(), environment: None, clock: Arc::new(SystemClock) }
    }

    fn with(mut self, change: impl FnOnce(&mut ClientOptions)) -> Self {
        change(&mut self.options);
        self
    }

    /// The client id of the Custom Connection, from the app's configuration page. Default: `XERO_CLIENT_ID`.
    pub fn client_id(self, id: impl Into<String>) -> Self {
        self.with(|options| options.client_id = Some(id.into()))
    }

    /// Its client secret. Default: `XERO_CLIENT_SECRET`, or the content of the file that `XERO_CLIENT_SECRET_FILE`
    /// names.
    pub fn client_secret(self, secret: impl Into<String>) -> Self {
        let secret = Secret::new(secret.into()).map(SecretSource::Fixed);
        self.with(|options| options.client_secret = Some(secret))
    }

    /// Lets the caller supply the secret whenever a token is fetched: a call then fails with an error whose
    /// [`Error::is_secret_wanted`] is true, and is made again after [`Client::supply_secret`].
    pub fn supplied_client_secret(self) -> Self {
        self.with(|options| options.client_secret = Some(Ok(SecretSource::Supplied)))
    }

    /// A profile of the configuration file, `~/.config/xero-m2m/config.toml` or what `XERO_CONFIG_FILE` names. Default:
    /// `XERO_PROFILE`, where no credentials are given.
    pub fn profile(self, name: impl Into<String>) -> Self {
        self.with(|options| options.profile = Some(name.into()))
    }

    /// The scopes to ask for, such as `accounting.invoices.read`. Default: all that the connection has.
    pub fn scopes<S: Into<String>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.with(|options| options.scopes = Some(scopes.into_iter().map(Into::into).collect()))
    }

    /// The organisation, for apps with several. A Custom Connection has one and needs none.
    pub fn tenant_id(self, id: impl Into<String>) -> Self {
        self.with(|options| options.call.tenant_id = Some(id.into()))
    }

    /// The options that calls have where they give none of their own. An idempotency key and an extra body are of one
    /// call alone, and left out here.
    pub fn call_options(self, call: CallOptions) -> Self {
        self.with(|options| options.call = call.of_many_calls())
    }

    /// The longest time of a call, as [`CallOptions::deadline`].
    pub fn deadline(self, deadline: Duration) -> Self {
        self.with(|options| options.call.deadline = Some(deadline))
    }

    /// The limits that the clients of this organisation keep by themselves. Default: Xero's own.
    pub fn limits(self, limits: LimitPolicy) -> Self {
        self.with(|options| options.limits = Some(limits))
    }

    /// Where calls are counted: in this process, or for all processes of this machine.
    pub fn limits_store(self, store: StateStore) -> Self {
        self.with(|options| options.limits_store = store)
    }

    /// Where tokens are kept: in this process, or, sealed, for all processes of this machine.
    pub fn token_cache(self, store: StateStore) -> Self {
        self.with(|options| options.token_store = store)
    }

    /// The URL of a proxy for all requests. Default: `HTTPS_PROXY` and its like.
    pub fn proxy(self, url: impl Into<String>) -> Self {
        self.with(|options| options.proxy = Some(url.into()))
    }

    /// A file of certificates to trust beside the bundled and the system's, in PEM.
    pub fn ca_file(self, path: impl Into<String>) -> Self {
        self.with(|options| options.ca_file = Some(path.into()))
    }

    /// A PEM file with a certificate and its private key, for a proxy or a gateway that asks who connects to it. It is
    /// read now and whenever a client is made. Keep it readable for its owner alone.
    pub fn client_certificate(self, path: impl Into<PathBuf>) -> Self {
        self.with(|options| options.client_certificate = Some(path.into()))
    }

    /// Whether proxies and certificates of the environment are used; true by default.
    pub fn trust_env(self, trust: bool) -> Self {
        self.with(|options| options.trust_env = Some(trust))
    }

    /// Another API than `https://api.xero.com`, such as a demo company's. Default: `XERO_BASE_URL`.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.with(|options| options.base_url = Some(url.into()))
    }

    /// Another token endpoint than `https://identity.xero.com/connect/token`. Default: `XERO_TOKEN_URL`.
    pub fn token_url(self, url: impl Into<String>) -> Self {
        self.with(|options| options.token_url = Some(url.into()))
    }

    /// The name of the program, for the `User-Agent` header.
    pub fn app(self, name: impl Into<String>) -> Self {
        self.with(|options| options.app = Some(name.into()))
    }

    /// How arguments and the fields of records are named; snake case by default.
    pub fn name_case(self, case: NameCase) -> Self {
        self.with(|options| options.case = case)
    }

    /// The variables of [`ENVIRONMENT_VARIABLES`] to read in place of the process's own.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// The time that tokens, limits, waits and deadlines go by, in place of the machine's.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Makes the client, whose calls are awaited on the tokio runtime that this is called in. Sends nothing.
    ///
    /// # Errors
    /// `Config` where an option cannot be used, a credential is missing, or there is no runtime.
    pub fn build(self) -> Result<Client> {
        let runtime = Handle::try_current().map_err(|_| {
            Error::config("there is no tokio runtime here", "make the client inside the runtime, or use build_on")
        })?;
        self.build_on(Driver::Runtime(runtime))
    }

    /// As [`Self::build`], for another runtime, or for calls that block.
    ///
    /// # Errors
    /// `Config` where an option cannot be used or a credential is missing.
    pub fn build_on(self, driver: Driver) -> Result<Client> {
        let environment = self.environment.unwrap_or_else(own_environment);
        let config = Config::resolve(self.options, &environment)?;
        Ok(Client::open(config, driver, self.clock))
    }
}

fn own_environment() -> Environment {
    let variable = |name: &&str| Some(((*name).to_owned(), std::env::var(name).ok()?));
    ENVIRONMENT_VARIABLES.iter().filter_map(variable).collect()
}
