//! Ten thousand invoices: the last one takes no longer than the first.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::support::Demo;

const BATCHES: usize = 200;
const BATCH: usize = 50;

#[test]
fn ten_thousand_invoices_are_made_in_batches_and_listed_again_in_seconds() {
    let demo = Demo::start(r#"{"limits": false, "seed": "empty"}"#);
    let token = demo.token();
    let start = Instant::now();
    for batch in 0..BATCHES {
        let one = |at: usize| {
            let contact = (batch * BATCH + at) % 1_000;
            format!(
                r#"{{"Type": "ACCREC", "Reference": "{batch}/{at}", "Contact": {{"Name": "Customer {contact}"}},
                    "LineItems": [{{"Description": "Work", "Quantity": 1, "UnitAmount": 1, "AccountCode": "200"}}]}}"#
            )
        };
        let body = format!("[{}]", (0..BATCH).map(one).collect::<Vec<_>>().join(","));
        let response = demo.put(&token, "/Invoices", &[("Idempotency-Key", &format!("batch {batch}"))], &body);
        assert_eq!(response.status, 200, "{}", response.text());
    }
    let mut references = HashSet::new();
    let mut records = 0;
    for page in 1..=10 {
        let path = format!("/Invoices?page={page}&pageSize=1000&order=InvoiceNumber&where=Type%3D%3D%22ACCREC%22");
        let list = demo.get_with(&token, &path, &[]).json();
        assert_eq!(list["pagination"]["itemCount"], BATCHES * BATCH);
        let invoices = list["Invoices"].as_array().expect("a list").clone();
        records += invoices.len();
        references.extend(invoices.iter().map(|invoice| invoice["Reference"].as_str().expect("a text").to_owned()));
    }
    assert_eq!((records, references.len()), (BATCHES * BATCH, BATCHES * BATCH));
    let snapshots = Instant::now();
    for _ in 0..10 {
        demo.control(r#"{"do": "snapshot"}"#);
    }
    assert!(snapshots.elapsed() < Duration::from_secs(10), "{:?}", snapshots.elapsed());
    // The bound is far above the usual time, so that only a cost that grows with the books exceeds it.
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
