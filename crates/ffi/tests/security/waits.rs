//! Servers that respond late or never: what ends a call, what does not, and what is reported meanwhile.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};
use xero_m2m::clock::{Clock, Now};
use xero_m2m_ffi::Client;

use super::server::{Seen, Server, ask, client, client_on_clock, get, plain, response};

/// Time that runs so many times faster.
const PACE: u32 = 20;

#[derive(Debug)]
struct FastClock(Now);

impl Clock for FastClock {
    fn now(&self) -> Now {
        let passed = self.0.monotonic.elapsed() * PACE;
        Now { monotonic: self.0.monotonic + passed, wall: self.0.wall + passed }
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration / PACE))
    }
}

fn fast(server: &Server, options: &Value) -> Client {
    let now = Now { monotonic: Instant::now(), wall: SystemTime::now() };
    client_on_clock(server, options, &[], Arc::new(FastClock(now))).expect("a client")
}

/// A server that says nothing for so many seconds of the fast clock.
fn silent_for(seconds: u32) -> Server {
    Server::start(move |seen| {
        if seen.line().contains("/Slow") {
            sleep(Duration::from_secs(seconds.into()) / PACE);
        }
        plain(seen)
    })
}

/// The events of this kind.
fn events_of(client: &Client, kind: &str) -> Vec<Value> {
    let events: Vec<Value> = serde_json::from_slice(&client.take_events()).expect("JSON");
    events.into_iter().filter(|event| event["event"] == kind).collect()
}

#[test]
fn a_hang_ends_with_the_default_deadline_and_is_reported_meanwhile() {
    let server = silent_for(400);
    let client = fast(&server, &json!({"retry": 4}));
    ask(&client, &get("/Organisation")).unwrap();
    client.listen(true);
    let error = ask(&client, &get("/Slow")).unwrap_err();
    assert_eq!((error.code(), error.details().waiting_for), ("deadline", Some("attempt")), "{error}");
    assert!(error.message().starts_with("the default deadline passed after 6"), "{error}");
    assert!(
        error.to_string().contains("waiting for Xero's response\nhint: a call without a deadline has 60 s"),
        "{error}"
    );
    let waits = events_of(&client, "waiting");
    let waited: Vec<f64> = waits.iter().map(|event| event["waited"].as_f64().unwrap()).collect();
    assert!(
        waited.len() == 4 && waited.iter().zip([5.0, 10.0, 20.0, 40.0]).all(|(waited, due)| *waited >= due),
        "{waits:?}"
    );
    for event in waits {
        assert_eq!((&event["operation"], &event["waiting_for"]), (&json!("GET /Slow"), &json!("attempt")));
        assert!((59.0..=60.0).contains(&event["at_most"].as_f64().unwrap()), "{event}");
    }
}

#[test]
fn a_longer_timeout_is_a_longer_default_deadline() {
    let server = silent_for(90);
    let client = fast(&server, &json!({"timeout": 120}));
    ask(&client, &get("/Slow")).unwrap();
}

#[test]
fn a_write_that_the_default_deadline_ends_may_have_been_carried_out() {
    let server = silent_for(400);
    let client = fast(&server, &json!({}));
    let write =
        json!({"verb": "raw", "method": "PUT", "path": "/Slow", "json": {}, "options": {"idempotency_key": "k"}});
    let error = ask(&client, &write).unwrap_err();
    assert_eq!((error.code(), error.details().outcome.map(xero_m2m::Outcome::name)), ("deadline", Some("unknown")));
    let end = "outcome: unknown, it may have been carried out; idempotency key k";
    assert!(error.to_string().ends_with(end), "{error}");
}

#[test]
fn waits_for_the_limits_do_not_count_against_the_default_deadline() {
    let server = silent_for(30);
    let client = fast(&server, &json!({"limits": {"per_minute": 1}}));
    client.listen(true);
    ask(&client, &get("/Organisation")).unwrap();
    ask(&client, &get("/Slow")).unwrap();
    let [wait] = &events_of(&client, "limit_wait")[..] else { panic!("one call waits") };
    assert_eq!((&wait["kind"], &wait["limit"]), (&json!("minute"), &json!(1)));
    assert!(wait["wait"].as_f64().unwrap() > 40.0, "{wait}");
}

#[test]
fn waits_that_the_server_asks_for_do_not_count_against_the_default_deadline() {
    let calls = AtomicUsize::new(0);
    let server = Server::start(move |seen: &Seen| {
        let is_refused = seen.line().contains("/Busy") && calls.fetch_add(1, Ordering::Relaxed) < 2;
        if is_refused {
            "HTTP/1.1 503 X\r\nretry-after: 50\r\ncontent-length: 0\r\n\r\n".to_owned()
        } else {
            plain(seen)
        }
    });
    let client = fast(&server, &json!({"retry": 4}));
    client.listen(true);
    ask(&client, &get("/Busy")).unwrap();
    let waits = events_of(&client, "waiting");
    assert!(waits.iter().all(|event| event["waiting_for"] == "retry" && event["at_most"].as_f64() >= Some(50.0)));
    assert!(waits.len() >= 8, "{waits:?}");
}

#[test]
fn a_call_that_is_not_retried_says_how_long_to_wait() {
    let server = Server::start(|seen| if seen.line().contains("/Broken") { response(500, "") } else { plain(seen) });
    let client = fast(&server, &json!({"retry": 4}));
    let errors: Vec<_> = (0..4).map(|_| ask(&client, &get("/Broken")).unwrap_err()).collect();
    let error = &errors[3];
    assert!(error.message().ends_with("not tried again, because too many calls fail at the moment"), "{error}");
    assert!(error.details().retry_after.is_some() && error.to_string().contains("; retry after "), "{error}");
}

#[test]
fn a_check_of_a_server_that_never_responds_ends_within_half_a_minute() {
    for (silent, name, waiting_for) in
        [("/connect/token", "token", "token"), ("/Organisation", "organisation", "attempt")]
    {
        let server = Server::start(move |seen| {
            if seen.line().contains(silent) {
                sleep(Duration::from_secs(100) / PACE);
            }
            plain(seen)
        });
        let client = fast(&server, &json!({"retry": 4}));
        client.listen(true);
        let report = &ask(&client, &json!({"verb": "check"})).unwrap()["value"];
        let text = report["text"].as_str().unwrap();
        assert!(text.contains(&format!("FAIL {name}: the deadline passed after 25")), "{text}");
        assert!(text.contains("next step: check the network"), "{text}");
        assert!(events_of(&client, "waiting").iter().any(|event| event["waiting_for"] == waiting_for));
    }
}

#[test]
fn the_findings_of_a_check_are_escaped() {
    let server = Server::start(|seen| {
        let bad = "\u{1b}[2J bad\r\nready \u{202e}";
        let body = if seen.line().contains("/connect/token") {
            json!({"access_token": "a.b", "token_type": "Bearer", "expires_in": 1800, "scope": bad})
        } else {
            json!({"Organisations": [{"Name": bad, "CountryCode": "NZ"}]})
        };
        response(200, &body.to_string())
    });
    let report = &ask(&client(&server, &json!({}), &[]).unwrap(), &json!({"verb": "check"})).unwrap()["value"];
    let text = report["text"].as_str().unwrap();
    assert!(text.contains(r"ok   organisation: \x1b[2J bad\r\nready \u202e (NZ)"), "{text}");
    assert!(!text.contains(['\u{1b}', '\r', '\u{202e}']) && text.matches("\nready").count() == 1, "{text}");
    assert_eq!(report["organisation"], "\u{1b}[2J bad\r\nready \u{202e}");
}
