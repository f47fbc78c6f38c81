//! One request and its reply on the wire: redirects, idle time-outs and what each failure means.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderMap, HeaderValue, LOCATION, PROXY_AUTHORIZATION};
use http::{Method, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Body;
use hyper_util::client::legacy;
use tokio::time::error::Elapsed;
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
        for _ in 0..=MOST_REDIRECTS {
            let reply = self.send(pool).await?;
            let follows = is_read && matches!(reply.status, 301 | 302 | 303 | 307 | 308);
            match reply.redirect_target(&self.url) {
                Some(target) if follows && target.origin() == self.url.origin() => self.url = target,
                _ if reply.status < 300 => return Ok(reply),
                _ => return Ok(reply.without_credentials(&self.headers)),
            }
        }
        let error = Error::new(Kind::Transport, "the server redirects in a circle").hint("check base_url");
        Err(Failure { error, sent: true })
    }

    async fn send(&self, pool: &Pool) -> std::result::Result<RawReply, Failure> {
        let unsent = |error| Failure { error, sent: false };
        let client = pool.client().map_err(unsent)?;
        let request = self.request(pool).map_err(unsent)?;
        let to_headers = pool.connect_timeout() + self.read_timeout;
        let (head, mut body) = match timeout(to_headers, client.request(request)).await {
            Ok(Ok(response)) => response.into_parts(),
            Ok(Err(error)) => return Err(failure(&error)),
            Err(_) => return Err(silence(self.read_timeout)),
        };
        let coding = Coding::of(&head.headers);
        let broken = |error| Failure { error, sent: true };
        let mut reader = Reader::new(coding == Coding::Gzip, body.size_hint().exact(), self.largest_reply);
        loop {
            match timeout(self.read_timeout, body.frame()).await {
                Ok(Some(Ok(frame))) => {
                    if let Some(chunk) = frame.data_ref() {
                        reader.take(chunk).map_err(broken)?;
                    }
                }
                Ok(None) => break,
                Ok(Some(Err(error))) => return Err(failure(&error)),
                Err(_) => return Err(silence(self.read_timeout)),
            }
        }
        let body = reader.finish().map_err(broken)?;
        let reply = RawReply { status: head.status.as_u16(), headers: head.headers, size: body.len() as u64, body };
        match coding {
            Coding::Other(name) if !reply.body.is_empty() => reply.unread(&name),
            _ => Ok(reply),
        }
    }

    fn request(&self, pool: &Pool) -> crate::error::Result<Request<Full<Bytes>>> {
        let to: Uri = self
            .url
            .as_str()
            .parse()
            .map_err(|error| Error::argument(format!("the request cannot be built: {error}")))?;
        let mut request = Request::new(Full::new(self.body.clone().unwrap_or_default()));
        *request.method_mut() = self.method.clone();
        *request.headers_mut() = self.headers.clone();
        if let Some(authorization) = pool.proxy_authorization(&to) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
        *request.uri_mut() = to;
        Ok(request)
    }
}

impl RawReply {
    /// A reply whose body is compressed as nobody asked for. What its status and headers say of a refusal still holds.
    fn unread(mut self, coding: &str) -> std::result::Result<Self, Failure> {
        let message = format!("the reply is compressed as {coding}, and gzip alone was asked for");
        self.body = message.clone().into_bytes();
        if !(200..300).contains(&self.status) {
            return Ok(self);
        }
        let error = Error::new(Kind::Decode, message).hint(
            "a proxy or gateway in between compresses replies: let it heed Accept-Encoding, or leave replies alone",
        );
        Err(Failure { error: self.describe_in(error), sent: true })
    }

    fn redirect_target(&self, from: &Url) -> Option<Url> {
        from.join(self.headers.get(LOCATION)?.to_str().ok()?).ok()
    }

    /// Takes out what the server may have echoed, before any part of the body is cut out for an error.
    pub(crate) fn without(mut self, secret: &str) -> Self {
        let secret = secret.as_bytes();
        let mut from = 0;
        while let Some(at) = self.body[from..].windows(secret.len().max(1)).position(|part| part == secret) {
            let at = from + at;
            self.body.splice(at..at + secret.len(), *b"***");
            from = at + 3;
        }
        self
    }

    fn without_credentials(self, sent: &HeaderMap) -> Self {
        let sent = sent.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.split_once(' '));
        match sent {
            Some((_, credentials)) => self.without(credentials),
            None => self,
        }
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

/// The kind of a failure, by what went wrong deepest down.
fn failure(error: &(dyn StdError + 'static)) -> Failure {
    let is_connect = error.downcast_ref::<legacy::Error>().is_some_and(legacy::Error::is_connect);
    let mut cause = error;
    // Whether the connection had something to say, or was gone, before anything of the request went out on it.
    let mut is_unstarted = false;
    loop {
        is_unstarted |= cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled);
        match inner(cause) {
            Some(deeper) => cause = deeper,
            None => break,
        }
    }
    let error = if cause.is::<rustls::Error>() {
        Error::new(Kind::Tls, format!("the TLS handshake failed: {cause}"))
            .hint("behind a proxy that inspects traffic, give its certificate as ca_file or SSL_CERT_FILE")
    } else if cause.is::<Elapsed>() {
        Error::new(Kind::Connect, "no connection within the time-out").hint(CONNECT_HINT).retryable()
    } else if is_connect {
        Error::new(Kind::Connect, format!("no connection: {cause}")).hint(CONNECT_HINT).retryable()
    } else {
        Error::new(Kind::Transport, format!("the exchange broke: {cause}"))
            .hint("the network or the server cut the connection; try again")
            .retryable()
    };
    Failure { error, sent: !is_connect && !is_unstarted }
}

/// The cause of an error. An I/O error holds its own where `source` does not look.
fn inner<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
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
    fn what_a_server_echoes_is_taken_out_wherever_it_stands() {
        let without = |body: &str, secret: &str| {
            let reply = RawReply { status: 400, headers: HeaderMap::new(), body: body.into(), size: 0 };
            String::from_utf8(reply.without(secret).body).unwrap()
        };
        assert_eq!(without("secret and secretsecret, no secre", "secret"), "*** and ******, no secre");
        for (body, secret) in [("", "secret"), ("short", "longer than the body"), ("body", "")] {
            assert_eq!(without(body, secret), body);
        }
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
