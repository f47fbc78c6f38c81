//! Randomness for jitter, idempotency keys and the salt of a file.

use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};

use crate::error::{Error, Kind, Result};
use crate::hex::hex;

pub(crate) fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::new(Kind::Xero, "the system gives no random numbers"))?;
    Ok(bytes)
}

/// A duration between zero and `most`.
pub(crate) fn up_to(most: Duration) -> Duration {
    let share = bytes().map_or(0.5, |bytes| f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX));
    most.mul_f64(share)
}

/// 128 random bits as hexadecimal text.
pub(crate) fn key() -> Result<String> {
    Ok(hex(&bytes::<16>()?))
}
