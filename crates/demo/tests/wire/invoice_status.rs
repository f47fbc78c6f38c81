//! The statuses of an invoice: the changes that are allowed, and those that are not.

use serde_json::{Value, json};

use crate::support::{Demo, messages};

const NOT_VALID: &str = "Invoice not of valid status for modification";
const SETTLED: &str = "This document cannot be edited as it has a payment or credit note allocated to it.";

/// Creates an invoice of that status and returns its id.
fn invoice(demo: &Demo, token: &str, status: &str) -> String {
    let body = json!({
        "Type": "ACCREC", "Contact": {"Name": "Boom FM"}, "Status": status,
        "LineItems": [{"Description": "Work", "UnitAmount": "100.00", "AccountCode": "200"}],
    });
    let response = demo.put(token, "/Invoices", &[], &body.to_string());
    response.json()["Invoices"][0]["InvoiceID"].as_str().expect("an id").to_owned()
}

/// The status after the change, or the messages of its rejection.
fn set_status(demo: &Demo, token: &str, key: &str, status: &str) -> Result<String, Vec<String>> {
    let body = json!({"Invoices": [{"Status": status}]}).to_string();
    let response = demo.post(token, &format!("/Invoices/{key}"), &[], &body);
    match response.status {
        200 => Ok(response.json()["Invoices"][0]["Status"].as_str().expect("a status").to_owned()),
        _ => Err(messages(&response.json()["Elements"][0])),
    }
}

fn one(demo: &Demo, token: &str, filter: &str) -> Value {
    let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    demo.get_with(token, &format!("/Invoices?page=1&where={query}"), &[]).json()["Invoices"][0].clone()
}

#[test]
fn a_draft_is_submitted_authorised_and_voided() {
    let demo = Demo::fixed();
    let token = demo.token();
    let id = invoice(&demo, &token, "DRAFT");
    for status in ["SUBMITTED", "DRAFT", "SUBMITTED", "AUTHORISED", "VOIDED"] {
        assert_eq!(set_status(&demo, &token, &id, status), Ok(status.to_owned()));
    }
    let read = demo.get_with(&token, &format!("/Invoices/{id}"), &[]).json()["Invoices"][0].clone();
    assert_eq!((read["AmountDue"].as_f64(), read["Status"].as_str()), (Some(0.0), Some("VOIDED")));
}

#[test]
fn drafts_and_submitted_invoices_are_deleted() {
    let demo = Demo::fixed();
    let token = demo.token();
    for status in ["DRAFT", "SUBMITTED"] {
        let id = invoice(&demo, &token, status);
        assert_eq!(set_status(&demo, &token, &id, "DELETED"), Ok("DELETED".to_owned()));
    }
}

#[test]
fn wrong_status_changes_are_validation_errors_and_change_nothing() {
    let demo = Demo::fixed();
    let token = demo.token();
    for (from, to) in [
        ("DRAFT", "VOIDED"),
        ("DRAFT", "PAID"),
        ("SUBMITTED", "VOIDED"),
        ("AUTHORISED", "DELETED"),
        ("AUTHORISED", "DRAFT"),
        ("AUTHORISED", "PAID"),
        ("DRAFT", "NONSENSE"),
    ] {
        let id = invoice(&demo, &token, from);
        let refused = set_status(&demo, &token, &id, to).expect_err(to);
        assert!(refused[0].starts_with(NOT_VALID), "{refused:?}");
        let read = demo.get_with(&token, &format!("/Invoices/{id}"), &[]).json()["Invoices"][0].clone();
        assert_eq!(read["Status"], from);
    }
}

#[test]
fn a_voided_or_deleted_invoice_cannot_be_changed() {
    let demo = Demo::fixed();
    let token = demo.token();
    for (from, to) in [("AUTHORISED", "VOIDED"), ("DRAFT", "DELETED")] {
        let id = invoice(&demo, &token, from);
        assert!(set_status(&demo, &token, &id, to).is_ok());
        assert!(set_status(&demo, &token, &id, from).is_err());
        let response = demo.post(&token, &format!("/Invoices/{id}"), &[], r#"{"Reference": "late"}"#);
        assert_eq!(response.status, 400);
        assert_eq!(messages(&response.json()["Elements"][0]), [format!("{NOT_VALID}: it is {to}")]);
    }
}

#[test]
fn an_invoice_with_a_payment_is_not_voided_and_keeps_its_sums() {
    let demo = Demo::fixed();
    let token = demo.token();
    let paid = one(&demo, &token, r#"Status=="AUTHORISED" AND AmountPaid>0"#);
    let key = paid["InvoiceID"].as_str().expect("a part-paid invoice");
    assert_eq!(set_status(&demo, &token, key, "VOIDED"), Err(vec![SETTLED.to_owned()]));
    let post = |body: Value| demo.post(&token, &format!("/Invoices/{key}"), &[], &body.to_string());
    let response = post(json!({"LineItems": [{"Description": "x", "UnitAmount": 1, "AccountCode": "200"}]}));
    assert_eq!(messages(&response.json()["Elements"][0]), [SETTLED]);
    // A change of the due date leaves the update time as it was; a change of the reference does not.
    let due = post(json!({"DueDate": "2026-12-31"})).json()["Invoices"][0].clone();
    assert_eq!(due["DueDateString"], "2026-12-31T00:00:00");
    assert_eq!(due["UpdatedDateUTC"], paid["UpdatedDateUTC"]);
    let reference = post(json!({"Reference": "late"})).json()["Invoices"][0].clone();
    assert_ne!(reference["UpdatedDateUTC"], paid["UpdatedDateUTC"]);
    assert_eq!(reference["Total"], paid["Total"]);
}

#[test]
fn a_draft_must_be_whole_before_it_is_authorised() {
    let demo = Demo::fixed();
    let token = demo.token();
    let body = r#"{"Type": "ACCREC", "Contact": {"Name": "Boom FM"}, "LineItems": [{"UnitAmount": 5}]}"#;
    let made = demo.put(&token, "/Invoices", &[], body).json()["Invoices"][0].clone();
    let path = format!("/Invoices/{}", made["InvoiceID"].as_str().expect("an id"));
    let response = demo.post(&token, &path, &[], r#"{"Status": "AUTHORISED"}"#);
    assert_eq!(response.status, 400);
    let element = response.json()["Elements"][0].clone();
    assert_eq!(
        messages(&element["LineItems"][0]),
        ["Account code or ID must be specified", "Description must be specified"]
    );
    let id = &made["LineItems"][0]["LineItemID"];
    let whole =
        json!({"Status": "AUTHORISED", "LineItems": [{"LineItemID": id, "Description": "Now", "AccountCode": "200"}]});
    let authorised = demo.post(&token, &path, &[], &whole.to_string()).json()["Invoices"][0].clone();
    assert_eq!((authorised["Status"].as_str(), authorised["AmountDue"].as_f64()), (Some("AUTHORISED"), Some(5.75)));
    assert_eq!(authorised["DueDateString"], "2026-11-23T00:00:00");
}
