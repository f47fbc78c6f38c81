//! Bearer checks, headers, formats and single records.

use std::io::Read;

use crate::support::Demo;

#[test]
fn the_organisation_comes_in_xeros_json_with_limit_headers() {
    let demo = Demo::fixed();
    let response = demo.get("/Organisation");
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(response.header("x-minlimit-remaining"), Some("59"));
    assert_eq!(response.header("x-daylimit-remaining"), Some("4999"));
    assert_eq!(response.header("x-appminlimit-remaining"), Some("9999"));
    let text = response.text();
    assert!(text.starts_with("{\r\n  \"Id\": \""), "{text}");
    assert!(text.contains("\"DateTimeUTC\": \"\\/Date(17953920"), "{text}");
    let body = response.json();
    assert_eq!(body["Id"].as_str(), response.header("xero-correlation-id"));
    let organisation = &body["Organisations"][0];
    assert_eq!(organisation["Name"], "Demo Company (NZ)");
    assert_eq!(organisation["ShortCode"], "!1lqVQ");
    assert_eq!(organisation["BaseCurrency"], "NZD");
}

#[test]
fn xml_is_the_format_unless_json_is_accepted() {
    let demo = Demo::fixed();
    let bearer = format!("Bearer {}", demo.token());
    let xml = |path: &str, accept: &str| {
        let headers = [("Authorization", bearer.as_str()), ("Accept", accept)];
        demo.send("GET", &format!("/api.xro/2.0{path}"), &headers, "")
    };
    for accept in ["*/*", "application/xml"] {
        let response = xml("/Organisation", accept);
        assert_eq!(response.header("content-type"), Some("text/xml; charset=utf-8"));
        assert!(response.text().contains("<Organisation><Name>Demo Company (NZ)</Name>"));
    }
    let response = xml("/Invoices?where=nonsense", "*/*");
    assert_eq!(response.status, 400);
    assert!(response.text().contains("<ErrorNumber>16</ErrorNumber>"), "{}", response.text());
    assert_eq!(xml("/Organisation", "text/html, application/json;q=0.9").json()["Status"], "OK");
}

