//! The limits: 429 with its headers, by the demo's clock.

use std::io::{Read, Write};

use crate::support::{Demo, Reply, request};

fn problem(reply: &Reply) -> (u16, &str, Option<&str>) {
    (reply.status, reply.header("x-rate-limit-problem").unwrap_or(""), reply.header("retry-after"))
}

#[test]
fn the_sixty_first_call_of_a_minute_is_refused_with_retry_after() {
    let demo = Demo::fixed();
    let token = demo.token();
    let get = || demo.get_with(&token, "/Organisation", &[]);
    let last = (0..60).map(|_| get()).collect::<Vec<_>>().pop().expect("sixty replies");
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
        stream.read_to_end(&mut received).expect("a reply");
        assert_eq!(Reply::parse(&received).expect("whole").status, 200);
    }
    assert_eq!(demo.control(r#"{"do": "limits"}"#)["in_flight"], 0);
}

#[test]
fn a_caller_who_hangs_up_leaves_its_place() {
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
