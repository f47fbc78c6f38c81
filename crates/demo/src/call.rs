//! One request to the API, with the books of its organisation.

use hyper::body::Bytes;
use hyper::header::HeaderMap;
use hyper::{Method, Uri};
use xero_m2m_spec::Operation;

use crate::books::Books;
use crate::replays::{LONGEST_KEY, Recall, fingerprint};
use crate::values::ids::Ids;
use crate::wire::query::Query;
use crate::wire::response::{ApiResponse, ResponseFormat};

pub(crate) struct Call<'a> {
    pub(crate) books: &'a mut Books,
    pub(crate) ids: &'a mut Ids,
    /// Milliseconds by the demo's clock.
    pub(crate) now: i64,
    pub(crate) operation: &'static Operation,
    /// The path parameters, decoded, in the order of the operation's path.
    pub(crate) path: Vec<String>,
    pub(crate) uri: &'a Uri,
    pub(crate) query: Query,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
    pub(crate) format: ResponseFormat,
}

impl Call<'_> {
    /// Does the work once for each idempotency key. The same request later gets the stored response.
    pub(crate) fn once(&mut self, work: impl FnOnce(&mut Self) -> ApiResponse) -> ApiResponse {
        if self.operation.method == Method::GET {
            return work(self);
        }
        let Some(key) = self.header("idempotency-key").map(str::to_owned) else { return work(self) };
        if key.len() > LONGEST_KEY {
            return self.validation_error(&format!("Idempotency Key is longer than {LONGEST_KEY} characters."));
        }
        let request = fingerprint(self.operation.method.as_str(), &self.uri.to_string(), self.body);
        match self.books.replays.recall(&key, request, self.now) {
            Recall::Same(response) => response,
            Recall::OtherRequest => {
                self.validation_error(&format!("Idempotency Key: {key} is used with a different request."))
            }
            Recall::New => {
                let response = work(self);
                self.books.replays.remember(&key, request, self.now, &response);
                response
            }
        }
    }

    /// The path parameter at this index, or an empty text.
    pub(crate) fn key(&self, place: usize) -> &str {
        self.path.get(place).map_or("", String::as_str)
    }

    /// The first part of the operation's path, such as `Invoices`.
    pub(crate) fn resource(&self) -> &'static str {
        self.operation.path.split('/').nth(1).unwrap_or("")
    }

    /// The header's value, or none if it is missing or empty.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let text = self.headers.get(name)?.to_str().unwrap_or("");
        Some(text).filter(|text| !text.is_empty())
    }

    /// A validation error about the request as a whole.
    pub(crate) fn validation_error(&self, message: &str) -> ApiResponse {
        ApiResponse::api_exception(self.format, 10, "ValidationException", message, None)
    }
}
