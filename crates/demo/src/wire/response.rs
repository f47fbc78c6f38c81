//! A response, and the formats of Xero's documents and errors.

use std::fmt;

use http_body_util::{Either, Full};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};

use super::body::{Body, HttpResponse};
use super::json::to_json;
use super::node::{Node, NodeField};
use super::pagination::Pagination;
use super::posted::PostDataInvalid;
use super::xml::to_xml;
use crate::values::ids::Guid;

pub(crate) const JSON: &str = "application/json; charset=utf-8";
pub(crate) const HTML: &str = "text/html; charset=utf-8";
const XML: &str = "text/xml; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// Larger exceptions are truncated, as reported of Xero.
const LARGEST_EXCEPTION: usize = 1 << 20;
pub(crate) const PROVIDER: &str = "xero-m2m demo";

#[derive(Clone)]
pub(crate) struct ApiResponse {
    pub(crate) status: u16,
    pub(crate) content_type: HeaderValue,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

/// The format of a response, and its correlation ID.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResponseFormat {
    pub(crate) json: bool,
    /// `http` or `https`.
    pub(crate) scheme: &'static str,
    pub(crate) correlation: Guid,
}

impl ApiResponse {
    pub(crate) fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> ApiResponse {
        ApiResponse {
            status,
            content_type: HeaderValue::from_static(content_type),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> ApiResponse {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    pub(crate) fn text(status: u16, text: impl Into<Bytes>) -> ApiResponse {
        ApiResponse::new(status, TEXT, text)
    }

    /// No body and no content type.
    pub(crate) fn empty(status: u16) -> ApiResponse {
        ApiResponse::new(status, "", Bytes::new())
    }

    pub(crate) fn not_found() -> ApiResponse {
        ApiResponse::text(404, "The resource you're looking for cannot be found")
    }

    /// The error page of the web server in front of Xero.
    pub(crate) fn query_too_long() -> ApiResponse {
        let page = "<!DOCTYPE html><html><head><title>404.15 - Not Found</title></head><body><h1>Server Error</h1>\
                    <h2>404.15 - Not Found</h2><p>The request filtering module denies a query string that is too long.</p>\
                    </body></html>";
        ApiResponse::new(404, HTML, page)
    }

    pub(crate) fn method_not_allowed() -> ApiResponse {
        ApiResponse::text(405, "The requested resource does not support this method")
    }

    /// A document of the Accounting API in its envelope.
    pub(crate) fn document(
        format: ResponseFormat,
        now: i64,
        pagination: Option<Pagination>,
        records: NodeField<'_>,
    ) -> ApiResponse {
        let mut fields = vec![
            ("Id", Node::Guid(format.correlation)),
            ("Status", Node::text("OK")),
            ("ProviderName", Node::text(PROVIDER)),
            ("DateTimeUTC", Node::Stamp(now)),
        ];
        fields.extend(pagination.map(|pagination| ("pagination", pagination.node())));
        fields.push(records);
        format.write(200, "Response", &Node::Record(fields))
    }

    pub(crate) fn api_exception(
        format: ResponseFormat,
        number: i64,
        kind: &str,
        message: &str,
        elements: Option<Vec<Node<'_>>>,
    ) -> ApiResponse {
        let elements = elements.map(|elements| ("Elements", Node::List("DataContractBase", elements)));
        let mut response = ApiResponse::exception(format, 400, number, kind, message, elements);
        response.body.truncate(LARGEST_EXCEPTION);
        response
    }

    /// An exception with the rejected records.
    pub(crate) fn exception(
        format: ResponseFormat,
        status: u16,
        number: i64,
        kind: &str,
        message: &str,
        records: Option<NodeField<'_>>,
    ) -> ApiResponse {
        let mut fields =
            vec![("ErrorNumber", Node::Integer(number)), ("Type", Node::text(kind)), ("Message", Node::text(message))];
        fields.extend(records);
        format.write(status, "ApiException", &Node::Record(fields))
    }

    pub(crate) fn post_data_invalid(format: ResponseFormat, error: &PostDataInvalid) -> ApiResponse {
        ApiResponse::api_exception(format, 17, "PostDataInvalidException", &error.0, None)
    }

    /// The compact JSON of the gateway in front of the API: 400, 401 and 403.
    pub(crate) fn problem(format: ResponseFormat, status: u16, detail: &str) -> ApiResponse {
        let title = match status {
            400 => "Bad Request",
            401 => "Unauthorized",
            _ => "Forbidden",
        };
        let id = format.correlation;
        let body = format!(
            r#"{{"Type":null,"Title":"{title}","Status":{status},"Detail":{},"Instance":"{id}","Extensions":{{}}}}"#,
            serde_json::Value::from(detail)
        );
        ApiResponse::new(status, JSON, body)
    }
}

impl ResponseFormat {
    pub(crate) fn write(self, status: u16, root: &str, node: &Node<'_>) -> ApiResponse {
        let response = if self.json {
            ApiResponse::new(status, JSON, to_json(node))
        } else {
            ApiResponse::new(status, XML, to_xml(root, node))
        };
        response.with(CACHE_CONTROL, "max-age=0, no-cache, no-store")
    }
}

impl ApiResponse {
    pub(crate) fn into_response(mut self) -> HttpResponse {
        let body = Either::Left(Full::new(std::mem::take(&mut self.body)));
        self.with_body(body)
    }

    /// With another body, which determines the length.
    pub(crate) fn with_body(self, body: Body) -> HttpResponse {
        let mut response = HttpResponse::new(body);
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

impl fmt::Debug for ApiResponse {
    /// Without the body, which may contain a token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Reply({}, {} bytes)", self.status, self.body.len())
    }
}
