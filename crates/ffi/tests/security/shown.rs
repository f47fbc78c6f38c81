//! No text form of anything shows a secret or a token.

use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use xero_m2m_ffi::{NameCase, error_to_json};

use super::server::{SECRET, Server, ask, client, get, plain, response};

/// Neither secret nor token, nor a part of them, as they are or in base64 at any of its three offsets.
fn assert_clean(text: &str) {
    let encoded = ["", ".", ".."].map(|before| STANDARD.encode(format!("{before}canary-"))[4..8].to_owned());
    for canary in encoded.iter().map(String::as_str).chain(["canary-"]) {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
}

#[test]
fn neither_a_client_nor_a_panic_shows_a_secret_or_token() {
    let server = Server::start(plain);
    let client = client(&server, &json!({"proxy": format!("http://user:{SECRET}@127.0.0.1:1")}), &[]).unwrap();
    ask(&client, &get("/Organisation")).unwrap();
    assert_clean(&format!("{client:?}{client:#?}"));
    assert_clean(&String::from_utf8(client.describe()).unwrap());
    let panic = thread::spawn(move || panic!("{client:?}")).join().unwrap_err();
    assert_clean(panic.downcast_ref::<String>().unwrap());
}

#[test]
fn a_token_or_secret_that_a_server_echoes_is_in_no_error() {
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
        response(status, &body.to_string())
    });
    let client = client(&server, &json!({}), &[]).expect("a client");
    let mut request = get("/Organisation");
    request["options"] = json!({"deadline": 3});
    let error = ask(&client, &request).expect_err("a refusal");
    let json = String::from_utf8(error_to_json(&error, NameCase::Snake)).expect("text");
    assert_clean(&format!("{error} {error:?} {json}"));
}

/// A secret with letters that each way of writing it changes.
const ODD_SECRET: &str = "canary/secret+odd=chars&77d0ae";
const ODD_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.pay/load+77.sign~ature==";

/// Where a server echoes.
const API: &str = "/api.xro/";
const TOKENS: &str = "/connect/token";

/// How a server, or a program between, may write what it was sent.
fn spelled(text: &str) -> Vec<String> {
    let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let lower = ["%2F", "%2B", "%3D", "%26", "%7E"]
        .iter()
        .fold(form.clone(), |all, code| all.replace(code, &code.to_lowercase()));
    let numbers: String = text.encode_utf16().fold(String::new(), |all, unit| format!("{all}\\u{unit:04x}"));
    vec![text.to_owned(), form, lower, text.replace('/', "\\/"), numbers, text.replace('&', "&amp;")]
}

#[test]
fn what_a_server_echoes_in_any_encoding_is_in_no_error_event_or_header() {
    let pair = |secret: &str| format!("id:{secret}");
    let form: String = url::form_urlencoded::byte_serialize(ODD_SECRET.as_bytes()).collect();
    let credentials = [STANDARD.encode(pair(ODD_SECRET)), STANDARD.encode(pair(&form))];
    let unpadded = credentials.clone().map(|text| text.trim_end_matches('=').to_owned());
    let secrets = credentials.into_iter().flat_map(|text| spelled(&text)).chain(unpadded).chain(spelled(ODD_SECRET));
    for echo in secrets {
        for (status, at) in [(200, API), (400, API), (500, API), (200, TOKENS), (400, TOKENS), (503, TOKENS)] {
            check_echo_of(&echo, status, at);
        }
    }
    for echo in spelled(ODD_TOKEN) {
        for status in [200, 400, 500] {
            check_echo_of(&echo, status, API);
        }
    }
}

fn check_echo_of(echo: &str, status: u16, at: &'static str) {
    let said = echo.to_owned();
    let server = Server::start(move |seen| {
        let token = json!({"access_token": ODD_TOKEN, "token_type": "Bearer"}).to_string();
        let body = match at {
            _ if !seen.line().contains(at) => return response(200, &token),
            TOKENS if status == 200 => format!(r#"{{"access_token":5,"error":"{said}"}}"#),
            TOKENS => format!(r#"{{"error":"other","error_description":"{said}"}}"#),
            _ if status == 200 => format!("<html>{said}"),
            _ => format!(
                r#"{{"Type":"ValidationException","Message":"{said}","Elements":[{{"ValidationErrors":[{{"Message":"{said}"}}]}}]}}"#
            ),
        };
        response(status, &body).replacen("\r\n", &format!("\r\nXero-Correlation-Id: {said}\r\nX-Echo: {said}\r\n"), 1)
    });
    let client = client(&server, &json!({"client_id": "id", "client_secret": ODD_SECRET}), &[]).expect("a client");
    client.listen(true);
    let error = ask(&client, &json!({"operation": "organisation.get"})).expect_err("no organisation");
    let raw = ask(&client, &get("/Organisation")).map_or_else(
        |error| error_to_json(&error, NameCase::Snake),
        |mut response| {
            // What a success says is data.
            response["value"]["text"].take();
            response.to_string().into_bytes()
        },
    );
    let texts = [error_to_json(&error, NameCase::Snake), raw, client.take_events()]
        .map(|text| String::from_utf8(text).expect("text"));
    let shown = format!("{error} {error:?} {}", texts.concat());
    let in_json = json!(echo).to_string();
    for spelling in [echo, in_json.trim_matches('"'), ODD_SECRET, ODD_TOKEN] {
        assert!(!shown.contains(spelling), "{echo} of {status} at {at} in {shown}");
    }
    assert!(shown.contains("***"), "{echo} of {status} at {at} is nowhere in {shown}");
}
