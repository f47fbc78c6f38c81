//! A write with an idempotency key happens once: after a lost response, on a retry and with concurrent requests.

use crate::support::Demo;

fn invoice(number: &str) -> String {
    format!(r#"{{"Type": "ACCREC", "InvoiceNumber": "{number}", "Contact": {{"Name": "Boom FM"}}}}"#)
}

fn numberless(contact: &str) -> String {
    format!(r#"{{"Type": "ACCREC", "Reference": "once", "Contact": {{{contact}}}}}"#)
}

/// Sends the invoice. Returns the status of the response, or none if the response was incomplete.
fn put(demo: &Demo, token: &str, key: &str, body: &str) -> Option<u16> {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Accept", "application/json"), ("Idempotency-Key", key)];
    demo.try_send("PUT", "/api.xro/2.0/Invoices", &headers, body).ok().map(|response| response.status)
}

/// The ids of the invoices that this test created.
fn made(demo: &Demo, token: &str) -> Vec<String> {
    let list = demo.get_with(token, "/Invoices?createdByMyApp=true", &[]).json();
    let id = |invoice: &serde_json::Value| invoice["InvoiceID"].as_str().expect("an id").to_owned();
    list["Invoices"].as_array().expect("a list").iter().map(id).collect()
}

#[test]
fn a_request_whose_response_was_lost_or_replaced_runs_once_and_its_key_returns_the_true_response() {
    for (fault, seen) in [
        (r#""status": 500, "processed": true"#, Some(500)),
        (r#""status": 503, "processed": true, "headers": {"Retry-After": "soon"}, "body": "x""#, Some(503)),
        (r#""reset": "after""#, None),
        (r#""cut": 0"#, None),
        (r#""cut": 40"#, None),
        (r#""cut": 40, "status": 502, "processed": true"#, None),
        (r#""delay": 0.05, "reset": "after""#, None),
    ] {
        let demo = Demo::fixed();
        let token = demo.token();
        demo.control(&format!(r#"{{"do": "fault", "route": "PUT /Invoices", "times": 2, {fault}}}"#));
        for _ in 0..2 {
            assert_eq!(put(&demo, &token, "key", &numberless(r#""Name": "Boom FM""#)), seen, "{fault}");
            assert_eq!(made(&demo, &token).len(), 1, "{fault}");
        }
        let body = numberless(r#""Name": "Boom FM""#);
        let response = demo.put(&token, "/Invoices", &[("Idempotency-Key", "key")], &body);
        assert_eq!(response.status, 200, "{fault}");
        assert_eq!(response.json()["Invoices"][0]["InvoiceID"], made(&demo, &token)[0], "{fault}");
        assert_eq!(made(&demo, &token).len(), 1, "{fault}");
    }
}

#[test]
fn what_never_reached_the_company_is_not_remembered() {
    for (fault, seen) in
        [(r#""status": 500"#, Some(500)), (r#""status": 429"#, Some(429)), (r#""reset": "before""#, None)]
    {
        let demo = Demo::fixed();
        let token = demo.token();
        demo.control(&format!(r#"{{"do": "fault", "route": "PUT /Invoices", "times": 1, {fault}}}"#));
        assert_eq!(put(&demo, &token, "key", &invoice("A-1")), seen, "{fault}");
        assert_eq!(made(&demo, &token).len(), 0, "{fault}");
        assert_eq!(put(&demo, &token, "key", &invoice("A-1")), Some(200), "{fault}");
        assert_eq!(made(&demo, &token).len(), 1, "{fault}");
    }
}

#[test]
fn rejections_before_the_operation_are_not_remembered() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.control(r#"{"do": "limits", "per_minute": 0}"#);
    assert_eq!(put(&demo, &token, "key", &invoice("A-1")), Some(429));
    demo.control(r#"{"do": "limits", "per_minute": 60}"#);
    assert_eq!(put(&demo, "nonsense", "key", &invoice("A-1")), Some(401));
    assert_eq!(put(&demo, &token, "key", &invoice("A-1")), Some(200));
}

#[test]
fn an_error_is_remembered_after_its_cause_is_gone() {
    let demo = Demo::fixed();
    let token = demo.token();
    let body = numberless(r#""ContactNumber": "NEW""#);
    assert_eq!(put(&demo, &token, "first", &body), Some(400));
    let contact = r#"{"Name": "Newcomer", "ContactNumber": "NEW"}"#;
    assert_eq!(demo.put(&token, "/Contacts", &[], contact).status, 200);
    assert_eq!(put(&demo, &token, "first", &body), Some(400));
    assert_eq!(put(&demo, &token, "second", &body), Some(200));
    assert_eq!(made(&demo, &token).len(), 1);
    // The same key with another request is refused, which does not affect the first one.
    assert_eq!(put(&demo, &token, "second", &numberless(r#""Name": "Boom FM""#)), Some(400));
    assert_eq!(put(&demo, &token, "second", &body), Some(200));
    demo.control(r#"{"do": "clock", "advance": 361}"#);
    assert_eq!(put(&demo, &token, "first", &body), Some(200));
    assert_eq!(made(&demo, &token).len(), 2);
}

#[test]
fn a_key_that_comes_many_times_at_once_is_carried_out_once() {
    let demo = Demo::start(r#"{"limits": {"concurrent": null}}"#);
    let token = demo.token();
    // A delay before the operation lets the requests overtake one another.
    demo.control(r#"{"do": "fault", "route": "PUT /Invoices", "delay": 0.1, "probability": 0.5}"#);
    let body = numberless(r#""Name": "Boom FM""#);
    let responses: Vec<_> = std::thread::scope(|scope| {
        let one = || demo.put(&token, "/Invoices", &[("Idempotency-Key", "key")], &body);
        let all: Vec<_> = (0..12).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|one| one.join().expect("a response")).collect()
    });
    assert!(responses.iter().all(|response| response.status == 200 && response.body == responses[0].body));
    assert_eq!(made(&demo, &token).len(), 1);
}
