//! One request and its reply on the wire: redirects, idle time-outs and what each failure means.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, LOCATION};
use tokio::time::timeout;
use url::Url;

use super::body::{Coding, Reader};
use super::headers::{remaining, request_id};
use super::pool::Pool;
use crate::error::{Error, Kind};

const MOST_REDIRECTS: usize = 3;
/// What an error keeps of a reply.
const LARGEST_EXCERPT: usize = 2000;

/// A request, ready to be sent, and the limits of its reply.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// The longest silence.
    pub(crate) read_timeout: Duration,
    pub(crate) largest_reply: usize,
}

/// A reply, read whole.
#[derive(Debug)]
pub(crate) struct RawReply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) size: u64,
}

/// An exchange that gave no reply.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// Whether the server may have seen the request.
    pub(crate) sent: bool,
}

impl Exchange {
    /// Sends the request and follows what redirects an API may give: to the same origin, for reads, three at most.
    pub(crate) async fn run(mut self, pool: &Pool) -> std::result::Result<RawReply, Failure> {
        let is_read = matches!(self.method, Method::GET | Method::HEAD);
        self.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        Pool::settle().await;
        for _ in 0..=MOST_REDIRECTS {
            let reply = self.send(pool).await?;
            let follows = is_read && matches!(reply.status, 301 | 302 | 303 | 307 | 308);
            match reply.redirect_target(&self.url) {
                Some(target) if follows && target.origin() == self.url.origin() => self.url = target,
                _ => return Ok(reply),
            }
        }
        let error = Error::new(Kind::Transport, "the server redirects in a circle").hint("check base_url");
        Err(Failure { error, sent: true })
    }

    async fn send(&self, pool: &Pool) -> std::result::Result<RawReply, Failure> {
        let client = pool.client().map_err(|error| Failure { error, sent: false })?;
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = self.headers.clone();
        if let Some(body) = &self.body {
            *request.body_mut() = Some(body.clone().into());
        }
        let to_headers = pool.connect_timeout() + self.read_timeout;
        let mut response = match timeout(to_headers, client.execute(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(failure(error)),
            Err(_) => return Err(silence(self.read_timeout)),
        };
        let headers = std::mem::take(response.headers_mut());
        let coding = Coding::of(&headers);
        let broken = |error| Failure { error, sent: true };
        let mut reader = Reader::new(coding == Coding::Gzip, response.content_length(), self.largest_reply);
        let broken_off = loop {
            let read = match timeout(self.read_timeout, response.chunk()).await {
                Ok(Ok(Some(chunk))) => reader.take(&chunk).map_err(broken),
                Ok(Ok(None)) => break reader.end().map_err(broken).err(),
                Ok(Err(error)) => Err(failure(error)),
                Err(_) => return Err(silence(self.read_timeout)),
            };
            if let Err(failure) = read {
                // What was inflated is handed over at the end alone.
                let _ = reader.end();
                break Some(failure);
            }
        };
        // A refusal stands by its status, and what arrived of its words is told.
        if let Some(failure) = broken_off
            && (response.status().is_success() || failure.error.kind() != Kind::Transport)
        {
            return Err(failure);
        }
        let body = reader.into_body();
        let reply = RawReply { status: response.status().as_u16(), headers, size: body.len() as u64, body };
        match coding {
            Coding::Other(name) if !reply.body.is_empty() => reply.unread(&name),
            _ => Ok(reply),
        }
    }
}

impl RawReply {
    /// A reply whose body is compressed as nobody asked for. What its status and headers say of a refusal still holds.
    fn unread(mut self, coding: &str) -> std::result::Result<Self, Failure> {
        let message = format!("the response is compressed as {coding}, and gzip alone was asked for");
        self.body = message.clone().into_bytes();
        if !(200..300).contains(&self.status) {
            return Ok(self);
        }
        let error = Error::new(Kind::Decode, message).hint(
            "a proxy or gateway compresses responses: let it follow Accept-Encoding, or leave the responses as they are",
        );
        Err(Failure { error: self.describe_in(error), sent: true })
    }

