//! Strict mode: a request that breaks a rule is refused with a difference, and the rule is recorded.

use serde_json::Value;

use crate::support::Demo;

const KEY: (&str, &str) = ("Idempotency-Key", "one");
const JSON: (&str, &str) = ("Content-Type", "application/json");

fn strict() -> (Demo, String) {
    let demo = Demo::start(r#"{"clock": "2026-11-23T00:00:00Z", "strict": true}"#);
    let token = demo.token();
    (demo, token)
}

fn rules(demo: &Demo) -> Vec<Value> {
    let violations = demo.control(r#"{"do": "violations"}"#)["violations"].clone();
    violations.as_array().expect("a list").iter().map(|violation| violation["rule"].clone()).collect()
}

#[test]
fn a_right_request_passes_and_a_wrong_one_breaks_a_named_rule() {
    let (demo, token) = strict();
    let contact = r#"{"Contacts": [{"Name": "Strict Ltd"}]}"#;
    assert_eq!(demo.get_with(&token, "/Invoices?page=1&pageSize=10&Statuses=DRAFT", &[]).status, 200);
    assert_eq!(demo.put(&token, "/Contacts?summarizeErrors=false", &[KEY, JSON], contact).status, 200);
    assert_eq!(rules(&demo), [""; 0]);
    let long = format!("/Contacts?searchTerm={}", "a".repeat(3_000));
    let long_key = "k".repeat(129);
    for (method, path, headers, body, rule) in [
        ("GET", "/Invoices?pagesize=10", vec![], "", "parameter"),
        ("GET", "/Invoices?page=two", vec![], "", "value"),
        ("GET", "/Invoices?IDs=1,2", vec![], "", "value"),
        ("GET", "/Invoises", vec![], "", "path"),
        ("DELETE", "/Invoices", vec![], "", "method"),
        ("GET", "/Organisation", vec![JSON], "{}", "body"),
        ("GET", "/Organisation", vec![("xero-tenant-id", "")], "", "tenant"),
        ("GET", "/Invoices/INV+1", vec![], "", "encoding"),
        ("GET", "/Contacts?searchTerm=a|b", vec![], "", "encoding"),
        ("GET", long.as_str(), vec![], "", "length"),
        ("PUT", "/Contacts", vec![JSON], contact, "key"),
        ("PUT", "/Contacts", vec![JSON, ("Idempotency-Key", long_key.as_str())], contact, "key"),
        ("PUT", "/Contacts", vec![KEY, ("Content-Type", "text/plain")], contact, "content_type"),
    ] {
        demo.control(r#"{"do": "clear_violations"}"#);
        let bearer = format!("Bearer {token}");
        let mut all = vec![("Authorization", bearer.as_str()), ("Accept", "application/json")];
        all.extend(headers);
        let response = demo.send(method, &format!("/api.xro/2.0{path}"), &all, body);
        assert_eq!(
            (response.status, rules(&demo)),
            (400, vec![Value::from(rule)]),
            "{method} {path}: {}",
            response.text()
        );
        let text = response.text();
        assert!(text.contains("\n- ") && text.contains("\n+ ") && !text.contains(&token), "{text}");
    }
}

#[test]
fn a_violation_names_the_parameter_that_was_meant() {
    let (demo, token) = strict();
    let response = demo.get_with(&token, "/Invoices?statusses=DRAFT", &[]);
    assert!(response.text().ends_with("- statusses\n+ Statuses\n"), "{}", response.text());
    demo.control(r#"{"do": "reset"}"#);
    assert_eq!(rules(&demo), [""; 0]);
    demo.control(r#"{"do": "strict", "enabled": false}"#);
    assert_eq!(demo.get_with(&token, "/Invoices?statusses=DRAFT", &[]).status, 200);
}