#[test]
fn missing_unknown_expired_and_revoked_tokens_are_distinguished() {
    let demo = Demo::fixed();
    let token = demo.token();
    let detail = |token: &str| {
        let response = demo.get_with(token, "/Organisation", &[]);
        assert_eq!(response.status, 401);
        assert!(response.header("x-minlimit-remaining").is_none());
        let body = response.json();
        assert_eq!((body["Title"].as_str(), body["Status"].as_i64()), (Some("Unauthorized"), Some(401)));
        assert_eq!(body["Instance"].as_str(), response.header("xero-correlation-id"));
        body["Detail"].as_str().expect("a text").to_owned()
    };
    assert_eq!(detail("unknown"), "AuthenticationUnsuccessful");
    demo.control(r#"{"do": "clock", "advance": 1801}"#);
    assert_eq!(detail(&token), "TokenExpired: token expired at 11/23/2026 00:30:00");
    let token = demo.token();
    assert_eq!(demo.get_with(&token, "/Organisation", &[]).status, 200);
    demo.control(r#"{"do": "revoke_tokens"}"#);
    assert!(detail(&token).starts_with("TokenExpired"));
    assert_eq!(demo.send("GET", "/api.xro/2.0/Organisation", &[], "").status, 401);
}

#[test]
fn a_missing_scope_is_a_401_with_xeros_own_spelling() {
    let demo = Demo::fixed();
    let form = "grant_type=client_credentials&scope=accounting.invoices.read";
    let body = demo.token_request(&demo.basic(), form).json();
    let token = body["access_token"].as_str().expect("a token");
    assert_eq!(demo.get_with(token, "/Invoices", &[]).status, 200);
    for response in [demo.get_with(token, "/Contacts", &[]), demo.put(token, "/Invoices", &[], "{}")] {
        assert_eq!(response.status, 401);
        assert_eq!(response.json()["Detail"], "AuthorizationUnsuccessful");
        assert!(response.header("www-authenticate").expect("the header").contains("insufficent_scope"));
    }
}

#[test]
fn the_tenant_header_may_be_absent_empty_or_right_but_not_wrong() {
    let demo = Demo::fixed();
    let token = demo.token();
    let status = |tenant: &str| demo.get_with(&token, "/Organisation", &[("xero-tenant-id", tenant)]).status;
    assert_eq!([status(""), status(&demo.tenant_id), status("other")], [200, 200, 403]);
}

#[test]
fn an_unknown_record_is_a_404_in_plain_text() {
    let demo = Demo::fixed();
    let token = demo.token();
    for path in ["/Invoices/INV-9999", "/Contacts/nobody", "/Accounts/200", "/Nothing"] {
        let response = demo.get_with(&token, path, &[]);
        assert_eq!((response.status, response.header("content-type")), (404, Some("text/plain; charset=utf-8")));
        assert!(response.header("xero-correlation-id").is_some());
    }
    assert_eq!(demo.send("GET", "/elsewhere", &[], "").status, 404);
}

#[test]
fn one_invoice_is_found_by_id_or_number_with_lines_and_exact_scales() {
    let demo = Demo::fixed();
    let token = demo.token();
    let response = demo.get_with(&token, "/Invoices/INV-0025", &[]);
    let text = response.text();
    for part in [
        "\"AmountDue\": 6187.50,",
        "\"CurrencyRate\": 1.000000,",
        "\"Quantity\": 1.0000,",
        "\"UnitAmount\": 6187.50,",
        "\"Reference\": \"P\\/O CRM08-12\"",
        "\"DateString\": \"2026-11-02T00:00:00\",\r\n      \"Date\": \"\\/Date(1793577600000+0000)\\/\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let invoice = response.json()["Invoices"][0].clone();
    let id = invoice["InvoiceID"].as_str().expect("an id");
    let again = demo.get_with(&token, &format!("/Invoices/{id}?unitdp=4"), &[]).text();
    assert!(again.contains("\"UnitAmount\": 6187.5000,"), "{again}");
    assert_eq!(invoice["Contact"]["Name"], "Ridgeway University");
}

#[test]
fn one_contact_is_found_by_id_or_number_with_its_balance() {
    let demo = Demo::fixed();
    let token = demo.token();
    let contact = demo.get_with(&token, "/Contacts/RIDGEUNI", &[]).json()["Contacts"][0].clone();
    assert_eq!(contact["Balances"]["AccountsReceivable"]["Outstanding"], 6187.5);
    let id = contact["ContactID"].as_str().expect("an id");
    let again = demo.get_with(&token, &format!("/Contacts/{id}"), &[]).json();
    assert_eq!(again["Contacts"][0]["Name"], "Ridgeway University");
}

#[test]
fn large_responses_are_compressed_when_gzip_is_accepted() {
    let demo = Demo::fixed();
    let token = demo.token();
    let plain = demo.get_with(&token, "/Accounts", &[]);
    assert!(plain.header("content-encoding").is_none());
    let packed = demo.get_with(&token, "/Accounts", &[("Accept-Encoding", "gzip, br")]);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.len() * 3 < plain.body.len());
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_string(&mut text).expect("gzip");
    assert!(text.contains("\"Code\": \"200\""));
    let small = demo.get_with("none", "/Accounts", &[("Accept-Encoding", "gzip")]);
    assert!(small.header("content-encoding").is_none());
}

#[test]
fn some_forty_ids_fit_into_a_query_and_more_get_the_web_servers_page() {
    let demo = Demo::fixed();
    let token = demo.token();
    let list = |count: usize| {
        let ids = vec!["00000000-0000-4000-8000-000000000000"; count].join("%2C");
        demo.get_with(&token, &format!("/Invoices?IDs={ids}"), &[])
    };
    assert_eq!(list(40).status, 200);
    let refused = list(60);
    assert_eq!((refused.status, refused.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(refused.text().contains("404.15"));
}

#[test]
fn an_exception_of_many_records_is_cut_at_a_mebibyte() {
    let demo = Demo::fixed();
    let bad = format!(r#"{{"Type": "ACCREC", "Reference": "{}"}}"#, "x".repeat(1_000));
    let body = format!(r#"{{"Invoices": [{}]}}"#, vec![bad; 1_000].join(","));
    let response = demo.put(&demo.token(), "/Invoices", &[], &body);
    assert_eq!((response.status, response.body.len()), (400, 1 << 20));
    assert!(response.text().starts_with("{\r\n  \"ErrorNumber\": 10,"));
}
