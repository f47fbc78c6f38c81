//! Several organisations and connections: each with its own books, region, limits and scopes.

use serde_json::{Value, json};

use crate::support::{Demo, basic};

fn connect(demo: &Demo, fields: &Value) -> (String, String) {
    let mut command = json!({ "do": "add_connection" });
    command.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
    let added = demo.control(&command.to_string());
    let text = |name: &str| added[name].as_str().expect(name).to_owned();
    (text("client_id"), text("client_secret"))
}

fn token(demo: &Demo, (id, secret): &(String, String), scope: &str) -> String {
    let form = format!("grant_type=client_credentials{scope}");
    let response = demo.token_request(&basic(id, secret), &form);
    response.json()["access_token"].as_str().unwrap_or_else(|| panic!("{}", response.text())).to_owned()
}

fn contacts(demo: &Demo, token: &str) -> u64 {
    let page = demo.get_with(token, "/Contacts?page=1&pageSize=1", &[]).json();
    page["pagination"]["itemCount"].as_u64().expect("a count")
}

#[test]
fn each_connection_reaches_the_books_of_its_own_organisation() {
    let demo = Demo::fixed();
    let added = demo.control(r#"{"do": "add_organisation", "name": "Second", "region": "AU", "seed": "empty"}"#);
    let second = connect(&demo, &json!({ "organisation": "Second" }));
    let (ours, theirs) = (demo.token(), token(&demo, &second, ""));
    let organisation = demo.get_with(&theirs, "/Organisation", &[]).json()["Organisations"][0].clone();
    assert_eq!(organisation["OrganisationID"], added["tenant_id"]);
    assert_eq!([organisation["Name"].as_str(), organisation["BaseCurrency"].as_str()], [Some("Second"), Some("AUD")]);
    let before = contacts(&demo, &ours);
    let body = r#"{"Contacts": [{"Name": "Only there"}]}"#;
    assert_eq!(demo.put(&theirs, "/Contacts", &[], body).status, 200);
    assert_eq!((contacts(&demo, &ours), contacts(&demo, &theirs)), (before, 1));
    let tenant = |id: &str| demo.get_with(&theirs, "/Organisation", &[("xero-tenant-id", id)]).status;
    assert_eq!([tenant(added["tenant_id"].as_str().expect("an id")), tenant(&demo.tenant_id)], [200, 403]);
    // Payroll is that of the organisation's country.
    let payroll = |token: &str, path: &str| {
        let bearer = format!("Bearer {token}");
        demo.send("GET", path, &[("Authorization", &bearer), ("Accept", "application/json")], "").status
    };
    assert_eq!(payroll(&theirs, "/payroll.xro/1.0/Employees"), 200);
    assert_eq!(payroll(&ours, "/payroll.xro/2.0/Employees"), 200);
}

#[test]
fn limits_are_counted_by_app_and_organisation() {
    let demo = Demo::start(r#"{"limits": {"per_minute": 2}, "clock": "2026-11-23T00:00:00Z"}"#);
    demo.control(r#"{"do": "add_organisation", "name": "Second"}"#);
    let (ours, theirs) = (demo.token(), token(&demo, &connect(&demo, &json!({ "organisation": "Second" })), ""));
    let statuses = |token: &str| [0; 3].map(|_| demo.get_with(token, "/Organisation", &[]).status);
    assert_eq!(statuses(&ours), [200, 200, 429]);
    assert_eq!(statuses(&theirs), [200, 200, 429]);
    // Another connection to the same organisation has its own.
    let third = token(&demo, &connect(&demo, &json!({})), "");
    assert_eq!(statuses(&third), [200, 200, 429]);
}

#[test]
fn a_connection_is_edited_and_its_secret_changed_without_touching_the_others() {
    let demo = Demo::fixed();
    let second = connect(&demo, &json!({ "client_secret": "first" }));
    let change = |fields: &str| {
        demo.control(&format!(r#"{{"do": "connection", "client_id": "{}", {fields}}}"#, second.0));
    };
    change(r#""active": false"#);
    assert_eq!(demo.get_with(&token(&demo, &second, ""), "/Organisation", &[]).status, 403);
    assert_eq!(demo.get("/Organisation").status, 200);
    change(r#""active": true, "client_secret": "second""#);
    let refused = demo.token_request(&basic(&second.0, "first"), "grant_type=client_credentials");
    assert_eq!(refused.json()["error"], "invalid_client");
    assert_eq!(
        demo.get_with(&token(&demo, &(second.0.clone(), "second".into()), ""), "/Organisation", &[]).status,
        200
    );
}

#[test]
fn scopes_of_both_generations_open_what_they_should() {
    let demo = Demo::fixed();
    let broad = ["accounting.transactions.read", "accounting.reports.read", "accounting.journals.read"];
    let old = connect(&demo, &json!({ "generation": "broad", "scopes": broad }));
    let new = connect(&demo, &json!({ "generation": "granular", "scopes": ["accounting.invoices", broad[0]] }));
    let status = |token: &str, path: &str| demo.get_with(token, path, &[]).status;
    let (broad_token, granular_token) = (token(&demo, &old, ""), token(&demo, &new, ""));
    for (path, by_broad, by_granular) in
        [("/Invoices", 200, 200), ("/BankTransactions", 200, 401), ("/Reports/TrialBalance", 200, 401)]
    {
        assert_eq!((status(&broad_token, path), status(&granular_token, path)), (by_broad, by_granular), "{path}");
    }
    assert_eq!(demo.put(&broad_token, "/Invoices", &[], "{}").status, 401);
    let refused =
        demo.token_request(&basic(&new.0, &new.1), "grant_type=client_credentials&scope=accounting.transactions.read");
    assert_eq!(refused.json()["error"], "invalid_scope");
    // From 13 September 2027 the broad scopes allow nothing, in earlier tokens as well.
    demo.control(r#"{"do": "clock", "set": "2027-09-12T23:59:59Z"}"#);
    let response = demo.token_request(&basic(&old.0, &old.1), "grant_type=client_credentials");
    let last = response.json()["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(status(&last, "/Invoices"), 200);
    demo.control(r#"{"do": "clock", "advance": 1}"#);
    assert_eq!(status(&last, "/Invoices"), 401);
    let response = demo.token_request(&basic(&old.0, &old.1), "grant_type=client_credentials");
    let token = response.json()["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(status(&token, "/Invoices"), 401);
}

#[test]
fn a_reset_takes_back_what_was_added_and_a_wrong_command_changes_nothing() {
    let demo = Demo::fixed();
    let listed = || demo.control(r#"{"do": "connections"}"#);
    let before = listed();
    for command in [
        r#"{"do": "add_organisation"}"#,
        r#"{"do": "add_organisation", "name": "Demo Company (NZ)"}"#,
        r#"{"do": "add_organisation", "name": "X", "region": "FR"}"#,
        r#"{"do": "add_connection", "organisation": "nowhere"}"#,
        r#"{"do": "add_connection", "app": "desktop"}"#,
        r#"{"do": "add_connection", "app": "web", "redirect_uris": ["http://example.com/"]}"#,
        r#"{"do": "connection", "active": false, "generation": "none"}"#,
        r#"{"do": "consent"}"#,
    ] {
        assert!(demo.company.control(command.as_bytes()).is_err(), "{command}");
    }
    assert_eq!(listed(), before);
    demo.control(r#"{"do": "add_organisation", "name": "Second"}"#);
    let second = connect(&demo, &json!({ "organisation": "Second" }));
    let token = token(&demo, &second, "");
    demo.control(r#"{"do": "reset"}"#);
    assert_eq!(listed(), before);
    assert_eq!(demo.get_with(&token, "/Organisation", &[]).status, 401);
}
