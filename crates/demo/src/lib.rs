//! The demo company: a loopback server that behaves like Xero, inside the process or from the shell.
//!
//! `DemoCompany::start` gives a whole pretend Xero on a free port of 127.0.0.1: token endpoint,
//! Accounting API, real rate limits, faults on demand and a journal of what came in.
#![forbid(unsafe_code)]

mod actions;
mod auth;
mod books;
mod call;
mod changes;
mod clock;
mod company;
mod control;
mod conventions;
mod drafts;
mod engine;
mod error;
mod faults;
mod fields;
mod identity;
mod journal;
mod ledger;
mod limits;
mod lists;
mod named_enum;
mod options;
mod page;
mod records;
mod replays;
mod reports;
mod route_table;
mod routes;
mod rules;
mod seed;
mod server;
mod store;
mod strict;
mod tls;
mod values;
mod webhooks;
mod wire;

pub use error::DemoError;
pub use server::DemoCompany;
