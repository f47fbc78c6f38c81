//! PUT and POST of contacts: created, changed, archived, refused.

use serde_json::{Value, json};

use crate::support::{Demo, Response, messages};

fn first(response: &Response) -> Value {
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()["Contacts"][0].clone()
}

fn refusals(response: &Response) -> Vec<String> {
    assert_eq!(
        (response.status, response.json()["Type"].as_str()),
        (400, Some("ValidationException")),
        "{}",
        response.text()
    );
    messages(&response.json()["Elements"][0])
}

#[test]
fn a_created_contact_has_every_field_that_was_sent() {
    let demo = Demo::fixed();
    let token = demo.token();
    let said = json!({
        "Name": "  Acme Ltd ", "ContactNumber": "ACME", "FirstName": "Ann", "EmailAddress": "ann@acme.example", "TaxNumber": "12-345",
        "CompanyNumber": "C-9", "DefaultCurrency": "NZD",
        "Addresses": [{"AddressType": "STREET", "AddressLine1": "1 High Street", "City": "Napier"}],
        "Phones": [{"PhoneType": "MOBILE", "PhoneAreaCode": "021", "PhoneNumber": "555 000"}],
        "ContactPersons": [{"FirstName": "Bo", "LastName": "Li", "EmailAddress": "bo@acme.example", "IncludeInEmails": true}],
        "PaymentTerms": {"Sales": {"Day": 20, "Type": "OFFOLLOWINGMONTH"}},
    });
    let made = first(&demo.put(&token, "/Contacts", &[], &said.to_string()));
    let read = first(&demo.get_with(&token, "/Contacts/ACME", &[]));
    assert_eq!(read["ContactID"], made["ContactID"]);
    assert_eq!(read["Name"], "Acme Ltd");
    for name in
        ["ContactNumber", "FirstName", "EmailAddress", "TaxNumber", "CompanyNumber", "ContactPersons", "PaymentTerms"]
    {
        assert_eq!(read[name], said[name], "{name}");
    }
    assert_eq!(
        (read["Addresses"][0]["City"].as_str(), read["Addresses"][1]["City"].as_str()),
        (Some("Napier"), Some(""))
    );
    assert_eq!(
        (read["Phones"][3]["PhoneNumber"].as_str(), read["ContactStatus"].as_str()),
        (Some("555 000"), Some("ACTIVE"))
    );
}

