//! Credit notes and money in advance, and their allocations to invoices.

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

    fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let reply = match method {
            "PUT" => self.demo.put(&self.token, path, &[], &body.to_string()),
            "POST" => self.demo.post(&self.token, path, &[], &body.to_string()),
            "DELETE" => self.demo.delete(&self.token, path),
            _ => self.demo.get_with(&self.token, path, &[]),
        };
        (reply.status, reply.json())
    }

    fn good(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, reply) = self.send(method, path, body);
        assert_eq!(status, 200, "{method} {path}: {reply}");
        reply
    }

    fn refused(&self, method: &str, path: &str, body: &Value) -> String {
        let (status, reply) = self.send(method, path, body);
        assert_eq!(status, 400, "{method} {path}: {reply}");
        messages(&reply["Elements"][0]).join("; ")
    }

    fn get(&self, path: &str) -> Value {
        self.good("GET", path, &Value::Null)
    }

    fn invoice(&self, amount: &str) -> String {
        let made = self.good(
            "PUT",
            "/Invoices",
            &json!({"Type": "ACCREC", "Status": "AUTHORISED", "Contact": {"Name": "Boom FM"},
            "LineAmountTypes": "NoTax", "LineItems": [line(amount)]}),
        );
        text(&made["Invoices"][0]["InvoiceID"])
    }

    fn credit(&self, amount: &str, status: &str) -> Value {
        let body = json!({"Type": "ACCRECCREDIT", "Status": status, "Contact": {"Name": "Boom FM"},
            "LineAmountTypes": "NoTax", "LineItems": [line(amount)]});
        self.good("PUT", "/CreditNotes", &body)["CreditNotes"][0].clone()
    }

    fn sums(&self, invoice: &str) -> (String, [String; 4]) {
        let read = self.get(&format!("/Invoices/{invoice}"))["Invoices"][0].clone();
        let sums = ["AmountDue", "AmountPaid", "AmountCredited", "Total"].map(|name| read[name].to_string());
        (text(&read["Status"]), sums)
    }
}

