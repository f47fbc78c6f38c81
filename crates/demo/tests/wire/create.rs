//! PUT /Invoices: sums, refusals, batches and idempotency keys.

use crate::support::{Demo, messages};

const LINE: &str = r#"{"Description": "Work", "Quantity": 3, "UnitAmount": 33.33, "AccountCode": "200"}"#;

fn invoice(more: &str) -> String {
    format!(r#"{{"Type": "ACCREC", "Contact": {{"Name": "Boom FM"}}, "LineItems": [{LINE}]{more}}}"#)
}

#[test]
fn a_created_invoice_has_its_sums_its_number_and_can_be_read_back() {
    let demo = Demo::fixed();
    let token = demo.token();
    let response = demo.put(&token, "/Invoices", &[], &invoice(r#", "Status": "AUTHORISED", "DueDate": "2026-12-24""#));
    assert_eq!(response.status, 200, "{}", response.text());
    let text = response.text();
    for part in ["\"SubTotal\": 99.99,", "\"TotalTax\": 15.00,", "\"Total\": 114.99,", "\"AmountDue\": 114.99,"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let made = response.json()["Invoices"][0].clone();
    assert_eq!(made["InvoiceNumber"], "INV-0037");
    assert_eq!(made["DueDateString"], "2026-12-24T00:00:00");
    assert_eq!(made["DateString"], "2026-11-23T00:00:00");
    assert_eq!(made["LineItems"][0]["TaxType"], "OUTPUT2");
    let read = demo.get_with(&token, "/Invoices/INV-0037", &[]).json()["Invoices"][0].clone();
    assert_eq!(read["InvoiceID"], made["InvoiceID"]);
    let mine = demo.get_with(&token, "/Invoices?createdByMyApp=true", &[]).json();
    assert_eq!(mine["Invoices"].as_array().map(Vec::len), Some(1));
}

#[test]
fn tax_goes_on_top_or_within_or_is_none() {
    let demo = Demo::fixed();
    let token = demo.token();
    let sums = |kind: &str| {
        let line = r#"[{"Description": "x", "Quantity": "1", "UnitAmount": "89.00", "AccountCode": 200}]"#;
        let body = format!(
            r#"{{"Type": "ACCREC", "Contact": {{"Name": "Boom FM"}}, "LineAmountTypes": "{kind}", "LineItems": {line}}}"#
        );
        let made = demo.put(&token, "/Invoices", &[], &body).json()["Invoices"][0].clone();
        ["SubTotal", "TotalTax", "Total"].map(|name| made[name].to_string())
    };
    assert_eq!(sums("Exclusive"), ["89.0", "13.35", "102.35"]);
    assert_eq!(sums("Inclusive"), ["77.39", "11.61", "89.0"]);
    assert_eq!(sums("NoTax"), ["89.0", "0.0", "89.0"]);
}

#[test]
fn a_bad_line_is_reported_with_the_document_and_with_the_line() {
    let demo = Demo::fixed();
    let token = demo.token();
    let body = invoice(r#", "Status": "AUTHORISED""#)
        .replace(LINE, &format!(r#"{LINE}, {{"Description": "x", "UnitAmount": 1, "AccountCode": "999"}}"#));
    let response = demo.put(&token, "/Invoices", &[], &body);
    assert_eq!(response.status, 400);
    let error = response.json();
    assert_eq!(error["ErrorNumber"], 10);
    assert_eq!(error["Type"], "ValidationException");
    assert_eq!(error["Message"], "A validation exception occurred");
    let element = &error["Elements"][0];
    let expected = ["Account code '999' is not a valid code for this document."];
    assert_eq!(messages(element), expected);
    assert_eq!(messages(&element["LineItems"][1]), expected);
    assert_eq!(messages(&element["LineItems"][0]), Vec::<String>::new());
    assert_eq!(element["HasErrors"], true);
}

#[test]
fn missing_and_wrong_fields_are_named() {
    let demo = Demo::fixed();
    let token = demo.token();
    for (body, expected) in [
        (r#"{"Contact": {"Name": "Boom FM"}}"#.to_owned(), "type"),
        (r#"{"Type": "ACCREC"}"#.to_owned(), "Contact"),
        (invoice("").replace(LINE, "").replace("ACCREC\"", "ACCREC\", \"Status\": \"AUTHORISED\""), "line items"),
        (invoice("").replace("\"Name\": \"Boom FM\"", "\"ContactID\": \"x\""), "ContactID 'x'"),
        (invoice("").replace("Boom FM", "Coastline Couriers"), "archived"),
        (invoice(r#", "InvoiceNumber": "INV-0001""#), "Invoice # must be unique."),
        (invoice(r#", "Status": "PAID""#), "status"),
        (invoice(r#", "CurrencyCode": "EUR""#), "currency EUR"),
        (invoice(r#", "Total": 5"#), "document total"),
        (invoice(r#", "Date": "1999-01-01""#), "lock date"),
        (invoice("").replace("\"200\"", "\"200\", \"TaxType\": \"INPUT2\""), "TaxType code 'INPUT2'"),
    ] {
        let response = demo.put(&token, "/Invoices", &[], &body);
        assert_eq!(response.status, 400, "{body}");
        let found = messages(&response.json()["Elements"][0]);
        assert!(found.iter().any(|message| message.contains(expected)), "{expected} in {found:?}");
    }
    let wrong_sum = invoice("").replace("33.33", "33.33, \"LineAmount\": 5");
    let line = demo.put(&token, "/Invoices", &[], &wrong_sum).json()["Elements"][0]["LineItems"][0].clone();
    assert_eq!(messages(&line), ["The line total 5.00 does not match the expected line total 99.99"]);
    assert_eq!(demo.get_with(&token, "/Invoices?createdByMyApp=true", &[]).json()["Invoices"], serde_json::json!([]));
}

#[test]
fn unknown_fields_and_broken_json_are_error_seventeen() {
    let demo = Demo::fixed();
    let token = demo.token();
    for body in [
        invoice(r#", "Colour": "red""#),
        invoice(r#", "Type": "ACCPAY""#),
        invoice("").replace("\"Quantity\": 3", "\"Quantity\": \"three\""),
        invoice(r#", "Date": "tomorrow""#),
        "{\"Type\":".to_owned(),
        "[]".to_owned(),
        "17".to_owned(),
    ] {
        let response = demo.put(&token, "/Invoices", &[], &body);
        assert_eq!(response.status, 400, "{body}");
        let error = response.json();
        assert_eq!(
            (error["ErrorNumber"].as_i64(), error["Type"].as_str()),
            (Some(17), Some("PostDataInvalidException")),
            "{body}"
        );
    }
}

#[test]
fn read_only_fields_are_accepted_and_change_nothing() {
    let demo = Demo::fixed();
    let body = invoice(
        r#", "HasAttachments": true, "HasErrors": false, "AmountDue": 1, "AmountPaid": 7.0, "Date": "/Date(1795392000000)/""#,
    );
    let response = demo.put(&demo.token(), "/Invoices", &[], &body);
    assert_eq!(response.status, 200, "{}", response.text());
    let saved = response.json()["Invoices"][0].clone();
    assert_eq!((&saved["AmountPaid"], &saved["HasAttachments"]), (&serde_json::json!(0.0), &serde_json::json!(false)));
    assert_eq!(saved["DateString"], "2026-11-23T00:00:00");
}

#[test]
fn one_bad_element_spoils_the_batch_unless_errors_are_wanted_by_element() {
    let demo = Demo::fixed();
    let token = demo.token();
    let batch = format!(
        r#"{{"Invoices": [{}, {}, {}]}}"#,
        invoice(r#", "InvoiceNumber": "A-1""#),
        invoice(r#", "InvoiceNumber": "A-1""#),
        invoice(r#", "InvoiceNumber": "A-2""#)
    );
    let response = demo.put(&token, "/Invoices", &[], &batch);
    assert_eq!((response.status, response.json()["Elements"].as_array().map(Vec::len)), (400, Some(1)));
    assert_eq!(demo.get_with(&token, "/Invoices/A-1", &[]).status, 404);

    let response = demo.put(&token, "/Invoices?summarizeErrors=false", &[], &batch);
    assert_eq!(response.status, 200);
    let made = response.json()["Invoices"].as_array().expect("a list").clone();
    let words: Vec<_> = made.iter().map(|one| one["StatusAttributeString"].as_str().unwrap_or("")).collect();
    assert_eq!(words, ["OK", "ERROR", "OK"]);
    assert_eq!(messages(&made[1]), ["Invoice # must be unique."]);
    assert_eq!(demo.get_with(&token, "/Invoices/A-2", &[]).status, 200);
}

#[test]
fn an_unknown_contact_name_makes_one_contact() {
    let demo = Demo::fixed();
    let token = demo.token();
    let one = invoice("").replace("Boom FM", "Brand New Ltd");
    let response = demo.put(&token, "/Invoices", &[], &format!("[{one}, {one}]")).json();
    let id = |at: usize| response["Invoices"][at]["Contact"]["ContactID"].clone();
    assert_eq!(id(0), id(1));
    let found = demo.get_with(&token, "/Contacts?searchTerm=brand%20new", &[]).json();
    assert_eq!(found["Contacts"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_idempotency_key_replays_the_response_for_six_minutes() {
    let demo = Demo::fixed();
    let token = demo.token();
    let put = |key: &str, body: &str| demo.put(&token, "/Invoices", &[("Idempotency-Key", key)], body);
    let first = put("k1", &invoice(""));
    let again = put("k1", &invoice(""));
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(first.body, again.body);
    let other = put("k1", &invoice(r#", "Reference": "other""#));
    assert_eq!(other.status, 400);
    assert_eq!(other.json()["Message"], "Idempotency Key: k1 is used with a different request.");
    let bad = put("k2", "{}");
    assert_eq!((bad.status, put("k2", "{}").body), (400, bad.body));
    assert_eq!(put(&"k".repeat(129), &invoice("")).status, 400);
    demo.control(r#"{"do": "clock", "advance": 361}"#);
    assert_ne!(put("k1", &invoice("")).body, first.body);
}