#[test]
fn put_refuses_a_name_or_number_that_is_there_already_in_any_case() {
    let demo = Demo::fixed();
    let token = demo.token();
    let message = "The contact name boom fm is already assigned to another contact. The contact name must be unique across all active contacts.";
    assert_eq!(refusals(&demo.put(&token, "/Contacts", &[], r#"{"Name": "boom fm"}"#)), [message]);
    let number = demo.put(&token, "/Contacts", &[], r#"{"Name": "New", "ContactNumber": "BOOMFM"}"#);
    assert_eq!(refusals(&number), ["The contact number BOOMFM is already assigned to another contact."]);
    let twice = demo.put(&token, "/Contacts?summarizeErrors=false", &[], r#"[{"Name": "Twin"}, {"Name": "TWIN"}]"#);
    let words: Vec<Value> = (0..2).map(|at| twice.json()["Contacts"][at]["StatusAttributeString"].clone()).collect();
    assert_eq!(words, ["OK", "ERROR"]);
}

#[test]
fn what_is_wrong_with_a_contact_is_named() {
    let demo = Demo::fixed();
    let token = demo.token();
    let long = "x".repeat(256);
    let persons = json!([{}, {}, {}, {}, {}, {}]);
    for (body, expected) in [
        (json!({"EmailAddress": "a@b.example"}), "name must be specified"),
        (json!({"Name": long}), "255"),
        (json!({"Name": "a<b"}), "255"),
        (json!({"Name": "New", "EmailAddress": "nobody"}), "nobody is not a valid email"),
        (json!({"Name": "New", "ContactPersons": persons}), "at most 5"),
        (json!({"Name": "New", "ContactStatus": "GONE"}), "ContactStatus 'GONE'"),
        (json!({"Name": "New", "Addresses": [{"AddressType": "CAVE"}]}), "AddressType 'CAVE'"),
        (json!({"Name": "New", "PaymentTerms": {"Sales": {"Day": 1, "Type": "SOON"}}}), "payment terms"),
        (json!({"ContactID": "00000000-0000-4000-8000-000000000000", "Name": "New"}), "was not found"),
    ] {
        let found = refusals(&demo.put(&token, "/Contacts", &[], &body.to_string()));
        assert!(found.iter().any(|message| message.contains(expected)), "{expected} in {found:?}");
    }
    let unknown = demo.put(&token, "/Contacts", &[], r#"{"Name": "New", "Colour": "red"}"#);
    assert_eq!((unknown.status, unknown.json()["ErrorNumber"].as_i64()), (400, Some(17)));
    assert_eq!(demo.get_with(&token, "/Contacts?searchTerm=new", &[]).json()["Contacts"], json!([]));
}

#[test]
fn post_updates_by_id_number_or_name_and_creates_the_rest() {
    let demo = Demo::fixed();
    let token = demo.token();
    let id = first(&demo.get_with(&token, "/Contacts/BOOMFM", &[]))["ContactID"].clone();
    demo.control(r#"{"do": "clock", "advance": 60}"#);
    let list = json!({"Contacts": [
        {"ContactID": id, "FirstName": "By id"},
        {"ContactNumber": "BOOMFM", "LastName": "By number"},
        {"Name": "boom FM", "AccountNumber": "by name"},
        {"Name": "Fresh"},
    ]});
    let response = demo.post(&token, "/Contacts", &[], &list.to_string());
    assert_eq!(response.status, 200, "{}", response.text());
    let saved = response.json()["Contacts"].as_array().expect("a list").clone();
    assert!(saved[..3].iter().all(|contact| contact["ContactID"] == id) && saved[3]["ContactID"] != id);
    let read = first(&demo.get_with(&token, "/Contacts/BOOMFM", &[]));
    let texts = ["FirstName", "LastName", "AccountNumber", "Name"].map(|name| read[name].as_str().expect(name));
    assert_eq!(texts, ["By id", "By number", "by name", "boom FM"]);
    let since = [("If-Modified-Since", "2026-11-23T00:00:30")];
    assert_eq!(demo.get_with(&token, "/Contacts", &since).json()["Contacts"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_archived_contact_leaves_the_list_takes_no_invoices_and_can_come_back() {
    let demo = Demo::fixed();
    let token = demo.token();
    let status = |word: &str| {
        let body = json!({"Contacts": [{"ContactStatus": word}]}).to_string();
        first(&demo.post(&token, "/Contacts/BOOMFM", &[], &body))["ContactStatus"].clone()
    };
    let found = || {
        let list = demo.get_with(&token, "/Contacts?searchTerm=boom", &[]).json();
        list["Contacts"].as_array().expect("a list").len()
    };
    assert_eq!((status("ARCHIVED"), found()), (json!("ARCHIVED"), 0));
    let invoice = r#"{"Type": "ACCREC", "Contact": {"Name": "Boom FM"}}"#;
    assert_eq!(demo.put(&token, "/Invoices", &[], invoice).status, 400);
    assert_eq!((status("ACTIVE"), found()), (json!("ACTIVE"), 1));
    assert_eq!(demo.put(&token, "/Invoices", &[], invoice).status, 200);
}

#[test]
fn a_renamed_contact_has_its_new_name_everywhere_and_frees_the_old_one() {
    let demo = Demo::fixed();
    let token = demo.token();
    let renamed = demo.post(&token, "/Contacts/CITYLIMO", &[], r#"{"Name": "Town Limousines"}"#);
    assert_eq!(first(&renamed)["Name"], "Town Limousines");
    assert_eq!(
        demo.get_with(&token, "/Invoices/INV-0006", &[]).json()["Invoices"][0]["Contact"]["Name"],
        "Town Limousines"
    );
    assert_eq!(demo.put(&token, "/Contacts", &[], r#"{"Name": "City Limousines"}"#).status, 200);
    assert_eq!(demo.post(&token, "/Contacts/nobody", &[], "{}").status, 404);
}

#[test]
fn a_contact_that_was_read_can_be_sent_back() {
    let demo = Demo::fixed();
    let token = demo.token();
    let read = first(&demo.get_with(&token, "/Contacts/RIDGEUNI", &[]));
    let mut back = first(&demo.post(&token, "/Contacts", &[], &read.to_string()));
    back["UpdatedDateUTC"] = read["UpdatedDateUTC"].clone();
    let mut read = read;
    read.as_object_mut().expect("a record").remove("Balances");
    assert_eq!(back, read);
}

#[test]
fn a_contact_is_found_by_the_number_that_it_has_now() {
    let demo = Demo::fixed();
    let token = demo.token();
    let made = demo.put(&token, "/Contacts", &[], r#"{"Name": "Newcomer", "ContactNumber": "OLD"}"#).json();
    let id = made["Contacts"][0]["ContactID"].as_str().expect("an id").to_owned();
    let change = |body: &str| demo.post(&token, &format!("/Contacts/{id}"), &[], body).status;
    assert_eq!(change(r#"{"ContactNumber": "NEW"}"#), 200);
    let found = |number: &str| demo.get_with(&token, &format!("/Contacts/{number}"), &[]).status;
    assert_eq!((found("OLD"), found("NEW")), (404, 200));
    assert_eq!(change(r#"{"ContactNumber": "NEW", "FirstName": "Ada"}"#), 200);
    assert_eq!(found("NEW"), 200);
}