fn line(amount: &str) -> Value {
    json!({"Description": "Work", "UnitAmount": amount, "AccountCode": "200"})
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_credit_note_is_allocated_pays_the_invoice_and_is_taken_back() {
    let books = Books::open();
    let (invoice, credit) = (books.invoice("100"), books.credit("120", "AUTHORISED"));
    assert_eq!(credit["UpdatedDateUTCString"].to_string().len(), 22);
    assert!(text(&credit["CreditNoteNumber"]).starts_with("CN-"));
    assert_eq!(credit["RemainingCredit"], 120.0);
    let path = format!("/CreditNotes/{}/Allocations", text(&credit["CreditNoteID"]));
    let allocate = |amount: &str| json!({"Allocations": [{"Invoice": {"InvoiceID": invoice}, "Amount": amount, "Date": "2026-11-23"}]});
    let part = books.good("PUT", &path, &allocate("40"))["Allocations"][0].clone();
    assert_eq!((&part["Amount"], &part["Invoice"]["InvoiceID"]), (&json!(40.0), &json!(invoice)), "{part}");
    assert_eq!(books.sums(&invoice), ("AUTHORISED".into(), ["60.0", "0.0", "40.0", "100.0"].map(str::to_owned)));
    books.good("PUT", &path, &allocate("60"));
    assert_eq!(books.sums(&invoice), ("PAID".into(), ["0.0", "0.0", "100.0", "100.0"].map(str::to_owned)));
    let read = books.get(&format!("/CreditNotes/{}", text(&credit["CreditNoteID"])))["CreditNotes"][0].clone();
    assert_eq!((&read["RemainingCredit"], read["Allocations"].as_array().map(Vec::len)), (&json!(20.0), Some(2)));
    assert_eq!(read["Allocations"][1]["Invoice"]["InvoiceID"], json!(invoice), "{read}");
    let gone = books.good("DELETE", &format!("{path}/{}", text(&part["AllocationID"])), &Value::Null);
    assert_eq!((&gone["IsDeleted"], &gone["Amount"]), (&json!(true), &json!(40.0)), "{gone}");
    assert_eq!(books.sums(&invoice), ("AUTHORISED".into(), ["40.0", "0.0", "60.0", "100.0"].map(str::to_owned)));
}

#[test]
fn a_spent_credit_note_is_paid_and_cannot_be_voided() {
    let books = Books::open();
    let (invoice, credit) = (books.invoice("100"), books.credit("100", "AUTHORISED"));
    let path = format!("/CreditNotes/{}", text(&credit["CreditNoteID"]));
    books.good(
        "PUT",
        &format!("{path}/Allocations"),
        &json!({"Invoice": {"InvoiceID": invoice}, "Amount": 100, "Date": "2026-11-23"}),
    );
    assert_eq!(books.get(&path)["CreditNotes"][0]["Status"], "PAID");
    assert!(books.refused("POST", &path, &json!({"Status": "VOIDED"})).contains("PAID cannot become VOIDED"));
}

#[test]
fn what_does_not_fit_is_not_allocated_and_nothing_is_half_done() {
    let books = Books::open();
    let invoice = books.invoice("100");
    let allocate =
        |id: &str, amount: i64| json!([{"Invoice": {"InvoiceID": id}, "Amount": amount, "Date": "2026-11-23"}]);
    let path = |credit: &Value| format!("/CreditNotes/{}/Allocations", text(&credit["CreditNoteID"]));
    let credit = books.credit("150", "AUTHORISED");
    assert!(books.refused("PUT", &path(&credit), &allocate(&invoice, 160)).contains("remaining credit"));
    assert!(books.refused("PUT", &path(&credit), &allocate(&invoice, 120)).contains("amount due"));
    assert!(books.refused("PUT", &path(&credit), &allocate(&invoice, 0)).contains("greater than zero"));
    assert!(
        books
            .refused("PUT", &path(&credit), &allocate("7c2d5d1e-3a8f-4f3c-9b1d-0123456789ab", 1))
            .contains("could not be found")
    );
    let other = text(&books.get("/Invoices/INV-0006")["Invoices"][0]["InvoiceID"]);
    assert!(books.refused("PUT", &path(&credit), &allocate(&other, 1)).contains("different contacts"));
    assert!(books.refused("PUT", &path(&books.credit("5", "DRAFT")), &allocate(&invoice, 1)).contains("Authorised"));
    let two = json!([{"Invoice": {"InvoiceID": invoice}, "Amount": 90, "Date": "2026-11-23"},
        {"Invoice": {"InvoiceID": invoice}, "Amount": 20, "Date": "2026-11-23"}]);
    let (status, reply) = books.send("PUT", &path(&credit), &two);
    assert_eq!(status, 400, "{reply}");
    assert_eq!(books.sums(&invoice).1[0], "100.0");
}

#[test]
fn money_in_advance_is_a_bank_transaction_with_a_credit_of_its_own() {
    let books = Books::open();
    for (kind, collection, member) in [
        ("RECEIVE-PREPAYMENT", "Prepayments", "PrepaymentID"),
        ("RECEIVE-OVERPAYMENT", "Overpayments", "OverpaymentID"),
    ] {
        let body = json!({"Type": kind, "Contact": {"Name": "Boom FM"}, "BankAccount": {"Code": "090"},
            "LineAmountTypes": "NoTax", "LineItems": [line("50")]});
        let made = books.good("PUT", "/BankTransactions", &body)["BankTransactions"][0].clone();
        let id = text(&made[member]);
        let path = format!("/{collection}/{id}");
        assert_eq!(books.get(&path)[collection][0]["RemainingCredit"], 50.0, "{made}");
        let invoice = books.invoice("80");
        let allocation = json!({"Invoice": {"InvoiceID": invoice}, "Amount": 50, "Date": "2026-11-23"});
        books.good("PUT", &format!("{path}/Allocations"), &allocation);
        assert_eq!(books.sums(&invoice).1, ["30.0", "0.0", "50.0", "80.0"].map(str::to_owned));
        let read = books.get(&format!("/Invoices/{invoice}"))["Invoices"][0].clone();
        assert_eq!((&read[collection][0][member], &read["CreditNotes"]), (&json!(id), &json!([])));
        let transaction = format!("/BankTransactions/{}", text(&made["BankTransactionID"]));
        assert!(books.refused("POST", &transaction, &json!({"Status": "DELETED"})).contains("allocated"));
        assert_eq!(books.get(&path)[collection][0]["Status"], "PAID");
    }
}
