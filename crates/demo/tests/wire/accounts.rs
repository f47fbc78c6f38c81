//! Accounts that callers make: where they can be used, how they are archived and deleted, and what is refused.

use serde_json::{Value, json};

use crate::support::{Demo, messages};

struct Chart {
    demo: Demo,
    token: String,
}

impl Chart {
    fn open() -> Chart {
        let demo = Demo::fixed();
        let token = demo.token();
        Chart { demo, token }
    }

    fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        let reply = self.demo.put(&self.token, path, &[], &body.to_string());
        (reply.status, reply.json())
    }

    fn make(&self, body: &Value) -> Value {
        let (status, mut reply) = self.put("/Accounts", body);
        assert_eq!(status, 200, "{reply}");
        reply["Accounts"][0].take()
    }

    fn change(&self, id: &Value, body: &Value) -> (u16, Value) {
        let path = format!("/Accounts/{}", id.as_str().expect("an id"));
        let reply = self.demo.post(&self.token, &path, &[], &body.to_string());
        (reply.status, reply.json())
    }

    fn get(&self, path: &str) -> (u16, Value) {
        let reply = self.demo.get_with(&self.token, path, &[]);
        (reply.status, if reply.status == 200 { reply.json() } else { Value::Null })
    }

    fn delete(&self, id: &Value) -> (u16, Value) {
        let reply = self.demo.delete(&self.token, &format!("/Accounts/{}", id.as_str().expect("an id")));
        (reply.status, reply.json())
    }

    fn refused(&self, body: &Value) -> Vec<String> {
        let (status, reply) = self.put("/Accounts", body);
        assert_eq!((status, &reply["ErrorNumber"]), (400, &json!(10)), "{reply}");
        messages(&reply["Elements"][0])
    }

    fn id_of(&self, code: &str) -> Value {
        let list = self.get("/Accounts").1;
        let mut all = list["Accounts"].as_array().expect("accounts").iter();
        all.find(|account| account["Code"] == code).expect(code)["AccountID"].clone()
    }
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
    let chart = Chart::open();
    let made = chart.make(&json!({"Code": "123456", "Name": "Foobar", "Type": "EXPENSE", "Description": "Hello"}));
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
    let path = format!("/Accounts/{}", made["AccountID"].as_str().expect("an id"));
    assert_eq!(chart.get(&path).1["Accounts"][0], made);
    let found = chart.get("/Accounts?where=Code%3D%3D%22123456%22").1;
    assert_eq!(found["Accounts"].as_array().map(Vec::len), Some(1));
}

