//! The elements of a reply to a write, as Xero wrote them: what became of each record that was sent.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::decode::is_envelope;
use super::text::readable;
use crate::api::operation::Envelope;

/// The texts of the elements; none where the reply cannot be read, which is no word that anything was saved.
pub(crate) fn elements(body: &[u8], envelope: Envelope) -> Vec<String> {
    let body = readable(body);
    let list = match envelope {
        Envelope::List(name) | Envelope::One(name) => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_slice(&body).unwrap_or_default();
            members.into_iter().find(|(member, _)| is_envelope(member, name)).map(|(_, list)| list)
        }
        Envelope::Bare | Envelope::BareList => serde_json::from_slice(&body).ok(),
    };
    let text = list.map_or("null", RawValue::get);
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(elements) => elements.into_iter().map(|element| element.get().to_owned()).collect(),
        Err(_) if text == "null" => Vec::new(),
        Err(_) => vec![text.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elements_are_found_however_the_reply_holds_them() {
        for (body, envelope, expected) in [
            (
                r#"{"Id":1,"Invoices":[{"Total":89.00},{}]}"#,
                Envelope::List("Invoices"),
                &[r#"{"Total":89.00}"#, "{}"][..],
            ),
            (r#"{"Invoice":{"Total":1.50}}"#, Envelope::List("Invoices"), &[r#"{"Total":1.50}"#]),
            (r#"{"employee":{}}"#, Envelope::One("employee"), &["{}"]),
            (r#"[{"a":1}]"#, Envelope::BareList, &[r#"{"a":1}"#]),
            (r#"{"a":1}"#, Envelope::Bare, &[r#"{"a":1}"#]),
            (r#"{"Invoices":null}"#, Envelope::List("Invoices"), &[]),
            ("{}", Envelope::List("Invoices"), &[]),
            ("<html>", Envelope::List("Invoices"), &[]),
            ("", Envelope::Bare, &[]),
        ] {
            assert_eq!(elements(body.as_bytes(), envelope), expected, "{body}");
        }
    }
}
