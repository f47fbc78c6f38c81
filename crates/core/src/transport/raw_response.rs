//! A response as it arrived, and what every error about it says.

use http::header::{HeaderMap, LOCATION};
use url::Url;

use super::headers::{remaining, request_id, without_secrets};
use super::incoming_body::IncomingBody;
use crate::error::Error;

/// How much of the body an error keeps.
const LONGEST_EXCERPT: usize = 2000;

/// A response, read to its end or, of a download, as far as the start of its body.
#[derive(Debug)]
pub(crate) struct RawResponse {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) size: u64,
    /// What is still to come of the body.
    pub(crate) rest: Option<Box<IncomingBody>>,
}

impl RawResponse {
    /// Where a redirect leads that a read may follow: within the same origin, as the token must go nowhere else.
    pub(crate) fn redirect_within(&self, from: &Url) -> Option<Url> {
        let is_redirect = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        self.redirect_target(from).filter(|target| is_redirect && target.origin() == from.origin())
    }

    fn redirect_target(&self, from: &Url) -> Option<Url> {
        from.join(self.headers.get(LOCATION)?.to_str().ok()?).ok()
    }

    /// The host that a redirect leads to. Its path and query may hold what no log should.
    pub(crate) fn redirect_host(&self, from: &Url) -> String {
        match self.redirect_target(from).as_ref().and_then(Url::host_str) {
            Some(host) => host.to_owned(),
            None => "nowhere".to_owned(),
        }
    }

    /// The start of the body as text, without control characters other than line ends.
    pub(crate) fn excerpt(&self) -> Option<String> {
        let start = &self.body[..self.body.len().min(LONGEST_EXCERPT)];
        let text: String = String::from_utf8_lossy(start).chars().filter(|c| !c.is_control() || *c == '\n').collect();
        (!text.is_empty()).then_some(text)
    }

    /// Adds what every response says: status, request id, headers, limits and the start of the body.
    pub(crate) fn add_context(&self, error: Error) -> Error {
        error.with(|details| {
            details.status = Some(self.status);
            details.request_id = request_id(&self.headers);
            details.headers = Some(without_secrets(&self.headers));
            details.limits = remaining(&self.headers);
            details.body = self.excerpt();
        })
    }
}

#[cfg(test)]
mod tests {
    use http::header::HeaderValue;

    use super::*;

    #[test]
    fn the_excerpt_of_a_response_is_bounded_and_printable() {
        let response =
            RawResponse { status: 500, headers: HeaderMap::new(), body: vec![0xff; 9000], size: 9000, rest: None };
        assert!(response.excerpt().unwrap().len() <= 3 * LONGEST_EXCERPT);
        let response = RawResponse {
            status: 500,
            headers: HeaderMap::new(),
            body: b"\x1b[31mred\r\n".to_vec(),
            size: 10,
            rest: None,
        };
        assert_eq!(response.excerpt().unwrap(), "[31mred\n");
    }

    #[test]
    fn a_redirect_is_followed_within_its_origin_alone() {
        let from = Url::parse("https://api.xero.com/api.xro/2.0/Invoices").unwrap();
        let target = |status, location| {
            let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(location))]);
            let response = RawResponse { status, headers, body: Vec::new(), size: 0, rest: None };
            response.redirect_within(&from).map(String::from)
        };
        assert_eq!(target(302, "/elsewhere").as_deref(), Some("https://api.xero.com/elsewhere"));
        for (status, location) in
            [(200, "/elsewhere"), (302, "https://api.xero.com.evil.example/"), (302, "http://api.xero.com/")]
        {
            assert_eq!(target(status, location), None, "{status} {location}");
        }
    }
}
