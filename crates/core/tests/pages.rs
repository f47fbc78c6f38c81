//! A list as a stream, and what an error tells of its cause, against the demo company.
#![expect(clippy::disallowed_methods, reason = "a test has its thread to itself")]

use std::error::Error as _;

use futures_util::{StreamExt, TryStreamExt};
use serde_json::Value;
use xero_m2m::{CallOptions, ErrorKind, Request, operation};

include!("support/demo_client.rs");

fn contacts() -> Request {
    Request::new(operation("contacts.list").expect("it is there")).argument("page_size", 10)
}

#[tokio::test]
async fn a_stream_brings_every_page_and_ends() {
    let (_demo, xero) = demo_client();
    let count = xero.count(contacts()).await.expect("a count");
    let pages: Vec<_> = xero.pages(contacts()).expect("a list").into_stream().try_collect().await.expect("pages");
    let numbers: Vec<u64> = pages.iter().map(|page| u64::from(page.number)).collect();
    assert_eq!(numbers, (1..=count.div_ceil(10)).collect::<Vec<_>>());
    let records: usize = pages.iter().map(|page| page.records::<Value>().expect("records").len()).sum();
    assert_eq!(records as u64, count);
}

#[tokio::test]
async fn a_stream_ends_after_an_error() {
    let (demo, xero) = demo_client();
    demo.control(br#"{"do": "fault", "route": "GET /Contacts", "status": 404}"#).expect("a fault");
    let mut pages = xero.pages(contacts()).expect("a list").into_stream();
    assert_eq!(pages.next().await.expect("an item").unwrap_err().kind(), ErrorKind::NotFound);
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_limit_makes_the_pages_no_larger() {
    let (_demo, xero) = demo_client();
    let list = Request::new(operation("contacts.list").expect("it is there"));
    let pages: Vec<_> = xero.pages(list).expect("a list").limit(3).into_stream().try_collect().await.expect("pages");
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].records::<Value>().expect("records").len(), 3);
}

#[tokio::test]
async fn an_error_of_the_network_has_its_source_without_the_address() {
    let (demo, xero) = demo_client();
    demo.stop();
    let once = CallOptions { max_attempts: Some(1), ..CallOptions::default() };
    let request = Request::new(operation("organisation.get").expect("it is there")).options(once);
    let error = xero.call(request).await.unwrap_err();
    let mut source = error.source();
    assert!(source.is_some(), "{error}");
    while let Some(cause) = source {
        assert!(!format!("{cause} {cause:?}").contains("http"), "{cause:?}");
        source = cause.source();
    }
}
