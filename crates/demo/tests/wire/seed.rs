//! Synthetic invoices: computed on request, and otherwise like stored ones.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::support::{Books, Demo, NOW, good};

const MILLION: usize = 1_000_000;
/// The number of invoices without synthetic ones.
const SEEDED: usize = 78;

fn empty(invoices: usize) -> Books {
    started(&format!(r#"{{"empty": true, "invoices": {invoices}}}"#))
}

fn seeded(invoices: usize) -> Books {
    started(&invoices.to_string())
}

fn started(seed: &str) -> Books {
    Books::of(Demo::start(&format!(r#"{{"clock": "{NOW}", "limits": false, "seed": {seed}}}"#)))
}

fn records(books: &Books, resource: &str, query: &str) -> Vec<Value> {
    books.get(&format!("/{resource}?{query}"))[resource].as_array().expect("a list").clone()
}

fn invoice(books: &Books, key: &str) -> Value {
    books.get(&format!("/Invoices/{key}"))["Invoices"][0].take()
}

/// The amounts due of all open sales invoices in cents, by contact.
fn due(books: &Books) -> HashMap<String, i64> {
    let mut due = HashMap::new();
    for page in 1.. {
        let invoices = records(books, "Invoices", &format!("Statuses=AUTHORISED&page={page}&pageSize=1000"));
        for invoice in invoices.iter().filter(|invoice| invoice["Type"] == "ACCREC") {
            let contact = text(&invoice["Contact"]["ContactID"]).to_owned();
            *due.entry(contact).or_default() += cents(&invoice["AmountDue"]);
        }
        if invoices.is_empty() {
            break;
        }
    }
    due
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn cents(value: &Value) -> i64 {
    format!("{:.2}", value.as_f64().expect("a number")).replace('.', "").parse().expect("cents")
}

#[test]
fn an_invoice_is_the_same_among_ten_and_among_a_million_and_in_every_run() {
    let (few, many, again) = (empty(10), empty(MILLION), empty(MILLION));
    let first = |books: &Books| records(books, "Invoices", "page=1&pageSize=10");
    let ten = first(&few);
    assert_eq!(ten.len(), 10);
    assert_eq!(ten[0]["InvoiceNumber"], "GEN-00001");
    assert_eq!(first(&many), ten);
    let last = |books: &Books| invoice(books, "GEN-1000000");
    assert_eq!(last(&many), last(&again));
}

#[test]
fn the_last_of_a_million_is_found_by_page_id_number_and_payment() {
    let books = seeded(MILLION);
    let page = books.get("/Invoices?page=1001&pageSize=1000");
    assert_eq!(page["pagination"]["itemCount"], MILLION + SEEDED);
    let invoices = page["Invoices"].as_array().expect("a list");
    assert_eq!(invoices.len(), SEEDED);
    let last = invoices.last().expect("some");
    assert_eq!(last["InvoiceNumber"], "GEN-1000000");
    let found = invoice(&books, text(&last["InvoiceID"]));
    assert_eq!((&found["InvoiceNumber"], &found["Total"]), (&last["InvoiceNumber"], &last["Total"]));
    assert_eq!(found["LineItems"], last["LineItems"]);
    assert_eq!(invoice(&books, "GEN-1000000")["InvoiceID"], last["InvoiceID"]);
    assert_eq!(books.demo.get("/Invoices/GEN-1000001").status, 404);
    let two = records(
        &books,
        "Invoices",
        &format!("page=1&IDs={},{}", text(&last["InvoiceID"]), text(&invoice(&books, "GEN-00002")["InvoiceID"])),
    );
    assert_eq!([&two[0]["InvoiceNumber"], &two[1]["InvoiceNumber"]], ["GEN-00002", "GEN-1000000"]);

    let payments = books.get("/Payments?page=201&pageSize=1000");
    let paid = payments["Payments"].as_array().expect("a list").last().expect("some").clone();
    assert_eq!(paid["Invoice"]["InvoiceNumber"], "GEN-999998");
    let path = format!("/Payments/{}", text(&paid["PaymentID"]));
    assert_eq!(books.get(&path)["Payments"][0], paid);
    assert_eq!(invoice(&books, "GEN-999998")["Payments"][0]["PaymentID"], paid["PaymentID"]);
}

#[test]
fn the_books_of_a_million_balance() {
    let books = seeded(MILLION);
    let [debit, credit] = books.balance("Total");
    assert_eq!(debit, credit);
    // The seed alone comes to 42,595.46.
    assert!(debit.parse::<f64>().is_ok_and(|sum| sum > 1e9), "{debit}");
}

#[test]
fn the_receivables_equal_the_open_invoices_in_total_and_by_contact() {
    let books = seeded(5_000);
    let due = due(&books);
    let all: i64 = due.values().sum();
    assert_eq!(books.balance("Accounts Receivable (610)")[0].replace('.', ""), all.to_string());
    for contact in records(&books, "Contacts", "page=1&pageSize=1000") {
        let owed = due.get(text(&contact["ContactID"])).copied();
        let outstanding = contact.get("Balances").map(|sums| cents(&sums["AccountsReceivable"]["Outstanding"]));
        assert_eq!(outstanding.unwrap_or_default(), owed.unwrap_or_default(), "{contact}");
    }
    let page = books.demo.send("GET", "/", &[("Host", &books.demo.address)], "").text();
    let shown = format!("5032 in all; NZD {}.{:02} due", all / 100, all % 100);
    assert!(page.contains(&shown), "{shown}");

    let month =
        "where=Type%3D%3D%22ACCREC%22%20AND%20Date%3E%3DDateTime(2026%2C11%2C1)&Statuses=AUTHORISED,PAID&page=1";
    let issued = books.get(&format!("/Invoices?{month}"))["pagination"]["itemCount"].clone();
    let report = books.get("/Reports/ExecutiveSummary?date=2026-11-30").to_string();
    let row = format!(r#"[{{"Value":"Number of invoices issued"}},{{"Value":"{issued}"}}"#);
    assert!(report.contains(&row), "{row}: {report}");
}

#[test]
fn filters_and_order_find_among_thousands_and_page_after_page() {
    let books = seeded(5_000);
    let query = "where=Type%3D%3D%22ACCREC%22%20AND%20Total%3E5000.00&order=Total%20DESC&pageSize=500";
    let mut totals = Vec::new();
    for page in 1.. {
        let list = books.get(&format!("/Invoices?{query}&page={page}"));
        let invoices = list["Invoices"].as_array().expect("a list").clone();
        if invoices.is_empty() {
            assert_eq!(list["pagination"]["itemCount"], totals.len());
            break;
        }
        totals.extend(invoices.iter().map(|invoice| cents(&invoice["Total"])));
    }
    assert!(totals.len() > 1_000, "{}", totals.len());
    assert!(totals.iter().all(|total| *total > 500_000) && totals.is_sorted_by(|left, right| left >= right));
    let drafts = books.get("/Invoices?Statuses=DRAFT&page=1&pageSize=1");
    assert_eq!(drafts["pagination"]["itemCount"], 500 + 2);
    // A cached list is discarded at the first change.
    let draft = text(&drafts["Invoices"][0]["InvoiceID"]).to_owned();
    good(books.post(&format!("/Invoices/{draft}"), &json!({"Status": "DELETED"})));
    assert_eq!(books.get("/Invoices?Statuses=DRAFT&page=1&pageSize=1")["pagination"]["itemCount"], 501);

    let since = |time: &str| {
        let headers = [("If-Modified-Since", time)];
        let list = books.demo.get_with(&books.token, "/Invoices?page=1&pageSize=1", &headers).json();
        list["pagination"]["itemCount"].as_u64().expect("a count")
    };
    assert_eq!(since("2020-01-01T00:00:00"), 5_078);
    let month = since("2026-10-24T00:00:00");
    assert!((300..600).contains(&month), "{month}");
}

#[test]
fn a_changed_invoice_keeps_its_position_and_the_change_shows_everywhere() {
    let books = seeded(30);
    let ids = || -> Vec<String> {
        let invoices = records(&books, "Invoices", "page=1&pageSize=1000");
        invoices.iter().map(|invoice| text(&invoice["InvoiceID"]).to_owned()).collect()
    };
    let before = ids();
    let old = invoice(&books, "GEN-00007");
    let path = format!("/Invoices/{}", text(&old["InvoiceID"]));
    good(books.post(&path, &json!({"Reference": "ours", "InvoiceNumber": "OURS-7"})));
    assert_eq!(ids(), before);
    let new = invoice(&books, "OURS-7");
    assert_eq!((&new["InvoiceID"], &new["Reference"]), (&old["InvoiceID"], &json!("ours")));
    assert_eq!(books.get(&path)["Invoices"][0]["InvoiceNumber"], "OURS-7");
    assert_eq!(books.demo.get("/Invoices/GEN-00007").status, 404);
    assert_eq!(records(&books, "Invoices", "where=Reference%3D%3D%22ours%22").len(), 1);
    good(books.post(&path, &json!({"InvoiceNumber": "GEN-00007"})));
    assert_eq!(invoice(&books, "GEN-00007")["Reference"], "ours");
    assert_eq!(books.demo.get("/Invoices/OURS-7").status, 404);

    let line = json!({"Description": "x", "UnitAmount": 1, "AccountCode": "200"});
    let body = json!({"Type": "ACCREC", "Contact": old["Contact"], "LineItems": [line], "InvoiceNumber": "GEN-00008"});
    let (_, refused) = books.put("/Invoices", &body);
    assert!(refused.to_string().contains("must be unique"), "{refused}");
}

#[test]
fn the_payment_of_a_synthetic_invoice_is_undone_in_place() {
    let books = seeded(30);
    let payments = || -> Vec<Value> {
        records(&books, "Payments", "page=1&pageSize=1000").into_iter().map(|one| one["PaymentID"].clone()).collect()
    };
    let (before, receivable) = (payments(), cents_of(&books.balance("Accounts Receivable (610)")));
    let paid = invoice(&books, "GEN-00003");
    assert_eq!(paid["Status"], "PAID");
    let path = format!("/Payments/{}", text(&paid["Payments"][0]["PaymentID"]));
    good(books.post(&path, &json!({"Status": "DELETED"})));
    assert_eq!(books.get(&path)["Payments"][0]["Status"], "DELETED");
    assert_eq!(payments(), before);
    let open = invoice(&books, "GEN-00003");
    assert_eq!((&open["Status"], &open["AmountDue"]), (&json!("AUTHORISED"), &paid["Total"]));
    let after = cents_of(&books.balance("Accounts Receivable (610)"));
    assert_eq!(after, receivable + cents(&paid["Total"]));

    let body = json!({"Invoice": {"InvoiceNumber": "GEN-00001"}, "Account": {"Code": "090"}, "Amount": 5});
    good(books.put("/Payments", &body));
    assert_eq!(cents_of(&books.balance("Accounts Receivable (610)")), after - 500);
    assert_eq!(payments().len(), before.len() + 1);
    let [debit, credit] = books.balance("Total");
    assert_eq!(debit, credit);
}

fn cents_of([debit, credit]: &[String; 2]) -> i64 {
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap_or_default();
    cents(debit) - cents(credit)
}

#[test]
fn each_seeding_continues_after_the_last_one_with_stored_invoices_between() {
    let books = empty(3);
    let line = json!({"Description": "x", "UnitAmount": 1, "AccountCode": "200"});
    let body = json!({"Type": "ACCREC", "Contact": {"Name": "Customer"}, "LineItems": [line]});
    good(books.put("/Invoices", &body));
    assert_eq!(books.demo.control(r#"{"do": "seed", "invoices": 2}"#)["invoices"], 6);
    books.demo.control(r#"{"do": "seed", "invoices": 0, "contacts": 1}"#);
    books.demo.control(r#"{"do": "seed", "invoices": 1}"#);
    let invoices = records(&books, "Invoices", "page=1");
    let numbers: Vec<&str> = invoices.iter().map(|invoice| text(&invoice["InvoiceNumber"])).collect();
    let expected = ["GEN-00001", "GEN-00002", "GEN-00003", "INV-0001", "GEN-00004", "GEN-00005", "GEN-00006"];
    assert_eq!(numbers, expected);
    for listed in &invoices {
        let id = text(&listed["InvoiceID"]);
        assert_eq!(invoice(&books, id)["InvoiceNumber"], listed["InvoiceNumber"]);
        assert_eq!(records(&books, "Invoices", &format!("IDs={id}"))[0]["InvoiceID"], listed["InvoiceID"]);
    }
}

#[test]
fn a_reset_takes_seeds_and_changes_back_and_the_same_seed_comes_again() {
    let books = seeded(20);
    let state = || {
        let balance = books.get("/Reports/TrialBalance")["Reports"][0]["Rows"].clone();
        let lists = ["Invoices", "Payments", "Contacts"].map(|name| records(&books, name, "page=1&pageSize=1000"));
        (lists, balance)
    };
    let before = state();
    books.demo.control(r#"{"do": "seed", "invoices": 1000000}"#);
    let path = format!("/Invoices/{}", text(&invoice(&books, "GEN-00001")["InvoiceID"]));
    good(books.post(&path, &json!({"Reference": "changed"})));
    let later = invoice(&books, "GEN-00021");
    let snapshot = books.demo.control(r#"{"do": "snapshot"}"#)["snapshot"].clone();
    books.demo.control(r#"{"do": "reset"}"#);
    assert!(state() == before, "the reset left something of what came after the start");
    assert_eq!(books.demo.get("/Invoices/GEN-00021").status, 404);
    books.demo.control(r#"{"do": "seed", "invoices": 1}"#);
    assert_eq!(invoice(&books, "GEN-00021")["InvoiceID"], later["InvoiceID"]);
    books.demo.control(&json!({"do": "reset", "snapshot": snapshot}).to_string());
    assert_eq!(invoice(&books, "GEN-00001")["Reference"], "changed");
    assert_eq!(invoice(&books, "GEN-1000020")["InvoiceNumber"], "GEN-1000020");
}

#[test]
fn a_seed_of_more_than_a_million_at_once_is_refused() {
    let books = empty(0);
    let refused = books.demo.company.control(br#"{"do": "seed", "invoices": 1000001}"#).expect_err("too many");
    assert!(refused.to_string().contains("at most 1000000"), "{refused}");
    assert!(xero_m2m_demo::DemoCompany::start(br#"{"seed": 1000001}"#).is_err());
}
