//! Journals: one for each posting, balanced, with a number that never changes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Books, good};

/// Only connections of before 29 April 2026 have the scope of journals.
pub(crate) fn with_journals() -> Books {
    Books::open().granted("accounting.journals.read")
}

fn journals_after(books: &Books, offset: u64) -> Vec<Value> {
    let page = books.get(&format!("/Journals?offset={offset}"));
    page["Journals"].as_array().expect("journals").clone()
}

fn journals(books: &Books) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    loop {
        let page = journals_after(books, all.last().map_or(0, number));
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

fn last_number(books: &Books) -> u64 {
    journals(books).last().map_or(0, number)
}

fn sale(books: &Books) -> Value {
    let line = json!({"Description": "Work", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"});
    let sale = json!({"Type": "ACCREC", "Status": "AUTHORISED", "Contact": {"Name": "Boom FM"}, "Reference": "R-1",
        "DueDate": "2026-12-01", "LineItems": [line]});
    good(books.put("/Invoices", &sale))["Invoices"][0]["InvoiceID"].take()
}

fn number(journal: &Value) -> u64 {
    journal["JournalNumber"].as_u64().expect("a number")
}

fn cents(amount: &Value) -> i64 {
    let text = amount.to_string();
    let (whole, fraction) = text.split_once('.').expect("two decimals");
    format!("{whole}{fraction:0<2}").parse().expect("an amount")
}

fn lines(journal: &Value) -> Vec<(String, i64, i64, i64)> {
    let read = |line: &Value| {
        let code = line["AccountCode"].as_str().expect("a code").to_owned();
        (code, cents(&line["NetAmount"]), cents(&line["TaxAmount"]), cents(&line["GrossAmount"]))
    };
    journal["JournalLines"].as_array().expect("lines").iter().map(read).collect()
}

#[test]
fn every_journal_balances_and_all_of_them_are_the_books() {
    let books = with_journals();
    assert_eq!(journals_after(&books, 0).len(), 100);
    let all = journals(&books);
    assert!(all.len() > 100 && all.windows(2).all(|pair| number(&pair[0]) < number(&pair[1])));
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for journal in &all {
        let lines = lines(journal);
        assert_eq!(lines.iter().map(|(_, net, ..)| net).sum::<i64>(), 0, "{journal}");
        for (code, net, tax, gross) in lines {
            assert_eq!(net + tax, gross, "{journal}");
            *sums.entry(code).or_default() += net;
        }
    }
    let figures = ["090", "610", "800", "200", "820"].map(|code| sums[code]);
    assert_eq!(figures, [743_022, 919_451, -838_676, -2_953_918, -42_259]);
}

#[test]
fn an_invoice_is_a_journal_and_voiding_it_another_that_takes_it_back() {
    let books = with_journals();
    let before = last_number(&books);
    let id = sale(&books);
    let made = journals_after(&books, before);
    let [journal] = made.as_slice() else { panic!("one journal: {made:?}") };
    assert_eq!((&journal["SourceType"], &journal["SourceID"]), (&json!("ACCREC"), &id));
    assert_eq!((number(journal), &journal["Reference"]), (before + 1, &json!("R-1")));
    let of = |code: &str, net, tax| (code.to_owned(), net, tax, net + tax);
    assert_eq!(lines(journal), [of("610", 11_500, 0), of("200", -10_000, -1_500), of("820", -1_500, 0)]);
    let line = &journal["JournalLines"][1];
    assert_eq!((&line["Description"], &line["AccountName"]), (&json!("Work"), &json!("Sales")));
    assert_eq!((&line["TaxType"], &line["TaxName"]), (&json!("OUTPUT2"), &json!("15% GST on Income")));
    good(books.post(&format!("/Invoices/{}", id.as_str().expect("an id")), &json!({"Status": "VOIDED"})));
    let after = journals_after(&books, before);
    assert_eq!(after.len(), 2);
    assert_eq!(&after[0], journal, "what is posted stays");
    assert_eq!(lines(&after[1]), [of("610", -11_500, 0), of("200", 10_000, 1_500), of("820", 1_500, 0)]);
}

#[test]
fn payments_manual_journals_and_transfers_have_journals_and_payments_can_be_selected() {
    let books = with_journals();
    let id = sale(&books);
    let before = last_number(&books);
    let payment = json!({"Invoice": {"InvoiceID": id}, "Account": {"Code": "090"}, "Amount": 40});
    let payment = good(books.put("/Payments", &payment))["Payments"][0]["PaymentID"].take();
    let lines = [json!({"LineAmount": 5, "AccountCode": "429"}), json!({"LineAmount": -5, "AccountCode": "425"})];
    let moved = json!({"Narration": "Moved", "Status": "POSTED", "JournalLines": lines});
    good(books.put("/ManualJournals", &moved));
    let transfer = json!({"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": 7});
    good(books.put("/BankTransfers", &transfer));
    sale(&books);
    let path = format!("/Payments/{}", payment.as_str().expect("an id"));
    good(books.post(&path, &json!({"Status": "DELETED"})));
    let kinds = |journals: &[Value]| -> Vec<String> {
        journals.iter().map(|one| one["SourceType"].as_str().expect("a type").to_owned()).collect()
    };
    let all = ["ACCRECPAYMENT", "MANJOURNAL", "TRANSFER", "ACCREC", "ACCRECPAYMENT"];
    let made = journals_after(&books, before);
    assert_eq!(kinds(&made), all);
    assert_eq!(made[0]["SourceID"], payment);
    let paid = books.get(&format!("/Journals?offset={before}&paymentsOnly=true"));
    assert_eq!(kinds(paid["Journals"].as_array().expect("journals")).len(), 4);
}

#[test]
fn a_journal_is_found_by_number_and_by_id() {
    let books = with_journals();
    let third = journals_after(&books, 2)[0].clone();
    let id = third["JournalID"].as_str().expect("an id");
    assert_eq!(books.get("/Journals/3")["Journals"][0], third);
    assert_eq!(books.get(&format!("/Journals/{id}"))["Journals"][0], third);
    for unknown in ["0", "99999", "x", "b94495d0-44ab-4199-a1d0-427a4877e100"] {
        assert_eq!(books.demo.get_with(&books.token, &format!("/Journals/{unknown}"), &[]).status, 404, "{unknown}");
    }
    assert_eq!(books.demo.get_with(&books.token, "/Journals?offset=x", &[]).status, 400);
}

#[test]
fn a_time_selects_only_later_journals() {
    let books = with_journals();
    sale(&books);
    let since = [("If-Modified-Since", "2026-11-22T23:59:59")];
    let young = books.demo.get_with(&books.token, "/Journals", &since).json();
    let young = young["Journals"].as_array().expect("journals");
    assert!(!young.is_empty() && young.len() < 20, "{}", young.len());
    assert_eq!(young.last().expect("one")["Reference"], "R-1");
}

#[test]
fn synthetic_invoices_have_journals_that_stay_as_they_are() {
    let books = with_journals();
    let before = last_number(&books);
    books.demo.control(r#"{"do": "seed", "invoices": 300}"#);
    let id = sale(&books);
    let all = journals(&books);
    let synthetic: Vec<&Value> = all.iter().filter(|one| number(one) > before && one["SourceID"] != id).collect();
    let of = |kind: &str| synthetic.iter().filter(|one| one["SourceType"] == kind).count();
    // One in five is paid, and one in ten is a draft.
    assert_eq!((of("ACCREC"), of("ACCRECPAYMENT")), (270, 60));
    assert!(all.windows(2).all(|pair| number(&pair[0]) < number(&pair[1])));
    assert_eq!(all.last().expect("the sale")["SourceID"], id);
    for one in [synthetic[0], synthetic[17], synthetic[329]] {
        let (id, number) = (one["JournalID"].as_str().expect("an id"), number(one));
        assert_eq!(&books.get(&format!("/Journals/{id}"))["Journals"][0], one);
        assert_eq!(&books.get(&format!("/Journals/{number}"))["Journals"][0], one);
    }
    let voided = synthetic.iter().find(|one| {
        let path = format!("/Invoices/{}", one["SourceID"].as_str().expect("an id"));
        one["SourceType"] == "ACCREC" && books.get(&path)["Invoices"][0]["Status"] == "AUTHORISED"
    });
    let voided = voided.expect("an open one");
    let path = format!("/Invoices/{}", voided["SourceID"].as_str().expect("an id"));
    good(books.post(&path, &json!({"Status": "VOIDED"})));
    assert_eq!(books.get(&format!("/Journals/{}", number(voided)))["Journals"][0], **voided);
    let now = journals(&books);
    let back = now.last().expect("a journal");
    assert_eq!((&back["SourceID"], now.len()), (&voided["SourceID"], all.len() + 1));
    assert_eq!(lines(back)[0].1, -lines(voided)[0].1);
}

#[test]
fn a_page_of_journals_is_computed_alone_and_an_unpaged_list_has_an_end() {
    let books = with_journals();
    books.demo.control(r#"{"do": "seed", "invoices": 200000}"#);
    let page = journals_after(&books, 200_000);
    assert_eq!(page.len(), 100);
    assert_eq!((number(&page[0]), number(&page[99])), (200_001, 200_100));
    let unpaged = books.demo.get_with(&books.token, "/Invoices", &[]);
    assert!(unpaged.status == 400 && unpaged.text().contains("100000"), "{}", unpaged.status);
}
