//! What it means that a request got no response.

use std::io;
use std::time::Duration;

use crate::error::{Error, ErrorKind};

/// A request without a response.
#[derive(Debug)]
pub(crate) struct SendError {
    pub(crate) error: Error,
    /// Whether the server may have received the request.
    pub(crate) sent: bool,
}

impl SendError {
    /// No byte arrived for this long.
    pub(super) fn read_timeout(limit: Duration) -> Self {
        let error = Error::new(ErrorKind::Timeout, format!("nothing arrived for {} s", limit.as_secs_f64()))
            .hint("give a longer timeout (read), or ask for less at a time")
            .retryable();
        Self { error, sent: true }
    }

    /// The kind follows from the innermost cause. The URL is left out: it can hold what no log should.
    pub(super) fn new(failure: reqwest::Error) -> Self {
        let failure = failure.without_url();
        let sent = !failure.is_connect() && !failure.is_builder();
        let mut cause: &(dyn std::error::Error + 'static) = &failure;
        while let Some(deeper) = source(cause) {
            cause = deeper;
        }
        let is_tls = cause.is::<rustls::Error>();
        let cause = cause.to_string();
        let error = if is_tls {
            Error::new(ErrorKind::Tls, format!("the TLS handshake failed: {cause}"))
                .hint("behind a proxy that inspects traffic, give its certificate as ca_file or SSL_CERT_FILE")
        } else if failure.is_connect() && failure.is_timeout() {
            Error::new(ErrorKind::Connect, "no connection within the time-out").hint(CONNECT_HINT).retryable()
        } else if failure.is_connect() {
            Error::new(ErrorKind::Connect, format!("no connection: {cause}")).hint(CONNECT_HINT).retryable()
        } else if failure.is_builder() {
            Error::argument(format!("the request cannot be built: {cause}"))
        } else {
            Error::new(ErrorKind::Transport, format!("the connection broke: {cause}"))
                .hint("try again; the network or the server closed the connection")
                .retryable()
        };
        Self { error: error.caused_by(failure), sent }
    }
}

/// The cause of an error. An I/O error keeps its own where `source()` does not look.
fn source<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

const CONNECT_HINT: &str = "check the network, DNS and proxy settings";
