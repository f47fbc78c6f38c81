//! Lists against a server that ignores which page it is asked for, and addresses as they go over the wire.

use std::collections::HashMap;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use xero_m2m_demo::DemoCompany;
use xero_m2m_ffi::{Client, Driver, Error, NameCase, blocking};

struct Setting {
    demo: DemoCompany,
    client: Client,
    /// Pages that are fetched ahead run there.
    _background: Runtime,
}

impl Setting {
    fn new() -> Self {
        let demo = DemoCompany::start(br#"{"limits":false}"#).expect("a company");
        let mut options = parsed(&demo.describe());
        options
            .as_object_mut()
            .expect("an object")
            .retain(|name, _| ["client_id", "client_secret", "base_url", "token_url"].contains(&name.as_str()));
        let runtime = Runtime::new().expect("a runtime");
        let driver = Driver::Caller { background: runtime.handle().clone() };
        let client = Client::new(options.to_string().as_bytes(), NameCase::Snake, &HashMap::new(), driver);
        Self { demo, client: client.expect("a client"), _background: runtime }
    }

    fn control(&self, command: &Value) -> Value {
        parsed(&self.demo.control(command.to_string().as_bytes()).expect("a command"))
    }

    /// Every call of this route gets this body.
    fn respond(&self, route: &str, body: &Value) {
        self.control(&json!({"do": "fault", "route": route, "status": 200, "body": body.to_string()}));
    }

    fn invoke(&self, request: &Value) -> Result<Value, Error> {
        let request = request.to_string();
        let response = blocking::block_on(self.client.invoke(request.as_bytes(), None, None), None)?;
        Ok(parsed(&response.expect("an end")?)["value"].take())
    }

    /// How many records a list gives.
    fn count(&self, request: &Value) -> usize {
        let mut pages = self.client.pages(request.to_string().as_bytes()).expect("a list");
        let mut records = 0;
        loop {
            let page = blocking::block_on(pages.next(), None).expect("no call within a call").expect("an end");
            let Some(page) = page.expect("a page") else { return records };
            records += parsed(&page)["value"]["records"].as_array().map_or(0, Vec::len);
        }
    }

    fn warnings(&self) -> Vec<String> {
        let events = parsed(&self.client.take_events());
        let events = events.as_array().expect("a list").iter();
        events.filter(|event| event["event"] == "warning").map(|event| event["message"].to_string()).collect()
    }

    fn addresses(&self) -> Vec<String> {
        let journal = self.control(&json!({"do": "journal"}));
        let entries = journal["requests"].as_array().expect("requests").iter();
        entries
            .map(|entry| {
                let (path, query) = (entry["path"].as_str().unwrap_or_default(), entry["query"].as_str());
                query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
            })
            .filter(|address| !address.starts_with("/connect"))
            .collect()
    }
}

fn parsed(json: &[u8]) -> Value {
    serde_json::from_slice(json).expect("JSON")
}

fn id(number: usize) -> String {
    format!("{number:08}-1111-4111-8111-111111111111")
}

const WORDS: &str = "the server returns the same page, whichever page is requested; the list may be incomplete";

#[test]
fn a_walk_and_a_count_end_with_a_warning_where_the_server_ignores_the_page() {
    let ids = |name: &str, count: usize| -> Value { (0..count).map(|at| json!({name: id(at)})).collect() };
    let counted = json!({"page": 1, "pageSize": 2, "pageCount": 2_000_000_000});
    let cases = [
        ("invoices.list", json!({"page_size": 2}), "GET /Invoices", json!({"Invoices": ids("InvoiceID", 2)}), 2),
        ("quotes.list", json!({}), "GET /Quotes", json!({"Quotes": ids("QuoteID", 100)}), 100),
        (
            "quotes.list",
            json!({}),
            "GET /Quotes",
            json!({"Quotes": (0..100).map(|at| json!({"Title": at.to_string()})).collect::<Value>()}),
            100,
        ),
        (
            "journals.list",
            json!({"offset": 500}),
            "GET /Journals",
            json!({"Journals": (1..=100).map(|at| json!({"JournalNumber": at})).collect::<Value>()}),
            100,
        ),
        (
            "invoices.list",
            json!({"page_size": 2}),
            "GET /Invoices",
            json!({"pagination": counted, "Invoices": ids("InvoiceID", 2)}),
            2,
        ),
        (
            "invoices.list",
            json!({"page_size": 2}),
            "GET /Invoices",
            json!({"pagination": {"pageSize": 2, "pageCount": 2}, "Invoices": ids("InvoiceID", 2)}),
            2,
        ),
    ];
    for (operation, arguments, route, body, records) in cases {
        let setting = Setting::new();
        setting.respond(route, &body);
        let request = json!({"operation": operation, "arguments": arguments});
        assert_eq!(setting.count(&request), records, "{operation}");
        let warnings = setting.warnings();
        assert_eq!(warnings.len(), 1, "{operation} {warnings:?}");
        assert!(warnings[0].contains(operation) && warnings[0].contains(WORDS), "{warnings:?}");

        let mut request = request;
        request["verb"] = "count".into();
        assert_eq!(setting.invoke(&request).expect("a count"), records, "{operation}");
        assert_eq!(setting.warnings().len(), 1, "{operation}");
        assert!(setting.addresses().len() < 20, "{operation}");
    }
}

#[test]
fn a_walk_that_gets_on_warns_of_nothing() {
    let setting = Setting::new();
    assert!(setting.count(&json!({"operation": "invoices.list", "arguments": {"page_size": 7}})) > 20);
    assert_eq!(setting.warnings(), [""; 0]);
}

#[test]
fn no_address_on_the_wire_is_longer_than_xero_reads_and_each_pair_of_two_lists_stands_in_one() {
    let setting = Setting::new();
    let (ids, contacts): (Vec<String>, Vec<String>) = (0..100).map(|at| (id(at), id(at + 1000))).unzip();
    setting.respond("GET /Invoices", &json!({"Invoices": [{"InvoiceID": id(7)}]}));
    let arguments = json!({"ids": ids, "contact_ids": contacts, "statuses": ["PAID"], "where": "Total>5"});
    assert_eq!(setting.count(&json!({"operation": "invoices.list", "arguments": arguments})), 1);
    let addresses = setting.addresses();
    assert_eq!(addresses.len(), 16);
    for address in &addresses {
        assert!("https://api.xero.com".len() + address.len() <= 2091, "{}", address.len());
    }
    for (one, other) in [(0, 0), (99, 0), (0, 99), (50, 50), (99, 99)] {
        let holds = |address: &&String| address.contains(&ids[one]) && address.contains(&contacts[other]);
        assert_eq!(addresses.iter().filter(holds).count(), 1, "{one} {other}");
    }
}

#[test]
fn a_number_is_one_segment_on_the_wire_encoded_once() {
    let setting = Setting::new();
    let numbers = [
        ("#1001", "%231001"),
        ("50%", "50%25"),
        ("100%25", "100%2525"),
        ("a?b", "a%3Fb"),
        (" lead", "%20lead"),
        ("日本 é", "%E6%97%A5%E6%9C%AC%20%C3%A9"),
    ];
    for (number, wire) in numbers {
        let request = json!({"operation": "items.get", "arguments": {"item_id": number}});
        let error = setting.invoke(&request).expect_err("no such item");
        assert!(error.message().contains(&format!("{number:?}")), "{error}");
        assert_eq!(setting.addresses().last().unwrap(), &format!("/api.xro/2.0/Items/{wire}"));
    }
}