    fn redirect_target(&self, from: &Url) -> Option<Url> {
        from.join(self.headers.get(LOCATION)?.to_str().ok()?).ok()
    }

    /// Where a redirect points, by host alone: its path and query may hold what no log should.
    pub(crate) fn redirect_host(&self, from: &Url) -> String {
        match self.redirect_target(from).as_ref().and_then(Url::host_str) {
            Some(host) => host.to_owned(),
            None => "nowhere".to_owned(),
        }
    }

    /// The start of the body as text; control characters but line ends are dropped.
    pub(crate) fn excerpt(&self) -> Option<String> {
        let start = &self.body[..self.body.len().min(LARGEST_EXCERPT)];
        let text: String = String::from_utf8_lossy(start).chars().filter(|c| !c.is_control() || *c == '\n').collect();
        (!text.is_empty()).then_some(text)
    }

    /// Adds to an error what every reply tells: status, request id, limits and the start of the body.
    pub(crate) fn describe_in(&self, error: Error) -> Error {
        error.with(|details| {
            details.status = Some(self.status);
            details.request_id = request_id(&self.headers);
            details.limits = remaining(&self.headers);
            details.body = self.excerpt();
        })
    }
}

fn silence(limit: Duration) -> Failure {
    let error = Error::new(Kind::Timeout, format!("nothing arrived for {} s", limit.as_secs_f64()))
        .hint("give a longer timeout (read), or ask for less at a time")
        .retryable();
    Failure { error, sent: true }
}

/// The kind of a failure, by what went wrong deepest down. No URL: it can hold what no log should.
fn failure(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    let sent = !error.is_connect() && !error.is_builder();
    let mut cause: &(dyn std::error::Error + 'static) = &error;
    while let Some(deeper) = inner(cause) {
        cause = deeper;
    }
    let tls = cause.is::<rustls::Error>();
    let deepest = cause.to_string();
    let error = if tls {
        Error::new(Kind::Tls, format!("the TLS handshake failed: {deepest}"))
            .hint("behind a proxy that inspects traffic, give its certificate as ca_file or SSL_CERT_FILE")
    } else if error.is_connect() && error.is_timeout() {
        Error::new(Kind::Connect, "no connection within the time-out").hint(CONNECT_HINT).retryable()
    } else if error.is_connect() {
        Error::new(Kind::Connect, format!("no connection: {deepest}")).hint(CONNECT_HINT).retryable()
    } else if error.is_builder() {
        Error::argument(format!("the request cannot be built: {deepest}"))
    } else {
        Error::new(Kind::Transport, format!("the exchange broke: {deepest}"))
            .hint("the network or the server cut the connection; try again")
            .retryable()
    };
    Failure { error, sent }
}

/// The cause of an error. An I/O error holds its own where `source` does not look.
fn inner<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

const CONNECT_HINT: &str = "check the network, DNS and proxy settings";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_excerpt_of_a_reply_is_bounded_and_printable() {
        let reply = RawReply { status: 500, headers: HeaderMap::new(), body: vec![0xff; 9000], size: 9000 };
        assert!(reply.excerpt().unwrap().len() <= 3 * LARGEST_EXCERPT);
        let reply = RawReply { status: 500, headers: HeaderMap::new(), body: b"\x1b[31mred\r\n".to_vec(), size: 10 };
        assert_eq!(reply.excerpt().unwrap(), "[31mred\n");
    }

    #[test]
    fn a_relative_redirect_stays_with_its_origin() {
        let from = Url::parse("https://api.xero.com/api.xro/2.0/Invoices").unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_static("/elsewhere"));
        let reply = RawReply { status: 302, headers, body: Vec::new(), size: 0 };
        assert_eq!(reply.redirect_target(&from).unwrap().as_str(), "https://api.xero.com/elsewhere");
    }
}
