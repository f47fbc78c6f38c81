//! Credit notes, prepayments and overpayments, and their allocations to invoices.

use serde_json::{Value, json};

use crate::support::{Books, good, refused};

fn new_invoice(books: &Books, amount: &str) -> String {
    let body = json!({"Type": "ACCREC", "Status": "AUTHORISED", "Contact": {"Name": "Boom FM"},
        "LineAmountTypes": "NoTax", "LineItems": [line(amount)]});
    text(&good(books.put("/Invoices", &body))["Invoices"][0]["InvoiceID"])
}

fn new_credit(books: &Books, amount: &str, status: &str) -> Value {
    let body = json!({"Type": "ACCRECCREDIT", "Status": status, "Contact": {"Name": "Boom FM"},
        "LineAmountTypes": "NoTax", "LineItems": [line(amount)]});
    good(books.put("/CreditNotes", &body))["CreditNotes"][0].take()
}

fn fault(response: (u16, Value)) -> String {
    refused(response).join("; ")
}

fn sums(books: &Books, invoice: &str) -> (String, [String; 4]) {
    let read = books.get(&format!("/Invoices/{invoice}"))["Invoices"][0].take();
    let sums = ["AmountDue", "AmountPaid", "AmountCredited", "Total"].map(|name| read[name].to_string());
    (text(&read["Status"]), sums)
}

