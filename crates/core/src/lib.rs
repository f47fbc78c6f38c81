//! Xero Custom Connections from programs: tokens, limits, retries and exact values.
//!
//! [`Client`] is the one way in. Python and Node reach it through [`Client::invoke`], bytes in and bytes out.

#![forbid(unsafe_code)]

mod address;
mod arguments;
mod auth;
mod batch;
pub mod blocking;
mod call;
mod check;
mod client;
pub mod clock;
pub mod codec;
pub mod config;
mod content;
pub mod error;
mod escapes;
mod events;
mod files;
#[cfg(fuzzing)]
pub mod fuzz;
mod hex;
mod invoke;
mod limits;
mod names;
mod operations;
mod paging;
pub mod process;
mod progress;
mod random;
mod redaction;
mod registry;
mod reply;
mod send;
mod shown;
mod state_file;
mod transport;

pub use client::{Client, Driver};
pub use error::{Error, Kind, Result};
pub use operations::{nearest_field, operations};
pub use paging::Pages;
pub use progress::Progress;
pub use shown::shown;
pub use xero_m2m_spec as spec;
pub use xero_m2m_spec::NameCase;
