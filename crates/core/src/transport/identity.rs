//! The certificate of a client, with its private key, for a server that asks who connects to it.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use xero_m2m_spec::NameCase;

use crate::error::{Error, Result};
use crate::os::PerProcess;

/// A certificate and its key. Two are equal if they come from the same reading of a file.
#[derive(Clone)]
pub(crate) struct ClientIdentity(Arc<SingleCertAndKey>);

/// By the file: when it was changed the last time, and what it holds.
type Identities = HashMap<PathBuf, (Option<SystemTime>, ClientIdentity)>;

static CACHE: PerProcess<Mutex<Identities>> = PerProcess::new();

impl ClientIdentity {
    /// Reads a PEM file that holds a certificate, those that it is signed with, and its key. A file is read again only
    /// when it has changed.
    pub(crate) fn read(path: &Path, case: NameCase) -> Result<Self> {
        let option = case.name("client_certificate");
        if path.to_string_lossy().contains("-----BEGIN ") {
            // The message must not name the path, which is a private key.
            return Err(Error::config(
                format!("{option} is the content of a PEM file, not its path"),
                "write it to a file that only its owner can read, and give the path of the file",
            ));
        }
        let mut known = CACHE.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        let changed = std::fs::metadata(path).and_then(|file| file.modified()).ok();
        if let Some((_, identity)) = known.get(path).filter(|(known, _)| *known == changed) {
            return Ok(identity.clone());
        }
        let identity = Self::parse(path, &format!("{option} {}", path.display()))?;
        known.insert(path.to_owned(), (changed, identity.clone()));
        Ok(identity)
    }

    fn parse(path: &Path, place: &str) -> Result<Self> {
        const HINT: &str = "give a PEM file with the certificate and its private key";
        let bad = |what: &str, hint: &'static str| Error::config(format!("{place} {what}"), hint);
        let text = std::fs::read(path).map_err(|error| bad(&format!("cannot be read: {}", error.kind()), HINT))?;
        let certificates: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
        let certificates = certificates.map_err(|_| bad("is not valid PEM", HINT))?;
        if certificates.is_empty() {
            return Err(bad("holds no certificate", HINT));
        }
        let key = PrivateKeyDer::from_pem_slice(&text).map_err(|error| match error {
            pem::Error::NoItemsFound if is_encrypted(&text) => bad(
                "holds an encrypted private key",
                "decrypt it, such as by `openssl pkey`, into a file that only its owner can read",
            ),
            pem::Error::NoItemsFound => bad("holds no private key", HINT),
            _ => bad("is not valid PEM", HINT),
        })?;
        let provider = rustls::crypto::ring::default_provider();
        let pair = CertifiedKey::from_der(certificates, key, &provider).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => bad("holds the private key of another certificate", HINT),
            // Its text could quote the key.
            _ => bad("holds a certificate or a private key that cannot be used", HINT),
        })?;
        Ok(Self(Arc::new(SingleCertAndKey::from(pair))))
    }

    pub(super) fn resolver(&self) -> Arc<dyn ResolvesClientCert> {
        Arc::clone(&self.0) as Arc<dyn ResolvesClientCert>
    }
}

fn is_encrypted(text: &[u8]) -> bool {
    const MARK: &[u8] = b"-----BEGIN ENCRYPTED PRIVATE KEY-----";
    text.windows(MARK.len()).any(|part| part == MARK)
}

impl PartialEq for ClientIdentity {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for ClientIdentity {}

impl Hash for ClientIdentity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

impl fmt::Debug for ClientIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientIdentity(***)")
    }
}
