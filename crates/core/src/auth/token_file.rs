//! The token of one connection in a file that the processes of this machine share, encrypted with the client secret.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce};
use ring::error::Unspecified;
use ring::hkdf::{HKDF_SHA256, Salt};
use zeroize::Zeroizing;

use super::credentials::Secret;
use super::token::{SavedToken, Token};
use crate::clock::Now;
use crate::hex::hex;
use crate::os::state_file::{Locked, StateFile};
use crate::random;

/// Names the format; the number changes with it.
const HEADER: &[u8] = b"xero-m2m token 1\n";
const SALT: usize = 32;
/// Enough for the longest token; a buffer that grows leaves copies of what it held behind.
const LARGEST: usize = 64 * 1024;

/// Header, salt, and the token, encrypted for its connection. Without the client secret it can be neither read nor made.
#[derive(Debug)]
pub(super) struct TokenFile {
    file: StateFile,
    connection: [u8; 32],
    has_warned: AtomicBool,
}

/// What the file holds.
#[derive(Debug)]
pub(super) enum Loaded {
    /// No token, or one that has expired.
    Nothing,
    Token(Token),
    /// Something else than a token for us, and why. The next store replaces it.
    Unreadable(String),
}

impl TokenFile {
    /// The connection is that of `Credentials::connection`.
    pub(super) fn new(folder: &Path, connection: [u8; 32]) -> Self {
        Self {
            file: StateFile::new(folder, &format!("{}.token", hex(&connection))),
            connection,
            has_warned: AtomicBool::new(false),
        }
    }

    /// Whether nothing was reported about this file before.
    pub(super) fn is_first_warning(&self) -> bool {
        !self.has_warned.swap(true, Ordering::Relaxed)
    }

    /// None while another process or thread holds the lock, so that only one of them fetches a token.
    pub(super) fn try_lock(&self) -> io::Result<Option<Locked<'_>>> {
        self.file.try_lock()
    }

    /// The token in the file, if it is whole, ours and still good. It needs no lock.
    pub(super) fn load(&self, secret: &Secret, generation: u64, now: Now) -> Loaded {
        let sealed = match self.file.read() {
            Ok(Some(sealed)) => sealed,
            Ok(None) => return Loaded::Nothing,
            Err(error) => return Loaded::Unreadable(format!("it cannot be read: {error}")),
        };
        match self.open(&sealed, secret) {
            Some(plain) => match serde_json::from_slice::<SavedToken<'_>>(&plain) {
                Ok(saved) => Token::restored(saved, generation, now).map_or(Loaded::Nothing, Loaded::Token),
                Err(_) => Loaded::Unreadable("its content is not what this version writes".to_owned()),
            },
            None => Loaded::Unreadable("it is damaged, or another secret, program or version wrote it".to_owned()),
        }
    }

    /// Puts the token in the file's place. The lock is this file's.
    pub(super) fn store(&self, locked: &Locked<'_>, secret: &Secret, token: &Token) -> io::Result<()> {
        let saved =
            token.saved().ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "the system's clock is wrong"))?;
        let mut plain = Zeroizing::new(Vec::with_capacity(LARGEST));
        serde_json::to_writer(&mut *plain, &saved)?;
        locked.replace(&self.seal(plain, secret)?, true)
    }

    fn seal(&self, mut plain: Zeroizing<Vec<u8>>, secret: &Secret) -> io::Result<Vec<u8>> {
        let salt = random::bytes::<SALT>().map_err(io::Error::other)?;
        key(&salt, secret)
            .and_then(|key| key.seal_in_place_append_tag(only_nonce(), Aad::from(&self.connection), &mut *plain))
            .map_err(|Unspecified| io::Error::other("the token cannot be sealed"))?;
        Ok([HEADER, &salt, &plain].concat())
    }

    fn open(&self, sealed: &[u8], secret: &Secret) -> Option<Zeroizing<Vec<u8>>> {
        let (salt, sealed) = sealed.strip_prefix(HEADER)?.split_at_checked(SALT)?;
        let mut buffer = Zeroizing::new(sealed.to_vec());
        let length =
            key(salt, secret).ok()?.open_in_place(only_nonce(), Aad::from(&self.connection), &mut buffer).ok()?.len();
        buffer.truncate(length);
        Some(buffer)
    }
}

/// A key for one writing of the file, as its salt is.
fn key(salt: &[u8], secret: &Secret) -> Result<LessSafeKey, Unspecified> {
    let derived = Salt::new(HKDF_SHA256, salt).extract(secret.reveal().as_bytes());
    Ok(LessSafeKey::new(derived.expand(&[HEADER], &CHACHA20_POLY1305)?.into()))
}

/// Every key seals once, so one nonce is enough.
fn only_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

#[cfg(test)]
#[path = "token_file_tests.rs"]
mod tests;

/// Where programs are linked with glibc, which lets a test step between them and the system.
#[cfg(test)]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[path = "token_file_killed_tests.rs"]
mod killed_tests;
