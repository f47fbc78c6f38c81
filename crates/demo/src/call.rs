//! One request to the API, with the books of the organisation that it is for.

use hyper::body::Bytes;
use hyper::header::HeaderMap;
use hyper::{Method, Uri};
use xero_m2m_spec::Operation;

use crate::books::Books;
use crate::replays::{LONGEST_KEY, Recall, fingerprint};
use crate::values::ids::Ids;
use crate::wire::query::Query;
use crate::wire::response::{Manner, Reply};

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
    pub(crate) manner: Manner,
}

impl Call<'_> {
    /// Carries the work out once for each idempotency key; the same request later gets the same reply.
    pub(crate) fn once(&mut self, work: impl FnOnce(&mut Self) -> Reply) -> Reply {
        if self.operation.method == Method::GET {
            return work(self);
        }
        let Some(key) = self.header("idempotency-key").map(str::to_owned) else { return work(self) };
        if key.len() > LONGEST_KEY {
            return self.refusal(&format!("Idempotency Key is longer than {LONGEST_KEY} characters."));
        }
        let request = fingerprint(self.operation.method.as_str(), &self.uri.to_string(), self.body);
        match self.books.replays.recall(&key, request, self.now) {
            Recall::Same(reply) => reply,
            Recall::OtherRequest => self.refusal(&format!("Idempotency Key: {key} is used with a different request.")),
            Recall::New => {
                let reply = work(self);
                self.books.replays.remember(&key, request, self.now, &reply);
                reply
            }
        }
    }

    /// A path parameter by its place; empty where the path has none there.
    pub(crate) fn key(&self, place: usize) -> &str {
        self.path.get(place).map_or("", String::as_str)
    }

    /// The first part of the operation's path, such as `Invoices`.
    pub(crate) fn resource(&self) -> &'static str {
        self.operation.path.split('/').nth(1).unwrap_or("")
    }

    /// The header's text, or none where it is absent or empty.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let text = self.headers.get(name)?.to_str().unwrap_or("");
        Some(text).filter(|text| !text.is_empty())
    }

    /// A refusal of the request as a whole.
    pub(crate) fn refusal(&self, message: &str) -> Reply {
        Reply::api_exception(self.manner, 10, "ValidationException", message, None)
    }
}
