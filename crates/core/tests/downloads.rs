//! Files that arrive piece by piece, as the Rust library gives them.
#![expect(clippy::disallowed_methods, reason = "a test has its thread to itself")]

use xero_m2m::{Client, ErrorKind, Request, operation};

include!("support/demo_client.rs");

fn pdf() -> Request {
    Request::new(operation("invoices.pdf").expect("it is there")).argument("invoice_id", "INV-0006")
}

#[tokio::test]
async fn what_is_no_download_is_refused_before_anything_is_sent() {
    let (_demo, xero) = demo_client();
    let refused = |xero: &Client, request: Request| xero.download(request).unwrap_err();
    let record = Request::new(operation("invoices.get").expect("it is there")).argument("invoice_id", "INV-0006");
    for (request, message) in [
        (record, "this operation gives no file"),
        (pdf().keep_response(), "a file that arrives piece by piece is neither kept nor saved"),
        (pdf().save_to("rent.pdf"), "a file that arrives piece by piece is neither kept nor saved"),
    ] {
        let error = refused(&xero, request);
        assert_eq!((error.kind(), error.message()), (ErrorKind::Argument, message));
    }
    assert!(xero.describe().token_expires_in.is_none());
}

#[tokio::test]
async fn a_download_ends_with_its_client() {
    let (_demo, xero) = demo_client();
    let mut download = xero.download(pdf()).unwrap();
    xero.close();
    assert_eq!(download.next().await.unwrap_err().kind(), ErrorKind::Closed);
}
