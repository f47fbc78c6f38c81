//! Tax rates: those of the country and created ones, which documents compute with.

use serde_json::{Value, json};

use crate::support::{Books, good, refused};

fn made(books: &Books) -> Value {
    let component = |rate: f64| json!({"Name": "Local", "Rate": rate});
    let rate = json!({"Name": "Local tax", "TaxComponents": [component(3.125), component(1.0)]});
    good(books.put("/TaxRates", &json!({"TaxRates": [rate]})))["TaxRates"][0].take()
}

fn line(tax: &str) -> Value {
    json!({"Description": "Paper", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200", "TaxType": tax})
}

fn sale(tax: &str) -> Value {
    json!({
        "Type": "ACCREC", "Status": "AUTHORISED", "Date": "2026-11-20", "DueDate": "2026-12-01",
        "Contact": {"Name": "City Agency"}, "LineItems": [line(tax)]
    })
}

#[test]
fn the_rates_of_the_country_are_listed_and_found_by_their_type() {
    let books = Books::open();
    let list = books.get("/TaxRates");
    let all = list["TaxRates"].as_array().expect("rates");
    let rate = all.iter().find(|rate| rate["TaxType"] == "OUTPUT2").expect("OUTPUT2");
    assert_eq!((&rate["Name"], &rate["EffectiveRate"]), (&json!("15% GST on Income"), &json!(15.0)));
    assert_eq!(&books.get("/TaxRates/OUTPUT2")["TaxRates"][0], rate);
}

#[test]
fn a_new_rate_is_named_by_xero_and_whole() {
    let books = Books::open();
    let made = made(&books);
    for (name, value) in [
        ("TaxType", json!("TAX001")),
        ("Status", json!("ACTIVE")),
        ("EffectiveRate", json!(4.125)),
        ("DisplayTaxRate", json!(4.125)),
        ("CanApplyToRevenue", json!(true)),
        ("CanApplyToExpenses", json!(true)),
    ] {
        assert_eq!(made[name], value, "{name}");
    }
    let compound = json!([{"Name": "A", "Rate": 5}, {"Name": "B", "Rate": 10, "IsCompound": true}]);
    let body = json!({"Name": "Two", "TaxComponents": compound, "ReportTaxType": "INPUT"});
    let second = &books.put("/TaxRates", &body).1["TaxRates"][0];
    assert_eq!((&second["TaxType"], &second["EffectiveRate"]), (&json!("TAX002"), &json!(15.5)), "{second}");
    assert_eq!((&second["CanApplyToRevenue"], &second["CanApplyToExpenses"]), (&json!(false), &json!(true)));
}

#[test]
fn documents_compute_with_new_rates() {
    let books = Books::open();
    made(&books);
    let (status, response) = books.put("/Invoices", &sale("TAX001"));
    assert_eq!((status, &response["Invoices"][0]["TotalTax"]), (200, &json!(4.13)), "{response}");
    let mut quote = sale("TAX001");
    for name in ["Type", "Status", "DueDate"] {
        quote.as_object_mut().expect("an object").remove(name);
    }
    let (status, response) = books.put("/Quotes", &quote);
    assert_eq!((status, &response["Quotes"][0]["TotalTax"]), (200, &json!(4.13)), "{response}");
    let account = json!({"Code": "201", "Name": "Taxed sales", "Type": "REVENUE", "TaxType": "TAX001"});
    assert_eq!(books.put("/Accounts", &account).0, 200);
    let mut by_account = sale("");
    by_account["LineItems"][0]["AccountCode"] = json!("201");
    assert_eq!(books.put("/Invoices", &by_account).1["Invoices"][0]["TotalTax"], 4.13);
}

#[test]
fn a_deleted_rate_takes_no_new_lines() {
    let books = Books::open();
    made(&books);
    let (status, response) = books.post("/TaxRates", &json!({"Name": "Local tax", "Status": "DELETED"}));
    assert_eq!((status, &response["TaxRates"][0]["Status"]), (200, &json!("DELETED")), "{response}");
    assert_eq!(response["TaxRates"][0]["TaxType"], "TAX001");
    let faults = refused(books.put("/Invoices", &sale("TAX001")));
    assert!(faults[0].contains("TAX001"), "{faults:?}");
}

#[test]
fn the_rates_of_the_system_cannot_be_changed_and_names_are_unique() {
    let books = Books::open();
    let changed = json!({"TaxType": "OUTPUT2", "Status": "DELETED"});
    assert_eq!(books.post("/TaxRates", &changed).0, 400);
    let component = json!([{"Name": "A", "Rate": 5}]);
    let twin = json!({"Name": "15% GST on income", "TaxComponents": component});
    assert_eq!(books.put("/TaxRates", &twin).0, 400);
    let bare = json!({"Name": "Bare", "TaxComponents": []});
    assert_eq!(books.put("/TaxRates", &bare).0, 400);
}
