//! A client of [Xero](https://developer.xero.com)'s API for programs that run unattended, such as nightly jobs and
//! services.
//!
//! It connects through a [Custom Connection]: one client ID and one client secret for one organisation. The client
//! fetches and renews tokens, stays within [Xero's limits], retries what is safe to retry, reports what became of every
//! write, and never shows a secret.
//!
//! [Custom Connection]: https://developer.xero.com/documentation/guides/oauth2/custom-connections/
//! [Xero's limits]: https://developer.xero.com/documentation/guides/oauth2/limits/
//!
//! # A client and a record
//!
//! A [`Client`] is made once, inside a tokio runtime, and is cheap to clone. Without credentials in the code it reads
//! `XERO_CLIENT_ID` and `XERO_CLIENT_SECRET`. It is called with a [`Request`] for one of the
//! [operations](spec::OPERATIONS), which are found by [name](operation()).
//!
//! Records are JSON: read them as types of your own, or as [`serde_json::Value`]. Fields are named in snake case.
//! Amounts are texts, so that no digit is lost; calendar dates are `2026-01-31`, and timestamps are
//! `2026-01-31T10:30:00Z`.
//!
//! ```
//! use xero_m2m::{Client, Request, operation};
//!
//! #[derive(serde::Deserialize)]
//! struct Invoice {
//!     invoice_number: Option<String>,
//!     amount_due: Option<String>,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let demo = xero_m2m_demo::DemoCompany::start(b"{}")?;
//! # let facts: serde_json::Value = serde_json::from_slice(&demo.describe())?;
//! # let text = |name: &str| facts[name].as_str().unwrap_or_default();
//! let xero = Client::builder()
//! #   .base_url(text("base_url")).token_url(text("token_url"))
//! #   .client_id(text("client_id")).client_secret(text("client_secret"))
//! #   .environment(xero_m2m::Environment::new())
//!     .app("nightly-sync/1.2")
//!     .build()?;
//! let response = xero.call(Request::new(operation("invoices.get")?).argument("invoice_id", "INV-0006")).await?;
//! let invoice: Invoice = response.record()?;
//! assert_eq!(invoice.invoice_number.as_deref(), Some("INV-0006"));
//! assert_eq!(invoice.amount_due.as_deref(), Some("250.00"));
//! assert_eq!(response.meta().attempts, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Lists
//!
//! [`Client::pages`] goes over a whole list. It fetches pages ahead within the limits, and returns each record once.
//! [`Pages::into_stream`] makes a [`Stream`](futures_core::Stream) of it. [`Client::count`] counts the records, mostly
//! with one request.
//!
//! ```
//! use serde_json::Value;
//! use xero_m2m::{Request, operation};
//!
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/demo_client.rs"));
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (_demo, xero) = demo_client();
//! let open = Request::new(operation("invoices.list")?)
//!     .argument("statuses", ["AUTHORISED"])
//!     .argument("where", r#"Type=="ACCREC""#)
//!     .argument("order", "DueDate");
//! assert_eq!(xero.count(open.clone()).await?, 9);
//! let mut pages = xero.pages(open)?;
//! while let Some(page) = pages.next().await? {
//!     for invoice in page.records::<Value>()? {
//!         println!("{} {}", invoice["invoice_number"], invoice["amount_due"]);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Many records in one call
//!
//! [`Client::batch`] writes a list of records in as few requests as Xero takes. Xero saves or refuses each record
//! separately, and so each has a result of its own.
//!
//! ```
//! use serde_json::{Value, json};
//! use xero_m2m::{ErrorKind, Outcome, Request, operation};
//!
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/demo_client.rs"));
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (_demo, xero) = demo_client();
//! let rent = |account: &str| {
//!     json!({
//!         "type": "ACCREC",
//!         "contact": {"name": "Bayside Club"},
//!         "line_items": [{"description": "Rent", "quantity": 1, "unit_amount": "1200.00", "account_code": account}],
//!     })
//! };
//! let request = Request::new(operation("invoices.create")?).body(&[rent("200"), rent("no such account")])?;
//! let batch = xero.batch(request).await?;
//! let saved: Value = batch.results[0].record()?;
//! assert_eq!(saved["line_items"][0]["unit_amount"], "1200.00");
//! for (index, error) in batch.errors() {
//!     assert_eq!((index, error.kind()), (1, ErrorKind::Validation));
//!     assert_eq!(error.details().outcome, Some(Outcome::Refused)); // it was not saved
//!     println!("{error}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Files
//!
//! An upload takes [bytes, text or the path of a file](FileInput) of at most 10 MB. A download gives bytes,
//! [is written to a file](Request::save_to), or [arrives piece by piece](Client::download).
//!
//! ```
//! use serde_json::Value;
//! use xero_m2m::{FileInput, Request, operation};
//!
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/demo_client.rs"));
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (_demo, xero) = demo_client();
//! # let get = Request::new(operation("invoices.get")?).argument("invoice_id", "INV-0006");
//! # let invoice: Value = xero.call(get).await?.record()?;
//! # let id = invoice["invoice_id"].as_str().unwrap_or_default();
//! let upload = Request::new(operation("invoices.attach")?)
//!     .argument("invoice_id", id)
//!     .argument("file_name", "terms.txt")
//!     .content(FileInput::Bytes("Payable in advance.".into()));
//! let attachment: Value = xero.call(upload).await?.record()?;
//! let download = Request::new(operation("invoices.attachment")?)
//!     .argument("invoice_id", id)
//!     .argument("key", "terms.txt");
//! assert_eq!(xero.call(download.clone()).await?.bytes(), Some(&b"Payable in advance."[..]));
//!
//! let mut pieces = xero.download(download)?;
//! let mut size = 0;
//! while let Some(piece) = pieces.next().await? {
//!     size += piece.len();
//! }
//! assert_eq!(size, 19);
//! # Ok(())
//! # }
//! ```
//!
//! # Errors
//!
//! Everything that fails returns an [`Error`]. Its [kind](ErrorKind) is for programs; its text is for people and ends
//! with what support will ask for. [`advice`](Error::advice) says what to do next, and [`Details`] hold what applies.
//! The error of a write has an [`Outcome`]: whether it was refused, never sent, carried out, or whether that is
//! unknown. A write that may have been carried out can be repeated safely within six minutes, with the [idempotency
//! key](https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/) of its error.
//!
//! ```
//! use xero_m2m::{ErrorKind, Outcome, Request, operation};
//!
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/demo_client.rs"));
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (_demo, xero) = demo_client();
//! let record = serde_json::json!({"name": "Bayside Club", "e_mail": "office@example.com"});
//! let request = Request::new(operation("contacts.create")?).body(&record)?;
//! let error = xero.call(request).await.unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Argument); // found before anything was sent
//! assert_eq!(error.details().outcome, Some(Outcome::NotSent));
//! assert!(!error.is_retryable());
//! println!("{}; {}", error.message(), error.advice().unwrap_or_default());
//! # Ok(())
//! # }
//! ```
//!
//! # Options, and what no operation describes
//!
//! [`CallOptions`] set time limits, retries, priority and organisation, for [a client](ClientBuilder::call_options), [a
//! clone](Client::with_options) or [one call](Request::options). They also add headers, query parameters and fields that
//! this version does not know. [`Client::raw`] calls any path of Xero's APIs, and [`Request::keep_response`] keeps the
//! headers and the body that an operation got.
//!
//! ```
//! use std::time::Duration;
//! use serde_json::{Value, json, value::to_raw_value};
//! use xero_m2m::{CallOptions, RawRequest, Request, operation};
//!
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/demo_client.rs"));
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (_demo, xero) = demo_client();
//! let options = CallOptions {
//!     deadline: Some(Duration::from_secs(30)),
//!     max_attempts: Some(6),
//!     retry_statuses: Some(vec![404, 503]),
//!     extra_body: Some(to_raw_value(&json!({"CompanyNumber": "9429"}))?),
//!     ..CallOptions::default()
//! };
//! let create = Request::new(operation("contacts.create")?).body(&json!({"name": "Quayside Rowing"}))?;
//! let response = xero.call(create.options(options).keep_response()).await?;
//! let contact: Value = response.record()?;
//! assert_eq!(contact["company_number"], "9429");
//! println!("{:?}", response.raw().map(|raw| &raw.headers));
//!
//! let raw = RawRequest { method: "GET".into(), path: "/Currencies".into(), ..RawRequest::default() };
//! println!("{}", String::from_utf8_lossy(&xero.raw(raw).await?.body));
//! # Ok(())
//! # }
//! ```
//!
//! # Records as Xero has them
//!
//! [`to_xero`] writes a record of a response as Xero sent it, [`read_record`] makes one of its fields, by our names or
//! Xero's, and [`xero_name`] gives Xero's name of a field. [`webhooks::verify`] checks the signature of a webhook's delivery
//! and reads its events.
//!
//! # What happens inside
//!
//! [`Client::rate_limits`] tells what is left of the limits, [`Client::check`] tests a connection step by step, and
//! [`Client::take_events`] gives what a log or a trace needs: an [`Event`] has no secret and no body in it.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod auth;
mod call;
mod client;
pub mod clock;
mod codec;
mod config;
mod connection;
mod error;
mod events;
#[cfg(fuzzing)]
pub mod fuzz;
mod hex;
mod limits;
pub mod os;
mod random;
mod record;
mod redaction;
mod request;
mod response;
#[cfg(test)]
mod round_trip_tests;
mod shown;
#[cfg(test)]
mod testing;
mod transport;
pub mod webhooks;

