//! A connection: an organisation that a user let an app into.

use serde_json::{Value, json};

use crate::values::dates::instant_text;
use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) id: Guid,
    pub(crate) client_id: String,
    pub(crate) tenant_id: Guid,
    /// Of the consent that it was made or last renewed by.
    pub(crate) event_id: Guid,
    pub(crate) created: i64,
    pub(crate) updated: i64,
}

impl Connection {
    /// As `GET /connections` shows it.
    pub(crate) fn json(&self, name: &str) -> Value {
        json!({
            "id": self.id.to_string(),
            "authEventId": self.event_id.to_string(),
            "tenantId": self.tenant_id.to_string(),
            "tenantType": "ORGANISATION",
            "tenantName": name,
            "createdDateUtc": precise(self.created),
            "updatedDateUtc": precise(self.updated),
        })
    }
}

/// Seven digits of a second and no zone, as this endpoint alone writes times.
fn precise(millis: i64) -> String {
    format!("{}.{:03}0000", instant_text(millis).trim_end_matches('Z'), millis.rem_euclid(1_000))
}

#[cfg(test)]
mod tests {
    use super::precise;

    #[test]
    fn times_have_seven_digits_of_a_second_and_no_zone() {
        assert_eq!(precise(1_769_903_999_042), "2026-01-31T23:59:59.0420000");
        assert_eq!(precise(-1), "1969-12-31T23:59:59.9990000");
    }
}
