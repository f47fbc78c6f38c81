//! The body of a response: complete, or altered by a fault.

use std::fmt;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{Either, Full};
use hyper::body::Bytes;

pub(crate) type Body = Either<Full<Bytes>, UnsyncBoxBody<Bytes, ResponseCut>>;
pub(crate) type HttpResponse = hyper::Response<Body>;

/// The response was ended on purpose.
#[derive(Debug)]
pub(crate) struct ResponseCut;

impl fmt::Display for ResponseCut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the demo company broke off the response")
    }
}

impl std::error::Error for ResponseCut {}
