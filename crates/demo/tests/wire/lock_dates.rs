//! Nothing is entered or changed with a date before the lock dates.

use serde_json::{Value, json};

use crate::support::{Books, messages};

const PERIOD: &str = "The document date cannot be before the period lock date.";
const YEAR: &str = "The document date cannot be before the end of year lock date.";

fn lock(books: &Books, dates: &Value) -> Value {
    let mut command = dates.clone();
    command["do"] = json!("lock_dates");
    books.demo.control(&command.to_string())
}

/// The response, or the messages of its rejection.
fn outcome((status, response): (u16, Value)) -> Result<Value, Vec<String>> {
    match status {
        200 => Ok(response),
        _ if response["Elements"].is_array() => Err(messages(&response["Elements"][0])),
        _ => Err(vec![response["Message"].as_str().expect("a message").to_owned()]),
    }
}

fn line() -> Value {
    json!({"Description": "Paper", "Quantity": 1, "UnitAmount": 10, "AccountCode": "429"})
}

fn bill(date: &str) -> Value {
    json!({"Type": "ACCPAY", "Status": "AUTHORISED", "InvoiceNumber": "B-1", "Date": date, "DueDate": date,
        "Contact": {"Name": "Paper Mill"}, "LineItems": [line()]})
}

#[test]
fn every_kind_of_document_is_refused_before_the_lock_dates() {
    let books = Books::open();
    let reported = lock(&books, &json!({"period": "2026-10-31", "end_of_year": "2026-03-31"}));
    assert_eq!(reported, json!({"period": "2026-10-31", "end_of_year": "2026-03-31"}));
    let organisation = books.get("/Organisation")["Organisations"][0].take();
    assert!(organisation["PeriodLockDate"].is_string() && organisation["EndOfYearLockDate"].is_string());
    for (date, fault) in [("2026-10-30", PERIOD), ("2026-03-30", YEAR)] {
        let contact = json!({"Name": "Paper Mill"});
        let spent = json!({"Type": "SPEND", "Contact": contact, "BankAccount": {"Code": "090"}, "Date": date,
            "LineItems": [line()]});
        let note = json!({"Type": "ACCPAYCREDIT", "Contact": contact, "Date": date, "LineItems": [line()]});
        let lines = [json!({"LineAmount": 5, "AccountCode": "429"}), json!({"LineAmount": -5, "AccountCode": "425"})];
        let journal = json!({"Narration": "Moved", "Date": date, "JournalLines": lines});
        let transfer = json!({"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": 7,
            "Date": date});
        let payment = json!({"Invoice": {"InvoiceNumber": "INV-0006"}, "Account": {"Code": "090"}, "Amount": 1,
            "Date": date});
        for (path, body) in [
            ("/Invoices", bill(date)),
            ("/BankTransactions", spent),
            ("/CreditNotes", note),
            ("/ManualJournals", journal),
            ("/BankTransfers", transfer),
            ("/Payments", payment),
        ] {
            assert_eq!(outcome(books.put(path, &body)), Err(vec![fault.to_owned()]), "{path}");
        }
    }
    assert!(outcome(books.put("/Invoices", &bill("2026-10-31"))).is_ok());
}

#[test]
fn what_is_locked_is_not_voided_either_until_the_lock_is_lifted() {
    let books = Books::open();
    let made = outcome(books.put("/Invoices", &bill("2026-09-30"))).expect("a bill");
    let id = made["Invoices"][0]["InvoiceID"].clone();
    let payment = json!({"Invoice": {"InvoiceID": id}, "Account": {"Code": "090"}, "Amount": 1, "Date": "2026-09-30"});
    let paid = outcome(books.put("/Payments", &payment)).expect("a payment")["Payments"][0]["PaymentID"].take();
    lock(&books, &json!({"period": "2026-10-31"}));
    let path = format!("/Payments/{}", paid.as_str().expect("an id"));
    assert_eq!(outcome(books.post(&path, &json!({"Status": "DELETED"}))), Err(vec![PERIOD.to_owned()]));
    let invoice = format!("/Invoices/{}", id.as_str().expect("an id"));
    let moved = json!({"Date": "2026-11-20", "Reference": "Moved out"});
    let faults = outcome(books.post(&invoice, &moved)).expect_err("locked");
    assert!(faults.contains(&PERIOD.to_owned()), "{faults:?}");
    assert_eq!(lock(&books, &json!({"period": null})), json!({"period": null, "end_of_year": null}));
    assert!(outcome(books.post(&path, &json!({"Status": "DELETED"}))).is_ok());
    assert!(outcome(books.post(&invoice, &json!({"Status": "VOIDED"}))).is_ok());
}

#[test]
fn a_lock_date_that_is_none_is_refused() {
    let books = Books::open();
    let refused = books.demo.company.control(br#"{"do": "lock_dates", "period": "soon"}"#);
    assert!(refused.is_err());
}
