//! Payments: their effect on invoices and the books, and how they are undone.

use serde_json::{Value, json};

use crate::support::{Demo, messages};

fn pay(demo: &Demo, token: &str, invoice: &str, amount: &str) -> (u16, Value) {
    let body = format!(
        r#"{{"Payments": [{{"Invoice": {{"InvoiceNumber": "{invoice}"}}, "Account": {{"Code": "090"}}, "Amount": {amount}, "Date": "2026-11-20", "Reference": "thanks"}}]}}"#
    );
    let response = demo.put(token, "/Payments", &[], &body);
    (response.status, response.json())
}

fn invoice(demo: &Demo, token: &str, number: &str) -> Value {
    demo.get_with(token, &format!("/Invoices/{number}"), &[]).json()["Invoices"][0].take()
}

fn bank(demo: &Demo, token: &str) -> Value {
    let report = demo.get_with(token, "/Reports/BankSummary", &[]).json();
    report["Reports"][0]["Rows"][1]["Rows"][0]["Cells"][4]["Value"].clone()
}

#[test]
fn payments_in_part_and_in_full_move_the_invoice_and_the_bank_and_can_be_undone() {
    let demo = Demo::fixed();
    let token = demo.token();
    let (status, first) = pay(&demo, &token, "INV-0006", "100.00");
    assert_eq!(status, 200, "{first}");
    let first = &first["Payments"][0];
    assert_eq!((&first["PaymentType"], &first["Status"]), (&json!("ACCRECPAYMENT"), &json!("AUTHORISED")));
    assert_eq!(first["Invoice"]["AmountDue"], 150.0);
    assert_eq!(pay(&demo, &token, "INV-0006", "150.00").0, 200);
    let paid = invoice(&demo, &token, "INV-0006");
    assert_eq!((&paid["Status"], &paid["AmountDue"]), (&json!("PAID"), &json!(0.0)));
    assert_eq!(paid["AmountPaid"], 250.0);
    assert!(paid["FullyPaidOnDate"].is_string());
    assert_eq!(bank(&demo, &token), "7680.22");
    let path = format!("/Payments/{}", first["PaymentID"].as_str().expect("an id"));
    let undone = demo.post(&token, &path, &[], r#"{"Status": "DELETED"}"#);
    assert_eq!(undone.json()["Payments"][0]["Status"], "DELETED");
    let open = invoice(&demo, &token, "INV-0006");
    assert_eq!((&open["Status"], &open["AmountDue"]), (&json!("AUTHORISED"), &json!(100.0)));
    assert_eq!(bank(&demo, &token), "7580.22");
    assert_eq!(demo.post(&token, &path, &[], r#"{"Status": "DELETED"}"#).status, 400);
    assert_eq!(demo.get_with(&token, &path, &[]).json()["Payments"][0]["Status"], "DELETED");
}

#[test]
fn what_cannot_be_paid_is_refused_and_moves_nothing() {
    let demo = Demo::fixed();
    let token = demo.token();
    for (number, amount, expected) in [
        ("INV-0006", "250.01", "Payment amount exceeds the amount outstanding on this document"),
        ("INV-0006", "0", "Payment amount must be greater than 0"),
        ("INV-0029", "1", "Payments can only be made against Authorised documents"),
        ("INV-9999", "1", "The invoice of the payment could not be found"),
    ] {
        let (status, refused) = pay(&demo, &token, number, amount);
        assert_eq!((status, &refused["Type"]), (400, &json!("ValidationException")), "{number}");
        assert_eq!(messages(&refused["Elements"][0]), [expected]);
    }
    let wrong = r#"{"InvoiceNumber": "INV-0006", "Code": "200", "Amount": 1}"#;
    assert_eq!(demo.put(&token, "/Payments", &[], wrong).status, 400);
    let twice = r#"{"Payments": [{"InvoiceNumber": "INV-0006", "Code": "090", "Amount": 200}, {"InvoiceNumber": "INV-0006", "Code": "090", "Amount": 200}]}"#;
    assert_eq!(demo.put(&token, "/Payments", &[], twice).status, 400);
    assert_eq!(invoice(&demo, &token, "INV-0006")["AmountDue"], 250.0);
    assert_eq!(demo.post(&token, "/Payments/none", &[], r#"{"Status": "DELETED"}"#).status, 404);
}

#[test]
fn payments_are_listed_paged_and_filtered() {
    let demo = Demo::fixed();
    let token = demo.token();
    let list = |query: &str| demo.get_with(&token, &format!("/Payments?{query}"), &[]).json();
    let all = list("")["Payments"].as_array().expect("a list").len();
    let page = list("page=1&pageSize=5");
    assert_eq!((page["Payments"].as_array().map(Vec::len), &page["pagination"]["itemCount"]), (Some(5), &json!(all)));
    pay(&demo, &token, "INV-0006", "100.00");
    let found = list("where=Reference%3D%3D%22thanks%22");
    assert_eq!(found["Payments"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["Payments"][0]["Invoice"]["InvoiceNumber"], "INV-0006");
    let id = found["Payments"][0]["PaymentID"].as_str().expect("an id");
    assert_eq!(demo.get_with(&token, &format!("/Payments/{id}"), &[]).json()["Payments"][0]["Amount"], 100.0);
}
