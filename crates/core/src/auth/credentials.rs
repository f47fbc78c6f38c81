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
use crate::redaction::Redaction;

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
                "the client secret contains white space or a control character",
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

impl From<&Secret> for Arc<Zeroizing<String>> {
    fn from(secret: &Secret) -> Self {
        Self::clone(&secret.0)
    }
}

/// The warning about a secret's file that others than its owner may read.
pub(crate) fn exposed_secret_file(what: &str, path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        let readers = match (mode & 0o040 != 0, mode & 0o004 != 0) {
            (false, false) => return None,
            (true, false) => "its group",
            (_, true) => "everybody",
        };
        let path = path.display();
        Some(format!("{readers} may read the file of {what}, {path} (mode {mode:03o}): chmod 600 {path}"))
    }
    #[cfg(not(unix))]
    {
        let _ = (what, path);
        None
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
    /// The user's callable is asked for it, each time a token must be fetched.
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

    /// Clients of this process with the same value share a token.
    pub(crate) fn fingerprint(&self, token_url: &Url) -> [u8; 32] {
        let secret = match &self.secret {
            SecretSource::Fixed(secret) => secret.reveal(),
            SecretSource::Supplied => "",
        };
        hash(&[&self.connection(token_url), secret.as_bytes()])
    }

    /// Clients of all processes with the same value may share a token. It does not depend on the secret, so it may name
    /// a file.
    pub(crate) fn connection(&self, token_url: &Url) -> [u8; 32] {
        let mut scopes: Vec<_> = self.scopes.iter().flatten().map(String::as_bytes).collect();
        scopes.sort_unstable();
        scopes.dedup();
        let mut parts = vec![token_url.as_str().as_bytes(), self.client_id.as_bytes()];
        parts.append(&mut scopes);
        hash(&parts)
    }

    /// The Basic header, its parts form-encoded first (RFC 6749, 2.3.1).
    pub(crate) fn basic(&self, secret: &Secret) -> Zeroizing<String> {
        encoded("Basic ", &self.pair(secret, |part| byte_serialize(part.as_bytes())))
    }

    /// Hides the secret in what servers say: the text itself, and the base64 in which it travels. Some programs make that
    /// without form-encoding its parts.
    pub(crate) fn redaction(&self, secret: &Secret) -> Redaction {
        let form_encoded = self.pair(secret, |part| byte_serialize(part.as_bytes()));
        let pairs = [form_encoded, self.pair(secret, |part| [part])].map(|pair| {
            let mut encoded = encoded("", &pair);
            let unpadded = encoded.trim_end_matches('=').len();
            encoded.truncate(unpadded);
            Arc::new(encoded)
        });
        Redaction::of(pairs.into_iter().chain([Arc::from(secret)]))
    }

    /// Id and secret, separated by a colon.
    fn pair<'a, P: IntoIterator<Item = &'a str>>(
        &'a self,
        secret: &'a Secret,
        written: impl Fn(&'a str) -> P,
    ) -> Zeroizing<String> {
        // Allocated once: a buffer that grows leaves copies behind that are not wiped.
        let mut pair = Zeroizing::new(String::with_capacity(3 * (self.client_id.len() + secret.reveal().len()) + 1));
        pair.extend(written(&self.client_id));
        pair.push(':');
        pair.extend(written(secret.reveal()));
        pair
    }
}

/// The prefix, followed by the text in base64.
fn encoded(prefix: &str, text: &str) -> Zeroizing<String> {
    let mut encoded = Zeroizing::new(String::with_capacity(prefix.len() + 2 * text.len() + 8));
    encoded.push_str(prefix);
    STANDARD.encode_string(text, &mut encoded);
    encoded
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Context::new(&SHA256);
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(hash.finish().as_ref());
    bytes
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

    /// What a secret's file with this content gives.
    fn from_file(content: &str) -> Result<Secret> {
        let path = std::env::temp_dir().join(crate::random::uuid().unwrap());
        std::fs::write(&path, content).unwrap();
        let secret = Secret::from_file(&path);
        std::fs::remove_file(&path).unwrap();
        secret
    }

    #[test]
    fn a_secret_with_a_newline_is_refused_but_a_file_may_end_with_one() {
        assert!(Secret::new("secret\n".to_owned()).is_err());
        for content in ["secret", "secret\n", "secret\r\n"] {
            assert_eq!(from_file(content).unwrap().reveal(), "secret", "{content:?}");
        }
        for content in ["secret\n\n", "secret \n", " secret", "\nsecret", "sec\nret", "\n", ""] {
            let error = from_file(content).unwrap_err();
            assert!(!error.to_string().contains("secret \n"), "{content:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_secrets_file_that_others_may_read_is_warned_of() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(crate::random::uuid().unwrap());
        std::fs::write(&path, "canary").unwrap();
        for (mode, who) in [
            (0o600, None),
            (0o400, None),
            (0o640, Some("its group")),
            (0o644, Some("everybody")),
            (0o604, Some("everybody")),
        ] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let warning = exposed_secret_file("the client secret", &path);
            assert_eq!(warning.is_some(), who.is_some(), "{mode:o}");
            let text = warning.unwrap_or_default();
            assert!(text.starts_with(who.unwrap_or_default()) && !text.contains("canary"), "{text}");
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(exposed_secret_file("the client secret", &path), None);
    }

    /// How often a text is in this process's memory. It is given backwards, so that it does not find itself.
    #[cfg(target_os = "linux")]
    fn traces_of(reversed: &[u8]) -> usize {
        use std::os::unix::fs::FileExt;
        let memory = std::fs::File::open("/proc/self/mem").unwrap();
        let mut found = 0;
        let mut part = vec![0; 1 << 20];
        for line in std::fs::read_to_string("/proc/self/maps").unwrap().lines().filter(|line| line.contains(" rw-p ")) {
            let (from, to) = line.split(' ').next().unwrap().split_once('-').unwrap();
            let [mut from, to] = [from, to].map(|hex| u64::from_str_radix(hex, 16).unwrap());
            while from < to {
                part.fill(0);
                let size = part.len().min(usize::try_from(to - from).unwrap());
                let Ok(read) = memory.read_at(&mut part[..size], from) else { break };
                found +=
                    part[..read].windows(reversed.len()).filter(|bytes| bytes.iter().eq(reversed.iter().rev())).count();
                from += read.max(1) as u64;
            }
        }
        found
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_dropped_secret_and_its_header_leave_no_trace_in_memory() {
        let key = || crate::random::uuid().unwrap().replace('-', "");
        // The allocator writes over the first bytes of what it takes back, so that only the end counts.
        let reversed = key().into_bytes();
        let text = String::from_utf8(key().bytes().chain(reversed.iter().rev().copied()).collect()).unwrap();
        let secret = Secret::new(text).unwrap();
        let header = credentials("id").basic(&secret);
        let encoded: Vec<u8> = header.bytes().rev().skip(8).take(24).collect();
        let redaction = credentials("id").redaction(&secret);
        assert!(traces_of(&reversed) > 0 && traces_of(&encoded) > 0);
        drop((secret, header, redaction));
        assert_eq!((traces_of(&reversed), traces_of(&encoded)), (0, 0));
    }

    #[test]
    fn a_token_is_shared_by_those_who_want_the_same_scopes_in_any_order() {
        let url = Url::parse("https://identity.xero.com/connect/token").unwrap();
        let of = |scopes: &[&str]| {
            let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
            Credentials { scopes: Some(scopes), ..credentials("a") }.fingerprint(&url)
        };
        assert_ne!(credentials("a").fingerprint(&url), of(&["files"]));
        assert_ne!(of(&["files"]), of(&["files", "assets"]));
        assert_eq!(of(&["assets", "files"]), of(&["files", "assets", "files"]));
    }

    #[test]
    fn another_secret_makes_another_client_of_the_same_connection() {
        let url = Url::parse("https://identity.xero.com/connect/token").unwrap();
        let with = |secret: &str| {
            let secret = SecretSource::Fixed(Secret::new(secret.to_owned()).unwrap());
            Credentials { secret, ..credentials("a") }
        };
        assert_ne!(with("old").fingerprint(&url), with("new").fingerprint(&url));
        assert_eq!(with("old").connection(&url), with("new").connection(&url));
        assert_ne!(with("old").connection(&url), credentials("b").connection(&url));
    }
}
