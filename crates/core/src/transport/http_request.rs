//! One HTTP request: idle time-outs, and reading the response within limits.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use tokio::time::timeout;
use url::Url;

use super::body::{BodyReader, ContentCoding};
use super::incoming_body::IncomingBody;
use super::pool::Pool;
use super::raw_response::RawResponse;
use super::send_error::SendError;
use crate::error::{Error, ErrorKind};

/// A request, ready to be sent, and the limits of its response.
#[derive(Debug)]
pub(crate) struct HttpRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// The longest time without a byte.
    pub(crate) read_timeout: Duration,
    pub(crate) max_response_size: usize,
    /// Whether the body of a success is read by whoever gets the response.
    pub(crate) is_streamed: bool,
}

/// How much of a streamed body is read at once: enough to tell what it is.
const STREAM_START: usize = 4096;

impl HttpRequest {
    /// Sends the request and reads the response to its end, or, where it is streamed and a success, as far as its body
    /// tells what it is. A redirect is a response like any other.
    pub(crate) async fn send(mut self, pool: &Pool) -> std::result::Result<RawResponse, SendError> {
        self.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        Pool::settle().await;
        let client = pool.client().map_err(|error| SendError { error, sent: false })?;
        let mut request = reqwest::Request::new(self.method, self.url);
        *request.headers_mut() = self.headers;
        *request.body_mut() = self.body.map(Into::into);
        let to_headers = pool.connect_timeout() + self.read_timeout;
        let mut incoming = match timeout(to_headers, client.execute(request)).await {
            Ok(Ok(incoming)) => incoming,
            Ok(Err(error)) => return Err(SendError::new(error)),
            Err(_) => return Err(SendError::read_timeout(self.read_timeout)),
        };
        let status = incoming.status();
        let headers = std::mem::take(incoming.headers_mut());
        let coding = ContentCoding::of(&headers);
        let is_streamed = self.is_streamed && status.is_success() && !matches!(coding, ContentCoding::Other(_));
        let length = incoming.content_length().filter(|_| !is_streamed);
        let reader = BodyReader::new(coding == ContentCoding::Gzip, length, self.max_response_size);
        let mut body = IncomingBody::new(incoming, reader, self.read_timeout);
        let broken_off = loop {
            match body.read().await {
                Ok(true) if is_streamed && body.reader.len() >= STREAM_START => {
                    let start = body.reader.take();
                    let (status, size) = (status.as_u16(), start.len() as u64);
                    return Ok(RawResponse { status, headers, body: start, size, rest: Some(Box::new(body)) });
                }
                Ok(true) => {}
                Ok(false) => break None,
                Err(error) => {
                    // The decoder hands over what it inflated only at the end.
                    let _ = body.reader.finish();
                    break Some(error);
                }
            }
        };
        // The status of a refusal still counts; its error shows what arrived of the body.
        if let Some(broken) = broken_off
            && (status.is_success() || broken.error.kind() != ErrorKind::Transport)
        {
            return Err(broken);
        }
        let body = body.reader.take();
        let response = RawResponse { status: status.as_u16(), headers, size: body.len() as u64, body, rest: None };
        match coding {
            ContentCoding::Other(name) if !response.body.is_empty() => unreadable(response, &name),
            _ => Ok(response),
        }
    }
}

/// The error of a response whose compression was not asked for. The status and headers of a refusal still count.
fn unreadable(mut response: RawResponse, coding: &str) -> std::result::Result<RawResponse, SendError> {
    let message = format!("the response is compressed as {coding}, and only gzip was asked for");
    response.body = message.clone().into_bytes();
    if !(200..300).contains(&response.status) {
        return Ok(response);
    }
    let error = Error::new(ErrorKind::Decode, message).hint(
        "a proxy or gateway compresses responses: let it follow Accept-Encoding, or leave the responses as they are",
    );
    Err(SendError { error: response.add_context(error), sent: true })
}
