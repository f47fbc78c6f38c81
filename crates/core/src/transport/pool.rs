//! Connections: how TLS and proxies are set up, and the pools that calls share.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use once_cell::sync::{Lazy, OnceCell};
use reqwest::{NoProxy, Proxy, redirect, retry};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::config::Environment;
use crate::error::{Error, Kind, Result};

/// Below the idle time after which servers hang up, so that a pooled connection is rarely a dead one.
const IDLE: Duration = Duration::from_secs(50);

/// What two clients must have in common to share connections.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PoolSettings {
    proxies: Vec<(ProxyFor, String)>,
    no_proxy: Option<String>,
    /// Certificates that the user gave, and those of `SSL_CERT_FILE` and its kin.
    extra_roots: Vec<CertificateBytes>,
    /// Whether the environment names the whole system store.
    replaces_system_roots: bool,
    connect_timeout: Duration,
}

type CertificateBytes = Vec<u8>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum ProxyFor {
    Http,
    Https,
    All,
}

impl PoolSettings {
    /// Reads and checks what can be wrong with proxies and certificates.
    pub(crate) fn resolve(
        proxy: Option<String>,
        ca_file: Option<String>,
        trust_env: bool,
        connect_timeout: Duration,
        environment: &Environment,
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
        let mut extra_roots = match ca_file {
            Some(path) => certificates(Path::new(&path))?,
            None => Vec::new(),
        };
        let mut replaces_system_roots = false;
        if trust_env {
            if let Some(path) = environment.get("NODE_EXTRA_CA_CERTS").filter(|path| !path.is_empty()) {
                extra_roots.extend(certificates(Path::new(path))?);
            }
            let path = |name: &str| environment.get(name).filter(|path| !path.is_empty()).map(Path::new);
            let (file, folder) = (path("SSL_CERT_FILE"), path("SSL_CERT_DIR"));
            if file.is_some() || folder.is_some() {
                replaces_system_roots = true;
                let found = rustls_native_certs::load_certs_from_paths(file, folder);
                extra_roots.extend(found.certs.into_iter().map(|certificate| certificate.to_vec()));
            }
        }
        Ok(Self {
            proxies,
            no_proxy: variable(["NO_PROXY", "no_proxy"]),
            extra_roots,
            replaces_system_roots,
            connect_timeout,
        })
    }

    pub(crate) fn with_connect_timeout(&self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self.clone() }
    }

    fn build(&self) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(IDLE)
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
            Error::new(Kind::Config, format!("the HTTP client cannot be made: {}", error.without_url()))
        })
    }

    /// Bundled roots, the system's and the user's; TLS 1.2 or newer; no way to skip verification.
    fn tls(&self) -> Result<ClientConfig> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if !self.replaces_system_roots {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        roots.add_parsable_certificates(self.extra_roots.iter().map(|bytes| CertificateDer::from(bytes.as_slice())));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::new(Kind::Tls, format!("TLS cannot be set up: {error}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(config)
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
    Error::config(format!("{name} is not the URL of a proxy"), "give one such as http://proxy.example:3128")
}

fn certificates(path: &Path) -> Result<Vec<CertificateBytes>> {
    let bad = |what: String| {
        Error::config(format!("the CA file {} {what}", path.display()), "give a PEM file with one or more certificates")
    };
    let pem = std::fs::read(path).map_err(|error| bad(format!("cannot be read: {}", error.kind())))?;
    let found: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.map_err(|_| bad("is not valid PEM".to_owned()))?;
    let mut store = RootCertStore::empty();
    let (usable, _) = store.add_parsable_certificates(found.iter().cloned());
    if usable == 0 {
        return Err(bad("holds no certificate".to_owned()));
    }
    Ok(found.into_iter().map(|certificate| certificate.to_vec()).collect())
}

/// Who drives the connections of a pool: they make no progress, and must not be used, anywhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum DrivenBy {
    Runtime,
    Caller,
}

/// A pool of connections that all clients with the same settings share, made when first used.
#[derive(Clone)]
pub(crate) struct Pool(Arc<Lane>);

struct Lane {
    settings: PoolSettings,
    client: OnceCell<reqwest::Client>,
}

type Pools = HashMap<(DrivenBy, PoolSettings), Pool>;
static POOLS: Lazy<Mutex<(u32, Pools)>> = Lazy::new(Mutex::default);

impl Pool {
    pub(crate) fn shared(driven_by: DrivenBy, settings: &PoolSettings) -> Self {
        let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if pools.0 != process {
            // A forked child must neither use nor close its parent's sockets.
            std::mem::forget(std::mem::replace(&mut *pools, (process, Pools::new())));
        }
        let new = || Self(Arc::new(Lane { settings: settings.clone(), client: OnceCell::new() }));
        pools.1.entry((driven_by, settings.clone())).or_insert_with(new).clone()
    }

    pub(super) fn client(&self) -> Result<&reqwest::Client> {
        self.0.client.get_or_try_init(|| self.0.settings.build())
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
