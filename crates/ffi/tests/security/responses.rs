//! Responses that are made to break their reader: each is read or is a typed error, whoever sends it.

use serde_json::json;

use super::server::{Server, ask, client, get, plain, response};

/// Deep, doubled, huge and half, each as the value of a field that models know and one that they do not.
fn hostile() -> Vec<String> {
    let (deep, digits) = (100_000, 50_000);
    let values = [
        "[".repeat(deep),
        "[".repeat(deep) + &"]".repeat(deep),
        "{\"LineItems\":[".repeat(deep),
        "{\"a\":".repeat(deep) + "1" + &"}".repeat(deep),
        "9".repeat(digits),
        format!("0.{}", "1".repeat(digits)),
        "1e999999999".to_owned(),
        "-1e-999999999".to_owned(),
        r#""\ud800""#.to_owned(),
        r#""\udc00\ud800 half of a pair""#.to_owned(),
        r#""\u0000""#.to_owned(),
        r#"{"Name":"first","Name":"second","Name":null}"#.to_owned(),
    ];
    values
        .iter()
        .flat_map(|value| {
            [
                value.clone(),
                format!(r#"{{"Organisations":[{{"Name":"x","Name":{value},"PaymentTerms":{value},"Novel":{value}}}]}}"#),
                format!(r#"{{"Invoices":{value},"Organisations":{value}}}"#),
                format!(r#"{{"error":{value},"access_token":"a","token_type":"Bearer","expires_in":{value},"scope":{value}}}"#),
                format!(r#"{{"Type":"ValidationException","Elements":[{{"ValidationErrors":{value}}}],"Message":{value}}}"#),
            ]
        })
        .collect()
}

#[test]
fn every_response_of_the_api_is_read_or_a_typed_error() {
    for status in [200, 400, 401, 404, 429] {
        for body in hostile() {
            let given = response(status, &body);
            let server =
                Server::start(
                    move |seen| {
                        if seen.line().contains("/connect/token") { plain(seen) } else { given.clone() }
                    },
                );
            let client = client(&server, &json!({}), &[]).unwrap();
            for request in [json!({"operation": "organisation.get"}), json!({"operation": "invoices.list"})] {
                if let Err(error) = ask(&client, &request) {
                    assert!(error.to_string().len() < 10_000, "an error is no copy of the response");
                }
            }
        }
    }
}

#[test]
fn every_response_of_the_token_endpoint_is_read_or_a_typed_error() {
    for status in [200, 400] {
        for body in hostile() {
            let given = response(status, &body);
            let server =
                Server::start(
                    move |seen| {
                        if seen.line().contains("/connect/token") { given.clone() } else { response(200, "{}") }
                    },
                );
            let client = client(&server, &json!({}), &[]).unwrap();
            if let Err(error) = ask(&client, &get("/Organisation")) {
                assert!(error.to_string().len() < 10_000, "an error is no copy of the response");
            }
        }
    }
}
