//! Creates documents through the API's own handlers, so that they are complete and posted.

use hyper::body::Bytes;
use hyper::{HeaderMap, Method, Uri};
use serde_json::Value;

use crate::books::Books;
use crate::call::Call;
use crate::error::DemoError;
use crate::route_table::{RouteHints, RouteMatch, find};
use crate::routes;
use crate::values::ids::{Guid, Ids};
use crate::wire::paths::API;
use crate::wire::query::Query;
use crate::wire::response::{ApiResponse, ResponseFormat};

pub(crate) struct SeedWriter<'a> {
    pub(crate) books: &'a mut Books,
    /// Nothing is dated later than this.
    pub(crate) now: i64,
}

impl SeedWriter<'_> {
    /// Creates one record at this path of the Accounting API and returns it. Its IDs are derived from `name`, so that
    /// they are the same in every run.
    pub(crate) fn create(&mut self, name: &str, path: &str, record: &Value, at: i64) -> Result<Value, DemoError> {
        let response = self.put(name, path, record, at.min(self.now));
        let refused =
            || DemoError::new(format!("the seed cannot create {name}: {}", String::from_utf8_lossy(&response.body)));
        if response.status != 200 {
            return Err(refused());
        }
        let mut envelope: Value = serde_json::from_slice(&response.body).map_err(|_| refused())?;
        let collection = path.rsplit('/').next().unwrap_or_default();
        envelope.pointer_mut(&format!("/{collection}/0")).map(Value::take).ok_or_else(refused)
    }

    fn put(&mut self, name: &str, path: &str, record: &Value, now: i64) -> ApiResponse {
        let path = format!("{API}{path}");
        let hints = RouteHints { region: self.books.region(), pdf: false };
        let (Ok(uri), RouteMatch::Operation(operation, parameters)) =
            (path.parse::<Uri>(), find(&Method::PUT, &path, hints))
        else {
            return ApiResponse::not_found();
        };
        routes::respond(&mut Call {
            books: self.books,
            ids: &mut Ids::of(name),
            now,
            operation,
            path: parameters,
            uri: &uri,
            query: Query::parse(None),
            headers: &HeaderMap::new(),
            body: &Bytes::from(record.to_string()),
            format: ResponseFormat { json: true, scheme: "http", correlation: Guid::named(name) },
        })
    }
}