fn line(amount: &str) -> Value {
    json!({"Description": "Work", "UnitAmount": amount, "AccountCode": "200"})
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_new_line_of_a_credit_note_is_placed_before_the_existing_lines() {
    let books = Books::open();
    let credit = new_credit(&books, "120", "DRAFT");
    let existing = json!({"LineItemID": credit["LineItems"][0]["LineItemID"]});
    let body = json!({"CreditNoteID": credit["CreditNoteID"], "LineItems": [existing, line("7")]});
    let changed = good(books.post("/CreditNotes", &body))["CreditNotes"][0].take();
    let amounts: Vec<_> = (0..2).map(|at| changed["LineItems"][at]["UnitAmount"].as_f64()).collect();
    assert_eq!(amounts, [Some(7.0), Some(120.0)]);
}

#[test]
fn a_credit_note_is_allocated_pays_the_invoice_and_the_allocation_is_undone() {
    let books = Books::open();
    let (invoice, credit) = (new_invoice(&books, "100"), new_credit(&books, "120", "AUTHORISED"));
    assert_eq!(credit["UpdatedDateUTCString"].to_string().len(), 22);
    assert!(text(&credit["CreditNoteNumber"]).starts_with("CN-"));
    assert_eq!(credit["RemainingCredit"], 120.0);
    let path = format!("/CreditNotes/{}/Allocations", text(&credit["CreditNoteID"]));
    let allocate = |amount: &str| json!({"Allocations": [{"Invoice": {"InvoiceID": invoice}, "Amount": amount, "Date": "2026-11-23"}]});
    let part = good(books.put(&path, &allocate("40")))["Allocations"][0].clone();
    assert_eq!((&part["Amount"], &part["Invoice"]["InvoiceID"]), (&json!(40.0), &json!(invoice)), "{part}");
    assert_eq!(sums(&books, &invoice), ("AUTHORISED".into(), ["60.0", "0.0", "40.0", "100.0"].map(str::to_owned)));
    good(books.put(&path, &allocate("60")));
    assert_eq!(sums(&books, &invoice), ("PAID".into(), ["0.0", "0.0", "100.0", "100.0"].map(str::to_owned)));
    let read = books.get(&format!("/CreditNotes/{}", text(&credit["CreditNoteID"])))["CreditNotes"][0].clone();
    assert_eq!((&read["RemainingCredit"], read["Allocations"].as_array().map(Vec::len)), (&json!(20.0), Some(2)));
    assert_eq!(read["Allocations"][1]["Invoice"]["InvoiceID"], json!(invoice), "{read}");
    let gone = good(books.delete(&format!("{path}/{}", text(&part["AllocationID"]))));
    assert_eq!((&gone["IsDeleted"], &gone["Amount"]), (&json!(true), &json!(40.0)), "{gone}");
    assert_eq!(sums(&books, &invoice), ("AUTHORISED".into(), ["40.0", "0.0", "60.0", "100.0"].map(str::to_owned)));
}

#[test]
fn a_spent_credit_note_is_paid_and_cannot_be_voided() {
    let books = Books::open();
    let (invoice, credit) = (new_invoice(&books, "100"), new_credit(&books, "100", "AUTHORISED"));
    let path = format!("/CreditNotes/{}", text(&credit["CreditNoteID"]));
    good(books.put(
        &format!("{path}/Allocations"),
        &json!({"Invoice": {"InvoiceID": invoice}, "Amount": 100, "Date": "2026-11-23"}),
    ));
    assert_eq!(books.get(&path)["CreditNotes"][0]["Status"], "PAID");
    assert!(fault(books.post(&path, &json!({"Status": "VOIDED"}))).contains("PAID cannot become VOIDED"));
}

#[test]
fn an_amount_that_does_not_fit_is_not_allocated_even_in_part() {
    let books = Books::open();
    let invoice = new_invoice(&books, "100");
    let allocate =
        |id: &str, amount: i64| json!([{"Invoice": {"InvoiceID": id}, "Amount": amount, "Date": "2026-11-23"}]);
    let path = |credit: &Value| format!("/CreditNotes/{}/Allocations", text(&credit["CreditNoteID"]));
    let credit = new_credit(&books, "150", "AUTHORISED");
    assert!(fault(books.put(&path(&credit), &allocate(&invoice, 160))).contains("remaining credit"));
    assert!(fault(books.put(&path(&credit), &allocate(&invoice, 120))).contains("amount due"));
    assert!(fault(books.put(&path(&credit), &allocate(&invoice, 0))).contains("greater than zero"));
    assert!(
        fault(books.put(&path(&credit), &allocate("7c2d5d1e-3a8f-4f3c-9b1d-0123456789ab", 1)))
            .contains("could not be found")
    );
    let other = text(&books.get("/Invoices/INV-0006")["Invoices"][0]["InvoiceID"]);
    assert!(fault(books.put(&path(&credit), &allocate(&other, 1))).contains("different contacts"));
    assert!(fault(books.put(&path(&new_credit(&books, "5", "DRAFT")), &allocate(&invoice, 1))).contains("Authorised"));
    let two = json!([{"Invoice": {"InvoiceID": invoice}, "Amount": 90, "Date": "2026-11-23"},
        {"Invoice": {"InvoiceID": invoice}, "Amount": 20, "Date": "2026-11-23"}]);
    let (status, response) = books.put(&path(&credit), &two);
    assert_eq!(status, 400, "{response}");
    assert_eq!(sums(&books, &invoice).1[0], "100.0");
}

#[test]
fn money_in_advance_is_a_bank_transaction_with_a_credit_of_its_own() {
    let books = Books::open();
    for (kind, collection, field) in [
        ("RECEIVE-PREPAYMENT", "Prepayments", "PrepaymentID"),
        ("RECEIVE-OVERPAYMENT", "Overpayments", "OverpaymentID"),
    ] {
        let body = json!({"Type": kind, "Contact": {"Name": "Boom FM"}, "BankAccount": {"Code": "090"},
            "LineAmountTypes": "NoTax", "LineItems": [line("50")]});
        let made = good(books.put("/BankTransactions", &body))["BankTransactions"][0].clone();
        let id = text(&made[field]);
        let path = format!("/{collection}/{id}");
        assert_eq!(books.get(&path)[collection][0]["RemainingCredit"], 50.0, "{made}");
        let invoice = new_invoice(&books, "80");
        let allocation = json!({"Invoice": {"InvoiceID": invoice}, "Amount": 50, "Date": "2026-11-23"});
        good(books.put(&format!("{path}/Allocations"), &allocation));
        assert_eq!(sums(&books, &invoice).1, ["30.0", "0.0", "50.0", "80.0"].map(str::to_owned));
        let read = books.get(&format!("/Invoices/{invoice}"))["Invoices"][0].clone();
        assert_eq!((&read[collection][0][field], &read["CreditNotes"]), (&json!(id), &json!([])));
        let transaction = format!("/BankTransactions/{}", text(&made["BankTransactionID"]));
        assert!(fault(books.post(&transaction, &json!({"Status": "DELETED"}))).contains("allocated"));
        assert_eq!(books.get(&path)[collection][0]["Status"], "PAID");
    }
}
