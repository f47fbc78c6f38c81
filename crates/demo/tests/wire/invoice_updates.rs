//! POST /Invoices and POST /Invoices/{InvoiceID}: what changes, what stays, what is refused.

use serde_json::{Value, json};

use crate::support::{Books, Demo, Response, good, messages};

fn first(response: &Response) -> Value {
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()["Invoices"][0].clone()
}

fn line(description: &str, unit: &str) -> Value {
    json!({"Description": description, "UnitAmount": unit, "AccountCode": "200"})
}

/// A draft with the lines "One" of 10.00 and "Two" of 20.00.
fn draft(demo: &Demo, token: &str) -> Value {
    let body = json!({
        "Type": "ACCREC", "Contact": {"Name": "Boom FM"}, "InvoiceNumber": "UP-1", "Reference": "before",
        "LineItems": [line("One", "10.00"), line("Two", "20.00")],
    });
    first(&demo.put(token, "/Invoices", &[], &body.to_string()))
}

fn update(demo: &Demo, token: &str, key: &str, changes: &Value) -> Response {
    demo.post(token, &format!("/Invoices/{key}"), &[], &changes.to_string())
}

#[test]
fn an_update_changes_what_it_names_and_moves_the_stamp() {
    let demo = Demo::fixed();
    let token = demo.token();
    let made = draft(&demo, &token);
    demo.control(r#"{"do": "clock", "advance": 60}"#);
    let changed = first(&update(&demo, &token, "UP-1", &json!({"Reference": "after", "DueDate": "2026-12-31"})));
    assert_eq!(
        (changed["Reference"].as_str(), changed["DueDateString"].as_str()),
        (Some("after"), Some("2026-12-31T00:00:00"))
    );
    assert_ne!(changed["UpdatedDateUTC"], made["UpdatedDateUTC"]);
    for same in ["InvoiceID", "InvoiceNumber", "LineItems", "Total", "Contact", "Status"] {
        assert_eq!(changed[same], made[same], "{same}");
    }
    let read = first(&demo.get_with(&token, "/Invoices/UP-1", &[]));
    assert_eq!(read["Reference"], "after");
}

#[test]
fn a_rounding_amount_is_added_where_all_totals_are_stated_and_the_books_still_balance() {
    let books = Books::open();
    let totals = json!({
        "Type": "ACCREC", "InvoiceNumber": "R-1", "Status": "AUTHORISED", "Contact": {"Name": "Boom FM"},
        "LineItems": [line("One", "1.00")], "SubTotal": 1, "TotalTax": 0.15, "Total": 1.17, "RoundingAmount": 0.02,
    });
    let with = |changes: Value| {
        let mut body = totals.clone();
        body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
        body
    };
    let shown = |invoice: &Value| json!([invoice["Total"], invoice["RoundingAmount"], invoice["AmountDue"]]);
    let made = good(books.put("/Invoices", &totals))["Invoices"][0].clone();
    assert_eq!(shown(&made), json!([1.17, 0.02, 1.17]));
    assert_eq!(shown(&books.get("/Invoices/R-1")["Invoices"][0]), json!([1.17, 0.02, 1.17]));
    let listed = books.get("/Invoices?InvoiceNumbers=R-1")["Invoices"][0].clone();
    assert_eq!(shown(&listed), json!([1.17, null, 1.17]));
    assert_eq!(books.balance("Rounding (860)"), ["", "0.02"]);
    let [debit, credit] = books.balance("Total");
    assert_eq!(debit, credit);
    // A change of another field leaves it; a change of the lines does not.
    let changed = |changes: Value| good(books.post("/Invoices/R-1", &changes))["Invoices"][0].clone();
    assert_eq!(shown(&changed(json!({"Reference": "r"}))), json!([1.17, 0.02, 1.17]));
    assert_eq!(shown(&changed(json!({"LineItems": [line("Two", "2.00")]}))), json!([2.3, null, 2.3]));
    // Without all three it is ignored; outside its bounds it is refused, except in a draft.
    let alone = with(json!({"InvoiceNumber": "R-2", "SubTotal": null, "TotalTax": null, "Total": null}));
    assert_eq!(shown(&good(books.put("/Invoices", &alone))["Invoices"][0]), json!([1.15, null, 1.15]));
    let much = with(json!({"InvoiceNumber": "R-3", "Total": 1.26, "RoundingAmount": 0.11}));
    let (status, refused) = books.put("/Invoices", &much);
    assert_eq!(status, 400, "{refused}");
    assert!(messages(&refused["Elements"][0])[0].contains("between -0.10 and 0.10"), "{refused}");
    let draft = with(json!({"InvoiceNumber": "R-4", "Status": "DRAFT", "Total": 1.15, "RoundingAmount": 0.11}));
    assert_eq!(shown(&good(books.put("/Invoices", &draft))["Invoices"][0]), json!([1.15, null, 1.15]));
}

#[test]
fn lines_with_an_id_stay_new_ones_are_created_before_them_and_omitted_ones_are_removed() {
    let demo = Demo::fixed();
    let token = demo.token();
    let made = draft(&demo, &token);
    let (one, two) = (&made["LineItems"][0]["LineItemID"], &made["LineItems"][1]["LineItemID"]);
    let lines = json!([{"LineItemID": two, "Quantity": 3}, line("Three", "5.00")]);
    let changed = first(&update(&demo, &token, "UP-1", &json!({"LineItems": lines})));
    let lines = changed["LineItems"].as_array().expect("lines").clone();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[1]["LineItemID"], lines[1]["Description"].as_str()), (two, Some("Two")));
    assert!(lines[0]["LineItemID"] != *one && lines[0]["LineItemID"] != *two);
    assert_eq!((changed["SubTotal"].as_f64(), changed["Total"].as_f64()), (Some(65.0), Some(74.75)));
    let updated = first(&update(&demo, &token, "UP-1", &json!({"LineItems": [line("Two", "20.00")]})));
    assert_ne!(updated["LineItems"][0]["LineItemID"], *two);
}

