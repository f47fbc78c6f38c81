//! Webhooks: whether a delivery is from Xero, and the events in it.
//!
//! Xero signs each delivery with the webhook's key, which the developer portal shows. The signature is in the header
//! `x-xero-signature`. Respond within five seconds and without a body: with 200 to a delivery that verifies, with 401 to
//! any other.
//!
//! ```
//! use xero_m2m::{ErrorKind, webhooks};
//!
//! let body = br#"{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"S0m3r4Nd0mt3xt"}"#;
//! let verified = webhooks::verify(body, "8pUYiJY6JKK2MeI1tZcCrcY6fICpET1/ZZWklcWYcn0=", "the webhook's key")?;
//! assert!(verified.is_intent_to_receive());
//!
//! let error = webhooks::verify(b"{}", "8pUYiJY6JKK2MeI1tZcCrcY6fICpET1/ZZWklcWYcn0=", "the webhook's key").unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::WebhookSignature);
//! # Ok::<(), xero_m2m::Error>(())
//! ```

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::codec::dates;
use crate::error::{Error, ErrorKind, Result};

/// Fields by Xero's names, each as the JSON that Xero sent.
pub type WebhookFields = BTreeMap<String, Box<RawValue>>;

/// A delivery that Xero signed. Fields that it does not have are empty, or 0.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct WebhookEvents {
    /// The events, in the order of their sequence numbers.
    pub events: Vec<WebhookEvent>,
    /// The sequence number of the first event.
    pub first_event_sequence: u64,
    /// The sequence number of the last event.
    pub last_event_sequence: u64,
    /// Random text, which makes the signatures of equal deliveries differ.
    pub entropy: String,
    /// Fields that this library does not know, and values that do not fit their type.
    pub extra: WebhookFields,
}

impl WebhookEvents {
    /// Whether there are no events: Xero checks that the receiver verifies signatures.
    #[must_use]
    pub fn is_intent_to_receive(&self) -> bool {
        self.events.is_empty()
    }
}

/// One change of a record. Fields that Xero did not send are empty.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct WebhookEvent {
    /// The address of the record that changed.
    pub resource_url: String,
    /// The ID of the record that changed, such as an invoice's.
    pub resource_id: String,
    /// When it changed: a time in UTC, in the form of RFC 3339.
    pub event_date_utc: Option<String>,
    /// `CREATE` or `UPDATE`, or what Xero adds.
    pub event_type: String,
    /// `CONTACT`, `INVOICE`, `CREDITNOTE`, `PREPAYMENT`, `OVERPAYMENT`, `SUBSCRIPTION`, or what Xero adds.
    pub event_category: String,
    /// The ID of the organisation, or of the application.
    pub tenant_id: String,
    /// `ORGANISATION`, or `APPLICATION` for a subscription.
    pub tenant_type: String,
    /// What some categories say of the record, such as the `Type` and `Status` of a credit note.
    pub data: WebhookFields,
    /// Fields that this library does not know, and values that do not fit their type.
    pub extra: WebhookFields,
}

/// The events of a delivery that Xero signed with `key`. The comparison takes the same time wherever signatures differ.
///
/// `body` is the body exactly as it arrived. `signature` is the value of the header `x-xero-signature`; empty if there
/// is none.
///
/// # Errors
/// `WebhookSignature` where the signature is missing or does not match, `Argument` where the key cannot be one, and
/// `Decode` where a body with the right signature is not that of a webhook.
pub fn verify(body: &[u8], signature: &str, key: &str) -> Result<WebhookEvents> {
    if key.is_empty() || key.trim() != key {
        let wrong = if key.is_empty() { "is empty" } else { "begins or ends with white space" };
        return Err(
            Error::argument(format!("the webhook's key {wrong}")).hint("give the key that the developer portal shows")
        );
    }
    if signature.is_empty() {
        return Err(Error::new(ErrorKind::WebhookSignature, "the delivery has no signature")
            .hint("respond with 401; Xero's deliveries have it in the header x-xero-signature"));
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let is_genuine = STANDARD.decode(signature).is_ok_and(|tag| hmac::verify(&key, body, &tag).is_ok());
    if !is_genuine {
        return Err(Error::new(ErrorKind::WebhookSignature, "the signature does not match the body").hint(
            "respond with 401; if Xero sent it, give the raw body, byte for byte as it arrived, because JSON that was \
             parsed and encoded again is another text, and check that the key is this webhook's",
        ));
    }
    read(body).ok_or_else(|| {
        Error::new(ErrorKind::Decode, "the signature is right, but the body is not a JSON object with a list of events")
            .hint("report it with the kind of the webhook's events")
    })
}

fn read(body: &[u8]) -> Option<WebhookEvents> {
    // Refuses what a language could not read in the fields that are passed on as they are.
    serde_json::from_slice::<Value>(body).ok()?;
    let mut fields: WebhookFields = serde_json::from_slice(body).ok()?;
    let events: Vec<WebhookFields> = take(&mut fields, "events")?;
    Some(WebhookEvents {
        events: events.into_iter().map(event).collect(),
        first_event_sequence: take(&mut fields, "firstEventSequence").unwrap_or_default(),
        last_event_sequence: take(&mut fields, "lastEventSequence").unwrap_or_default(),
        entropy: take(&mut fields, "entropy").unwrap_or_default(),
        extra: fields,
    })
}

fn event(mut fields: WebhookFields) -> WebhookEvent {
    let at = fields.get("eventDateUtc").and_then(|text| serde_json::from_str::<String>(text.get()).ok());
    let event_date_utc = at.and_then(|text| dates::instant(&text)).map(|instant| instant.to_string());
    if event_date_utc.is_some() {
        fields.remove("eventDateUtc");
    }
    WebhookEvent {
        resource_url: take(&mut fields, "resourceUrl").unwrap_or_default(),
        resource_id: take(&mut fields, "resourceId").unwrap_or_default(),
        event_date_utc,
        event_type: take(&mut fields, "eventType").unwrap_or_default(),
        event_category: take(&mut fields, "eventCategory").unwrap_or_default(),
        tenant_id: take(&mut fields, "tenantId").unwrap_or_default(),
        tenant_type: take(&mut fields, "tenantType").unwrap_or_default(),
        data: take(&mut fields, "data").unwrap_or_default(),
        extra: fields,
    }
}

/// Takes a field out if its value fits the type.
fn take<T: DeserializeOwned>(fields: &mut WebhookFields, name: &str) -> Option<T> {
    let value = serde_json::from_str(fields.get(name)?.get()).ok()?;
    fields.remove(name);
    Some(value)
}
