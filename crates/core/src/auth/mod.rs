//! Who we are: credentials, tokens, and the one source that hands out a token good right now.

mod cache;
mod credentials;
mod endpoint;
mod source;
mod token;

pub(crate) use credentials::{Credentials, Secret, SecretSource, exposed};
pub(crate) use source::{Renewal, RetryPolicy, TokenSource};
pub(crate) use token::Token;