#[test]
fn a_changed_line_amount_type_is_applied_to_the_existing_lines() {
    let demo = Demo::fixed();
    let token = demo.token();
    draft(&demo, &token);
    let changed = first(&update(&demo, &token, "UP-1", &json!({"LineAmountTypes": "Inclusive"})));
    assert_eq!((changed["Total"].as_f64(), changed["TotalTax"].as_f64()), (Some(30.0), Some(3.91)));
    let changed = first(&update(&demo, &token, "UP-1", &json!({"LineAmountTypes": "NoTax"})));
    assert_eq!((changed["Total"].as_f64(), changed["TotalTax"].as_f64()), (Some(30.0), Some(0.0)));
}

#[test]
fn a_posted_list_updates_by_id_or_sales_number_and_creates_the_rest() {
    let demo = Demo::fixed();
    let token = demo.token();
    let made = draft(&demo, &token);
    let list = json!({"Invoices": [
        {"InvoiceID": made["InvoiceID"], "Reference": "by id"},
        {"InvoiceNumber": "UP-1", "Url": "https://example.com/by-number"},
        {"Type": "ACCREC", "InvoiceNumber": "UP-2", "Contact": {"Name": "Boom FM"}},
        {"Type": "ACCPAY", "InvoiceNumber": "UP-1", "Contact": {"Name": "PowerDirect"}},
    ]});
    let response = demo.post(&token, "/Invoices", &[], &list.to_string());
    assert_eq!(response.status, 200, "{}", response.text());
    let saved = response.json()["Invoices"].as_array().expect("a list").clone();
    assert_eq!((&saved[0]["InvoiceID"], &saved[1]["InvoiceID"]), (&made["InvoiceID"], &made["InvoiceID"]));
    // Each element sees the changes of the one before it.
    assert_eq!(saved[1]["Reference"], "by id");
    assert_eq!((saved[2]["InvoiceNumber"].as_str(), saved[3]["Type"].as_str()), (Some("UP-2"), Some("ACCPAY")));
    assert_ne!(saved[3]["InvoiceID"], made["InvoiceID"]);
    let renamed = first(&update(&demo, &token, "UP-2", &json!({"InvoiceNumber": "UP-3"})));
    assert_eq!(first(&demo.get_with(&token, "/Invoices/UP-3", &[]))["InvoiceID"], renamed["InvoiceID"]);
    assert_eq!(demo.get_with(&token, "/Invoices/UP-2", &[]).status, 404);
}

