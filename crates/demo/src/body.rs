//! The body of a response: whole as a rule, otherwise as a fault shapes it.

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{Either, Full};
use hyper::body::Bytes;

use crate::faults::bodies::BrokenOff;

pub(crate) type Body = Either<Full<Bytes>, UnsyncBoxBody<Bytes, BrokenOff>>;
pub(crate) type Response = hyper::Response<Body>;
