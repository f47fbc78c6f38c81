//! Files on invoices and contacts.

use serde_json::{Value, json};

use crate::support::Demo;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\xff not really a picture";

fn list(demo: &Demo, token: &str, path: &str) -> Vec<Value> {
    let response = demo.get_with(token, &format!("{path}/Attachments"), &[]);
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()["Attachments"].as_array().expect("a list").clone()
}

#[test]
fn a_file_comes_back_by_id_and_by_name_in_its_own_type() {
    let demo = Demo::fixed();
    let token = demo.token();
    for path in ["/Invoices/INV-0006", "/Contacts/BOOMFM"] {
        assert_eq!(list(&demo, &token, path), [] as [Value; 0]);
        let name = format!("{path}/Attachments/caf%C3%A9%20%26%20rent.png");
        let response = demo.upload("PUT", &token, &name, "image/png", PNG);
        assert_eq!(response.status, 200, "{}", response.text());
        let saved = response.json()["Attachments"][0].clone();
        assert_eq!(
            (saved["FileName"].as_str(), saved["MimeType"].as_str()),
            (Some("café & rent.png"), Some("image/png"))
        );
        assert_eq!((saved["ContentLength"].as_u64(), &saved["IncludeOnline"]), (Some(PNG.len() as u64), &json!(false)));
        assert_eq!(list(&demo, &token, path), std::slice::from_ref(&saved));
        let id = saved["AttachmentID"].as_str().expect("an id");
        for address in [name.as_str(), &format!("{path}/Attachments/{id}")] {
            let file = demo.get_with(&token, address, &[]);
            assert_eq!((file.header("content-type"), file.body.as_slice()), (Some("image/png"), PNG));
        }
        let address = saved["Url"].as_str().expect("an address");
        let (_, below) = address.split_once("/api.xro/2.0").expect("an address of the API");
        assert!(address.starts_with(&format!("http://{}", "demo")), "{address}");
        assert_eq!(demo.get_with(&token, below, &[]).body, PNG);
    }
}

#[test]
fn a_record_shows_that_it_has_files() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.upload("POST", &token, "/Invoices/INV-0006/Attachments/a.txt?IncludeOnline=true", "text/plain", b"a");
    let invoice = demo.get_with(&token, "/Invoices/INV-0006", &[]).json()["Invoices"][0].clone();
    assert_eq!(invoice["HasAttachments"], true);
    assert_eq!(
        (&invoice["Attachments"][0]["FileName"], &invoice["Attachments"][0]["IncludeOnline"]),
        (&json!("a.txt"), &json!(true))
    );
    demo.upload("PUT", &token, "/Contacts/BOOMFM/Attachments/a.txt", "text/plain", b"a");
    assert_eq!(demo.get_with(&token, "/Contacts/BOOMFM", &[]).json()["Contacts"][0]["HasAttachments"], true);
}

#[test]
fn a_file_of_the_same_name_replaces_the_first_and_keeps_its_id() {
    let demo = Demo::fixed();
    let token = demo.token();
    let id = |method: &str, content: &[u8]| {
        let response = demo.upload(method, &token, "/Invoices/INV-0006/Attachments/a.txt", "text/plain", content);
        response.json()["Attachments"][0]["AttachmentID"].clone()
    };
    assert_eq!(id("PUT", b"one"), id("POST", b"two"));
    assert_eq!(demo.get_with(&token, "/Invoices/INV-0006/Attachments/a.txt", &[]).body, b"two");
    assert_eq!(list(&demo, &token, "/Invoices/INV-0006").len(), 1);
}

#[test]
fn ten_megabytes_are_taken_and_one_byte_more_is_not() {
    let demo = Demo::fixed();
    let token = demo.token();
    let path = "/Invoices/INV-0006/Attachments/large.bin";
    let mut file = vec![7; 10 * 1024 * 1024];
    assert_eq!(demo.upload("PUT", &token, path, "application/octet-stream", &file).status, 200);
    assert_eq!(demo.get_with(&token, path, &[]).body.len(), file.len());
    file.push(7);
    assert_eq!(demo.upload("PUT", &token, path, "application/octet-stream", &file).status, 413);
}

#[test]
fn bad_names_empty_files_an_eleventh_file_and_unknown_records_are_refused() {
    let demo = Demo::start(r#"{"clock": "2026-11-23T00:00:00Z", "limits": false}"#);
    let token = demo.token();
    let put = |path: &str, file: &[u8]| demo.upload("PUT", &token, path, "text/plain", file).status;
    for name in ["a%3Ab.txt", "a%2Fb.txt", "a%00.txt", "%3Ca%3E"] {
        assert_eq!(put(&format!("/Invoices/INV-0006/Attachments/{name}"), b"a"), 400, "{name}");
    }
    assert_eq!(put("/Invoices/INV-0006/Attachments/a.txt", b""), 400);
    assert_eq!(put("/Invoices/INV-9999/Attachments/a.txt", b"a"), 404);
    assert_eq!(demo.get_with(&token, "/Invoices/INV-0006/Attachments/a.txt", &[]).status, 404);
    let statuses: Vec<u16> = (0..11).map(|at| put(&format!("/Invoices/INV-0006/Attachments/{at}.txt"), b"a")).collect();
    assert_eq!((statuses[9], statuses[10]), (200, 400));
    assert_eq!(put("/Invoices/INV-0006/Attachments/0.txt", b"b"), 200);
}

#[test]
fn files_need_a_scope_of_their_own() {
    let demo = Demo::fixed();
    let token = |scope: &str| {
        let form = format!("grant_type=client_credentials&scope={scope}");
        demo.token_request(&demo.basic(), &form).json()["access_token"].as_str().expect("a token").to_owned()
    };
    let path = "/Invoices/INV-0006/Attachments";
    assert_eq!(demo.get_with(&token("accounting.invoices"), path, &[]).status, 401);
    let reads = token("accounting.attachments.read");
    assert_eq!(demo.get_with(&reads, path, &[]).status, 200);
    assert_eq!(demo.upload("PUT", &reads, &format!("{path}/a.txt"), "text/plain", b"a").status, 401);
    assert_eq!(demo.get_with(&reads, "/Invoices/INV-0006/History", &[]).status, 401);
}

#[test]
fn a_snapshot_holds_files_and_notes_too() {
    let demo = Demo::fixed();
    let token = demo.token();
    demo.upload("PUT", &token, "/Invoices/INV-0006/Attachments/a.txt", "text/plain", b"a");
    demo.control(r#"{"do": "reset"}"#);
    assert_eq!(list(&demo, &token, "/Invoices/INV-0006"), [] as [Value; 0]);
    assert_eq!(demo.get_with(&token, "/Invoices/INV-0006", &[]).json()["Invoices"][0]["HasAttachments"], false);
}
