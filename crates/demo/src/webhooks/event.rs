//! The body of a delivery: events as Xero writes them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};

use crate::changes::{Category, Change};
use crate::values::dates::instant_text;
use crate::values::ids::{Guid, random_bytes};

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) category: Category,
    pub(crate) at: i64,
    id: Guid,
    created: bool,
    tenant: Guid,
}

impl Event {
    pub(crate) fn new(change: Change, tenant: Guid, at: i64) -> Event {
        let Change { category, id, created } = change;
        Event { category, at, id, created, tenant }
    }

    fn json(&self, api: &str) -> Value {
        json!({
            "resourceUrl": format!("{api}/{}/{}", self.category.collection(), self.id),
            "resourceId": self.id.to_string(),
            "tenantId": self.tenant.to_string(),
            "tenantType": "ORGANISATION",
            "eventCategory": self.category.name(),
            "eventType": if self.created { "CREATE" } else { "UPDATE" },
            "eventDateUtc": with_millis(self.at),
        })
    }
}

pub(crate) fn body(events: &[Event], api: &str, first: u64, last: u64) -> String {
    let events: Vec<Value> = events.iter().map(|event| event.json(api)).collect();
    json!({
        "events": events,
        "firstEventSequence": first,
        "lastEventSequence": last,
        "entropy": entropy(),
    })
    .to_string()
}

/// The value of `x-xero-signature`.
pub(crate) fn signature(key: &hmac::Key, body: &str) -> String {
    STANDARD.encode(hmac::sign(key, body.as_bytes()))
}

fn entropy() -> String {
    random_bytes::<20>().iter().map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// `2026-11-23T09:30:00.125`: no zone, UTC is meant.
fn with_millis(at: i64) -> String {
    let seconds = instant_text(at);
    format!("{}.{:03}", seconds.trim_end_matches('Z'), at.rem_euclid(1_000))
}

#[cfg(test)]
mod tests {
    use ring::hmac;

    use super::{Event, body, signature, with_millis};
    use crate::changes::{Category, Change};
    use crate::values::ids::Guid;

    #[test]
    fn a_body_has_what_xeros_has_and_its_times_have_milliseconds_and_no_zone() {
        assert_eq!(with_millis(1_500_000_000_007), "2017-07-14T02:40:00.007");
        let change = Change { category: Category::CreditNote, id: Guid::named("one"), created: true };
        let event = Event::new(change, Guid::named("us"), 0);
        let body: serde_json::Value = serde_json::from_str(&body(&[event], "http://here/api", 3, 3)).expect("JSON");
        let id = Guid::named("one").to_string();
        assert_eq!(body["events"][0]["resourceUrl"], format!("http://here/api/CreditNotes/{id}"));
        assert_eq!((&body["events"][0]["eventType"], &body["firstEventSequence"]), (&"CREATE".into(), &3.into()));
        assert_eq!(body["entropy"].as_str().map(str::len), Some(20));
    }

    #[test]
    fn the_signature_is_the_hmac_of_the_raw_body() {
        // RFC 4231, test case 2.
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"Jefe");
        let signed = signature(&key, "what do ya want for nothing?");
        assert_eq!(signed, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    }
}