#[test]
fn new_accounts_are_used_by_documents_journals_and_payments() {
    let chart = Chart::open();
    chart.make(&json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let bank = json!({"Code": "092", "Name": "Till", "Type": "BANK", "BankAccountNumber": "0102030405"});
    let bank = chart.make(&bank);
    assert_eq!((&bank["BankAccountType"], &bank["CurrencyCode"]), (&json!("BANK"), &json!("NZD")));
    let (status, made) = chart.put("/Invoices", &bill("431"));
    assert_eq!(status, 200, "{made}");
    let invoice = &made["Invoices"][0]["InvoiceID"];
    let payment = json!({"Invoice": {"InvoiceID": invoice}, "Account": {"Code": "092"}, "Amount": 4});
    assert_eq!(chart.put("/Payments", &payment).0, 200);
    let line = json!({"Description": "Pens", "Quantity": 1, "UnitAmount": 2, "AccountCode": "431"});
    let spent = json!({
        "Type": "SPEND", "Contact": {"Name": "Paper Mill"}, "BankAccount": {"Code": "092"}, "LineItems": [line]
    });
    assert_eq!(chart.put("/BankTransactions", &spent).0, 200);
    let lines = [json!({"LineAmount": 5, "AccountCode": "431"}), json!({"LineAmount": -5, "AccountCode": "429"})];
    let journal = json!({"Narration": "Moved", "Status": "POSTED", "JournalLines": lines});
    assert_eq!(chart.put("/ManualJournals", &journal).0, 200);
    let report = chart.get("/Reports/TrialBalance").1.to_string();
    assert!(report.contains("Paper (431)") && report.contains("Till (092)"), "{report}");
}

#[test]
fn codes_and_names_are_unique_and_bank_accounts_have_a_number() {
    let chart = Chart::open();
    let faults = chart.refused(&json!({"Code": "200", "Name": "sales", "Type": "REVENUE"}));
    assert_eq!(faults, ["Please enter a unique Code.", "Please enter a unique Name."]);
    let faults = chart.refused(&json!({"Code": "093", "Name": "Safe", "Type": "BANK"}));
    assert_eq!(faults, ["The BankAccountNumber must be specified."]);
    let faults = chart.refused(&json!({"Name": "Nameless", "Type": "CASH"}));
    assert!(faults[0].contains("'CASH' is not valid"), "{faults:?}");
    let faults = chart.refused(&json!({"Code": "12345678901", "Name": "Long", "Type": "EXPENSE"}));
    assert_eq!(faults.len(), 1, "{faults:?}");
    let faults = chart.refused(&json!({"Code": "432", "Name": "Taxed", "Type": "EXPENSE", "TaxType": "OUTPUT9"}));
    assert!(faults[0].contains("OUTPUT9"), "{faults:?}");
}

#[test]
fn an_account_is_changed_and_archived_and_then_takes_nothing_more() {
    let chart = Chart::open();
    let made = chart.make(&json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let id = &made["AccountID"];
    let (status, changed) = chart.change(id, &json!({"Name": "Card", "Code": "433x", "Type": "OVERHEADS"}));
    assert_eq!(status, 200, "{changed}");
    assert_eq!((&changed["Accounts"][0]["Name"], &changed["Accounts"][0]["Code"]), (&json!("Card"), &json!("433x")));
    let (status, refused) = chart.change(id, &json!({"Status": "ARCHIVED", "Name": "Other"}));
    assert_eq!(status, 400, "{refused}");
    let (status, archived) = chart.change(id, &json!({"Accounts": [{"AccountID": id, "Status": "ARCHIVED"}]}));
    assert_eq!((status, &archived["Accounts"][0]["Status"]), (200, &json!("ARCHIVED")));
    assert_eq!(chart.put("/Invoices", &bill("433x")).0, 400);
    assert_eq!(chart.change(id, &json!({"Status": "ACTIVE"})).0, 200);
    assert_eq!(chart.put("/Invoices", &bill("433x")).0, 200);
}

#[test]
fn an_unused_account_is_deleted_and_a_used_one_or_one_of_the_system_is_not() {
    let chart = Chart::open();
    let unused = chart.make(&json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let (status, deleted) = chart.delete(&unused["AccountID"]);
    assert_eq!((status, &deleted["Accounts"][0]["Status"]), (200, &json!("DELETED")));
    let path = format!("/Accounts/{}", unused["AccountID"].as_str().expect("an id"));
    assert_eq!(chart.get(&path).0, 404);

    let used = chart.make(&json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let lines = bill("431")["LineItems"].take();
    let quote = json!({"Contact": {"Name": "Paper Mill"}, "Date": "2026-11-20", "LineItems": lines});
    assert_eq!(chart.put("/Quotes", &quote).0, 200);
    let (status, refused) = chart.delete(&used["AccountID"]);
    assert_eq!(status, 400);
    assert!(messages(&refused["Elements"][0])[0].contains("in use"), "{refused}");

    let receivable = chart.id_of("610");
    assert_eq!(chart.delete(&receivable).0, 400);
    assert_eq!(chart.change(&receivable, &json!({"Name": "Debtors"})).0, 400);
    assert_eq!(chart.change(&receivable, &json!({"Status": "ARCHIVED"})).0, 400);
}

#[test]
fn files_hang_on_a_new_account() {
    let chart = Chart::open();
    let made = chart.make(&json!({"Code": "431", "Name": "Paper", "Type": "EXPENSE"}));
    let path = format!("/Accounts/{}", made["AccountID"].as_str().expect("an id"));
    let reply = chart.demo.upload("PUT", &chart.token, &format!("{path}/Attachments/a.png"), "image/png", b"png");
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(chart.get(&path).1["Accounts"][0]["HasAttachments"], true);
}
