//! Records for requests: what is sent, and what is refused with which words.

use super::*;
use crate::config::Extras;
use serde_json::{Map, Value, json};
use xero_m2m_spec::schema;

const CHANGES: EncodeOptions =
    EncodeOptions { completeness: Completeness::Changes, dates: DateStyle::Iso, largest_batch: 2, extra: None };

fn invoices() -> RecordBody {
    RecordBody { envelope: Envelope::List("Invoices"), schema: schema("accounting.Invoice").unwrap() }
}

fn invoice(body: &str) -> Result<Value> {
    let batches = encode(body.as_bytes(), invoices(), CHANGES, NameCase::Snake)?;
    Ok(serde_json::from_slice(&batches[0].body).unwrap())
}

#[test]
fn names_of_both_kinds_are_accepted_and_read_only_fields_are_dropped() {
    let wire = invoice(
        r#"{"type":"ACCREC","DueDate":"2026-11-23","total":"5","_extra":"{}","line_items":[{"Quantity":"1.0000","unit_amount":2.50}]}"#,
    );
    assert_eq!(
        wire.unwrap(),
        json!({"Invoices":[{"Type":"ACCREC","DueDate":"2026-11-23","LineItems":[{"Quantity":1.0,"UnitAmount":2.5}]}]})
    );
}

