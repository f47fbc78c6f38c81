//! No text form of anything shows a secret or a token.

use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use xero_m2m::Naming;

use crate::server::{SECRET, Server, ask, client, get, plain, reply};

/// Neither secret nor token, nor a part of them, as they are or in base64 at any of its three offsets.
fn assert_clean(text: &str) {
    let encoded = ["", ".", ".."].map(|before| STANDARD.encode(format!("{before}canary-"))[4..8].to_owned());
    for canary in encoded.iter().map(String::as_str).chain(["canary-"]) {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
}

#[test]
fn a_client_shows_neither_secret_nor_token_and_a_panic_about_it_neither() {
    let server = Server::start(plain);
    let client = client(&server, &json!({"proxy": format!("http://user:{SECRET}@127.0.0.1:1")}), &[]).unwrap();
    ask(&client, &get("/Organisation")).unwrap();
    assert_clean(&format!("{client:?}{client:#?}"));
    assert_clean(&String::from_utf8(client.describe()).unwrap());
    let panic = thread::spawn(move || panic!("{client:?}")).join().unwrap_err();
    assert_clean(panic.downcast_ref::<String>().unwrap());
}

#[test]
fn a_server_that_echoes_the_token_or_the_secret_does_not_get_them_into_an_error() {
    for (at, status) in [("/connect/token", 200), ("/connect/token", 400), ("/api.xro/", 400), ("/api.xro/", 500)] {
        for padding in 0..60 {
            check_echo(at, status, &"x".repeat(5 * padding));
        }
    }
}

/// The padding moves the echo over every place where a text is cut.
fn check_echo(at: &'static str, status: u16, padding: &str) {
    let padding = padding.to_owned();
    let server = Server::start(move |seen| {
        if !seen.line().contains(at) {
            return plain(seen);
        }
        // The API never sees the secret, and so cannot echo it.
        let secret = if at == "/connect/token" { SECRET } else { "" };
        let echo = format!("{padding}{} {secret}", seen.head);
        let body = json!({"error": echo, "error_description": echo, "Message": echo, "Type": "ValidationException",
            "Elements": [{"ValidationErrors": [{"Message": echo}]}]});
        reply(status, &body.to_string())
    });
    let client = client(&server, &json!({}), &[]).expect("a client");
    let mut request = get("/Organisation");
    request["options"] = json!({"deadline": 3});
    let error = ask(&client, &request).expect_err("a refusal");
    let json = String::from_utf8(error.to_json(Naming::Snake)).expect("text");
    assert_clean(&format!("{error} {error:?} {json}"));
}
