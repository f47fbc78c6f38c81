//! A Custom Connection's credentials. Their text forms never show the secret.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{Context, SHA256};
use url::Url;
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// A client secret, wiped from memory when the last owner drops it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    pub(crate) fn new(text: String) -> Result<Self> {
        let text = Zeroizing::new(text);
        if text.is_empty() {
            return Err(Error::config("the client secret is empty", "copy it from the app's configuration page"));
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Error::config(
                "the client secret holds white space or a control character",
                "a trailing newline is the usual cause; strip it, or read the secret from XERO_CLIENT_SECRET_FILE, where one is removed",
            ));
        }
        Ok(Self(Arc::new(text)))
    }

    /// The content of a file, without the one newline that editors add.
    pub(crate) fn from_file(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::config(
                format!("the file of the client secret, {}, cannot be read: {}", path.display(), error.kind()),
                "check the path and its permissions",
            )
        })?;
        let text = Zeroizing::new(text);
        let trimmed = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
        Self::new(trimmed.to_owned())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// Where the secret comes from.
#[derive(Debug, Clone)]
pub(crate) enum SecretSource {
    Fixed(Secret),
    /// The face asks the user's callable for it, each time a token must be fetched.
    Supplied,
}

/// The credentials of one Custom Connection.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    pub(crate) client_id: String,
    pub(crate) secret: SecretSource,
    /// None: `scope` is not sent, and the token has all that the connection was given.
    pub(crate) scopes: Option<Vec<String>>,
}

impl Credentials {
    pub(crate) fn new(client_id: String, secret: SecretSource, scopes: Option<Vec<String>>) -> Self {
        Self { client_id, secret, scopes }
    }

    /// What two clients must have in common to share one token. It holds no secret.
    pub(crate) fn fingerprint(&self, token_url: &Url) -> [u8; 32] {
        let mut hash = Context::new(&SHA256);
        let mut part = |bytes: &[u8]| {
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        part(token_url.as_str().as_bytes());
        part(self.client_id.as_bytes());
        match &self.secret {
            SecretSource::Fixed(secret) => part(secret.reveal().as_bytes()),
            SecretSource::Supplied => part(&[]),
        }
        for scope in self.scopes.iter().flatten() {
            part(scope.as_bytes());
        }
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(hash.finish().as_ref());
        fingerprint
    }

    /// The Basic header, its parts form-encoded first (RFC 6749, 2.3.1).
    pub(crate) fn basic(&self, secret: &Secret) -> Zeroizing<String> {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = Zeroizing::new(format!("{}:{}", encode(&self.client_id), encode(secret.reveal())));
        Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(id: &str) -> Credentials {
        Credentials::new(id.to_owned(), SecretSource::Supplied, None)
    }

    #[test]
    fn both_parts_of_the_basic_header_are_form_encoded() {
        let secret = Secret::new("p%+ü".to_owned()).unwrap();
        let header = credentials("a:b").basic(&secret);
        let pair = STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(pair, b"a%3Ab:p%25%2B%C3%BC");
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("canary".to_owned()).unwrap();
        assert!(!format!("{secret:?}").contains("canary"));
    }

    #[test]
    fn a_secret_with_a_newline_is_refused_but_a_file_may_end_with_one() {
        assert!(Secret::new("secret\n".to_owned()).is_err());
        let path = std::env::temp_dir().join(format!("xero-m2m-secret-{}", std::process::id()));
        std::fs::write(&path, "secret\r\n").unwrap();
        let secret = Secret::from_file(&path);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(secret.unwrap().reveal(), "secret");
    }

    #[test]
    fn different_scopes_do_not_share_a_token() {
        let url = Url::parse("https://identity.xero.com/connect/token").unwrap();
        let plain = credentials("a").fingerprint(&url);
        let mut narrowed = credentials("a");
        narrowed.scopes = Some(vec!["accounting.contacts".to_owned()]);
        assert_ne!(plain, narrowed.fingerprint(&url));
    }
}
