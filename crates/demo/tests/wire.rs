//! The demo company over a real socket: what a client of Xero would see.

#[path = "wire/api.rs"]
mod api;
#[path = "wire/create.rs"]
mod create;
#[path = "wire/faults.rs"]
mod faults;
#[path = "wire/lifecycle.rs"]
mod lifecycle;
#[path = "wire/limits.rs"]
mod limits;
#[path = "wire/lists.rs"]
mod lists;
#[path = "wire/support.rs"]
mod support;
#[path = "wire/token.rs"]
mod token;
