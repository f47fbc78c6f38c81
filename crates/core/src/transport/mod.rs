//! HTTP: connection pools, requests and their responses, retries and deadlines.
//!
//! A call sends an [`HttpRequest`] through a [`Pool`] and gets a [`RawResponse`], or a [`SendError`] that says whether
//! the server may have received it.

mod body;
mod deadline;
mod headers;
mod http_request;
mod identity;
mod incoming_body;
mod pool;
mod raw_response;
mod retry;
mod roots;
mod send_error;

pub(crate) use deadline::{Deadline, WaitingFor};
pub(crate) use headers::{date, remaining, request_id, retry_after};
pub(crate) use http_request::HttpRequest;
pub(crate) use identity::ClientIdentity;
pub(crate) use incoming_body::IncomingBody;
pub(crate) use pool::{DrivenBy, Pool, PoolSettings};
pub(crate) use raw_response::RawResponse;
pub(crate) use retry::{Backoff, KEY_HOLDS, LONGEST_WAIT, is_worth_a_retry};
pub(crate) use send_error::SendError;
