//! https: a certificate for the loopback names, signed by a CA that lives as long as the company.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::error::DemoError;
use crate::values::ids::Ids;

const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The keys never leave memory.
pub(crate) struct Identity {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) ca_file: CaFile,
}

impl Identity {
    pub(crate) fn new(ca_file: Option<&str>) -> Result<Identity, DemoError> {
        let made = authority().and_then(|ca| Ok((ca.pem(), signed(&ca)?)));
        let (ca_pem, (certificate, key)) =
            made.map_err(|error| DemoError::new(format!("no certificate could be made: {error}")))?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate], key.into()))
            .map_err(|error| DemoError::new(format!("the certificate cannot be used: {error}")))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Identity { acceptor: TlsAcceptor::from(Arc::new(config)), ca_file: CaFile::write(ca_file, &ca_pem)? })
    }
}

/// The CA's certificate on disk, for clients; a temporary one goes with the company.
#[derive(Debug)]
pub(crate) struct CaFile {
    path: PathBuf,
    is_temporary: bool,
}

impl CaFile {
    fn write(path: Option<&str>, pem: &str) -> Result<CaFile, DemoError> {
        let temporary = || std::env::temp_dir().join(format!("xero-m2m-demo-ca-{}.pem", Ids::new().next()));
        let file = CaFile { path: path.map_or_else(temporary, PathBuf::from), is_temporary: path.is_none() };
        let failed = |error| DemoError::new(format!("\"ca_file\" {} cannot be written: {error}", file.path.display()));
        std::fs::write(&file.path, pem).map_err(failed)?;
        Ok(file)
    }

    pub(crate) fn clean_up(&self) {
        if self.is_temporary {
            // It is a certificate, no secret: nothing is lost if it stays.
            let _ = std::fs::remove_file(&self.path);
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        self.clean_up();
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, "xero-m2m demo company CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn signed(ca: &CertifiedIssuer<'_, KeyPair>) -> Result<(CertificateDer<'static>, KeyPair), rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
    params.distinguished_name.push(DnType::CommonName, "xero-m2m demo company");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok((params.signed_by(&key, ca)?.into(), key))
}
