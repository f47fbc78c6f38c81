//! Lists: pages, filters, order, the fast parameters and If-Modified-Since.

use serde_json::Value;

use crate::support::{Demo, Response};

fn invoices(response: &Response) -> Vec<Value> {
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()["Invoices"].as_array().expect("a list").clone()
}

/// Percent-encodes what a query must not hold.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn pages_hold_a_hundred_by_default_and_a_thousand_at_most() {
    let demo = Demo::start(r#"{"seed": {"empty": true, "invoices": 250}}"#);
    let token = demo.token();
    let page = |query: &str| demo.get_with(&token, &format!("/Invoices?{query}"), &[]);
    let sizes: Vec<usize> = (1..=4).map(|n| invoices(&page(&format!("page={n}"))).len()).collect();
    assert_eq!(sizes, [100, 100, 50, 0]);
    let pagination = page("page=2").json()["pagination"].clone();
    let expected = serde_json::json!({"page": 2, "pageSize": 100, "pageCount": 3, "itemCount": 250});
    assert_eq!(pagination, expected);
    assert_eq!(page("page=1&pageSize=5000").json()["pagination"]["pageSize"], 1_000);
    assert_eq!(invoices(&page("page=1&pagesize=7")).len(), 7);
}

#[test]
fn without_a_page_lines_and_pagination_are_missing() {
    let demo = Demo::fixed();
    let token = demo.token();
    let all = demo.get_with(&token, "/Invoices", &[]);
    assert!(all.json().get("pagination").is_none());
    let all = invoices(&all);
    assert_eq!(all.len(), 78);
    assert!(all.iter().all(|invoice| invoice["LineItems"] == serde_json::json!([])));
    let paged = invoices(&demo.get_with(&token, "/Invoices?page=1", &[]));
    assert!(paged.iter().all(|invoice| invoice["LineItems"].as_array().expect("lines").len() == 1));
    let summary = invoices(&demo.get_with(&token, "/Invoices?page=1&summaryOnly=true", &[]));
    assert!(summary.iter().all(|invoice| invoice.get("LineItems").is_none() && invoice.get("Payments").is_none()));
}

