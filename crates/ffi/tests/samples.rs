//! What a user of the library does in the first ten minutes, against the company.

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use xero_m2m_demo::DemoCompany;
use xero_m2m_ffi::{Client, Driver, Error, NameCase, blocking};

struct Session {
    client: Client,
    _runtime: Runtime,
    _demo: DemoCompany,
}

impl Session {
    fn start() -> Session {
        let runtime = Runtime::new().expect("a runtime");
        let demo = DemoCompany::start(br#"{"clock": "2026-11-23T00:00:00Z"}"#).expect("starts");
        let facts: Value = serde_json::from_slice(&demo.describe()).expect("JSON");
        let options: serde_json::Map<String, Value> = ["client_id", "client_secret", "base_url", "token_url"]
            .map(|name| (name.to_owned(), facts[name].clone()))
            .into_iter()
            .collect();
        let options = Value::from(options).to_string();
        let driver = Driver::Caller { background: runtime.handle().clone() };
        let client = Client::new(options.as_bytes(), NameCase::Snake, &HashMap::new(), driver).expect("a client");
        Session { client, _runtime: runtime, _demo: demo }
    }

    fn respond(&self, operation: &str, arguments: &Value, body: &Value, file: Option<&[u8]>) -> Result<Vec<u8>, Error> {
        let mut request = json!({"operation": operation, "arguments": arguments});
        if !body.is_null() {
            request["body"] = body.clone();
        }
        let request = request.to_string().into_bytes();
        let file = file.map(Bytes::copy_from_slice);
        blocking::block_on(self.client.invoke(&request, file, None), None)?.expect("nothing interrupts")
    }

    fn call(&self, operation: &str, arguments: &Value, body: &Value) -> Value {
        self.value(operation, arguments, body, None)
    }

    fn value(&self, operation: &str, arguments: &Value, body: &Value, file: Option<&[u8]>) -> Value {
        let response =
            self.respond(operation, arguments, body, file).unwrap_or_else(|error| panic!("{operation}: {error}"));
        let mut response: Value = serde_json::from_slice(&response).expect("JSON");
        response["value"].take()
    }

    /// The bytes after the head of a response.
    fn file(&self, operation: &str, arguments: &Value) -> Vec<u8> {
        let response = self.respond(operation, arguments, &Value::Null, None).expect(operation);
        let end = response.iter().position(|byte| *byte == b'\n').expect("a head");
        response[end + 1..].to_vec()
    }

    fn refusal(&self, operation: &str, arguments: &Value, body: &Value) -> String {
        let error = self.respond(operation, arguments, body, None).expect_err(operation);
        format!("{error}")
    }
}

fn rent() -> Value {
    let line = json!({"description": "Rent", "quantity": 1, "unit_amount": "1200.00", "account_code": "200"});
    json!({"type": "ACCREC", "contact": {"name": "Bayside Club"}, "line_items": [line]})
}

#[test]
fn an_invoice_is_created_changed_issued_and_voided() {
    let xero = Session::start();
    let saved = xero.call("invoices.create", &json!({}), &rent());
    let id = json!({"invoice_id": saved["invoice_id"]});
    assert_eq!(xero.call("invoices.update", &id, &json!({"reference": "R-1"}))["reference"], "R-1");
    let both = json!([{"invoice_number": saved["invoice_number"], "status": "AUTHORISED"}, rent()]);
    let results = xero.call("invoices.upsert", &json!({}), &both)["results"].take();
    assert_eq!(results[0]["record"]["invoice_id"], saved["invoice_id"]);
    assert_eq!(results[0]["record"]["status"], "AUTHORISED");
    assert_ne!(results[1]["record"]["invoice_id"], saved["invoice_id"]);
    assert!(xero.refusal("invoices.delete", &id, &Value::Null).contains("AUTHORISED cannot become DELETED"));
    assert_eq!(xero.call("invoices.email", &id, &Value::Null), Value::Null);
    let online = xero.call("invoices.online_url", &id, &Value::Null);
    assert!(online["online_invoice_url"].as_str().is_some_and(|text| text.starts_with("https://")), "{online}");
    assert_eq!(xero.call("invoices.void", &id, &Value::Null)["status"], "VOIDED");
    let second = json!({"invoice_id": results[1]["record"]["invoice_id"]});
    assert_eq!(xero.call("invoices.delete", &second, &Value::Null)["status"], "DELETED");
}

#[test]
fn an_invoice_that_was_read_can_be_sent_back_whole() {
    let xero = Session::start();
    let made = xero.call("invoices.create", &json!({}), &rent());
    let id = json!({"invoice_id": made["invoice_id"]});
    xero.value(
        "invoices.attach",
        &json!({"invoice_id": made["invoice_id"], "file_name": "a.txt"}),
        &Value::Null,
        Some(b"a"),
    );
    let mut read = xero.call("invoices.get", &id, &Value::Null);
    read["reference"] = "back again".into();
    let saved = xero.call("invoices.update", &id, &read);
    assert_eq!(saved["reference"], "back again");
    assert_eq!(saved["line_items"], read["line_items"]);
}

#[test]
fn files_notes_and_the_pdf_of_an_invoice() {
    let xero = Session::start();
    let invoice = "INV-0006";
    let found = xero.call("invoices.get", &json!({"invoice_id": invoice}), &Value::Null)["invoice_id"].take();
    let id = json!({"invoice_id": found});
    assert!(xero.file("invoices.pdf", &id).starts_with(b"%PDF-1.4"));
    let named = json!({"invoice_id": found, "file_name": "rent & rates.pdf", "include_online": true});
    let saved = xero.value("invoices.attach", &named, &Value::Null, Some(b"%PDF made up"));
    assert_eq!(
        (saved["file_name"].as_str(), saved["mime_type"].as_str()),
        (Some("rent & rates.pdf"), Some("application/pdf"))
    );
    assert_eq!(saved["include_online"], true);
    let plain = json!({"invoice_id": found, "file_name": "rent & rates.pdf"});
    let replaced = xero.value("invoices.replace_attachment", &plain, &Value::Null, Some(b"%PDF again"));
    assert_eq!(replaced["attachment_id"], saved["attachment_id"]);
    for key in [&saved["attachment_id"], &saved["file_name"]] {
        let file = json!({"invoice_id": found, "key": key});
        assert_eq!(xero.file("invoices.attachment", &file), b"%PDF again");
    }
    let listed = xero.call("invoices.attachments", &id, &Value::Null);
    assert_eq!(listed["records"].as_array().map(Vec::len), Some(1));
    xero.call("invoices.add_note", &id, &json!({"details": "Rang them"}));
    let history = xero.call("invoices.history", &id, &Value::Null);
    assert_eq!(
        (history["records"][0]["changes"].as_str(), history["records"][0]["details"].as_str()),
        (Some("Note"), Some("Rang them"))
    );
}

#[test]
fn a_contact_is_created_changed_and_archived() {
    let xero = Session::start();
    let made = xero.call("contacts.create", &json!({}), &json!({"name": "Acme", "email_address": "a@acme.example"}));
    let refused = xero.refusal("contacts.create", &json!({}), &json!({"name": "ACME"}));
    assert!(refused.contains("already assigned"), "{refused}");
    let upserted = xero.call("contacts.upsert", &json!({}), &json!({"name": "Acme", "first_name": "Ann"}));
    assert_eq!(
        (&upserted["contact_id"], upserted["email_address"].as_str()),
        (&made["contact_id"], Some("a@acme.example"))
    );
    let id = json!({"contact_id": made["contact_id"]});
    let read = xero.call("contacts.get", &id, &Value::Null);
    assert_eq!(xero.call("contacts.update", &id, &read)["first_name"], "Ann");
    assert_eq!(xero.call("contacts.archive", &id, &Value::Null)["contact_status"], "ARCHIVED");
    let named = json!({"contact_id": made["contact_id"], "file_name": "card.png"});
    assert_eq!(xero.value("contacts.attach", &named, &Value::Null, Some(b"png"))["mime_type"], "image/png");
    let history = xero.call("contacts.history", &id, &Value::Null);
    let words: Vec<&str> =
        history["records"].as_array().expect("a list").iter().filter_map(|one| one["changes"].as_str()).collect();
    assert_eq!(words, ["Attached a file", "Archived", "Edited", "Edited", "Created"]);
}
