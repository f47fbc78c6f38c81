//! The body of a response: whole as a rule, otherwise as a fault shapes it.

use std::fmt;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{Either, Full};
use hyper::body::Bytes;

pub(crate) type Body = Either<Full<Bytes>, UnsyncBoxBody<Bytes, BrokenOff>>;
pub(crate) type Response = hyper::Response<Body>;

/// The reply ended on purpose.
#[derive(Debug)]
pub(crate) struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the demo company broke the reply off")
    }
}

impl std::error::Error for BrokenOff {}
