//! Quotes, orders, bank transactions, receipts and repeating invoices: their sums, numbers, statuses and lists.

use serde_json::{Value, json};

use crate::support::{Books, Demo, messages};

fn document(more: &Value) -> Value {
    let line = json!({"Description": "Work", "Quantity": 3, "UnitAmount": "33.33", "AccountCode": "429"});
    let mut body = json!({"Contact": {"Name": "Boom FM"}, "LineItems": [line]});
    // A repeating invoice has no date of its own.
    if more.get("Schedule").is_none() {
        body["Date"] = "2026-11-20".into();
    }
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    body
}

fn empty() -> Books {
    Books::of(Demo::start(r#"{"seed": "empty", "clock": "2026-11-23T00:00:00Z", "limits": false}"#))
}

/// The collection, further required fields, the field of its id, its number, its first status, an allowed status
/// change and a refused one.
type Case = (&'static str, Value, &'static str, [&'static str; 2], [&'static str; 3]);

fn kinds(books: &Books) -> Vec<Case> {
    let user = books.get("/Users")["Users"][0]["UserID"].clone();
    vec![
        ("Quotes", json!({"Title": "Offer"}), "QuoteID", ["QuoteNumber", "QU-0001"], ["DRAFT", "SENT", "NONE"]),
        (
            "PurchaseOrders",
            json!({"AttentionTo": "Ann"}),
            "PurchaseOrderID",
            ["PurchaseOrderNumber", "PO-0001"],
            ["DRAFT", "AUTHORISED", "SUBMITTED"],
        ),
        (
            "CreditNotes",
            json!({"Type": "ACCPAYCREDIT"}),
            "CreditNoteID",
            ["CreditNoteNumber", "CN-0001"],
            ["DRAFT", "AUTHORISED", "DELETED"],
        ),
        (
            "BankTransactions",
            json!({"Type": "SPEND", "BankAccount": {"Code": "090"}}),
            "BankTransactionID",
            ["", ""],
            ["AUTHORISED", "DELETED", "AUTHORISED"],
        ),
        ("Receipts", json!({"User": {"UserID": user}}), "ReceiptID", ["", ""], ["DRAFT", "SUBMITTED", "AUTHORISED"]),
        (
            "RepeatingInvoices",
            json!({"Type": "ACCPAY", "Schedule": {"Period": 1, "Unit": "MONTHLY", "DueDate": 10, "DueDateType": "OFFOLLOWINGMONTH"}}),
            "RepeatingInvoiceID",
            ["", ""],
            ["DRAFT", "AUTHORISED", "DRAFT"],
        ),
    ]
}

#[test]
fn every_kind_has_its_sums_its_number_and_its_statuses() {
    // No granular scope reaches receipts.
    let books = empty().granted("accounting.transactions");
    for (collection, more, field, [number_field, number], [first, next, refused]) in kinds(&books) {
        let path = format!("/{collection}");
        let (status, made) = books.put(&path, &document(&more));
        assert_eq!(status, 200, "{collection}: {made}");
        let made = made[collection][0].clone();
        assert_eq!(
            (&made["SubTotal"], &made["Total"], &made["Status"]),
            (&json!(99.99), &json!(114.99), &json!(first)),
            "{made}"
        );
        if !number.is_empty() {
            assert_eq!(made[number_field], number, "{made}");
        }
        let one = format!("{path}/{}", made[field].as_str().expect(field));
        let read = books.get(&one);
        assert_eq!(read[collection][0]["LineItems"][0]["LineAmount"], 99.99, "{read}");
        let (status, moved) = books.post(&one, &json!({"Status": next}));
        assert_eq!((status, &moved[collection][0]["Status"]), (200, &json!(next)), "{collection}: {moved}");
        if refused != "NONE" {
            let (status, response) = books.post(&one, &json!({"Status": refused}));
            assert_eq!(status, 400, "{collection}: {response}");
            let found = messages(&response["Elements"][0]).join("; ");
            assert!(found.contains("valid status for modification"), "{collection}: {found}");
        }
    }
}

#[test]
fn missing_and_wrong_fields_are_named() {
    let books = Books::open();
    let line = |more: Value| json!({"LineItems": [more]});
    for (path, more, expected) in [
        ("/PurchaseOrders", json!({"Contact": {"Name": "Coastline Couriers"}}), "archived"),
        ("/PurchaseOrders", json!({"Date": "1999-01-01"}), "lock date"),
        ("/PurchaseOrders", json!({"CurrencyCode": "EUR"}), "currency EUR"),
        ("/PurchaseOrders", json!({"Status": "DELETED"}), "status for creation"),
        ("/PurchaseOrders", line(json!({"Description": "x", "UnitAmount": 1, "TaxType": "OUTPUT2"})), "TaxType"),
        ("/CreditNotes", json!({"Type": "ACCPAYCREDIT", "Status": "AUTHORISED", "LineItems": []}), "line items"),
        (
            "/CreditNotes",
            json!({"Type": "ACCPAYCREDIT", "LineItems": [{"Description": "x", "UnitAmount": 1, "AccountCode": "429", "DiscountRate": 5}]}),
            "Discounts",
        ),
        ("/BankTransactions", json!({"Type": "SPEND", "BankAccount": {"Code": "200"}}), "bank account"),
        (
            "/BankTransactions",
            json!({"Type": "SPEND", "BankAccount": {"Code": "090"}, "LineItems": [{"Description": "x", "UnitAmount": 1, "AccountCode": "999"}]}),
            "Account code '999'",
        ),
    ] {
        let (status, response) = books.put(path, &document(&more));
        assert_eq!(status, 400, "{path} {more}: {response}");
        let found = messages(&response["Elements"][0]).join("; ");
        assert!(found.contains(expected), "{path}: {expected} in {found}");
    }
}

#[test]
fn a_number_finds_one_document_and_is_given_once() {
    let books = empty();
    let order = document(&json!({"PurchaseOrderNumber": "A-1"}));
    assert_eq!(books.put("/PurchaseOrders", &order).0, 200);
    assert_eq!(books.put("/PurchaseOrders", &order).0, 400);
    let (status, changed) = books.post("/PurchaseOrders", &json!({"PurchaseOrderNumber": "A-1", "Reference": "R"}));
    assert_eq!((status, &changed["PurchaseOrders"][0]["Reference"]), (200, &json!("R")), "{changed}");
    let read = books.get("/PurchaseOrders/A-1");
    assert_eq!(read["PurchaseOrders"][0]["Reference"], "R");
    assert_eq!(books.get("/PurchaseOrders")["PurchaseOrders"].as_array().map(Vec::len), Some(1));
}

#[test]
fn lists_without_a_page_have_no_lines_and_are_filtered_by_contact_and_date() {
    let books = empty();
    for name in ["Boom FM", "Brand New"] {
        let note = document(&json!({"Type": "ACCPAYCREDIT", "Contact": {"Name": name}}));
        assert_eq!(books.put("/CreditNotes", &note).0, 200);
        assert_eq!(books.put("/Quotes", &document(&json!({"Contact": {"Name": name}}))).0, 200);
    }
    let list = |path: &str| books.get(path);
    let whole = list("/CreditNotes");
    assert_eq!((&whole["CreditNotes"][0]["LineItems"], whole.get("pagination")), (&json!([]), None));
    let paged = list("/CreditNotes?page=1&pageSize=1");
    assert_eq!(paged["CreditNotes"][0]["LineItems"].as_array().map(Vec::len), Some(1));
    assert_eq!(paged["pagination"]["itemCount"], 2);
    let named = list("/CreditNotes?where=Contact.Name%3D%3D%22Brand%20New%22");
    assert_eq!(named["CreditNotes"].as_array().map(Vec::len), Some(1), "{named}");
    assert_eq!(list("/Quotes?DateFrom=2026-11-21")["Quotes"], json!([]));
    assert_eq!(list("/Quotes?DateTo=2026-11-21")["Quotes"].as_array().map(Vec::len), Some(2));
    let contact = list("/Contacts?where=Name%3D%3D%22Brand%20New%22")["Contacts"][0]["ContactID"].clone();
    let of_contact = list(&format!("/Quotes?ContactID={}", contact.as_str().expect("a new contact")));
    assert_eq!(of_contact["Quotes"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_line_with_an_id_keeps_the_fields_that_are_not_posted_and_other_lines_are_created() {
    let books = Books::open();
    let made = books.put("/PurchaseOrders", &document(&json!({}))).1["PurchaseOrders"][0].clone();
    let path = format!("/PurchaseOrders/{}", made["PurchaseOrderID"].as_str().expect("an id"));
    let id = made["LineItems"][0]["LineItemID"].clone();
    let same = json!({"LineItems": [{"LineItemID": id, "Quantity": 1}]});
    let (_, changed) = books.post(&path, &same);
    let changed = &changed["PurchaseOrders"][0];
    let line = &changed["LineItems"][0];
    assert_eq!((&line["LineItemID"], &line["UnitAmount"], &changed["Total"]), (&id, &json!(33.33), &json!(38.33)));
    let (_, updated) = books.post(&path, &document(&json!({})));
    assert_ne!(updated["PurchaseOrders"][0]["LineItems"][0]["LineItemID"], id);
}

#[test]
fn a_credit_note_a_quote_and_an_order_are_pdfs_when_a_pdf_is_accepted() {
    let books = Books::open();
    let bearer = format!("Bearer {}", books.token);
    for (collection, more, id) in [
        ("CreditNotes", json!({"Type": "ACCPAYCREDIT"}), "CreditNoteID"),
        ("Quotes", json!({}), "QuoteID"),
        ("PurchaseOrders", json!({}), "PurchaseOrderID"),
    ] {
        let made = books.put(&format!("/{collection}"), &document(&more)).1;
        let path = format!("/api.xro/2.0/{collection}/{}", made[collection][0][id].as_str().expect("an id"));
        let headers = [("Authorization", bearer.as_str()), ("Accept", "application/pdf")];
        let pdf = books.demo.send("GET", &path, &headers, "");
        assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF-1.4"), "{collection}");
    }
}

#[test]
fn another_currency_needs_a_subscription_and_a_document_that_moves_no_money() {
    let books = Books::open();
    let usd = |more: Value| {
        let mut document = document(&more);
        document["CurrencyCode"] = json!("USD");
        document
    };
    let paths = [
        ("/Invoices", usd(json!({"Type": "ACCREC"})), 400),
        ("/CreditNotes", usd(json!({"Type": "ACCRECCREDIT"})), 400),
        ("/Quotes", usd(json!({})), 200),
    ];
    for (path, document, _) in &paths {
        let (status, refused) = books.put(path, document);
        assert!(status == 400 && refused.to_string().contains("not subscribed to currency USD"), "{path}: {refused}");
    }
    assert_eq!(books.put("/Currencies", &json!({"Code": "USD"})).0, 200);
    for (path, document, expected) in &paths {
        let (status, response) = books.put(path, document);
        assert_eq!(status, *expected, "{path}: {response}");
        assert_eq!(status == 400, response.to_string().contains("NZD only"), "{path}: {response}");
    }
}
