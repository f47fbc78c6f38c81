//! The deliveries that all languages verify alike.

use serde_json::Value;
use xero_m2m_ffi::{NameCase, error_to_json, verify_webhook};

#[test]
fn deliveries_are_verified_as_the_table_says() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../../../tests/webhooks/deliveries.json")).expect("a list of cases");
    assert!(cases.len() > 15);
    for case in cases {
        let text = |field: &str| case[field].as_str().expect(field);
        let verified = verify_webhook(text("body").as_bytes(), text("signature"), text("key"), NameCase::Snake);
        match verified {
            Ok(events) => {
                let events: Value = serde_json::from_slice(&events).expect("JSON");
                assert_eq!(events, case["value"], "{}", case["name"]);
            }
            Err(error) => {
                let error: Value = serde_json::from_slice(&error_to_json(&error, NameCase::Snake)).expect("JSON");
                let expected = case["error"].as_object().unwrap_or_else(|| panic!("{}: {error}", case["name"]));
                for (field, value) in expected {
                    assert_eq!(&error[field], value, "{}", case["name"]);
                }
            }
        }
    }
}

#[test]
fn fractions_keep_their_digits_and_names_of_xeros_their_case() {
    let body = r#"{"events":[{"data":{"AmountDue":100.10,"due_on":1}}]}"#;
    let signature = "a4QmYT1pWuhPklpQtIZOTanna7Ac2Nrx+zgWDDQncoU=";
    let events = verify_webhook(body.as_bytes(), signature, "k", NameCase::Camel).expect("verified");
    let events = String::from_utf8(events).expect("text");
    assert!(events.contains(r#""data":{"AmountDue":100.10,"due_on":1}"#), "{events}");
    assert!(events.contains(r#""eventCategory":"""#), "{events}");
}

#[test]
fn a_signed_body_that_is_not_utf_8_is_a_typed_error() {
    let signature = "vNwkU83URcZZ91LkUJU/9VjziVSetc0A75wlk5/88Zs=";
    let error = verify_webhook(b"{\"events\":[],\"entropy\":\"\xff\"}", signature, "k", NameCase::Snake).unwrap_err();
    assert_eq!(error.code(), "decode");
}
