//! An invoice as a PDF, by e-mail and online.

use crate::support::{Demo, messages};

#[test]
fn an_invoice_is_a_pdf_when_a_pdf_is_accepted() {
    let demo = Demo::fixed();
    let token = demo.token();
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Accept", "application/pdf")];
    let pdf = demo.send("GET", "/api.xro/2.0/Invoices/INV-0025", &headers, "");
    assert_eq!((pdf.status, pdf.header("content-type")), (200, Some("application/pdf")));
    assert!(pdf.body.starts_with(b"%PDF-1.4") && pdf.body.ends_with(b"%%EOF\n"));
    let text = String::from_utf8_lossy(&pdf.body);
    for part in ["INV-0025", "Ridgeway University", "Demo Company \\(NZ\\)", "6187.50", "2026-11-02"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(demo.send("GET", "/api.xro/2.0/Invoices/INV-9999", &headers, "").status, 404);
}

#[test]
fn an_issued_invoice_is_sent_and_marked_as_sent() {
    let demo = Demo::fixed();
    let token = demo.token();
    let body = r#"{"Type": "ACCREC", "InvoiceNumber": "E-1", "Status": "AUTHORISED", "Contact": {"Name": "Boom FM"},
        "LineItems": [{"Description": "Work", "UnitAmount": 1, "AccountCode": "200"}]}"#;
    let made = demo.put(&token, "/Invoices", &[], body).json()["Invoices"][0].clone();
    assert_eq!(made["SentToContact"], false);
    let response = demo.post(&token, "/Invoices/E-1/Email", &[], "");
    assert_eq!((response.status, response.body.len(), response.header("content-type")), (204, 0, None));
    let read = demo.get_with(&token, "/Invoices/E-1", &[]).json()["Invoices"][0].clone();
    assert_eq!(read["SentToContact"], true);
}

#[test]
fn drafts_bills_and_contacts_without_an_address_are_not_mailed() {
    let demo = Demo::fixed();
    let token = demo.token();
    let refused = |key: &str| {
        let response = demo.post(&token, &format!("/Invoices/{key}/Email"), &[], "");
        assert_eq!(response.status, 400, "{key}");
        messages(&response.json()["Elements"][0])
    };
    let line = r#""LineItems": [{"Description": "Work", "UnitAmount": 1, "AccountCode": "200"}]"#;
    for (number, more) in [("E-1", ""), ("E-2", r#""Status": "AUTHORISED","#)] {
        let body = format!(
            r#"{{"Type": "ACCREC", "InvoiceNumber": "{number}", "Contact": {{"Name": "Silent"}}, {more} {line}}}"#
        );
        assert_eq!(demo.put(&token, "/Invoices", &[], &body).status, 200);
    }
    assert!(refused("E-1")[0].contains("valid Status for sending"));
    assert!(refused("E-2")[0].contains("no email address"));
    assert_eq!(demo.post(&token, "/Invoices/INV-9999/Email", &[], "").status, 404);
}

#[test]
fn an_issued_invoice_has_an_address_online_that_stays_the_same() {
    let demo = Demo::fixed();
    let token = demo.token();
    let online = |key: &str| demo.get_with(&token, &format!("/Invoices/{key}/OnlineInvoice"), &[]);
    let address = |key: &str| online(key).json()["OnlineInvoices"][0]["OnlineInvoiceUrl"].clone();
    assert!(address("INV-0025").as_str().is_some_and(|text| text.starts_with("https://in.xero.")));
    assert_eq!(address("INV-0025"), address("INV-0025"));
    assert_ne!(address("INV-0025"), address("INV-0006"));
    let draft = r#"{"Type": "ACCREC", "InvoiceNumber": "D-1", "Contact": {"Name": "Boom FM"}}"#;
    demo.put(&token, "/Invoices", &[], draft);
    assert_eq!((online("D-1").status, online("INV-9999").status), (400, 404));
}
