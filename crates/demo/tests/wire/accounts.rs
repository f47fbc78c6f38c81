//! Created accounts: where they can be used, how they are archived and deleted, and what is refused.

use serde_json::{Value, json};

use crate::support::{Books, good, refused};

fn make(books: &Books, body: &Value) -> Value {
    good(books.put("/Accounts", body))["Accounts"][0].take()
}

fn path(id: &Value) -> String {
    format!("/Accounts/{}", id.as_str().expect("an id"))
}

fn change(books: &Books, id: &Value, body: &Value) -> (u16, Value) {
    books.post(&path(id), body)
}

fn faults(books: &Books, body: &Value) -> Vec<String> {
    refused(books.put("/Accounts", body))
}

fn id_of(books: &Books, code: &str) -> Value {
    let list = books.get("/Accounts");
    let mut all = list["Accounts"].as_array().expect("accounts").iter();
    all.find(|account| account["Code"] == code).expect(code)["AccountID"].clone()
}

fn bill(code: &str) -> Value {
    let line = json!({"Description": "Paper", "Quantity": 1, "UnitAmount": 10, "AccountCode": code});
    json!({
        "Type": "ACCPAY", "Status": "AUTHORISED", "InvoiceNumber": format!("B-{code}"), "DueDate": "2026-12-01",
        "Contact": {"Name": "Paper Mill"}, "LineItems": [line]
    })
}

#[test]
fn a_new_account_is_whole_and_is_there() {
    let books = Books::open();
    let made = make(&books, &json!({"Code": "123456", "Name": "Foobar", "Type": "EXPENSE", "Description": "Hello"}));
    for (name, value) in [
        ("Code", "123456"),
        ("Status", "ACTIVE"),
        ("Class", "EXPENSE"),
        ("TaxType", "INPUT2"),
        ("Description", "Hello"),
        ("ReportingCode", "EXP"),
        ("ReportingCodeName", "Expense"),
    ] {
        assert_eq!(made[name], value, "{name}");
    }
    let path = path(&made["AccountID"]);
    assert_eq!(books.get(&path)["Accounts"][0], made);
    let found = books.get("/Accounts?where=Code%3D%3D%22123456%22");
    assert_eq!(found["Accounts"].as_array().map(Vec::len), Some(1));
}

#[test]
fn new_accounts_are_used_by_documents_journals_and_payments() {
    let books = Books::open();
    make(&books, &json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let bank = json!({"Code": "092", "Name": "Till", "Type": "BANK", "BankAccountNumber": "0102030405"});
    let bank = make(&books, &bank);
    assert_eq!((&bank["BankAccountType"], &bank["CurrencyCode"]), (&json!("BANK"), &json!("NZD")));
    let made = good(books.put("/Invoices", &bill("431")));
    let invoice = &made["Invoices"][0]["InvoiceID"];
    let payment = json!({"Invoice": {"InvoiceID": invoice}, "Account": {"Code": "092"}, "Amount": 4});
    assert_eq!(books.put("/Payments", &payment).0, 200);
    let line = json!({"Description": "Pens", "Quantity": 1, "UnitAmount": 2, "AccountCode": "431"});
    let spent = json!({
        "Type": "SPEND", "Contact": {"Name": "Paper Mill"}, "BankAccount": {"Code": "092"}, "LineItems": [line]
    });
    assert_eq!(books.put("/BankTransactions", &spent).0, 200);
    let lines = [json!({"LineAmount": 5, "AccountCode": "431"}), json!({"LineAmount": -5, "AccountCode": "429"})];
    let journal = json!({"Narration": "Moved", "Status": "POSTED", "JournalLines": lines});
    assert_eq!(books.put("/ManualJournals", &journal).0, 200);
    let report = books.get("/Reports/TrialBalance").to_string();
    assert!(report.contains("Paper (431)") && report.contains("Till (092)"), "{report}");
}

#[test]
fn codes_and_names_are_unique_and_bank_accounts_have_a_number() {
    let books = Books::open();
    let found = faults(&books, &json!({"Code": "200", "Name": "sales", "Type": "REVENUE"}));
    assert_eq!(found, ["Please enter a unique Code.", "Please enter a unique Name."]);
    let found = faults(&books, &json!({"Code": "093", "Name": "Safe", "Type": "BANK"}));
    assert_eq!(found, ["The BankAccountNumber must be specified."]);
    let found = faults(&books, &json!({"Name": "Nameless", "Type": "CASH"}));
    assert!(found[0].contains("'CASH' is not valid"), "{found:?}");
    let found = faults(&books, &json!({"Code": "12345678901", "Name": "Long", "Type": "EXPENSE"}));
    assert_eq!(found.len(), 1, "{found:?}");
    let found = faults(&books, &json!({"Code": "432", "Name": "Taxed", "Type": "EXPENSE", "TaxType": "OUTPUT9"}));
    assert!(found[0].contains("OUTPUT9"), "{found:?}");
}

#[test]
fn an_account_is_changed_and_archived_and_then_takes_nothing_more() {
    let books = Books::open();
    let made = make(&books, &json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let id = &made["AccountID"];
    let changed = good(change(&books, id, &json!({"Name": "Card", "Code": "433x", "Type": "OVERHEADS"})));
    assert_eq!((&changed["Accounts"][0]["Name"], &changed["Accounts"][0]["Code"]), (&json!("Card"), &json!("433x")));
    let (status, refused) = change(&books, id, &json!({"Status": "ARCHIVED", "Name": "Other"}));
    assert_eq!(status, 400, "{refused}");
    let (status, archived) = change(&books, id, &json!({"Accounts": [{"AccountID": id, "Status": "ARCHIVED"}]}));
    assert_eq!((status, &archived["Accounts"][0]["Status"]), (200, &json!("ARCHIVED")));
    assert_eq!(books.put("/Invoices", &bill("433x")).0, 400);
    assert_eq!(change(&books, id, &json!({"Status": "ACTIVE"})).0, 200);
    assert_eq!(books.put("/Invoices", &bill("433x")).0, 200);
}

#[test]
fn an_unused_account_is_deleted_and_a_used_one_or_one_of_the_system_is_not() {
    let books = Books::open();
    let unused = make(&books, &json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let unused = path(&unused["AccountID"]);
    assert_eq!(good(books.delete(&unused))["Accounts"][0]["Status"], "DELETED");
    assert_eq!(books.demo.get_with(&books.token, &unused, &[]).status, 404);

    let used = make(&books, &json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let lines = bill("431")["LineItems"].take();
    let quote = json!({"Contact": {"Name": "Paper Mill"}, "Date": "2026-11-20", "LineItems": lines});
    assert_eq!(books.put("/Quotes", &quote).0, 200);
    let found = refused(books.delete(&path(&used["AccountID"])));
    assert!(found[0].contains("in use"), "{found:?}");

    let receivable = id_of(&books, "610");
    assert_eq!(books.delete(&path(&receivable)).0, 400);
    assert_eq!(change(&books, &receivable, &json!({"Name": "Debtors"})).0, 400);
    assert_eq!(change(&books, &receivable, &json!({"Status": "ARCHIVED"})).0, 400);
}

#[test]
fn files_hang_on_a_new_account() {
    let books = Books::open();
    let made = make(&books, &json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let path = path(&made["AccountID"]);
    let response = books.demo.upload("PUT", &books.token, &format!("{path}/Attachments/a.png"), "image/png", b"png");
    assert_eq!(response.status, 200, "{}", response.text());
    assert_eq!(books.get(&path)["Accounts"][0]["HasAttachments"], true);
}
