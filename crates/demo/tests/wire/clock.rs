//! A clock that runs faster: tokens and limits follow it, delays do not.

use std::time::{Duration, Instant};

use crate::support::{Demo, NOW};

#[test]
fn the_speed_is_an_option_and_can_be_changed() {
    let demo = Demo::start(&format!(r#"{{"clock": "{NOW}", "clock_speed": 0}}"#));
    assert_eq!(demo.control(r#"{"do": "clock"}"#), serde_json::json!({"now": NOW, "speed": 0.0}));
    assert_eq!(demo.control(r#"{"do": "clock", "speed": 1000}"#)["speed"], 1000.0);
    std::thread::sleep(Duration::from_millis(70));
    let now = demo.control(r#"{"do": "clock", "speed": 0}"#)["now"].as_str().expect("a time").to_owned();
    assert!(now.as_str() >= "2026-11-23T00:01:10", "{now}");
    assert_eq!(demo.control(r#"{"do": "clock"}"#)["now"], now);
    for command in [r#"{"do": "clock", "speed": -1}"#, r#"{"do": "clock", "speed": 1e9}"#] {
        let message = demo.company.control(command.as_bytes()).expect_err(command).to_string();
        assert!(message.contains("a number from 0 to 100000"), "{message}");
    }
    let message = demo.company.control(br#"{"do": "clock", "sped": 2}"#).expect_err("unknown").to_string();
    assert!(message.contains("did you mean \"speed\"?"), "{message}");
}

#[test]
fn minutes_pass_faster_on_a_faster_clock() {
    let demo = Demo::start(r#"{"clock_speed": 0, "token_ttl": 1000000, "limits": {"per_minute": 1}}"#);
    let token = demo.token();
    let get = || demo.get_with(&token, "/Organisation", &[]).status;
    assert_eq!([get(), get()], [200, 429]);
    demo.control(r#"{"do": "clock", "speed": 6000}"#);
    std::thread::sleep(Duration::from_millis(10));
    demo.control(r#"{"do": "clock", "speed": 0}"#);
    assert_eq!([get(), get()], [200, 429]);
}

#[test]
fn tokens_expire_sooner_on_a_faster_clock() {
    let demo = Demo::start(r#"{"clock_speed": 0, "token_ttl": 600}"#);
    let token = demo.token();
    assert_eq!(demo.get_with(&token, "/Organisation", &[]).status, 200);
    demo.control(r#"{"do": "clock", "speed": 60000}"#);
    std::thread::sleep(Duration::from_millis(10));
    let late = demo.get_with(&token, "/Organisation", &[]);
    assert_eq!(late.status, 401);
    assert!(late.text().contains("TokenExpired"), "{}", late.text());
}

#[test]
fn retry_after_is_in_the_clocks_own_seconds() {
    let demo = Demo::start(&format!(r#"{{"clock": "{NOW}", "clock_speed": 0, "limits": {{"per_minute": 1}}}}"#));
    let token = demo.token();
    let get = || demo.get_with(&token, "/Organisation", &[]);
    assert_eq!(get().status, 200);
    demo.control(r#"{"do": "clock", "advance": 20}"#);
    assert_eq!(get().header("retry-after"), Some("40"));
}

#[test]
fn a_delay_is_as_long_on_a_faster_clock() {
    let demo = Demo::start(r#"{"clock_speed": 100000, "token_ttl": 1000000}"#);
    demo.control(r#"{"do": "fault", "route": "POST /connect/token", "delay": 0.1, "times": 1}"#);
    let start = Instant::now();
    demo.token();
    assert!(start.elapsed() >= Duration::from_millis(100));
}

#[test]
fn a_reset_brings_the_speed_of_the_snapshot_back() {
    let demo = Demo::start(r#"{"clock_speed": 2}"#);
    demo.control(r#"{"do": "clock", "speed": 50}"#);
    let snapshot = demo.control(r#"{"do": "snapshot"}"#)["snapshot"].clone();
    demo.control(r#"{"do": "reset"}"#);
    assert_eq!(demo.control(r#"{"do": "clock"}"#)["speed"], 2.0);
    demo.control(&format!(r#"{{"do": "reset", "snapshot": {snapshot}}}"#));
    assert_eq!(demo.control(r#"{"do": "clock"}"#)["speed"], 50.0);
}
