//! Faults over the wire: their effect, and that all else continues.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use crate::support::{Demo, request};

fn get(demo: &Demo, token: &str) -> io::Result<u16> {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Accept", "application/json")];
    demo.try_send("GET", "/api.xro/2.0/Organisation", &headers, "").map(|response| response.status)
}

#[test]
fn a_status_with_a_body_is_sent_as_often_as_it_is_set() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.control(
        r#"{"do": "fault", "route": "GET /Organisation", "status": 503, "body": "<h1>Offline</h1>",
            "headers": {"Retry-After": "7"}, "times": 1}"#,
    );
    let response = demo.get_with(&token, "/Organisation", &[]);
    assert_eq!((response.status, response.text().as_str()), (503, "<h1>Offline</h1>"));
    assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(response.header("retry-after"), Some("7"));
    assert!(response.header("xero-correlation-id").is_some());
    assert_eq!(demo.get_with(&token, "/Organisation", &[]).status, 200);
}

#[test]
fn a_status_alone_has_an_empty_body_and_reaches_the_token_endpoint_too() {
    let demo = Demo::fixed();
    demo.control(r#"{"do": "fault", "route": "POST /connect/token", "status": 500}"#);
    let response = demo.token_request(&demo.basic(), "grant_type=client_credentials");
    assert_eq!((response.status, response.body.len()), (500, 0));
    demo.control(r#"{"do": "clear_faults"}"#);
    assert_eq!(demo.get("/Organisation").status, 200);
}

#[test]
fn a_connection_reset_before_the_request_does_nothing_and_one_after_it_leaves_it_done() {
    let demo = Demo::fixed();
    let token = demo.token();
    let put = |number: &str| {
        let body = format!(r#"{{"Type": "ACCREC", "InvoiceNumber": "{number}", "Contact": {{"Name": "Boom FM"}}}}"#);
        let bearer = format!("Bearer {token}");
        demo.try_send("PUT", "/api.xro/2.0/Invoices", &[("Authorization", &bearer)], &body)
    };
    for (reset, expected) in [("before", 404), ("after", 200)] {
        demo.control(&format!(r#"{{"do": "fault", "route": "PUT /Invoices", "reset": "{reset}", "times": 1}}"#));
        assert!(put(reset).is_err(), "{reset}");
        assert_eq!(demo.get_with(&token, &format!("/Invoices/{reset}"), &[]).status, expected);
    }
    let journal = demo.control(r#"{"do": "journal"}"#);
    let lost = journal["requests"].as_array().expect("a list").iter().filter(|entry| entry["status"].is_null());
    assert_eq!(lost.count(), 2);
}

#[test]
fn a_truncated_response_declares_its_length_and_ends_early() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.control(r#"{"do": "fault", "route": "/Organisation", "cut": 100, "times": 1}"#);
    let bearer = format!("Bearer {token}");
    let mut stream = demo.connect();
    let text = request("GET", "/api.xro/2.0/Organisation", &[("Authorization", &bearer)], "");
    stream.write_all(text.as_bytes()).expect("sent");
    let mut received = Vec::new();
    // The sent bytes arrive, and then the connection ends, by a close or a reset.
    let _ = stream.read_to_end(&mut received);
    let text = String::from_utf8_lossy(&received);
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    assert!(head.to_ascii_lowercase().contains("content-length: 1"), "{head}");
    assert_eq!(body.len(), 100);
    assert_eq!(get(&demo, &token).expect("whole again"), 200);
}

#[test]
fn a_delay_or_a_drip_only_makes_the_true_response_slow() {
    let demo = Demo::fixed();
    let token = demo.token();
    let timed = || {
        let start = Instant::now();
        assert_eq!(get(&demo, &token).expect("a response"), 200);
        start.elapsed()
    };
    demo.control(r#"{"do": "fault", "route": "*", "delay": 0.2, "times": 1}"#);
    assert!(timed() >= Duration::from_millis(200));
    demo.control(r#"{"do": "fault", "route": "*", "drip": {"bytes": 500, "every": 0.1}, "times": 1}"#);
    assert!(timed() >= Duration::from_millis(200));
}

#[test]
fn a_redirect_points_elsewhere() {
    let demo = Demo::fixed();
    demo.control(r#"{"do": "fault", "route": "*", "redirect": "http://127.0.0.1:9/", "status": 307}"#);
    let response = demo.token_request(&demo.basic(), "grant_type=client_credentials");
    assert_eq!((response.status, response.header("location")), (307, Some("http://127.0.0.1:9/")));
}

#[test]
fn revoked_in_passing_a_token_fails_from_this_request_on() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.control(r#"{"do": "fault", "route": "GET /Organisation", "revoke_tokens": true, "times": 1}"#);
    let response = demo.get_with(&token, "/Organisation", &[]);
    assert_eq!(response.status, 401);
    assert!(response.json()["Detail"].as_str().expect("a text").starts_with("TokenExpired"));
    assert_eq!(demo.get("/Organisation").status, 200);
}

#[test]
fn a_bomb_is_small_on_the_wire_and_large_inside() {
    let demo = Demo::fixed();
    demo.control(r#"{"do": "fault", "route": "*", "gzip_bomb": 50000000, "times": 1}"#);
    let response = demo.send("GET", "/api.xro/2.0/Organisation", &[], "");
    assert_eq!(response.header("content-encoding"), Some("gzip"));
    assert!(response.body.len() < 400_000, "{}", response.body.len());
    let inflated = io::copy(&mut flate2::read::GzDecoder::new(response.body.as_slice()), &mut io::sink());
    assert_eq!(inflated.expect("valid gzip"), 50_000_000);
}

#[test]
fn a_fault_can_replace_the_body_and_follow_a_request_that_was_carried_out() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.control(r#"{"do": "fault", "route": "*", "body": {"Organisations": []}, "times": 1}"#);
    let response = demo.get_with(&token, "/Organisation", &[]);
    assert_eq!((response.status, response.text().as_str()), (200, r#"{"Organisations":[]}"#));
    demo.control(
        r#"{"do": "fault", "route": "PUT /Invoices", "status": 500, "processed": true, "body": "", "times": 1}"#,
    );
    let body = r#"{"Type": "ACCREC", "InvoiceNumber": "LOST-1", "Contact": {"Name": "Boom FM"}}"#;
    assert_eq!(demo.put(&token, "/Invoices", &[], body).status, 500);
    assert_eq!(demo.get_with(&token, "/Invoices/LOST-1", &[]).status, 200);
}

#[test]
fn the_same_seed_and_the_same_requests_give_the_same_faults() {
    let story = |seed: u32| {
        let demo = Demo::start(r#"{"limits": false}"#);
        let token = demo.token();
        for fault in [r#""status": 500"#, r#""reset": "before""#, r#""status": 429"#] {
            demo.control(&format!(
                r#"{{"do": "fault", "route": "GET /Organisation", "probability": 0.2, "seed": {seed}, {fault}}}"#
            ));
        }
        (0..60).map(|_| get(&demo, &token).ok()).collect::<Vec<_>>()
    };
    let first = story(11);
    assert_eq!(first, story(11));
    assert_ne!(first, story(12));
    for status in [Some(200), Some(500), Some(429), None] {
        assert!(first.contains(&status), "{status:?} in {first:?}");
    }
}

#[test]
fn one_fault_is_removed_and_the_others_keep_their_order() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.control(r#"{"do": "fault", "route": "GET /Organisation", "status": 418}"#);
    demo.control(r#"{"do": "fault", "route": "GET /Accounts", "status": 418}"#);
    demo.control(r#"{"do": "clear_faults", "fault": 0}"#);
    assert_eq!(demo.get_with(&token, "/Organisation", &[]).status, 200);
    assert_eq!(demo.get_with(&token, "/Accounts", &[]).status, 418);
    assert_eq!(demo.control(r#"{"do": "faults"}"#)["hits"], serde_json::json!([0, 1]));
    let refused = demo.company.control(br#"{"do": "clear_faults", "fault": 2}"#).expect_err("no such fault");
    assert!(refused.to_string().contains("2 were added"), "{refused}");
}
