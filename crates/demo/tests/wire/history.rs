//! The history of a record: its events and notes.

use serde_json::{Value, json};

use crate::support::{Demo, messages};

fn history(demo: &Demo, token: &str, path: &str) -> Vec<Value> {
    let response = demo.get_with(token, &format!("{path}/History"), &[]);
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()["HistoryRecords"].as_array().expect("a list").clone()
}

fn changes(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["Changes"].as_str().expect("a word")).collect()
}

#[test]
fn a_note_is_echoed_and_comes_first_in_the_history() {
    let demo = Demo::fixed();
    let token = demo.token();
    for path in ["/Invoices/INV-0006", "/Contacts/BOOMFM"] {
        let body = json!({"HistoryRecords": [{"Details": "Rang; will pay on Friday"}]}).to_string();
        let response = demo.put(&token, &format!("{path}/History"), &[], &body);
        assert_eq!(response.status, 200, "{}", response.text());
        let echo = response.json()["HistoryRecords"][0].clone();
        assert_eq!(
            (echo["Details"].as_str(), &echo["ValidationErrors"]),
            (Some("Rang; will pay on Friday"), &json!([]))
        );
        let events = history(&demo, &token, path);
        assert_eq!(changes(&events), ["Note", "Created"]);
        assert_eq!(events[0]["Details"], echo["Details"]);
        assert_eq!(events[0]["DateUTC"], echo["DateUTC"]);
        assert!(events[0]["DateUTCString"].as_str().is_some_and(|text| text.starts_with("2026-11-23T00:00:0")));
    }
    assert_eq!(
        history(&demo, &token, "/Invoices/INV-0006")[1]["Details"].as_str().map(|text| &text[..8]),
        Some("INV-0006")
    );
}

#[test]
fn the_history_lists_the_last_event_first() {
    let demo = Demo::fixed();
    let token = demo.token();
    let body = json!({
        "Type": "ACCREC", "InvoiceNumber": "H-1", "Contact": {"Name": "Boom FM"},
        "LineItems": [{"Description": "Work", "UnitAmount": "100.00", "AccountCode": "200"}],
    });
    demo.put(&token, "/Invoices", &[], &body.to_string());
    demo.post(&token, "/Invoices/H-1", &[], r#"{"Status": "AUTHORISED"}"#);
    demo.post(&token, "/Invoices/H-1", &[], r#"{"Reference": "x"}"#);
    demo.post(&token, "/Invoices/H-1/Email", &[], "");
    demo.upload("PUT", &token, "/Invoices/H-1/Attachments/a.txt", "text/plain", b"a");
    demo.post(&token, "/Invoices/H-1", &[], r#"{"Status": "VOIDED"}"#);
    let events = history(&demo, &token, "/Invoices/H-1");
    assert_eq!(changes(&events), ["Voided", "Attached a file", "Invoice sent", "Edited", "Approved", "Created"]);
    assert_eq!(events[5]["Details"], "H-1 to Boom FM for 115.00.");
}

#[test]
fn an_empty_or_overlong_note_is_refused() {
    let demo = Demo::fixed();
    let token = demo.token();
    let put = |details: &str| {
        let body = json!({"HistoryRecords": [{"Details": details}]}).to_string();
        demo.put(&token, "/Invoices/INV-0006/History", &[], &body)
    };
    assert_eq!(put(&"é".repeat(2_500)).status, 200);
    let response = put(&"x".repeat(2_501));
    assert_eq!((response.status, messages(&response.json()["Elements"][0]).len()), (400, 1));
    assert_eq!(put("").status, 400);
    assert_eq!(demo.put(&token, "/Invoices/INV-9999/History", &[], "{}").status, 404);
    assert_eq!(demo.get_with(&token, "/Invoices/INV-9999/History", &[]).status, 404);
    assert_eq!(history(&demo, &token, "/Invoices/INV-0006").len(), 2);
}
