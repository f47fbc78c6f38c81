//! Where deliveries go: a URL on a loopback host, and the CA that an https one is trusted by.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

use crate::error::DemoError;

pub(crate) struct Target {
    pub(crate) url: Url,
    pub(crate) addresses: Vec<SocketAddr>,
    pub(crate) tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl Target {
    pub(crate) fn parse(text: &str, ca_file: Option<&str>) -> Result<Target, DemoError> {
        let url = Url::parse(text).map_err(|error| DemoError::new(format!("\"url\" is no URL: {error}")))?;
        let ips = loopback(&url)
            .filter(|_| url.username().is_empty() && url.password().is_none())
            .ok_or_else(|| DemoError::new("\"url\" must be http or https on 127.0.0.1, localhost or [::1]"))?;
        let port = url.port_or_known_default().unwrap_or(80);
        let addresses = ips.into_iter().map(|ip| SocketAddr::new(ip, port)).collect();
        let tls = match (url.scheme(), ca_file) {
            ("http", _) => None,
            (_, Some(path)) => Some((connector(path)?, server_name(&url)?)),
            (_, None) => {
                let text = "an https \"url\" needs \"ca_file\", the certificate that the receiver's own is signed with";
                return Err(DemoError::new(text));
            }
        };
        Ok(Target { url, addresses, tls })
    }

    /// What the request line names.
    pub(crate) fn path(&self) -> &str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }

    pub(crate) fn host(&self) -> &str {
        &self.url[url::Position::BeforeHost..url::Position::AfterPort]
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Target({})", self.url)
    }
}

fn loopback(url: &Url) -> Option<Vec<IpAddr>> {
    if !["http", "https"].contains(&url.scheme()) {
        return None;
    }
    match url.host()? {
        Host::Domain("localhost") => Some(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]),
        Host::Ipv4(ip) if ip.is_loopback() => Some(vec![ip.into()]),
        Host::Ipv6(ip) if ip.is_loopback() => Some(vec![ip.into()]),
        _ => None,
    }
}

fn server_name(url: &Url) -> Result<ServerName<'static>, DemoError> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    ServerName::try_from(host).map_err(|error| DemoError::new(format!("\"url\": {error}")))
}

fn connector(path: &str) -> Result<TlsConnector, DemoError> {
    let failed = |error: &dyn std::fmt::Display| DemoError::new(format!("\"ca_file\" {path} cannot be used: {error}"));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| failed(&error))? {
        let certificate = certificate.map_err(|error| failed(&error))?;
        roots.add(certificate).map_err(|error| failed(&error))?;
    }
    if roots.is_empty() {
        return Err(failed(&"it holds no certificate"));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn only_loopback_is_taken() {
        for url in ["http://127.0.0.1:8080/hook?a=b", "http://localhost/", "http://[::1]:99/x"] {
            assert!(Target::parse(url, None).is_ok(), "{url}");
        }
        for url in [
            "http://example.com/",
            "http://10.0.0.1/",
            "http://127.0.0.1.example.com/",
            "http://localhost.example/",
            "ftp://localhost/",
            "http://me:secret@localhost/",
            "localhost:80",
            "https://localhost/",
        ] {
            assert!(Target::parse(url, None).is_err(), "{url}");
        }
        let target = Target::parse("http://127.0.0.1:8080/hook?a=b#c", None).expect("a target");
        assert_eq!((target.host(), target.path()), ("127.0.0.1:8080", "/hook?a=b"));
    }
}
