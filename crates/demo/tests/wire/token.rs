//! The token endpoint: every kind of response of Xero.

use crate::support::{Demo, basic};

const GRANT: &str = "grant_type=client_credentials";
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

fn error(demo: &Demo, authorization: &str, form: &str) -> (u16, String) {
    let response = demo.token_request(authorization, form);
    (response.status, response.json()["error"].as_str().unwrap_or("none").to_owned())
}

fn refused(code: &str) -> (u16, String) {
    (400, code.to_owned())
}

#[test]
fn a_token_comes_with_its_life_its_type_and_all_scopes() {
    let demo = Demo::fixed();
    let response = demo.token_request(&demo.basic(), GRANT);
    assert_eq!(response.status, 200);
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert!(response.header("xero-correlation-id").is_some());
    let body = response.json();
    assert_eq!(body["expires_in"], 1_800);
    assert_eq!(body["token_type"], "Bearer");
    assert!(body["scope"].as_str().expect("one text").contains("accounting.invoices "));
    assert_eq!(body["access_token"].as_str().expect("a token").split('.').count(), 3);
    assert!(body.get("refresh_token").is_none());
}

#[test]
fn credentials_may_be_in_the_form_or_the_header_but_not_in_both() {
    let demo = Demo::fixed();
    let form = format!("{GRANT}&client_id={}&client_secret={}", demo.client_id, demo.client_secret);
    let response = demo.send("POST", "/connect/token", &[FORM], &form);
    assert_eq!(response.status, 200);
    assert_eq!(error(&demo, &demo.basic(), &form), refused("invalid_request"));
}

#[test]
fn secrets_are_form_decoded_before_they_are_compared() {
    let demo = Demo::start(r#"{"client_id": "id", "client_secret": "a:b c+d%"}"#);
    let header = basic("id", "a%3Ab+c%2Bd%25");
    assert_eq!(demo.token_request(&header, GRANT).status, 200);
    assert_eq!(error(&demo, &basic("id", "a:b+c+d"), GRANT), refused("invalid_client"));
}

#[test]
fn wrong_and_missing_credentials_are_distinguished() {
    let demo = Demo::fixed();
    assert_eq!(error(&demo, &basic(&demo.client_id, "wrong"), GRANT), refused("invalid_client"));
    assert_eq!(error(&demo, &basic("wrong", &demo.client_secret), GRANT), refused("invalid_client"));
    assert_eq!(error(&demo, &basic(&demo.client_id, ""), GRANT), refused("invalid_client"));
    assert_eq!(error(&demo, &basic("", "x"), GRANT), refused("invalid_request"));
    assert_eq!(error(&demo, "Basic !!!", GRANT), refused("invalid_client"));
    let response = demo.send("POST", "/connect/token", &[FORM], GRANT);
    assert_eq!(response.json()["error"], "invalid_request");
}

#[test]
fn a_wrong_grant_type_content_type_or_method_is_refused() {
    let demo = Demo::fixed();
    let auth = demo.basic();
    assert_eq!(error(&demo, &auth, "grant_type=password"), refused("unsupported_grant_type"));
    assert_eq!(error(&demo, &auth, "scope=x"), refused("unsupported_grant_type"));
    let headers = [("Authorization", auth.as_str()), ("Content-Type", "application/json")];
    let response = demo.send("POST", "/connect/token", &headers, "{}");
    assert_eq!((response.status, response.json()["error"].as_str()), (400, Some("invalid_request")));
    assert_eq!(demo.send("GET", "/connect/token", &[], "").status, 405);
}

#[test]
fn a_scope_that_was_not_granted_fails_the_whole_request() {
    let demo = Demo::fixed();
    let form = format!("{GRANT}&scope=accounting.invoices+accounting.transactions");
    let response = demo.token_request(&demo.basic(), &form);
    assert_eq!((response.status, response.json()["error"].as_str()), (400, Some("invalid_scope")));
    let description = response.json()["error_description"].as_str().expect("a text").to_owned();
    assert!(description.contains("accounting.transactions"), "{description}");
    let narrowed = format!("{GRANT}&scope=accounting.invoices.read%20accounting.settings");
    let response = demo.token_request(&demo.basic(), &narrowed);
    assert_eq!(response.json()["scope"], "accounting.invoices.read accounting.settings");
}

#[test]
fn a_web_app_may_not_use_client_credentials() {
    let demo = Demo::fixed();
    demo.control(r#"{"do": "connection", "app": "web"}"#);
    assert_eq!(error(&demo, &demo.basic(), GRANT), refused("unauthorized_client"));
}

#[test]
fn an_inactive_connection_gets_tokens_that_open_nothing_or_none_at_all() {
    let demo = Demo::fixed();
    demo.control(r#"{"do": "connection", "active": false}"#);
    let response = demo.get("/Organisation");
    assert_eq!((response.status, response.json()["Detail"].as_str()), (403, Some("AuthenticationUnsuccessful")));
    demo.control(r#"{"do": "connection", "active": "refused"}"#);
    assert_eq!(error(&demo, &demo.basic(), GRANT), refused("unauthorized_client"));
    demo.control(r#"{"do": "connection", "active": true}"#);
    assert_eq!(demo.get("/Organisation").status, 200);
}
