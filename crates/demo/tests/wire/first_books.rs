//! The records of a new company, before the first write.

use serde_json::{Value, json};

use crate::support::Demo;

fn list(demo: &Demo, token: &str, path: &str) -> Vec<Value> {
    let response = demo.get_with(token, path, &[]).json();
    let name = path[1..].split('?').next().expect("a collection").to_owned();
    response[&name].as_array().unwrap_or_else(|| panic!("{response}")).clone()
}

#[test]
fn credit_notes_that_settle_invoices_are_there_with_their_allocations() {
    let demo = Demo::fixed();
    let token = demo.token();
    for (number, credited) in [("INV-0005", 575.0), ("INV-0010", 140.7), ("INV-0022", 181.25)] {
        let invoice = demo.get_with(&token, &format!("/Invoices/{number}"), &[]).json()["Invoices"][0].clone();
        assert_eq!((&invoice["Status"], &invoice["AmountCredited"]), (&json!("PAID"), &json!(credited)), "{invoice}");
        let id = invoice["CreditNotes"][0]["CreditNoteID"].as_str().expect("an id");
        let note = demo.get_with(&token, &format!("/CreditNotes/{id}"), &[]).json()["CreditNotes"][0].clone();
        let allocation = &note["Allocations"][0];
        assert_eq!((&note["Status"], &note["RemainingCredit"]), (&json!("PAID"), &json!(0.0)), "{note}");
        assert_eq!(
            (&allocation["Invoice"]["InvoiceNumber"], &allocation["Amount"]),
            (&json!(number), &json!(credited))
        );
    }
    assert_eq!(list(&demo, &token, "/CreditNotes").len(), 3);
}

#[test]
fn the_banks_movements_are_bank_transactions_with_ids_that_never_change() {
    let (one, two) = (Demo::fixed(), Demo::fixed());
    let of = |demo: &Demo| list(demo, &demo.token(), "/BankTransactions?page=1");
    let (first, second) = (of(&one), of(&two));
    assert_eq!(first.len(), 14);
    let ids = |all: &[Value]| all.iter().map(|one| one["BankTransactionID"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&second));
    let spent = list(&one, &one.token(), "/BankTransactions?page=1&where=Type%3D%3D%22SPEND%22");
    assert!(spent.iter().all(|one| one["BankAccount"]["Code"] == "090" && one["IsReconciled"] == true), "{spent:?}");
}

#[test]
fn every_region_has_documents_of_every_kind_and_its_currency() {
    for region in ["NZ", "AU", "UK", "US"] {
        let demo = Demo::start(&json!({ "region": region, "limits": false }).to_string());
        let token = demo.token();
        for (collection, count) in
            [("Quotes", 3), ("PurchaseOrders", 3), ("RepeatingInvoices", 2), ("ManualJournals", 1), ("Currencies", 1)]
        {
            assert_eq!(list(&demo, &token, &format!("/{collection}")).len(), count, "{collection} in {region}");
        }
        let base = &list(&demo, &token, "/Currencies")[0]["Code"];
        assert_eq!(demo.get("/Organisation").json()["Organisations"][0]["BaseCurrency"], *base);
    }
}

#[test]
fn an_empty_company_has_its_chart_of_accounts_and_no_document() {
    let demo = Demo::start(r#"{"seed": "empty", "limits": false}"#);
    let token = demo.token();
    for collection in ["Invoices", "CreditNotes", "BankTransactions", "Quotes", "Contacts", "Payments"] {
        assert!(list(&demo, &token, &format!("/{collection}")).is_empty(), "{collection}");
    }
    assert!(!list(&demo, &token, "/Accounts").is_empty());
}
