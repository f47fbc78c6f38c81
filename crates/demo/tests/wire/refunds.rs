//! Payments that pay credit back: credit notes, prepayments and overpayments, and how they are undone.

use serde_json::{Value, json};

use crate::support::{Demo, messages};

struct Books {
    demo: Demo,
    token: String,
}

impl Books {
    fn open() -> Books {
        let demo = Demo::start(r#"{"clock": "2026-11-23T00:00:00Z", "limits": false}"#);
        let token = demo.token();
        Books { demo, token }
    }

    fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        let reply = self.demo.put(&self.token, path, &[], &body.to_string());
        (reply.status, reply.json())
    }

    fn get(&self, path: &str) -> Value {
        self.demo.get_with(&self.token, path, &[]).json()
    }

    fn pay(&self, document: &str, id: &Value, amount: f64) -> (u16, Value) {
        let id_name = format!("{document}ID");
        let payment = json!({document: {id_name: id}, "Account": {"Code": "090"}, "Amount": amount});
        self.put("/Payments", &json!({"Payments": [payment]}))
    }

    fn undo(&self, payment: &Value) -> (u16, Value) {
        let path = format!("/Payments/{}", payment["PaymentID"].as_str().expect("an id"));
        let reply = self.demo.post(&self.token, &path, &[], r#"{"Payments": [{"Status": "DELETED"}]}"#);
        (reply.status, reply.json())
    }

    /// What the year's trial balance says of an account.
    fn balance(&self, name: &str) -> String {
        let report = self.get("/Reports/TrialBalance");
        let sections = report["Reports"][0]["Rows"].as_array().expect("rows").iter();
        let mut rows = sections.filter_map(|section| section["Rows"].as_array()).flatten();
        let row = rows.find(|row| row["Cells"][0]["Value"] == name);
        row.map_or_else(String::new, |row| format!("{}/{}", row["Cells"][3]["Value"], row["Cells"][4]["Value"]))
    }

    fn sums(&self) -> [String; 2] {
        ["Accounts Receivable (610)", "Business Bank Account (090)"].map(|name| self.balance(name))
    }

    fn note(&self) -> Value {
        let body = json!({"Type": "ACCRECCREDIT", "Status": "AUTHORISED", "Contact": {"Name": "Boom FM"},
            "LineAmountTypes": "NoTax", "LineItems": lines()});
        self.put("/CreditNotes", &body).1["CreditNotes"][0].take()
    }

    fn advance(&self, kind: &str) -> Value {
        let body = json!({"Type": kind, "Contact": {"Name": "Boom FM"}, "BankAccount": {"Code": "090"},
            "LineAmountTypes": "NoTax", "LineItems": lines()});
        let (status, mut made) = self.put("/BankTransactions", &body);
        assert_eq!(status, 200, "{made}");
        made["BankTransactions"][0]["BankTransactionID"].take()
    }
}

fn lines() -> Value {
    json!([{"Description": "Work", "UnitAmount": 80, "AccountCode": "200"}])
}

#[test]
fn a_credit_note_is_paid_back_in_parts_and_the_payments_are_undone() {
    let books = Books::open();
    let note = books.note();
    let id = &note["CreditNoteID"];
    let before = books.sums();
    let (status, mut first) = books.pay("CreditNote", id, 30.0);
    assert_eq!(status, 200, "{first}");
    let first = first["Payments"][0].take();
    assert_eq!((&first["PaymentType"], &first["Status"]), (&json!("ARCREDITPAYMENT"), &json!("AUTHORISED")));
    assert_eq!(first["CreditNote"]["CreditNoteNumber"], note["CreditNoteNumber"]);
    assert!(first.get("Invoice").is_none(), "{first}");
    let number = json!({"CreditNoteNumber": note["CreditNoteNumber"], "Code": "090", "Amount": 50});
    assert_eq!(books.put("/Payments", &number).0, 200);
    let path = format!("/CreditNotes/{}", id.as_str().expect("an id"));
    let paid = books.get(&path)["CreditNotes"][0].take();
    assert_eq!((&paid["Status"], &paid["RemainingCredit"]), (&json!("PAID"), &json!(0.0)));
    assert_eq!(paid["Payments"].as_array().map(Vec::len), Some(2));
    assert_ne!(books.sums(), before);
    let (status, undone) = books.undo(&first);
    assert_eq!((status, &undone["Payments"][0]["Status"]), (200, &json!("DELETED")));
    let open = books.get(&path)["CreditNotes"][0].take();
    assert_eq!((&open["Status"], &open["RemainingCredit"]), (&json!("AUTHORISED"), &json!(30.0)));
    let second = &open["Payments"][0];
    assert_eq!(books.undo(second).0, 200);
    assert_eq!(books.sums(), before);
    assert_eq!(books.undo(second).0, 400);
}

#[test]
fn money_in_advance_is_paid_back_from_where_it_stands() {
    let books = Books::open();
    let (prepaid, before) = ("Sales (200)", books.balance("Sales (200)"));
    let id = books.advance("RECEIVE-PREPAYMENT");
    assert_ne!(books.balance(prepaid), before);
    let (status, paid) = books.pay("Prepayment", &id, 80.0);
    assert_eq!((status, &paid["Payments"][0]["PaymentType"]), (200, &json!("ARPREPAYMENTPAYMENT")), "{paid}");
    assert_eq!(books.balance(prepaid), before);
    let path = format!("/Prepayments/{}", id.as_str().expect("an id"));
    assert_eq!(books.get(&path)["Prepayments"][0]["Status"], "PAID");

    let before = books.sums();
    let id = books.advance("RECEIVE-OVERPAYMENT");
    let (status, paid) = books.pay("Overpayment", &id, 80.0);
    assert_eq!((status, &paid["Payments"][0]["PaymentType"]), (200, &json!("AROVERPAYMENTPAYMENT")), "{paid}");
    assert_eq!(books.sums(), before);
    let listed = books.get("/Payments?where=PaymentType%3D%3D%22AROVERPAYMENTPAYMENT%22");
    assert_eq!(listed["Payments"][0]["Overpayment"]["OverpaymentID"], id);
}

#[test]
fn no_more_is_paid_back_than_there_is() {
    let books = Books::open();
    let note = books.note();
    let id = &note["CreditNoteID"];
    let payment = json!({"CreditNote": {"CreditNoteID": id}, "Account": {"Code": "090"}, "Amount": 50});
    let (status, refused) = books.put("/Payments", &json!({"Payments": [payment, payment]}));
    assert_eq!(status, 400, "{refused}");
    let fault = "Payment amount exceeds the amount outstanding on this document";
    assert_eq!(messages(&refused["Elements"][0]), [fault]);
    let (status, refused) = books.pay("Prepayment", id, 1.0);
    assert_eq!(status, 400, "{refused}");
    let path = format!("/CreditNotes/{}", id.as_str().expect("an id"));
    assert_eq!(books.get(&path)["CreditNotes"][0]["RemainingCredit"], 80.0);
    assert_eq!(books.pay("CreditNote", id, 80.0).0, 200);
    let reply = books.demo.post(&books.token, &path, &[], r#"{"Status": "VOIDED"}"#);
    assert_eq!(reply.status, 400, "{}", reply.text());
}

#[test]
fn payments_have_a_history_that_takes_notes() {
    let books = Books::open();
    let (_, paid) = books.pay("CreditNote", &books.note()["CreditNoteID"], 30.0);
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
