//! Items on lines: a line takes its missing fields from its item.

use serde_json::{Value, json};

use crate::support::{Books, messages, refused};

fn document(kind: &str, line: &Value) -> Value {
    let mut document = json!({"Contact": {"Name": "Paper Mill"}, "Date": "2026-11-20", "LineItems": [line]});
    if !kind.is_empty() {
        document["Type"] = json!(kind);
    }
    document
}

#[test]
fn an_item_gives_price_account_tax_and_description() {
    let books = Books::open();
    let item = json!({"Code": "PEN", "Name": "Pen", "Description": "A pen to sell", "PurchaseDescription": "A pen",
        "SalesDetails": {"UnitPrice": 3.5, "AccountCode": "260", "TaxType": "ZERORATED"},
        "PurchaseDetails": {"UnitPrice": 1.25, "AccountCode": "429"}});
    assert_eq!(books.put("/Items", &item).0, 200);
    let line = json!({"ItemCode": "PEN", "Quantity": 2});
    for (path, kind, wanted) in [
        ("/Invoices", "ACCREC", ["A pen to sell", "3.5", "260", "ZERORATED", "7.0"]),
        ("/Invoices", "ACCPAY", ["A pen", "1.25", "429", "INPUT2", "2.5"]),
        ("/Quotes", "", ["A pen to sell", "3.5", "260", "ZERORATED", "7.0"]),
        ("/CreditNotes", "ACCPAYCREDIT", ["A pen", "1.25", "429", "INPUT2", "2.5"]),
    ] {
        let (status, made) = books.put(path, &document(kind, &line));
        let line = &made[&path[1..]][0]["LineItems"][0];
        let read = ["Description", "UnitAmount", "AccountCode", "TaxType", "LineAmount"];
        let read = read.map(|name| line[name].to_string().trim_matches('"').to_owned());
        assert_eq!((status, read), (200, wanted.map(str::to_owned)), "{path} {kind}: {made}");
    }
}

#[test]
fn fields_of_the_line_override_the_item_and_unknown_items_are_refused() {
    let books = Books::open();
    let line = json!({"ItemCode": "GB1-White", "Description": "A bag", "Quantity": 1, "UnitAmount": 9,
        "AccountCode": "200", "TaxType": "OUTPUT2"});
    for (path, kind) in [("/Invoices", "ACCREC"), ("/Quotes", "")] {
        let made = books.put(path, &document(kind, &line)).1;
        let line = &made[&path[1..]][0]["LineItems"][0];
        assert_eq!((&line["Description"], &line["LineAmount"]), (&json!("A bag"), &json!(9.0)), "{made}");
        let (status, refused) = books.put(path, &document(kind, &json!({"ItemCode": "NONE", "Description": "x"})));
        assert_eq!(status, 400, "{path}");
        let whole = refused.to_string();
        assert!(whole.contains("Item code 'NONE' is not valid"), "{path} {:?}", messages(&refused["Elements"][0]));
    }
}

#[test]
fn an_item_of_an_unknown_account_or_tax_is_refused() {
    let books = Books::open();
    for (details, expected) in [
        (json!({"SalesDetails": {"AccountCode": "999"}}), "Account code '999'"),
        (json!({"PurchaseDetails": {"TaxType": "OUTPUT2"}}), "TaxType code 'OUTPUT2'"),
    ] {
        let mut item = details;
        item["Code"] = json!("PEN");
        let faults = refused(books.put("/Items", &item));
        assert!(faults[0].contains(expected), "{faults:?}");
    }
}
