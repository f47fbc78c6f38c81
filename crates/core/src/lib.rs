//! Xero's API for programs that run unattended: tokens, limits, retries and exact values.
//!
//! A [`Client`] is made once and called with a [`Request`] for one of the [operations](spec::OPERATIONS).

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
mod redaction;
mod request;
mod response;
#[cfg(test)]
mod round_trip_tests;
mod shown;
#[cfg(test)]
mod testing;
mod transport;

pub use call::batch::{BatchResult, RecordResult};
pub use call::pages::{FetchEstimate, Page, Pages};
pub use call::result::{Meta, RawResponse, Response, ResponseContent};
pub use call::status::CallStatus;
pub use client::{AccessToken, Check, CheckReport, Client, ClientBuilder, ClientDescription};
pub use config::{CallOptions, ENVIRONMENT_VARIABLES, Environment, StateStore};
pub use connection::Driver;
pub use error::{Details, Error, ErrorKind, Issue, Outcome, RateLimitHeaders, Result, suggestion};
pub use events::Event;
pub use limits::{
    AppMinuteState, ConcurrentState, DayState, LimitPolicy, MinuteState, Priority, RateLimitState, RetryState,
    WaitingCalls,
};
pub use request::operations::{nearest_field, operation_named};
pub use request::{Content, RawRequest, Request};
pub use response::to_wire;
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
