//! https with a CA of the company's own, and what happens to who speaks something else.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use xero_m2m_demo::DemoCompany;
use xero_m2m_ffi::{Client, Driver, NameCase, blocking};

struct Secured {
    company: DemoCompany,
    facts: Value,
}

impl Secured {
    fn start() -> Secured {
        let company = DemoCompany::start(br#"{"tls": true}"#).expect("a company");
        let facts = serde_json::from_slice(&company.describe()).expect("JSON");
        Secured { company, facts }
    }

    fn address(&self) -> &str {
        self.facts["base_url"].as_str().expect("an address").trim_start_matches("https://")
    }

    fn check(&self, ca_file: Option<&Value>) -> Value {
        let mut options = json!({
            "client_id": self.facts["client_id"],
            "client_secret": self.facts["client_secret"],
            "base_url": self.facts["base_url"],
            "token_url": self.facts["token_url"],
        });
        if let Some(path) = ca_file {
            options["ca_file"] = path.clone();
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("runs");
        let driver = Driver::Caller { background: runtime.handle().clone() };
        let client =
            Client::new(options.to_string().as_bytes(), NameCase::Snake, &HashMap::new(), driver).expect("valid");
        let call = client.invoke(br#"{"verb":"check"}"#, None, None);
        let response = blocking::block_on(call, None).expect("blocks").expect("an end").expect("a report");
        serde_json::from_slice::<Value>(&response).expect("JSON")["value"].take()
    }
}

#[test]
fn a_client_that_knows_the_ca_is_served_and_one_that_does_not_refuses() {
    let (demo, other) = (Secured::start(), Secured::start());
    assert!(demo.facts["token_url"].as_str().is_some_and(|url| url.starts_with("https://127.0.0.1:")));
    let report = demo.check(Some(&demo.facts["ca_file"]));
    assert_eq!(report["ready"], true, "{report}");
    for unknowing in [None, Some(&other.facts["ca_file"])] {
        let report = demo.check(unknowing);
        assert_eq!(report["ready"], false, "{report}");
    }
}

#[test]
fn the_cas_certificate_goes_with_the_company_unless_it_was_wanted_elsewhere() {
    let demo = Secured::start();
    let file = Path::new(demo.facts["ca_file"].as_str().expect("a path"));
    assert!(std::fs::read_to_string(file).expect("readable").starts_with("-----BEGIN CERTIFICATE-----"));
    let kept = std::env::temp_dir().join(format!("xero-m2m-kept-ca-{}.pem", std::process::id()));
    let options = json!({"tls": true, "ca_file": kept}).to_string();
    drop(DemoCompany::start(options.as_bytes()).expect("a company"));
    assert!(kept.exists());
    std::fs::remove_file(&kept).expect("removed");
    let path = file.to_owned();
    demo.company.stop();
    assert!(!path.exists());
    let refused = DemoCompany::start(br#"{"tls": true, "ca_file": "/nowhere/ca.pem"}"#).expect_err("no such folder");
    assert!(refused.to_string().contains("/nowhere/ca.pem"), "{refused}");
}

#[test]
fn plain_http_at_an_https_port_ends_at_once() {
    let demo = Secured::start();
    let mut stream = TcpStream::connect(demo.address()).expect("connects");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").expect("sent");
    let mut received = Vec::new();
    let ended = stream.read_to_end(&mut received);
    assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset));
    assert!(!received.starts_with(b"HTTP/"));
    demo.company.stop();
}
