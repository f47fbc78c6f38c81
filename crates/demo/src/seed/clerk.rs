//! Enters documents as calls of the API do, so that they are what the API makes of them.

use hyper::body::Bytes;
use hyper::{HeaderMap, Method, Uri};
use serde_json::Value;

use crate::books::Books;
use crate::call::Call;
use crate::error::DemoError;
use crate::route_table::{Found, Wish, find};
use crate::routes;
use crate::values::ids::{Guid, Ids};
use crate::wire::paths::API;
use crate::wire::query::Query;
use crate::wire::response::{Manner, Reply};

pub(crate) struct Clerk<'a> {
    pub(crate) books: &'a mut Books,
    /// Nothing is entered later than this.
    pub(crate) now: i64,
}

impl Clerk<'_> {
    /// Creates one record at this path of the Accounting API, and gives it. Its ids are made from `name`, so that they
    /// are the same in every run.
    pub(crate) fn create(&mut self, name: &str, path: &str, record: &Value, at: i64) -> Result<Value, DemoError> {
        let reply = self.put(name, path, record, at.min(self.now));
        let refused =
            || DemoError::new(format!("the seed cannot enter {name}: {}", String::from_utf8_lossy(&reply.body)));
        if reply.status != 200 {
            return Err(refused());
        }
        let mut envelope: Value = serde_json::from_slice(&reply.body).map_err(|_| refused())?;
        let collection = path.rsplit('/').next().unwrap_or_default();
        envelope.pointer_mut(&format!("/{collection}/0")).map(Value::take).ok_or_else(refused)
    }

    fn put(&mut self, name: &str, path: &str, record: &Value, now: i64) -> Reply {
        let path = format!("{API}{path}");
        let wish = Wish { region: self.books.region(), pdf: false };
        let (Ok(uri), Found::Operation(operation, parameters)) = (path.parse::<Uri>(), find(&Method::PUT, &path, wish))
        else {
            return Reply::not_found();
        };
        routes::answer(&mut Call {
            books: self.books,
            ids: &mut Ids::of(name),
            now,
            operation,
            path: parameters,
            uri: &uri,
            query: Query::parse(None),
            headers: &HeaderMap::new(),
            body: &Bytes::from(record.to_string()),
            manner: Manner { json: true, scheme: "http", correlation: Guid::named(name) },
        })
    }
}