#[test]
fn a_refused_update_gives_its_reason_and_changes_nothing() {
    let demo = Demo::fixed();
    let token = demo.token();
    draft(&demo, &token);
    for (changes, expected) in [
        (json!({"Type": "ACCPAY"}), "type of an invoice"),
        (json!({"InvoiceNumber": "INV-0001"}), "Invoice # must be unique."),
        (json!({"InvoiceID": "00000000-0000-4000-8000-000000000000"}), "does not match the one in the URL"),
        (json!({"Contact": {"Name": "Coastline Couriers"}}), "archived"),
        (json!({"LineItems": [line("x", "1")], "Total": 99}), "document total"),
        (json!({"LineItems": [], "Status": "AUTHORISED"}), "line items"),
    ] {
        let response = update(&demo, &token, "UP-1", &changes);
        assert_eq!(response.status, 400, "{changes}");
        let found = messages(&response.json()["Elements"][0]);
        assert!(found.iter().any(|message| message.contains(expected)), "{expected} in {found:?}");
    }
    let read = first(&demo.get_with(&token, "/Invoices/UP-1", &[]));
    assert_eq!((read["Reference"].as_str(), read["Total"].as_f64()), (Some("before"), Some(34.5)));
    assert_eq!(update(&demo, &token, "UP-9", &json!({})).status, 404);
    let two = update(&demo, &token, "UP-1", &json!([{"Reference": "1"}, {"Reference": "2"}]));
    assert_eq!((two.status, two.json()["ErrorNumber"].as_i64()), (400, Some(17)));
    let unknown = json!([{"InvoiceID": "00000000-0000-4000-8000-000000000000", "Reference": "x"}]).to_string();
    let response = demo.post(&token, "/Invoices?summarizeErrors=false", &[], &unknown);
    assert_eq!(response.status, 200);
    assert_eq!(response.json()["Invoices"][0]["StatusAttributeString"], "ERROR");
}

#[test]
fn other_fields_of_an_invoices_contact_change_the_contact() {
    let demo = Demo::fixed();
    let token = demo.token();
    let made = draft(&demo, &token);
    let id = &made["Contact"]["ContactID"];
    let contact = json!({"ContactID": id, "EmailAddress": "new@boom.example", "ContactStatus": "ARCHIVED"});
    let changed = first(&update(&demo, &token, "UP-1", &json!({"Contact": contact})));
    assert_eq!(changed["Contact"]["EmailAddress"], "new@boom.example");
    let key = id.as_str().expect("an id");
    let read = demo.get_with(&token, &format!("/Contacts/{key}"), &[]).json()["Contacts"][0].clone();
    assert_eq!(
        (read["EmailAddress"].as_str(), read["ContactStatus"].as_str()),
        (Some("new@boom.example"), Some("ACTIVE"))
    );
}

#[test]
fn an_idempotency_key_holds_for_updates_and_knows_the_address() {
    let demo = Demo::fixed();
    let token = demo.token();
    draft(&demo, &token);
    let post = |path: &str, body: &str| demo.post(&token, path, &[("Idempotency-Key", "u1")], body);
    let once = post("/Invoices/UP-1", r#"{"Reference": "once"}"#);
    update(&demo, &token, "UP-1", &json!({"Reference": "meanwhile"}));
    assert_eq!(post("/Invoices/UP-1", r#"{"Reference": "once"}"#).body, once.body);
    assert_eq!(first(&demo.get_with(&token, "/Invoices/UP-1", &[]))["Reference"], "meanwhile");
    assert_eq!(post("/Invoices/INV-0001", r#"{"Reference": "once"}"#).status, 400);
}
