//! Credentials and tokens.
//!
//! A call asks the [`TokenSource`] of its connection for a token. The source returns the one in hand, waits for the fetch
//! that is under way, or starts one (`token_fetch`), which asks the token `endpoint`. After a failure nobody asks again
//! for a while (`cooldown`). Processes can share a token in a file (`token_file`).

mod cooldown;
mod credentials;
mod endpoint;
mod token;
mod token_fetch;
mod token_file;
mod token_source;

pub(crate) use credentials::{Credentials, Secret, SecretSource, exposed_secret_file};
pub(crate) use token::Token;
pub(crate) use token_source::{FetchContext, RetryPolicy, TokenSource};