#[test]
fn open_receivables_add_up_to_the_control_account() {
    let demo = Demo::fixed();
    let filter = encoded(r#"Type=="ACCREC" AND AmountDue>0"#);
    let response = demo.get(&format!("/Invoices?Statuses=AUTHORISED&where={filter}&order=AmountDue%20DESC"));
    let open = invoices(&response);
    let cents: f64 = open.iter().map(|invoice| invoice["AmountDue"].as_f64().expect("a number") * 100.0).sum();
    assert_eq!((open.len(), cents.round()), (9, 919_451.0));
    assert_eq!(open[0]["InvoiceNumber"], "INV-0025");
}

#[test]
fn the_fast_parameters_take_comma_lists() {
    let demo = Demo::fixed();
    let token = demo.token();
    let count = |query: &str| invoices(&demo.get_with(&token, &format!("/Invoices?{query}"), &[])).len();
    assert_eq!(count("InvoiceNumbers=INV-0001,INV-0002,INV-0014"), 2);
    assert_eq!(count("Statuses=DRAFT%2CSUBMITTED"), 3);
    assert_eq!(count("searchTerm=limousines"), 4);
    let one = demo.get_with(&token, "/Invoices/INV-0006", &[]).json()["Invoices"][0].clone();
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    assert_eq!(count(&format!("IDs={}", text(&one["InvoiceID"]))), 1);
    assert_eq!(count(&format!("ContactIDs={}", text(&one["Contact"]["ContactID"]))), 4);
    assert_eq!(count("createdByMyApp=true"), 0);
}

#[test]
fn archived_contacts_are_listed_only_on_request() {
    let demo = Demo::fixed();
    let token = demo.token();
    let contacts = |query: &str| {
        let response = demo.get_with(&token, &format!("/Contacts?{query}"), &[]).json();
        response["Contacts"].as_array().expect("a list").clone()
    };
    let (active, all) = (contacts("page=1"), contacts("page=1&includeArchived=true"));
    assert_eq!((active.len(), all.len()), (37, 39));
    assert_eq!(contacts("searchTerm=RIDGEWAY").len(), 2);
    assert_eq!(contacts(&format!("where={}", encoded("IsSupplier==true AND IsCustomer==true"))).len(), 2);
    assert!(contacts("summaryOnly=true")[0].get("Addresses").is_none());
}

#[test]
fn accounts_are_filtered_and_never_paged() {
    let demo = Demo::fixed();
    let token = demo.token();
    let response = demo.get_with(&token, &format!("/Accounts?page=1&where={}", encoded(r#"Type=="BANK""#)), &[]);
    assert!(response.json().get("pagination").is_none());
    let accounts = response.json()["Accounts"].as_array().expect("a list").clone();
    assert_eq!(accounts.len(), 2);
    let id = accounts[0]["AccountID"].as_str().expect("an id");
    assert_eq!(demo.get_with(&token, &format!("/Accounts/{id}"), &[]).json()["Accounts"][0]["Code"], "090");
}

#[test]
fn if_modified_since_leaves_out_what_is_older() {
    let demo = Demo::fixed();
    let token = demo.token();
    let count = |since: &str| invoices(&demo.get_with(&token, "/Invoices", &[("If-Modified-Since", since)])).len();
    assert_eq!(count("2020-01-01T00:00:00"), 78);
    assert_eq!(count("2026-11-23T00:00:00"), 0);
    let some = count("2026-11-10T00:00:00");
    assert!((1..40).contains(&some), "{some}");
    assert_eq!(count("Tue, 10 Nov 2026 00:00:00 GMT"), some);
}

#[test]
fn a_bad_where_or_order_is_error_sixteen() {
    let demo = Demo::fixed();
    let token = demo.token();
    for query in ["where=Colour%3D%3D1", "where=Type%3D%3D", "order=Colour", "page=x"] {
        let response = demo.get_with(&token, &format!("/Invoices?{query}"), &[]);
        assert_eq!(response.status, 400, "{query}");
        let body = response.json();
        assert_eq!((body["ErrorNumber"].as_i64(), body["Type"].as_str()), (Some(16), Some("QueryParseException")));
    }
}

#[test]
fn filters_reach_into_the_records_within() {
    let demo = Demo::fixed();
    let token = demo.token();
    let count = |path: &str, name: &str| {
        let response = demo.get_with(&token, path, &[]);
        assert_eq!(response.status, 200, "{path}: {}", response.text());
        response.json()[name].as_array().expect("a list").len()
    };
    let line = r#"[{"Description": "Pens", "UnitAmount": 2, "AccountCode": "429"}]"#;
    let spent = format!(
        r#"{{"Type": "SPEND", "Contact": {{"Name": "Paper Mill"}}, "Reference": "wanted", "BankAccount": {{"Code": "091"}}, "LineItems": {line}}}"#
    );
    assert_eq!(demo.put(&token, "/BankTransactions", &[], &spent).status, 200);
    let by_bank =
        |code: &str| count(&format!("/BankTransactions?where=BankAccount.Code%3D%3D%22{code}%22"), "BankTransactions");
    assert_eq!((by_bank("091"), by_bank("099")), (1, 0));
    assert!(by_bank("090") > 1);
    let by_invoice =
        |number: &str| count(&format!("/Payments?where=Invoice.InvoiceNumber%3D%3D%22{number}%22"), "Payments");
    assert_eq!((by_invoice("INV-0001"), by_invoice("INV-0006")), (1, 0));
    let bearing = |references: &str| count(&format!("/BankTransactions?References={references}"), "BankTransactions");
    assert_eq!((bearing("Wanted"), bearing("Other%2Cwanted"), bearing("Other")), (1, 1, 0));
    assert_eq!(demo.get_with(&token, "/BankTransactions?where=BankAccount.Colour%3D%3D1", &[]).status, 400);
}
