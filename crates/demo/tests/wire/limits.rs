//! The limits: status 429 and its headers, by the demo's clock.

use std::io::{Read, Write};

use crate::support::{Demo, Response, request};

fn problem(response: &Response) -> (u16, &str, Option<&str>) {
    (response.status, response.header("x-rate-limit-problem").unwrap_or(""), response.header("retry-after"))
}

#[test]
fn the_sixty_first_call_of_a_minute_is_refused_with_retry_after() {
    let demo = Demo::fixed();
    let token = demo.token();
    let get = || demo.get_with(&token, "/Organisation", &[]);
    let last = (0..60).map(|_| get()).collect::<Vec<_>>().pop().expect("sixty responses");
    assert_eq!((last.status, last.header("x-minlimit-remaining")), (200, Some("0")));
    let refused = get();
    let (status, kind, wait) = problem(&refused);
    assert_eq!((status, kind), (429, "minute"));
    let wait: i64 = wait.expect("Retry-After").parse().expect("whole seconds");
    assert!((50..=60).contains(&wait), "{wait}");
    assert!(refused.body.is_empty());
    demo.control(r#"{"do": "clock", "advance": 60}"#);
    assert_eq!(get().status, 200);
}

#[test]
fn the_day_and_the_apps_minute_are_refused_under_their_own_names() {
    let demo = Demo::start(r#"{"clock": "2026-11-23T23:00:00Z"}"#);
    let token = demo.token();
    let get = || demo.get_with(&token, "/Organisation", &[]);
    demo.control(r#"{"do": "limits", "app_per_minute": 1}"#);
    assert_eq!(get().status, 200);
    assert_eq!(problem(&get()).1, "appminute");
    demo.control(r#"{"do": "limits", "per_day": 1}"#);
    let refused = get();
    let (_, kind, wait) = problem(&refused);
    let wait: i64 = wait.expect("Retry-After").parse().expect("whole seconds");
    assert_eq!(kind, "day");
    assert!((3_590..=3_600).contains(&wait), "{wait}");
    demo.control(r#"{"do": "limits", "enabled": false}"#);
    assert_eq!(get().status, 200);
}

#[test]
fn a_sixth_call_in_flight_is_refused_without_retry_after() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.control(r#"{"do": "fault", "route": "GET /Organisation", "delay": 0.4}"#);
    let bearer = format!("Bearer {token}");
    let text = request("GET", "/api.xro/2.0/Organisation", &[("Authorization", &bearer)], "");
    let mut streams: Vec<_> = (0..5).map(|_| demo.connect()).collect();
    for stream in &mut streams {
        stream.write_all(text.as_bytes()).expect("sent");
    }
    while demo.control(r#"{"do": "limits"}"#)["in_flight"] != 5 {
        std::thread::yield_now();
    }
    let refused = demo.get_with(&token, "/Organisation", &[]);
    assert_eq!(problem(&refused), (429, "concurrent", None));
    for mut stream in streams {
        let mut received = Vec::new();
        stream.read_to_end(&mut received).expect("a response");
        assert_eq!(Response::parse(&received).expect("whole").status, 200);
    }
    assert_eq!(demo.control(r#"{"do": "limits"}"#)["in_flight"], 0);
}

#[test]
fn a_caller_that_disconnects_frees_its_slot() {
    let demo = Demo::fixed();
    demo.control(r#"{"do": "fault", "route": "*", "delay": 30}"#);
    let mut stream = demo.connect();
    stream.write_all(request("GET", "/api.xro/2.0/Organisation", &[], "").as_bytes()).expect("sent");
    while demo.control(r#"{"do": "limits"}"#)["in_flight"] != 1 {
        std::thread::yield_now();
    }
    drop(stream);
    while demo.control(r#"{"do": "limits"}"#)["in_flight"] != 0 {
        std::thread::yield_now();
    }
}

/// A company whose clock is stopped.
fn stopped_clock(clock: &str, limits: &str) -> Demo {
    Demo::start(&format!(r#"{{"clock": "{clock}", "clock_speed": 0, "limits": {limits}}}"#))
}

#[test]
fn a_fixed_minute_ends_with_the_minute_of_the_clock() {
    let demo = stopped_clock("2026-11-23T09:00:48.5Z", r#"{"window": "fixed", "per_minute": 2}"#);
    let token = demo.token();
    let get = || demo.get_with(&token, "/Organisation", &[]);
    assert_eq!(get().header("x-minlimit-remaining"), Some("1"));
    assert_eq!(get().header("x-minlimit-remaining"), Some("0"));
    let refused = get();
    assert_eq!(problem(&refused), (429, "minute", Some("12")));
    assert_eq!(refused.header("x-minlimit-remaining"), Some("0"));
    demo.control(r#"{"do": "clock", "advance": 11.499}"#);
    assert_eq!(problem(&get()), (429, "minute", Some("1")));
    demo.control(r#"{"do": "clock", "advance": 0.001}"#);
    assert_eq!([get().status, get().status, get().status], [200, 200, 429]);
}

#[test]
fn with_both_kinds_of_window_a_call_needs_room_in_both() {
    let demo = stopped_clock("2026-11-23T09:00:50Z", r#"{"window": "both", "per_minute": 2, "app_per_minute": 9}"#);
    let token = demo.token();
    let get = || demo.get_with(&token, "/Organisation", &[]);
    assert_eq!([get().status, get().status], [200, 200]);
    demo.control(r#"{"do": "clock", "advance": 20}"#);
    // The fixed minute is new; the sliding one has no call left.
    assert_eq!(problem(&get()), (429, "minute", Some("40")));
    let state = demo.control(r#"{"do": "limits"}"#);
    assert_eq!((&state["minute_remaining"], &state["app_minute_remaining"]), (&0.into(), &7.into()));
    assert_eq!(demo.control(r#"{"do": "limits", "window": "fixed"}"#)["minute_remaining"], 2);
    assert_eq!(get().header("x-appminlimit-remaining"), Some("8"));
    let message = demo.company.control(br#"{"do": "limits", "window": "rolling"}"#).expect_err("no such window");
    assert!(message.to_string().contains("sliding, fixed, both"), "{message}");
}

#[test]
fn refusals_are_counted_by_kind_until_counters_are_cleared_or_the_company_is_reset() {
    let counts = |demo: &Demo| {
        let state = demo.control(r#"{"do": "limits"}"#);
        let count = |value: &serde_json::Value| value.as_u64().expect("a count");
        let refused = &state["refused"];
        let kinds = ["concurrent", "minute", "app_minute", "day"].map(|kind| count(&refused[kind]));
        (kinds, count(&state["most_in_flight"]), count(&state["minute_used"]))
    };
    let demo = stopped_clock("2026-11-23T09:00:00Z", "true");
    let token = demo.token();
    assert_eq!(counts(&demo), ([0; 4], 0, 0));
    for command in [r#"{"do": "clear_counters"}"#, r#"{"do": "reset"}"#] {
        demo.control(r#"{"do": "limits", "per_minute": 1}"#);
        let statuses: Vec<_> = (0..3).map(|_| demo.get_with(&token, "/Organisation", &[]).status).collect();
        assert_eq!(statuses, [200, 429, 429]);
        demo.control(r#"{"do": "limits", "concurrent": 0}"#);
        assert_eq!(problem(&demo.get_with(&token, "/Organisation", &[])).1, "concurrent");
        demo.control(r#"{"do": "limits", "concurrent": 5}"#);
        // A 429 of a fault does not count as a rejection by a limit.
        demo.control(r#"{"do": "fault", "route": "*", "status": 429, "times": 1}"#);
        assert_eq!(demo.get_with(&token, "/Organisation", &[]).status, 429);
        assert_eq!(counts(&demo), ([1, 2, 0, 0], 1, 1));
        demo.control(command);
        assert_eq!(counts(&demo), ([0; 4], 0, 0), "{command}");
    }
}

#[test]
fn a_call_counts_when_it_arrives_and_not_when_its_response_is_sent() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.control(r#"{"do": "fault", "route": "*", "delay": 30}"#);
    let mut stream = demo.connect();
    let text = request("GET", "/api.xro/2.0/Organisation", &[("Authorization", &format!("Bearer {token}"))], "");
    stream.write_all(text.as_bytes()).expect("sent");
    while demo.control(r#"{"do": "limits"}"#)["most_in_flight"] != 1 {
        std::thread::yield_now();
    }
    assert_eq!(demo.control(r#"{"do": "limits"}"#)["minute_used"], 1);
}