#[test]
fn a_marked_record_has_xeros_names_alone_and_so_have_the_records_in_it() {
    let sent = json!({"Invoices":[{"Type":"ACCREC","Contact":{"Name":"Ann"},"LineItems":[{"Quantity":1}]}]});
    for body in [
        r#"{"_xero_names":true,"Type":"ACCREC","Contact":{"Name":"Ann"},"LineItems":[{"Quantity":1}]}"#,
        r#"{"_xero_names":true,"Type":"ACCREC","Contact":{"_xero_names":false,"name":"Ann"},"LineItems":[{"Quantity":1}]}"#,
        r#"{"type":"ACCREC","contact":{"_xero_names":true,"Name":"Ann"},"line_items":[{"quantity":1}]}"#,
    ] {
        assert_eq!(invoice(body).unwrap(), sent, "{body}");
    }
    for (body, message, hint) in [
        (r#"{"_xero_names":true,"type":"ACCREC"}"#, "Invoice has no field \"type\"", "did you mean Type?"),
        (
            r#"{"_xero_names":true,"Contact":{"name":"Ann"}}"#,
            "Contact has no field \"name\" (in Contact)",
            "did you mean Name?",
        ),
        (
            r#"{"contact":{"_xero_names":true,"name":"Ann"}}"#,
            "Contact has no field \"name\" (in contact)",
            "did you mean Name?",
        ),
    ] {
        let error = invoice(body).unwrap_err();
        assert_eq!(error.message(), message);
        assert_eq!(error.advice(), Some(&*format!("{hint} all names within xero_names are Xero's")));
    }
    let misspelt = invoice(r#"{"_xero_names":true,"Tpye":"ACCREC"}"#).unwrap_err();
    assert_eq!(misspelt.advice(), Some("did you mean Type?"));
}

#[test]
fn a_marked_record_misses_fields_by_xeros_names() {
    let options = EncodeOptions { completeness: Completeness::New, ..CHANGES };
    let error = encode(br#"{"_xero_names":true}"#, invoices(), options, NameCase::Camel).unwrap_err();
    assert!(error.message().starts_with("Type is missing"), "{error}");
}

#[test]
fn totals_are_sent_beside_a_rounding_amount_in_a_record_of_the_users_own() {
    let body = r#"{"total":"10.02","sub_total":"9.00","TotalTax":1,"rounding_amount":"0.02","amount_due":null}"#;
    let wire = json!({"Total":10.02,"SubTotal":9.0,"TotalTax":1,"RoundingAmount":0.02});
    assert_eq!(invoice(body).unwrap(), json!({"Invoices":[wire]}));
    // Each record of a list for itself.
    let list = br#"[{"total":5},{"total":5,"rounding_amount":0}]"#;
    let batches = encode(list, invoices(), CHANGES, NameCase::Snake).unwrap();
    assert_eq!(batches[0].body, br#"{"Invoices":[{},{"Total":5,"RoundingAmount":0}]}"#);
}

#[test]
fn totals_without_a_rounding_amount_or_in_a_record_of_xeros_are_dropped() {
    for (body, wire) in [
        (r#"{"total":"10.02","rounding_amount":null}"#, json!({"RoundingAmount":null})),
        (r#"{"total":"10.02","rounding_amount":"0.02","amount_due":"10.02"}"#, json!({"RoundingAmount":0.02})),
        (
            r#"{"payments":[{"invoice":{"total":1,"rounding_amount":1}}],"total":3,"rounding_amount":"0.02"}"#,
            json!({"RoundingAmount":0.02}),
        ),
    ] {
        assert_eq!(invoice(body).unwrap(), json!({"Invoices":[wire]}), "{body}");
    }
    // What is dropped is not looked at; what is sent is.
    assert!(invoice(r#"{"total":"much"}"#).is_ok());
    let refused = invoice(r#"{"rounding_amount":"0.02","total":"much"}"#).unwrap_err().to_string();
    assert!(refused.starts_with("total is not a decimal"), "{refused}");
}

#[test]
fn fields_of_an_extra_body_replace_those_of_the_record_which_are_checked_all_the_same() {
    let body = serde_json::value::to_raw_value(&json!({"Reference": {"new": [1]}, "Brand": null})).unwrap();
    let extras = Extras::default().with(&Map::new(), &Map::new(), Some(&body), NameCase::Snake).unwrap();
    let options = EncodeOptions { extra: extras.body.as_ref(), ..CHANGES };
    let encoded = |body: &str| encode(body.as_bytes(), invoices(), options, NameCase::Snake);
    for (body, wire) in [
        (r#"{"reference":"a","type":"ACCREC"}"#, r#"{"Type":"ACCREC","Brand":null,"Reference":{"new":[1]}}"#),
        (r#"{"type":"ACCREC","reference":"a"}"#, r#"{"Type":"ACCREC","Brand":null,"Reference":{"new":[1]}}"#),
        ("{}", r#"{"Brand":null,"Reference":{"new":[1]}}"#),
    ] {
        let sent = String::from_utf8(encoded(body).unwrap()[0].body.clone()).unwrap();
        assert_eq!(sent, format!("{{\"Invoices\":[{wire}]}}"), "{body}");
    }
    assert!(encoded(r#"{"reference":5}"#).is_err());
    // A part of a record has none.
    let batches = encoded(r#"[{"contact":{"name":"a"}},{}]"#).unwrap();
    let sent: Value = serde_json::from_slice(&batches[0].body).unwrap();
    assert_eq!(sent["Invoices"][0]["Contact"], json!({"Name": "a"}));
    assert_eq!(sent["Invoices"][1], json!({"Brand": null, "Reference": {"new": [1]}}));
}

#[test]
fn an_extra_body_may_have_what_a_new_record_must_have() {
    let account = RecordBody { envelope: Envelope::Bare, schema: schema("accounting.Contact").unwrap() };
    let required = account.schema.fields.iter().find(|field| field.required).expect("a required field").name.wire();
    let new = EncodeOptions { completeness: Completeness::New, ..CHANGES };
    assert!(encode(b"{}", account, new, NameCase::Snake).is_err());
    let body = serde_json::value::to_raw_value(&json!({required: "x"})).unwrap();
    let extras = Extras::default().with(&Map::new(), &Map::new(), Some(&body), NameCase::Snake).unwrap();
    let options = EncodeOptions { extra: extras.body.as_ref(), ..new };
    assert!(encode(b"{}", account, options, NameCase::Snake).is_ok());
}

#[test]
fn the_invoice_within_a_payment_has_no_totals() {
    let payments = RecordBody { envelope: Envelope::List("Payments"), schema: schema("accounting.Payment").unwrap() };
    let body = br#"{"amount":1,"invoice":{"total":1,"rounding_amount":"0.02"}}"#;
    let batches = encode(body, payments, CHANGES, NameCase::Snake).unwrap();
    assert_eq!(batches[0].body, br#"{"Payments":[{"Amount":1,"Invoice":{"RoundingAmount":0.02}}]}"#);
}

#[test]
fn amounts_keep_their_digits() {
    let body = br#"[{"line_items":[{"unit_amount":"19.90","quantity":3}]}]"#;
    let batches = encode(body, invoices(), CHANGES, NameCase::Snake).unwrap();
    let wire = r#"{"Invoices":[{"LineItems":[{"UnitAmount":19.90,"Quantity":3}]}]}"#;
    assert_eq!(batches, [Batch { body: wire.as_bytes().to_vec(), count: 1 }]);
}

#[test]
fn long_lists_are_cut_into_batches() {
    let batches =
        encode(br#"[{"reference":"a"},{"reference":"b"},{"reference":"c"}]"#, invoices(), CHANGES, NameCase::Snake)
            .unwrap();
    let bodies: Vec<_> = batches.iter().map(|batch| String::from_utf8_lossy(&batch.body).into_owned()).collect();
    assert_eq!(
        bodies,
        [r#"{"Invoices":[{"Reference":"a"},{"Reference":"b"}]}"#, r#"{"Invoices":[{"Reference":"c"}]}"#]
    );
    assert_eq!(encode(b"[]", invoices(), CHANGES, NameCase::Snake).unwrap(), []);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let message = |body: &str| invoice(body).unwrap_err().to_string();
    assert!(message(r#"{"linne_items":[]}"#).contains("did you mean line_items?"));
    assert!(message(r#"{"line_items":[{"quantity":"many"}]}"#).starts_with("line_items[0].quantity is not a decimal"));
    assert!(message(r#"{"line_items":[{"unit_amount":0.30000000000000004}]}"#).contains("exact amount"));
    assert!(message(r#"{"date":"2026-11-23T10:30:00Z"}"#).contains("calendar date"));
    assert!(message(r#"{"line_items":[{"account_code":200}]}"#).contains("give it as a string"));
    assert!(message(r#"{"line_items":[{"quantity":1,"Quantity":1}]}"#).contains("twice (in line_items[0])"));
    assert!(message("7").contains("neither a record nor a list"));
}

fn issues(body: &str) -> Vec<(usize, String, String)> {
    let error = encode(body.as_bytes(), invoices(), CHANGES, NameCase::Snake).unwrap_err();
    let issues = error.details().issues.clone().unwrap();
    issues.into_iter().map(|issue| (issue.index, issue.path, issue.message)).collect()
}

#[test]
fn one_error_reports_every_fault_with_its_record_and_its_place() {
    let body = r#"[{"tpye":"ACCREC","line_items":[{"quantity":"many","unit_amount":[1]},{"account_code":{"a":1}}]},
        {"reference":"fine"},{"status":"AUTHORIZED","date":7,"contact":{"contact_id":"x"},"line_items":{}}]"#;
    let found = issues(body);
    let places: Vec<_> = found.iter().map(|(index, path, _)| (*index, path.as_str())).collect();
    assert_eq!(
        places,
        [
            (0, "tpye"),
            (0, "line_items[0].quantity"),
            (0, "line_items[0].unit_amount"),
            (0, "line_items[1].account_code"),
            (2, "status"),
            (2, "date"),
            (2, "contact.contact_id"),
            (2, "line_items"),
        ]
    );
    assert_eq!(
        found[4].2,
        "\"AUTHORIZED\" is not one of DRAFT, SUBMITTED, DELETED, AUTHORISED, PAID, VOIDED; did you mean AUTHORISED?"
    );
    let error = encode(body.as_bytes(), invoices(), CHANGES, NameCase::Snake).unwrap_err();
    assert_eq!(error.message(), "Invoice has no field \"tpye\" (in [0]) (and 7 more)");
    assert!(error.to_string().contains("\n  [0].line_items[0].quantity: is not a decimal; give a Decimal"), "{error}");
    let many = format!("[{}]", vec![r#"{"reference":[7]}"#; 1005].join(","));
    let error = encode(many.as_bytes(), invoices(), CHANGES, NameCase::Snake).unwrap_err();
    assert_eq!(error.message(), "[0].reference is not text (and 1004 more)");
    assert_eq!(error.details().issues.as_ref().unwrap().len(), 1000);
    // A single fault is a sentence.
    let one = encode(br#"{"reference":[7]}"#, invoices(), CHANGES, NameCase::Snake).unwrap_err();
    assert_eq!(one.to_string(), "reference is not text\nhint: give it as a string");
    assert_eq!(one.details().issues.as_ref().unwrap().len(), 1);
}

#[test]
fn what_a_language_cannot_write_is_reported_with_its_place() {
    let reason = "NaN is not a number; leave the field out";
    let mark = json!({"\0": reason});
    for (body, path) in [
        (json!({"line_items": [{"quantity": mark}]}), "line_items[0].quantity"),
        (json!({"reference": mark}), "reference"),
        (json!({"contact": mark}), "contact"),
        (json!({"line_items": mark}), "line_items"),
        (json!({"line_items": [mark]}), "line_items[0]"),
        (json!({"due_date": mark}), "due_date"),
        (json!({"sent_to_contact": mark}), "sent_to_contact"),
    ] {
        let found = issues(&body.to_string());
        assert_eq!(found, [(0, path.to_owned(), reason.to_owned())], "{body}");
        let error = encode(body.to_string().as_bytes(), invoices(), CHANGES, NameCase::Snake).unwrap_err();
        assert_eq!(error.message(), format!("{path}: NaN is not a number"));
        assert_eq!(error.advice(), Some("leave the field out"));
    }
}

#[test]
fn a_value_newer_than_this_version_goes_back_to_the_field_that_it_came_from() {
    let fetched = r#"{"status":"LATER","_wire":"{\"Status\":\"LATER\"}","contact":{"contact_status":"NEW","_wire":"{\"ContactStatus\":\"NEW\"}"}}"#;
    let sent = invoice(fetched).unwrap();
    assert_eq!(sent["Invoices"][0]["Status"], "LATER");
    assert_eq!(sent["Invoices"][0]["Contact"]["ContactStatus"], "NEW");
    // A user's own word is checked, whatever Xero said before and wherever it said it.
    for typed in [
        r#"{"status":"LATER"}"#,
        r#"{"status":"LATR","_wire":"{\"Status\":\"LATER\"}"}"#,
        r#"{"contact":{"contact_status":"NEW"},"_wire":"{\"ContactStatus\":\"NEW\"}"}"#,
    ] {
        assert!(invoice(typed).is_err(), "{typed}");
    }
}

#[test]
fn text_that_resembles_no_value_is_not_quoted() {
    let error = invoice(r#"{"contact":{},"type":"ACCREC","status":"NZ12 3456 0000 1111"}"#).unwrap_err();
    let shown = format!("{error} {:?}", error.details());
    assert!(shown.contains("is not one of DRAFT") && !shown.contains("NZ12"), "{shown}");
}
