//! Connection pools: how TLS and proxies are set up, and which clients share a pool.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use once_cell::sync::OnceCell;
use reqwest::{NoProxy, Proxy, redirect, retry};
use rustls::{ClientConfig, RootCertStore};
use tokio::task::yield_now;

use super::identity::ClientIdentity;
use super::roots::{ExtraRoots, RootSources};
use crate::error::{Error, ErrorKind, Result};
use crate::os::PerProcess;

/// Shorter than the idle time after which servers close, so that a pooled connection is rarely closed already.
const IDLE_TIMEOUT: Duration = Duration::from_secs(50);

/// Clients with equal settings share their connections.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PoolSettings {
    proxies: Vec<(ProxyFor, String)>,
    no_proxy: Option<String>,
    /// Certificates that the user gave, and those of `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    extra_roots: ExtraRoots,
    /// Whether the environment replaces the system's store.
    replaces_system_roots: bool,
    /// What the client shows to a server that asks for a certificate.
    identity: Option<ClientIdentity>,
    connect_timeout: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum ProxyFor {
    Http,
    Https,
    All,
}

impl PoolSettings {
    /// Reads and checks proxies and the certificates of others.
    pub(crate) fn resolve(
        proxy: Option<String>,
        ca_file: Option<&str>,
        identity: Option<ClientIdentity>,
        trust_env: bool,
        connect_timeout: Duration,
        environment: &HashMap<String, String>,
    ) -> Result<Self> {
        let variable = |names: [&str; 2]| {
            let found = names.iter().find_map(|name| environment.get(*name).filter(|value| !value.is_empty()));
            found.filter(|_| trust_env).cloned()
        };
        let proxies = match proxy {
            Some(proxy) => vec![(ProxyFor::All, checked_proxy("proxy", proxy)?)],
            None => [
                (ProxyFor::Https, ["HTTPS_PROXY", "https_proxy"]),
                (ProxyFor::Http, ["HTTP_PROXY", "http_proxy"]),
                (ProxyFor::All, ["ALL_PROXY", "all_proxy"]),
            ]
            .into_iter()
            .filter_map(|(target, names)| Some((target, checked_proxy(names[0], variable(names)?))))
            .map(|(target, proxy)| Ok((target, proxy?)))
            .collect::<Result<_>>()?,
        };
        let path = |name: &str| environment.get(name).filter(|path| trust_env && !path.is_empty()).map(Path::new);
        let sources = RootSources {
            files: ca_file.map(Path::new).into_iter().chain(path("NODE_EXTRA_CA_CERTS")).collect(),
            system_file: path("SSL_CERT_FILE"),
            system_folder: path("SSL_CERT_DIR"),
        };
        Ok(Self {
            proxies,
            no_proxy: variable(["NO_PROXY", "no_proxy"]),
            extra_roots: sources.read()?,
            replaces_system_roots: sources.replace_system(),
            identity,
            connect_timeout,
        })
    }

    pub(crate) fn with_connect_timeout(&self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self.clone() }
    }

    /// Which proxies are used, by host only: their URLs may hold passwords.
    pub(crate) fn describe_proxy(&self) -> String {
        let hosts: Vec<String> = self
            .proxies
            .iter()
            .filter_map(|(_, proxy)| {
                let url = url::Url::parse(proxy).ok()?;
                Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
            })
            .collect();
        if hosts.is_empty() { "none".to_owned() } else { format!("through {}", hosts.join(", ")) }
    }

    /// Which certificates are trusted.
    pub(crate) fn describe_roots(&self) -> String {
        let system = if self.replaces_system_roots { "the environment's" } else { "the system's" };
        match self.extra_roots.len() {
            0 => format!("the bundled and {system}"),
            more => format!("the bundled and {system}, and {more} more"),
        }
    }

    fn build(&self) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .tcp_nodelay(true)
            .tls_backend_preconfigured(self.tls()?);
        let exceptions = match &self.no_proxy {
            Some(hosts) => format!("{hosts},{LOOPBACK}"),
            None => LOOPBACK.to_owned(),
        };
        for (target, url) in &self.proxies {
            let proxy = match target {
                ProxyFor::Http => Proxy::http(url),
                ProxyFor::Https => Proxy::https(url),
                ProxyFor::All => Proxy::all(url),
            };
            let proxy = proxy.map_err(|_| bad_proxy("proxy"))?;
            builder = builder.proxy(proxy.no_proxy(NoProxy::from_string(&exceptions)));
        }
        builder.build().map_err(|error| {
            Error::new(ErrorKind::Config, format!("the HTTP client cannot be built: {}", error.without_url()))
        })
    }

    /// Bundled roots, the system's and the user's; TLS 1.2 or newer; no way to skip verification.
    fn tls(&self) -> Result<ClientConfig> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if !self.replaces_system_roots {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        roots.add_parsable_certificates(self.extra_roots.iter());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::new(ErrorKind::Tls, format!("TLS cannot be set up: {error}")))?
            .with_root_certificates(roots);
        Ok(match &self.identity {
            Some(identity) => config.with_client_cert_resolver(identity.resolver()),
            None => config.with_no_client_auth(),
        })
    }
}

impl fmt::Debug for PoolSettings {
    /// A proxy's URL may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PoolSettings").field("proxies", &self.proxies.len()).finish_non_exhaustive()
    }
}

const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

fn checked_proxy(name: &str, text: String) -> Result<String> {
    let with_scheme = if text.contains("://") { text } else { format!("http://{text}") };
    let valid = url::Url::parse(&with_scheme).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())
    });
    if valid && Proxy::all(&with_scheme).is_ok() { Ok(with_scheme) } else { Err(bad_proxy(name)) }
}

fn bad_proxy(name: &str) -> Error {
    Error::config(format!("{name} is not the URL of a proxy"), "give a URL such as http://proxy.example:3128")
}

/// What polls the connections of a pool. They make no progress, and must not be used, anywhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum DrivenBy {
    Runtime,
    Caller,
}

/// A pool of connections that all clients with the same settings share, built when first used.
#[derive(Clone)]
pub(crate) struct Pool(Arc<PoolInner>);

struct PoolInner {
    settings: PoolSettings,
    client: OnceCell<reqwest::Client>,
}

type Pools = HashMap<(DrivenBy, PoolSettings), Pool>;
/// A forked child must neither use nor close its parent's sockets.
static POOLS: PerProcess<Mutex<Pools>> = PerProcess::new();

impl Pool {
    pub(crate) fn shared(driven_by: DrivenBy, settings: &PoolSettings) -> Self {
        let mut pools = POOLS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Self(Arc::new(PoolInner { settings: settings.clone(), client: OnceCell::new() }));
        pools.entry((driven_by, settings.clone())).or_insert_with(new).clone()
    }

    pub(super) fn client(&self) -> Result<&reqwest::Client> {
        self.0.client.get_or_try_init(|| self.0.settings.build())
    }

    /// Lets kept connections be looked at, which blocked callers do not watch between calls: once to read, once to drop
    /// those that are closed or hold what nobody asked for, which would be taken for the response to this call.
    pub(super) async fn settle() {
        yield_now().await;
        yield_now().await;
    }

    pub(super) fn connect_timeout(&self) -> Duration {
        self.0.settings.connect_timeout
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pool").field(&self.0.settings).finish()
    }
}
