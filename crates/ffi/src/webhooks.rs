//! The events of a webhook, as the languages read them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use xero_m2m::{NameCase, Result, webhooks};

/// The events of a delivery that Xero signed with `key`, as JSON. What stands in `data` and `extra` keeps Xero's names.
///
/// # Errors
/// As [`webhooks::verify`].
pub fn verify_webhook(body: &[u8], signature: &str, key: &str, case: NameCase) -> Result<Vec<u8>> {
    let verified = webhooks::verify(body, signature, key)?;
    let events: Vec<_> = verified.events.iter().map(|event| named(event, case)).collect();
    let mut fields = named(&verified, case);
    fields.extend(to_raw_value(&events).map(|events| ("events".to_owned(), events)));
    Ok(serde_json::to_vec(&fields).unwrap_or_default())
}

/// The fields of our own with their names in this case, and with the values as they are.
fn named(value: &impl Serialize, case: NameCase) -> BTreeMap<String, Box<RawValue>> {
    let text = serde_json::to_vec(value).unwrap_or_default();
    let fields: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(&text).unwrap_or_default();
    fields.into_iter().map(|(name, value)| (case.name(&name), value)).collect()
}
