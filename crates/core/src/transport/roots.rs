//! Root certificates beside the bundled ones, read and kept once for all clients that trust the same files.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::error::{Error, Result};
use crate::os::PerProcess;

/// Certificates of some files. Two are equal if they come from the same reading.
#[derive(Debug, Clone)]
pub(super) struct ExtraRoots(Arc<[Vec<u8>]>);

/// Where certificates come from.
#[derive(Debug, Default)]
pub(super) struct RootSources<'a> {
    /// Files that the user gave: each must hold a certificate.
    pub(super) files: Vec<&'a Path>,
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR`, which stand in for the system's store.
    pub(super) system_file: Option<&'a Path>,
    pub(super) system_folder: Option<&'a Path>,
}

/// The files and folders, and when each was changed the last time.
type Origin = Vec<(PathBuf, Option<SystemTime>)>;

static CACHE: PerProcess<Mutex<HashMap<Origin, ExtraRoots>>> = PerProcess::new();

impl RootSources<'_> {
    pub(super) fn replace_system(&self) -> bool {
        self.system_file.is_some() || self.system_folder.is_some()
    }

    /// The certificates. Files are read again only when they have changed.
    pub(super) fn read(&self) -> Result<ExtraRoots> {
        let mut known = CACHE.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        let origin = self.origin();
        if let Some(roots) = known.get(&origin) {
            return Ok(roots.clone());
        }
        let roots = ExtraRoots(self.certificates()?.into());
        known.insert(origin, roots.clone());
        Ok(roots)
    }

    fn origin(&self) -> Origin {
        let paths = self.files.iter().copied().chain(self.system_file).chain(self.system_folder);
        paths.map(|path| (path.to_owned(), std::fs::metadata(path).and_then(|known| known.modified()).ok())).collect()
    }

    fn certificates(&self) -> Result<Vec<Vec<u8>>> {
        let mut certificates = Vec::new();
        for file in &self.files {
            certificates.extend(read_pem(file)?);
        }
        if self.replace_system() {
            let found = rustls_native_certs::load_certs_from_paths(self.system_file, self.system_folder);
            if found.certs.is_empty() {
                return Err(Error::config(
                    "SSL_CERT_FILE and SSL_CERT_DIR contain no certificate",
                    "correct or unset them, or give trust_env as false",
                ));
            }
            certificates.extend(found.certs.into_iter().map(|certificate| certificate.to_vec()));
        }
        Ok(certificates)
    }
}

impl ExtraRoots {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = CertificateDer<'_>> {
        self.0.iter().map(|bytes| CertificateDer::from(bytes.as_slice()))
    }
}

impl PartialEq for ExtraRoots {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for ExtraRoots {}

impl Hash for ExtraRoots {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).cast::<()>().hash(state);
    }
}

fn read_pem(path: &Path) -> Result<Vec<Vec<u8>>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_once_and_again_when_they_change() {
        let path = std::env::temp_dir().join(format!("xero-m2m-roots-{}.pem", std::process::id()));
        let authority = concat!(env!("CARGO_MANIFEST_DIR"), "/../ffi/tests/security/tls/authority.pem");
        std::fs::copy(authority, &path).unwrap();
        let sources = RootSources { files: vec![&path], ..RootSources::default() };
        let first = sources.read().unwrap();
        assert_eq!(first.len(), 1);
        assert_eq!(sources.read().unwrap(), first);
        let later = SystemTime::now() + std::time::Duration::from_secs(5);
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert_ne!(sources.read().unwrap(), first);
        std::fs::write(&path, "no certificate").unwrap();
        assert!(sources.read().is_err());
        std::fs::remove_file(&path).unwrap();
    }
}
