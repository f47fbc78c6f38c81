//! A reply before it goes out, and the shapes of Xero's documents and errors.

use std::fmt;

use http_body_util::{Either, Full};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};

use super::body::{Body, Response};
use super::json::to_json;
use super::node::{Member, Node};
use super::pagination::Pagination;
use super::posted::PostDataInvalid;
use super::xml::to_xml;
use crate::values::ids::Guid;

pub(crate) const JSON: &str = "application/json; charset=utf-8";
pub(crate) const HTML: &str = "text/html; charset=utf-8";
const XML: &str = "text/xml; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// Larger ones are cut, as reports of Xero's say.
const LARGEST_EXCEPTION: usize = 1 << 20;
pub(crate) const PROVIDER: &str = "xero-m2m demo";

#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: HeaderValue,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

/// How the caller wants to be answered, and under which id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    pub(crate) json: bool,
    /// `http` or `https`.
    pub(crate) scheme: &'static str,
    pub(crate) correlation: Guid,
}

impl Reply {
    pub(crate) fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Reply {
        Reply { status, content_type: HeaderValue::from_static(content_type), headers: Vec::new(), body: body.into() }
    }

    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Reply {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    pub(crate) fn text(status: u16, text: impl Into<Bytes>) -> Reply {
        Reply::new(status, TEXT, text)
    }

    /// No body and no content type.
    pub(crate) fn empty(status: u16) -> Reply {
        Reply::new(status, "", Bytes::new())
    }

    pub(crate) fn not_found() -> Reply {
        Reply::text(404, "The resource you're looking for cannot be found")
    }

    /// The web server's own page, before anything of Xero sees the request.
    pub(crate) fn query_too_long() -> Reply {
        let page = "<!DOCTYPE html><html><head><title>404.15 - Not Found</title></head><body><h1>Server Error</h1>\
                    <h2>404.15 - Not Found</h2><p>The request filtering module denies a query string that is too long.</p>\
                    </body></html>";
        Reply::new(404, HTML, page)
    }

    pub(crate) fn method_not_allowed() -> Reply {
        Reply::text(405, "The requested resource does not support this method")
    }

    /// The envelope that every document of the Accounting API comes in.
    pub(crate) fn document(manner: Manner, now: i64, pagination: Option<Pagination>, records: Member<'_>) -> Reply {
        let mut members = vec![
            ("Id", Node::Guid(manner.correlation)),
            ("Status", Node::text("OK")),
            ("ProviderName", Node::text(PROVIDER)),
            ("DateTimeUTC", Node::Stamp(now)),
        ];
        members.extend(pagination.map(|pagination| ("pagination", pagination.node())));
        members.push(records);
        manner.write(200, "Response", &Node::Record(members))
    }

    pub(crate) fn api_exception(
        manner: Manner,
        number: i64,
        kind: &str,
        message: &str,
        elements: Option<Vec<Node<'_>>>,
    ) -> Reply {
        let elements = elements.map(|elements| ("Elements", Node::List("DataContractBase", elements)));
        let mut reply = Reply::exception(manner, 400, number, kind, message, elements);
        reply.body.truncate(LARGEST_EXCEPTION);
        reply
    }

    /// An exception with whatever records belong to it.
    pub(crate) fn exception(
        manner: Manner,
        status: u16,
        number: i64,
        kind: &str,
        message: &str,
        records: Option<Member<'_>>,
    ) -> Reply {
        let mut members =
            vec![("ErrorNumber", Node::Integer(number)), ("Type", Node::text(kind)), ("Message", Node::text(message))];
        members.extend(records);
        manner.write(status, "ApiException", &Node::Record(members))
    }

    pub(crate) fn post_data_invalid(manner: Manner, error: &PostDataInvalid) -> Reply {
        Reply::api_exception(manner, 17, "PostDataInvalidException", &error.0, None)
    }

    /// The compact JSON of the gateway in front of the API: 400, 401 and 403.
    pub(crate) fn problem(manner: Manner, status: u16, detail: &str) -> Reply {
        let title = match status {
            400 => "Bad Request",
            401 => "Unauthorized",
            _ => "Forbidden",
        };
        let id = manner.correlation;
        let body = format!(
            r#"{{"Type":null,"Title":"{title}","Status":{status},"Detail":{},"Instance":"{id}","Extensions":{{}}}}"#,
            serde_json::Value::from(detail)
        );
        Reply::new(status, JSON, body)
    }
}

impl Manner {
    pub(crate) fn write(self, status: u16, root: &str, node: &Node<'_>) -> Reply {
        let reply = if self.json {
            Reply::new(status, JSON, to_json(node))
        } else {
            Reply::new(status, XML, to_xml(root, node))
        };
        reply.with(CACHE_CONTROL, "max-age=0, no-cache, no-store")
    }
}

impl Reply {
    pub(crate) fn into_response(mut self) -> Response {
        let body = Either::Left(Full::new(std::mem::take(&mut self.body)));
        self.with_body(body)
    }

    /// With another body than its own, whose length is then told by it.
    pub(crate) fn with_body(self, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if !self.content_type.is_empty() {
            response.headers_mut().insert(CONTENT_TYPE, self.content_type);
        }
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl fmt::Debug for Reply {
    /// Without the body: a token reply holds a token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Reply({}, {} bytes)", self.status, self.body.len())
    }
}