pub use call::batch::{BatchResult, RecordResult};
pub use call::download::Download;
pub use call::pages::{FetchEstimate, Page, Pages};
pub use call::result::{Meta, RawResponse, Response, ResponseContent};
pub use call::status::CallStatus;
pub use client::{AccessToken, Check, CheckReport, Client, ClientBuilder, ClientDescription};
/// For the faces, whose options have these names.
#[doc(hidden)]
pub use config::CALL_OPTION_NAMES;
pub use config::{CallOptions, ENVIRONMENT_VARIABLES, Environment, StateStore};
pub use connection::Driver;
pub use error::{Details, Error, ErrorKind, Issue, Outcome, RateLimitHeaders, Result, suggestion};
pub use events::Event;
pub use limits::{
    AppMinuteState, ConcurrentState, DayState, LimitPolicy, MinuteState, Priority, RateLimitState, RetryState,
    WaitingCalls,
};
/// For the faces, which read it from a response at their boundary.
#[doc(hidden)]
pub use record::hidden_fields;
pub use record::{read_record, to_xero, xero_name};
pub use request::operations::{nearest_field, operation_named};
pub use request::{FileInput, RawRequest, Request};
pub use shown::shown;
pub use xero_m2m_spec as spec;
pub use xero_m2m_spec::NameCase;

/// The operation of this name in snake case, such as `payroll_nz.employees.list`.
///
/// # Errors
/// `Argument` where there is none; its hint names the nearest.
pub fn operation(name: &str) -> Result<&'static spec::Operation> {
    operation_named(name, NameCase::Snake)
}

/// The Rust sample of the README, to be compiled with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
