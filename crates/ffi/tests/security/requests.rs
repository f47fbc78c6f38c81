//! The requests themselves: where credentials and tokens stand, and where they never do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::server::{Seen, Server, TOKEN, ask, client, get, plain, response};

fn token_requests(seen: &[Seen]) -> Vec<&Seen> {
    seen.iter().filter(|seen| seen.line().contains("/connect/token")).collect()
}

#[test]
fn the_parameters_of_a_token_request_are_only_in_its_body() {
    let server = Server::start(plain);
    for (scopes, body) in [
        (json!(null), "grant_type=client_credentials"),
        (json!(["b.read", "a"]), "grant_type=client_credentials&scope=a+b.read"),
    ] {
        let options = json!({"scopes": scopes, "client_id": "a:b", "client_secret": "p%+\u{fc}"});
        ask(&client(&server, &options, &[]).unwrap(), &get("/Organisation")).unwrap();
        let seen = server.seen();
        let request = *token_requests(&seen).last().unwrap();
        assert_eq!(request.line(), "POST /connect/token HTTP/1.1");
        assert_eq!(request.body, body);
        assert_eq!(request.headers("content-type"), ["application/x-www-form-urlencoded"]);
        assert_eq!(request.headers("accept"), ["application/json"]);
        let [basic] = request.headers("authorization")[..] else { panic!("one way to authenticate") };
        let pair = STANDARD.decode(basic.strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(pair, b"a%3Ab:p%25%2B%C3%BC");
    }
}

#[test]
fn nothing_in_a_token_response_changes_the_next_request() {
    let calls = AtomicUsize::new(0);
    let server = Server::start(move |seen| {
        if seen.line().contains("/connect/token") {
            let token = json!({
                "access_token": TOKEN, "token_type": "Bearer", "expires_in": 1800, "refresh_token": "canary-refresh",
                "issuer": "https://evil.example", "token_endpoint": "https://evil.example/token",
                "api_url": "https://evil.example/api",
            });
            return response(200, &token.to_string());
        }
        // The first call finds its token revoked.
        response(if calls.fetch_add(1, Ordering::SeqCst) == 0 { 401 } else { 200 }, "{}")
    });
    ask(&client(&server, &json!({}), &[]).unwrap(), &get("/Organisation")).unwrap();
    let seen = server.seen();
    let [first, second] = token_requests(&seen)[..] else { panic!("two tokens, not {seen:?}") };
    assert_eq!((first.line(), &first.body), (second.line(), &second.body));
    assert!(seen.iter().all(|request| !format!("{request:?}").contains("canary-refresh")));
}

#[test]
fn a_token_is_in_one_header_and_nowhere_else() {
    let server = Server::start(plain);
    let client = client(&server, &json!({}), &[]).unwrap();
    ask(&client, &get("/Organisation")).unwrap();
    let post =
        json!({"verb": "raw", "method": "POST", "path": "/Contacts", "params": {"a": "b"}, "json": {"Name": "x"}});
    ask(&client, &post).unwrap();
    let seen = server.seen();
    let calls: Vec<&Seen> = seen.iter().filter(|seen| seen.line().contains("/api.xro/")).collect();
    assert_eq!(calls.len(), 2);
    for call in calls {
        assert_eq!(call.headers("authorization"), [format!("Bearer {TOKEN}")]);
        assert_eq!(format!("{call:?}").matches(TOKEN).count(), 1, "{call:?}");
        assert!(call.headers("cookie").is_empty(), "{call:?}");
    }
}

#[test]
fn a_read_has_no_body() {
    let server = Server::start(plain);
    let client = client(&server, &json!({}), &[]).unwrap();
    ask(&client, &get("/Organisation")).unwrap();
    let read = server.seen().pop().unwrap();
    assert!(read.line().starts_with("GET "), "{read:?}");
    for header in ["content-length", "transfer-encoding", "content-type"] {
        assert!(read.headers(header).is_empty(), "{read:?}");
    }
    let with_body = json!({"verb": "raw", "method": "GET", "path": "/Organisation", "json": {}});
    assert!(ask(&client, &with_body).is_err());
}

#[test]
fn a_connection_with_an_unread_response_is_not_used_again() {
    let server = Server::start(|seen| match seen.line() {
        line if line.contains("/Slow") => "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{\"half\":".to_owned(),
        _ => plain(seen),
    });
    let client = client(&server, &json!({}), &[]).unwrap();
    ask(&client, &get("/Organisation")).unwrap();
    let mut slow = get("/Slow");
    slow["options"] = json!({"deadline": 0.3});
    ask(&client, &slow).unwrap_err();
    ask(&client, &get("/Organisation")).unwrap();
    let calls: Vec<Seen> = server.seen().into_iter().filter(|seen| seen.line().contains("/api.xro/")).collect();
    let connections: Vec<usize> = calls.iter().map(|seen| seen.connection).collect();
    assert_eq!(connections[0], connections[1], "a connection is used again after a whole response");
    assert_ne!(connections[1], connections[2], "and not after half of one");
}

#[test]
fn a_response_that_never_ends_is_cut_off_with_the_attempt() {
    // The head itself never ends: one header after another.
    let server = Server::start(|seen| match seen.line() {
        line if line.contains("/Slow") => {
            std::thread::sleep(Duration::from_millis(100));
            "HTTP/1.1 200 X\r\nx-drip: 1\r\n".to_owned()
        }
        _ => plain(seen),
    });
    let client = client(&server, &json!({"timeout": {"connect": 0.2, "read": 0.2}}), &[]).unwrap();
    let error = ask(&client, &get("/Slow")).unwrap_err();
    assert_eq!(error.code(), "timeout", "{error}");
}

#[test]
fn headers_that_are_the_clients_own_or_could_break_a_line_are_refused() {
    let server = Server::start(plain);
    let client = client(&server, &json!({}), &[]).unwrap();
    let own = ["Authorization", "HOST", "content-length", "Transfer-Encoding", "Connection", "Proxy-Authorization"];
    let broken = ["", "a b", "a:b", "a\r\nX-Injected", "a\0", "h\u{e9}"];
    for name in own.into_iter().chain(broken) {
        let mut request = get("/Organisation");
        request["headers"] = json!({name: "x"});
        let error = ask(&client, &request).unwrap_err();
        assert_eq!(error.code(), "argument", "{name:?}");
    }
    for value in ["a\r\nX-Injected: 1", "a\n", "a\r", "a\0b", "caf\u{e9}", "\u{7f}"] {
        let mut request = get("/Organisation");
        request["headers"] = json!({"X-Note": value});
        assert_eq!(ask(&client, &request).unwrap_err().code(), "argument", "{value:?}");
    }
    assert!(server.seen().is_empty());
    let mut request = get("/Organisation");
    request["params"] = json!({"where": "a\r\nX-Injected: 1\0", "b\r\n": "c"});
    ask(&client, &request).unwrap();
    let line = server.seen().pop().unwrap();
    assert!(line.line().contains("?b%0D%0A=c&where=a%0D%0AX-Injected%3A%201%00 "), "{line:?}");
}
