//! Random values: jitter, idempotency keys, and the salt of a file.

use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};

use crate::error::{Error, ErrorKind, Result};

pub(crate) fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::new(ErrorKind::Xero, "the system gives no random numbers"))?;
    Ok(bytes)
}

/// A duration between zero and `most`.
pub(crate) fn up_to(most: Duration) -> Duration {
    let share = bytes().map_or(0.5, |bytes| f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX));
    most.mul_f64(share)
}

/// A random UUID, as 32 hexadecimal digits.
pub(crate) fn uuid() -> Result<String> {
    // Not `Uuid::new_v4`, which panics where the system gives no random numbers.
    Ok(uuid::Builder::from_random_bytes(bytes()?).into_uuid().simple().to_string())
}
