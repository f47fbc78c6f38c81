//! Refunds of credit notes, prepayments and overpayments, and how they are undone.

use serde_json::{Value, json};

use crate::support::{Books, good, refused};

fn pay(books: &Books, document: &str, id: &Value, amount: f64) -> (u16, Value) {
    let id_name = format!("{document}ID");
    let payment = json!({document: {id_name: id}, "Account": {"Code": "090"}, "Amount": amount});
    books.put("/Payments", &json!({"Payments": [payment]}))
}

fn undo(books: &Books, payment: &Value) -> (u16, Value) {
    let path = format!("/Payments/{}", payment["PaymentID"].as_str().expect("an id"));
    books.post(&path, &json!({"Payments": [{"Status": "DELETED"}]}))
}

fn sums(books: &Books) -> [[String; 2]; 2] {
    ["Accounts Receivable (610)", "Business Bank Account (090)"].map(|name| books.balance(name))
}

fn note(books: &Books) -> Value {
    let body = json!({"Type": "ACCRECCREDIT", "Status": "AUTHORISED", "Contact": {"Name": "Boom FM"},
        "LineAmountTypes": "NoTax", "LineItems": lines()});
    books.put("/CreditNotes", &body).1["CreditNotes"][0].take()
}

fn advance(books: &Books, kind: &str) -> Value {
    let body = json!({"Type": kind, "Contact": {"Name": "Boom FM"}, "BankAccount": {"Code": "090"},
        "LineAmountTypes": "NoTax", "LineItems": lines()});
    good(books.put("/BankTransactions", &body))["BankTransactions"][0]["BankTransactionID"].take()
}

fn lines() -> Value {
    json!([{"Description": "Work", "UnitAmount": 80, "AccountCode": "200"}])
}

#[test]
fn a_credit_note_is_paid_back_in_parts_and_the_payments_are_undone() {
    let books = Books::open();
    let note = note(&books);
    let id = &note["CreditNoteID"];
    let before = sums(&books);
    let first = good(pay(&books, "CreditNote", id, 30.0))["Payments"][0].take();
    assert_eq!((&first["PaymentType"], &first["Status"]), (&json!("ARCREDITPAYMENT"), &json!("AUTHORISED")));
    assert_eq!(first["CreditNote"]["CreditNoteNumber"], note["CreditNoteNumber"]);
    assert!(first.get("Invoice").is_none(), "{first}");
    let number = json!({"CreditNoteNumber": note["CreditNoteNumber"], "Code": "090", "Amount": 50});
    assert_eq!(books.put("/Payments", &number).0, 200);
    let path = format!("/CreditNotes/{}", id.as_str().expect("an id"));
    let paid = books.get(&path)["CreditNotes"][0].take();
    assert_eq!((&paid["Status"], &paid["RemainingCredit"]), (&json!("PAID"), &json!(0.0)));
    assert_eq!(paid["Payments"].as_array().map(Vec::len), Some(2));
    assert_ne!(sums(&books), before);
    let (status, undone) = undo(&books, &first);
    assert_eq!((status, &undone["Payments"][0]["Status"]), (200, &json!("DELETED")));
    let open = books.get(&path)["CreditNotes"][0].take();
    assert_eq!((&open["Status"], &open["RemainingCredit"]), (&json!("AUTHORISED"), &json!(30.0)));
    let second = &open["Payments"][0];
    assert_eq!(undo(&books, second).0, 200);
    assert_eq!(sums(&books), before);
    assert_eq!(undo(&books, second).0, 400);
}

#[test]
fn a_refund_of_money_in_advance_comes_from_its_own_account() {
    let books = Books::open();
    let (prepaid, before) = ("Sales (200)", books.balance("Sales (200)"));
    let id = advance(&books, "RECEIVE-PREPAYMENT");
    assert_ne!(books.balance(prepaid), before);
    let (status, paid) = pay(&books, "Prepayment", &id, 80.0);
    assert_eq!((status, &paid["Payments"][0]["PaymentType"]), (200, &json!("ARPREPAYMENTPAYMENT")), "{paid}");
    assert_eq!(books.balance(prepaid), before);
    let path = format!("/Prepayments/{}", id.as_str().expect("an id"));
    assert_eq!(books.get(&path)["Prepayments"][0]["Status"], "PAID");

    let before = sums(&books);
    let id = advance(&books, "RECEIVE-OVERPAYMENT");
    let (status, paid) = pay(&books, "Overpayment", &id, 80.0);
    assert_eq!((status, &paid["Payments"][0]["PaymentType"]), (200, &json!("AROVERPAYMENTPAYMENT")), "{paid}");
    assert_eq!(sums(&books), before);
    let listed = books.get("/Payments?where=PaymentType%3D%3D%22AROVERPAYMENTPAYMENT%22");
    assert_eq!(listed["Payments"][0]["Overpayment"]["OverpaymentID"], id);
}

#[test]
fn no_more_is_paid_back_than_there_is() {
    let books = Books::open();
    let note = note(&books);
    let id = &note["CreditNoteID"];
    let payment = json!({"CreditNote": {"CreditNoteID": id}, "Account": {"Code": "090"}, "Amount": 50});
    let faults = refused(books.put("/Payments", &json!({"Payments": [payment, payment]})));
    assert_eq!(faults, ["Payment amount exceeds the amount outstanding on this document"]);
    let (status, response) = pay(&books, "Prepayment", id, 1.0);
    assert_eq!(status, 400, "{response}");
    let path = format!("/CreditNotes/{}", id.as_str().expect("an id"));
    assert_eq!(books.get(&path)["CreditNotes"][0]["RemainingCredit"], 80.0);
    assert_eq!(pay(&books, "CreditNote", id, 80.0).0, 200);
    let (status, response) = books.post(&path, &json!({"Status": "VOIDED"}));
    assert_eq!(status, 400, "{response}");
}

#[test]
fn payments_have_a_history_that_takes_notes() {
    let books = Books::open();
    let (_, paid) = pay(&books, "CreditNote", &note(&books)["CreditNoteID"], 30.0);
    let path = format!("/Payments/{}/History", paid["Payments"][0]["PaymentID"].as_str().expect("an id"));
    let note = json!({"HistoryRecords": [{"Details": "By cheque"}]});
    assert_eq!(books.put(&path, &note).0, 200);
    let history = books.get(&path)["HistoryRecords"].take();
    let changes: Vec<&Value> = history.as_array().expect("events").iter().map(|event| &event["Changes"]).collect();
    assert_eq!(changes, ["Note", "Cash Refund"]);
    let first = books.get("/Payments?page=1&pageSize=1")["Payments"][0]["PaymentID"].clone();
    let path = format!("/Payments/{}/History", first.as_str().expect("an id"));
    assert_eq!(books.get(&path)["HistoryRecords"][0]["Changes"], "Created", "of the first books");
}
