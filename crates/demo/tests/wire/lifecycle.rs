//! Start, control, journal, snapshot, reset and stop.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use xero_m2m_demo::DemoCompany;

use crate::support::{Demo, request};

#[test]
fn a_company_is_up_at_once_and_gone_after_stop() {
    let start = Instant::now();
    let demo = Demo::start("");
    let up = start.elapsed();
    assert!(up < Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 }), "{up:?}");
    assert_eq!(demo.get("/Organisation").status, 200);
    demo.company.stop();
    demo.company.stop();
    assert!(TcpStream::connect(&demo.address).is_err());
}

#[test]
fn two_companies_are_independent() {
    let (one, two) = (Demo::fixed(), Demo::fixed());
    assert_ne!(one.client_secret, two.client_secret);
    assert_eq!(two.get_with(&one.token(), "/Organisation", &[]).status, 401);
}

#[test]
fn stopping_ends_a_response_that_is_still_waiting() {
    let demo = Demo::fixed();
    demo.control(r#"{"do": "fault", "route": "*", "delay": 60}"#);
    let mut stream = demo.connect();
    stream.write_all(request("GET", "/api.xro/2.0/Organisation", &[], "").as_bytes()).expect("sent");
    while demo.control(r#"{"do": "limits"}"#)["in_flight"] != 1 {
        std::thread::yield_now();
    }
    let start = Instant::now();
    demo.company.stop();
    assert!(start.elapsed() < Duration::from_secs(5));
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    assert!(received.is_empty());
}

#[test]
fn several_requests_go_over_one_connection() {
    let demo = Demo::fixed();
    let mut stream = demo.connect();
    for _ in 0..3 {
        stream.write_all(b"GET /api.xro/2.0/Organisation HTTP/1.1\r\nHost: demo\r\n\r\n").expect("sent");
        let mut head = [0; 12];
        stream.read_exact(&mut head).expect("a status line");
        assert_eq!(&head, b"HTTP/1.1 401");
        let mut rest = vec![0; 4_096];
        let mut size = stream.read(&mut rest).expect("the rest");
        while !rest[..size].ends_with(b"}}") && !rest[..size].ends_with(b"{}}") {
            size += stream.read(&mut rest[size..]).expect("more");
        }
    }
}

#[test]
fn the_journal_counts_requests_and_holds_no_secret() {
    let demo = Demo::start(r#"{"client_secret": "canary-secret"}"#);
    let token = demo.token();
    demo.get_with(&token, "/Invoices?page=1", &[("User-Agent", "acme/1"), ("Idempotency-Key", "k")]);
    let journal = demo.control(r#"{"do": "journal"}"#);
    assert_eq!((journal["token_requests"].as_u64(), journal["api_requests"].as_u64()), (Some(1), Some(1)));
    let entries = journal["requests"].as_array().expect("a list");
    assert_eq!(entries[0]["authorization"], "Basic ***");
    let entry = &entries[1];
    for (name, expected) in [
        ("method", "GET"),
        ("path", "/api.xro/2.0/Invoices"),
        ("query", "page=1"),
        ("authorization", "Bearer ***"),
        ("user_agent", "acme/1"),
        ("idempotency_key", "k"),
    ] {
        assert_eq!(entry[name], expected, "{name}");
    }
    assert_eq!(entry["status"], 200);
    let text = journal.to_string();
    assert!(!text.contains("canary-secret") && !text.contains(&token));
    demo.control(r#"{"do": "clear_journal"}"#);
    assert_eq!(demo.control(r#"{"do": "journal"}"#)["api_requests"], 0);
}

#[test]
fn a_reset_brings_back_books_settings_and_clock() {
    let demo = Demo::fixed();
    let token = demo.token();
    let count = || demo.get_with(&token, "/Invoices", &[]).json()["Invoices"].as_array().expect("a list").len();
    demo.control(r#"{"do": "seed", "invoices": 10}"#);
    let snapshot = demo.control(r#"{"do": "snapshot"}"#)["snapshot"].clone();
    demo.control(r#"{"do": "seed", "invoices": 5, "contacts": 2}"#);
    demo.control(r#"{"do": "limits", "per_minute": null}"#);
    assert_eq!(count(), 93);
    demo.control(&format!(r#"{{"do": "reset", "snapshot": {snapshot}}}"#));
    assert_eq!(count(), 88);
    demo.control(r#"{"do": "fault", "route": "*", "status": 500}"#);
    demo.control(r#"{"do": "reset", "snapshot": null}"#);
    assert_eq!(count(), 78);
    assert_eq!(demo.control(r#"{"do": "limits"}"#)["per_minute"], 60);
}

#[test]
fn the_clock_is_reported_set_and_advanced() {
    let demo = Demo::fixed();
    assert_eq!(demo.control(r#"{"do": "clock"}"#)["now"], "2026-11-23T00:00:00Z");
    assert_eq!(demo.control(r#"{"do": "clock", "advance": 3600}"#)["now"], "2026-11-23T01:00:00Z");
    let now = demo.control(r#"{"do": "clock", "set": "2030-01-01T00:00:00Z"}"#)["now"].clone();
    assert_eq!(now, "2030-01-01T00:00:00Z");
}

#[test]
fn wrong_commands_and_options_name_the_nearest_right_ones() {
    let demo = Demo::fixed();
    let refused = |command: &str| demo.company.control(command.as_bytes()).expect_err(command).to_string();
    for (command, hint) in [
        (r#"{"do": "jurnal"}"#, "did you mean \"journal\"?"),
        (r#"{"do": "clock", "advnce": 1}"#, "did you mean \"advance\"?"),
        (r#"{"do": "limits", "per_minute": "many"}"#, "whole number"),
        (r#"{"do": "connection", "app": "mobile"}"#, "custom_connection"),
        (r#"{"do": "reset", "snapshot": 99}"#, "snapshot 99 does not exist"),
        (r#"{"do": "seed", "invoices": 99999999}"#, "at most"),
        ("{}", "a command needs \"do\""),
        ("nonsense", "must be JSON"),
    ] {
        let message = refused(command);
        assert!(message.contains(hint), "{message}");
    }
    let message = DemoCompany::start(br#"{"region": "NX"}"#).expect_err("no such region").to_string();
    assert!(message.contains("NZ, AU, UK, US"), "{message}");
}

#[test]
fn regions_differ_in_country_currency_and_tax() {
    for (region, currency, country) in [("AU", "AUD", "AU"), ("UK", "GBP", "GB"), ("US", "USD", "US")] {
        let demo = Demo::start(&format!(r#"{{"region": "{region}"}}"#));
        let organisation = demo.get("/Organisation").json()["Organisations"][0].clone();
        assert_eq!(
            (organisation["BaseCurrency"].as_str(), organisation["CountryCode"].as_str()),
            (Some(currency), Some(country))
        );
    }
}
