//! Commands over HTTP have the same effect as in the process, and no web page can send them.

use serde_json::json;

use crate::support::{Demo, Response};

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn send(demo: &Demo, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> Response {
    let mut headers = vec![("Host", demo.address.as_str())];
    headers.extend_from_slice(more);
    demo.send(method, path, &headers, body)
}

#[test]
fn a_posted_command_does_what_it_does_in_the_process() {
    let demo = Demo::fixed();
    let response = send(&demo, "POST", "/_demo/clock", &[JSON], r#"{"advance": 3600}"#);
    assert_eq!((response.status, response.json()["now"].as_str()), (200, Some("2026-11-23T01:00:00Z")));
    send(&demo, "POST", "/_demo/fault", &[JSON], r#"{"route": "GET /Organisation", "status": 503}"#);
    assert_eq!(demo.get("/Organisation").status, 503);
    assert_eq!(send(&demo, "POST", "/_demo/clear_faults", &[JSON], "").status, 200);
    assert_eq!(demo.get("/Organisation").status, 200);
}

#[test]
fn what_only_reads_can_be_got_and_is_no_request_of_the_journal() {
    let demo = Demo::fixed();
    demo.get("/Organisation");
    let journal = send(&demo, "GET", "/_demo/journal?last=1", &[], "").json();
    assert_eq!(journal["requests"][0]["path"], "/api.xro/2.0/Organisation");
    assert_eq!((&journal["api_requests"], &journal["token_requests"]), (&json!(1), &json!(1)));
    let description = send(&demo, "GET", "/_demo/description", &[], "").json();
    assert_eq!(description["client_id"], demo.client_id.as_str());
    for path in ["/_demo/reset", "/_demo/limits?enabled=false", "/_demo/seed"] {
        assert!(matches!(send(&demo, "GET", path, &[], "").status, 400 | 405), "{path}");
    }
    assert_eq!(send(&demo, "GET", "/_demo/limits", &[], "").json()["enabled"], true);
}

#[test]
fn a_wrong_command_is_explained() {
    let demo = Demo::fixed();
    for (path, body, hint) in [
        ("/_demo/clok", "{}", "did you mean \"clock\"?"),
        ("/_demo/clock", r#"{"sped": 1}"#, "did you mean \"speed\"?"),
        ("/_demo/clock", "[]", "a JSON object"),
        ("/_demo/clock", r#"{"do": "reset"}"#, "name is in the path"),
        ("/_demo/clock", "{", "not JSON"),
    ] {
        let response = send(&demo, "POST", path, &[JSON], body);
        let message = response.json()["error"].as_str().expect("a message").to_owned();
        assert!(response.status == 400 && message.contains(hint), "{message}");
    }
}

#[test]
fn no_web_page_of_another_origin_can_command() {
    let demo = Demo::fixed();
    let rebound = demo.send("GET", "/_demo/description", &[("Host", "demo.example:80")], "");
    assert_eq!(rebound.status, 403);
    assert!(!rebound.text().contains(&demo.client_secret));
    let simple = send(&demo, "POST", "/_demo/reset", &[("Content-Type", "text/plain")], "{}");
    assert_eq!(simple.status, 415);
    let preflight = send(&demo, "OPTIONS", "/_demo/reset", &[("Origin", "http://page.example")], "");
    assert_eq!(preflight.status, 405);
    assert_eq!(preflight.header("access-control-allow-origin"), None);
    let closed = Demo::start(r#"{"control": false}"#);
    assert_eq!(send(&closed, "GET", "/_demo/description", &[], "").status, 404);
}
