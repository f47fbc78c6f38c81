//! One HTTP request: idle time-outs, and reading the response within limits.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use tokio::time::timeout;
use url::Url;

use super::body::{BodyReader, ContentCoding};
use super::pool::Pool;
use super::raw_response::RawResponse;
use super::send_error::SendError;
use crate::error::{Error, ErrorKind, Result};

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
/// How much of it is handed over at once, if so much has arrived.
const STREAM_PIECE: usize = 64 * 1024;

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
        let mut body =
            IncomingBody { incoming, unread: Bytes::new(), reader, read_timeout: self.read_timeout, has_ended: false };
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

/// A body as it arrives. Nothing is read from the connection while nobody asks for more.
pub(crate) struct IncomingBody {
    incoming: reqwest::Response,
    /// What arrived and was not read yet.
    unread: Bytes,
    reader: BodyReader,
    read_timeout: Duration,
    has_ended: bool,
}

impl IncomingBody {
    /// The next bytes; none at the end. Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            let goes_on = self.read().await.map_err(|failure| failure.error)?;
            let is_enough = self.reader.len() >= STREAM_PIECE || self.unread.is_empty();
            if !goes_on || (is_enough && self.reader.len() > 0) {
                return Ok(Some(self.reader.take()).filter(|bytes| !bytes.is_empty()));
            }
        }
    }

    /// Reads one piece; false at the end.
    async fn read(&mut self) -> std::result::Result<bool, SendError> {
        let broken = |error| SendError { error, sent: true };
        if self.has_ended {
            return Ok(false);
        }
        if self.unread.is_empty() {
            match timeout(self.read_timeout, self.incoming.chunk()).await {
                Ok(Ok(Some(chunk))) => self.unread = chunk,
                Ok(Ok(None)) => {
                    self.has_ended = true;
                    return self.reader.finish().map(|()| false).map_err(broken);
                }
                Ok(Err(error)) => return Err(SendError::new(error)),
                Err(_) => return Err(SendError::read_timeout(self.read_timeout)),
            }
        }
        let piece = self.unread.split_to(self.unread.len().min(self.reader.piece()));
        self.reader.push(&piece).map(|()| true).map_err(broken)
    }
}

impl fmt::Debug for IncomingBody {
    /// What arrived is nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingBody").finish_non_exhaustive()
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
