//! Manual journals, bank transfers and batch payments: their postings, and what is refused.

use serde_json::{Value, json};

use crate::support::{Books, good};

fn bill(books: &Books, number: &str) -> String {
    let line = json!({"Description": "Paper", "Quantity": 1, "UnitAmount": 10, "AccountCode": "429"});
    let bill = json!({
        "Type": "ACCPAY", "Status": "AUTHORISED", "InvoiceNumber": number, "DueDate": "2026-12-01",
        "Contact": {"Name": "Paper Mill"}, "LineItems": [line]
    });
    books.put("/Invoices", &bill).1["Invoices"][0]["InvoiceID"].as_str().expect("an id").to_owned()
}

fn status(books: &Books, invoice: &str) -> Value {
    books.get(&format!("/Invoices/{invoice}"))["Invoices"][0]["Status"].take()
}

fn journal(status: &str, amounts: [f64; 2], codes: [&str; 2]) -> Value {
    let line = |at: usize| json!({"LineAmount": amounts[at], "AccountCode": codes[at]});
    json!({"ManualJournals": [{"Narration": "Moved", "Status": status, "JournalLines": [line(0), line(1)]}]})
}

#[test]
fn a_posted_journal_is_in_the_books_until_it_is_voided() {
    let books = Books::open();
    let before = books.balance("Advertising (400)");
    let made = good(books.put("/ManualJournals", &journal("DRAFT", [10.0, -10.0], ["400", "429"])));
    assert_eq!(books.balance("Advertising (400)"), before);
    let path = format!("/ManualJournals/{}", made["ManualJournals"][0]["ManualJournalID"].as_str().expect("an id"));
    assert_eq!(books.post(&path, &json!({"Status": "POSTED"})).0, 200);
    assert_eq!(books.balance("Advertising (400)"), ["9667.05", ""]);
    assert_eq!(books.balance("Total"), ["42595.46", "42595.46"]);
    assert_eq!(books.post(&path, &json!({"Status": "VOIDED"})).0, 200);
    assert_eq!(books.balance("Advertising (400)"), before);
    assert_eq!(books.post(&path, &json!({"Status": "POSTED"})).0, 400);
}

#[test]
fn a_journal_that_does_not_balance_or_touches_what_xero_keeps_is_refused() {
    let books = Books::open();
    for (amounts, codes) in [
        ([10.0, -9.0], ["400", "429"]),
        ([10.0, -10.0], ["400", "090"]),
        ([10.0, -10.0], ["610", "429"]),
        ([10.0, -10.0], ["400", "999"]),
    ] {
        let (status, refused) = books.put("/ManualJournals", &journal("POSTED", amounts, codes));
        assert_eq!((status, &refused["ErrorNumber"]), (400, &json!(10)), "{amounts:?} {codes:?}");
    }
    let one_line = json!({"Narration": "Half", "JournalLines": [{"LineAmount": 0, "AccountCode": "400"}]});
    assert_eq!(books.put("/ManualJournals", &one_line).0, 400);
    assert_eq!(books.balance("Total"), ["42595.46", "42595.46"]);
}

#[test]
fn a_transfer_moves_money_between_two_banks_and_back_when_it_is_deleted() {
    let books = Books::open();
    let transfer = |from: &str, to: &str, amount: f64| json!({"FromBankAccount": {"Code": from}, "ToBankAccount": {"Code": to}, "Amount": amount});
    let (status, made) = books.put("/BankTransfers", &transfer("090", "091", 430.22));
    assert_eq!((status, &made["BankTransfers"][0]["Status"]), (200, &json!("AUTHORISED")), "{made}");
    assert_eq!(books.balance("Business Bank Account (090)"), ["7000.00", ""]);
    assert_eq!(books.balance("Business Savings Account (091)"), ["430.22", ""]);
    let path = format!("/BankTransfers/{}", made["BankTransfers"][0]["BankTransferID"].as_str().expect("an id"));
    let (status, deleted) = books.post(&path, &json!({"Status": "DELETED"}));
    assert_eq!((status, &deleted["BankTransfers"][0]["Status"]), (200, &json!("DELETED")), "{deleted}");
    assert_eq!(books.balance("Business Bank Account (090)"), ["7430.22", ""]);
    assert_eq!(books.post(&path, &json!({"Status": "DELETED"})).0, 400);
    for wrong in [transfer("090", "090", 1.0), transfer("090", "400", 1.0), transfer("090", "091", 0.0)] {
        assert_eq!(books.put("/BankTransfers", &wrong).0, 400, "{wrong}");
    }
}

#[test]
fn a_batch_pays_its_bills_once_and_gives_them_back_when_it_is_deleted() {
    let books = Books::open();
    let (one, two) = (bill(&books, "P-1"), bill(&books, "P-2"));
    let batch = |amounts: [f64; 2]| {
        let payment = |invoice: &str, amount: f64| json!({"Invoice": {"InvoiceID": invoice}, "Amount": amount});
        json!({
            "Account": {"Code": "090"}, "Date": "2026-11-23",
            "Payments": [payment(&one, amounts[0]), payment(&two, amounts[1])]
        })
    };
    assert_eq!(books.put("/BatchPayments", &batch([11.5, 99.0])).0, 400);
    let twice = json!({"BatchPayments": [batch([11.5, 11.5]), batch([11.5, 11.5])]});
    assert_eq!(books.put("/BatchPayments", &twice).0, 400);
    assert_eq!([status(&books, &one), status(&books, &two)], ["AUTHORISED", "AUTHORISED"]);
    let made = &good(books.put("/BatchPayments", &batch([11.5, 11.5])))["BatchPayments"][0];
    assert_eq!((&made["TotalAmount"], &made["Type"]), (&json!(23.0), &json!("PAYBATCH")), "{made}");
    assert_eq!([status(&books, &one), status(&books, &two)], ["PAID", "PAID"]);
    let payment = format!("/Payments/{}", made["Payments"][0]["PaymentID"].as_str().expect("an id"));
    assert_eq!(books.get(&payment)["Payments"][0]["Amount"], 11.5);
    let deletion = json!({"BatchPaymentID": made["BatchPaymentID"], "Status": "DELETED"});
    assert_eq!(books.post("/BatchPayments", &deletion).0, 200);
    assert_eq!([status(&books, &one), status(&books, &two)], ["AUTHORISED", "AUTHORISED"]);
    assert_eq!(books.balance("Business Bank Account (090)"), ["7430.22", ""]);
}
