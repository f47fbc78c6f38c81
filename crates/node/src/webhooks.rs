//! Webhooks: whether a delivery is from Xero, and the events in it.

use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use xero_m2m_ffi::NameCase;

use crate::calls::JsonText;
use crate::errors;

/// The events of a delivery that Xero signed with `key`, or the error response.
#[napi]
pub fn verify_webhook(body: Uint8Array, signature: String, key: String) -> JsonText {
    JsonText(errors::guarded(|| xero_m2m_ffi::verify_webhook(&body, &signature, &key, NameCase::Camel)))
}
