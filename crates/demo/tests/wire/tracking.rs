//! Tracking of lines, and the tax of manual journals: stored, found by id or by name, and in the journals.

use serde_json::{Value, json};

use crate::journals::with_journals;
use crate::support::{Books, good};

/// The journal of a document.
fn posted(books: &Books, source: &Value) -> Value {
    let mut offset = 0;
    loop {
        let page = books.get(&format!("/Journals?offset={offset}"));
        let journals = page["Journals"].as_array().expect("journals");
        if let Some(found) = journals.iter().find(|journal| journal["SourceID"] == *source) {
            return found.clone();
        }
        offset = journals.last().expect("the journal")["JournalNumber"].as_u64().expect("a number");
    }
}

fn document(kind: &str, tracking: &Value) -> Value {
    let line = json!({"Description": "Work", "UnitAmount": 100, "AccountCode": "200", "Tracking": tracking});
    let mut document = json!({"Contact": {"Name": "Boom FM"}, "Date": "2026-11-20", "LineItems": [line]});
    if !kind.is_empty() {
        document["Type"] = json!(kind);
        document["Status"] = json!("AUTHORISED");
    }
    document
}

fn journal(amounts: [f64; 2], types: &str, tracking: &Value) -> Value {
    let line = |at: usize, code: &str| json!({"LineAmount": amounts[at], "AccountCode": code, "TaxType": "INPUT2", "Tracking": tracking});
    json!({"Narration": "Moved", "Status": "POSTED", "LineAmountTypes": types, "JournalLines": [line(0, "429"),
        line(1, "425")]})
}

#[test]
fn an_option_is_found_by_name_or_by_id_and_stays_on_the_line() {
    let books = with_journals();
    let region = books.get("/TrackingCategories")["TrackingCategories"][0].take();
    let north =
        region["Options"].as_array().expect("options").iter().find(|one| one["Name"] == "North").expect("North");
    let whole = json!([{"Name": "Region", "Option": "North", "TrackingCategoryID": region["TrackingCategoryID"],
        "TrackingOptionID": north["TrackingOptionID"]}]);
    let by_name = json!([{"Name": "Region", "Option": "North"}]);
    let ids = ["TrackingCategoryID", "TrackingOptionID"].map(|name| (name, whole[0][name].clone()));
    let by_id = json!([ids.into_iter().collect::<std::collections::BTreeMap<_, _>>()]);
    for (path, kind) in [("/Invoices", "ACCREC"), ("/CreditNotes", "ACCRECCREDIT"), ("/Quotes", "")] {
        for tracking in [&by_name, &by_id] {
            let (status, made) = books.put(path, &document(kind, tracking));
            assert_eq!((status, &made[&path[1..]][0]["LineItems"][0]["Tracking"]), (200, &whole), "{path}: {made}");
        }
    }
    let (_, made) = books.put("/Invoices", &document("ACCREC", &by_name));
    let id = &made["Invoices"][0]["InvoiceID"];
    let path = format!("/Invoices/{}", id.as_str().expect("an id"));
    let renamed = good(books.post(&path, &json!({"Reference": "R-9"})));
    assert_eq!(renamed["Invoices"][0]["LineItems"][0]["Tracking"], whole);
    assert_eq!(posted(&books, id)["JournalLines"][1]["TrackingCategories"], whole);
}

#[test]
fn unknown_tracking_is_refused() {
    let books = with_journals();
    let nowhere = json!([{"Name": "Region", "Option": "Nowhere"}]);
    let nothing = json!([{"Name": "Nothing", "Option": "North"}]);
    let many = json!([{"Name": "Region", "Option": "North"}, {"Name": "Region", "Option": "South"},
        {"Name": "Region", "Option": "Eastside"}]);
    for (tracking, expected) in [(&nowhere, "'Nowhere'"), (&nothing, "'Nothing'"), (&many, "at most 2")] {
        for (path, body) in [
            ("/Invoices", document("ACCREC", tracking)),
            ("/Quotes", document("", tracking)),
            ("/ManualJournals", journal([10.0, -10.0], "NoTax", tracking)),
        ] {
            let (status, refused) = books.put(path, &body);
            assert!(status == 400 && refused.to_string().contains(expected), "{path} {tracking}: {refused}");
        }
    }
}

#[test]
fn the_tax_of_a_manual_journal_is_posted_and_balances_with_the_rest() {
    let books = with_journals();
    let tracking = json!([{"Name": "Region", "Option": "North"}]);
    let made = good(books.put("/ManualJournals", &journal([100.0, -100.0], "Exclusive", &tracking)));
    let made = &made["ManualJournals"][0];
    assert_eq!(
        (&made["JournalLines"][0]["TaxAmount"], &made["JournalLines"][1]["TaxAmount"]),
        (&json!(15.0), &json!(-15.0))
    );
    assert_eq!(made["JournalLines"][0]["Tracking"][0]["Option"], "North");

    let mut uneven = journal([100.0, -115.0], "Exclusive", &tracking);
    uneven["JournalLines"][1]["TaxType"] = json!("NONE");
    let made = good(books.put("/ManualJournals", &uneven));
    let entry = posted(&books, &made["ManualJournals"][0]["ManualJournalID"]);
    let nets: Vec<(String, String)> = entry["JournalLines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| (line["AccountCode"].to_string(), line["NetAmount"].to_string()))
        .collect();
    let of = |code: &str, net: &str| (format!("\"{code}\""), net.to_owned());
    assert_eq!(nets, [of("429", "100.0"), of("425", "-115.0"), of("820", "15.0")]);

    let (status, refused) = books.put("/ManualJournals", &journal([100.0, -115.0], "Exclusive", &tracking));
    assert!(status == 400 && refused.to_string().contains("must equal"), "{refused}");
}
