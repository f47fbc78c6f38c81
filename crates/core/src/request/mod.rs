//! A request before it is sent: what the user gives ([`Request`]), checked against the table (`arguments`), split where
//! an address is full (`split`, `page`), and put into an address (`address`) and a body (`encode`, `upload`).

pub(crate) mod address;
pub(crate) mod arguments;
pub(crate) mod encode;
pub(crate) mod faults;
mod field_set;
pub(crate) mod operations;
pub(crate) mod page;
mod spelling;
pub(crate) mod split;
pub(crate) mod upload;

use std::path::PathBuf;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use xero_m2m_spec::Operation;

use crate::config::CallOptions;
use crate::error::{Error, Result};

/// One operation with its arguments, as it is given to a [`Client`](crate::Client).
///
/// ```
/// use xero_m2m::{Request, operation};
///
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/demo_client.rs"));
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (_demo, xero) = demo_client();
/// let overdue = Request::new(operation("invoices.list")?)
///     .argument("statuses", ["AUTHORISED"])
///     .argument("order", "DueDate");
/// assert_eq!(xero.page(overdue).await?.number, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Request {
    pub(crate) operation: &'static Operation,
    pub(crate) arguments: Map<String, Value>,
    pub(crate) body: Option<Box<RawValue>>,
    pub(crate) content: Option<FileInput>,
    pub(crate) save_to: Option<PathBuf>,
    pub(crate) keeps_response: bool,
    pub(crate) options: Option<CallOptions>,
    pub(crate) number: Option<u64>,
}

/// The content of a file to send.
#[derive(Debug, Clone)]
pub enum FileInput {
    /// These bytes.
    Bytes(Bytes),
    /// This text, in UTF-8. One that looks like a path is refused, so that a path is not sent in its file's place.
    Text(String),
    /// What this file holds.
    File(PathBuf),
}

/// A call of a path that no operation describes.
#[derive(Debug, Clone, Default)]
pub struct RawRequest {
    /// `GET`, `HEAD`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// A path below the Accounting API, `/Invoices`, or one that names its API, `/payroll.xro/2.0/Employees`.
    pub path: String,
    /// The query; values are texts, numbers, booleans or lists of these, which repeat the parameter.
    pub params: Map<String, Value>,
    /// Headers beside those that the client sets itself.
    pub headers: Map<String, Value>,
    /// The body, sent as it is.
    pub json: Option<Box<RawValue>>,
    /// Options of this call.
    pub options: Option<CallOptions>,
    /// The caller's number for the call, which its events carry.
    pub number: Option<u64>,
}

impl Request {
    /// A call of this operation, without arguments.
    pub fn new(operation: &'static Operation) -> Self {
        let (arguments, body, content, save_to, keeps_response, options, number) = Default::default();
        Self { operation, arguments, body, content, save_to, keeps_response, options, number }
    }

    /// The operation that it calls.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Gives one argument by its name in the client's case. `null` is as if it were not given.
    pub fn argument(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.arguments.insert(name.into(), value.into());
        self
    }

    /// Gives all arguments, by their names in the client's case.
    pub fn arguments(mut self, arguments: Map<String, Value>) -> Self {
        self.arguments = arguments;
        self
    }

    /// Gives the record to write, or a list of records, with fields by their names in the client's case or Xero's.
    ///
    /// # Errors
    /// `Argument` where the value cannot be written as JSON.
    pub fn body(self, records: &impl Serialize) -> Result<Self> {
        let json = to_raw_value(records)
            .map_err(|error| Error::argument(format!("the record cannot be written as JSON: {error}")))?;
        Ok(self.json_body(json))
    }

    /// As [`Self::body`], of JSON text.
    pub fn json_body(mut self, json: Box<RawValue>) -> Self {
        self.body = Some(json);
        self
    }

    /// Gives the file to send, of at most 10 MB: <https://developer.xero.com/documentation/api/accounting/attachments>.
    pub fn content(mut self, content: FileInput) -> Self {
        self.content = Some(content);
        self
    }

    /// Writes the bytes of the response to this file, which is replaced only when all of them are there.
    pub fn save_to(mut self, path: impl Into<PathBuf>) -> Self {
        self.save_to = Some(path.into());
        self
    }

    /// Keeps the response as the server sent it, beside what is made of it: [`Response::raw`](crate::Response::raw).
    /// A list of records that takes several requests is refused.
    pub fn keep_response(mut self) -> Self {
        self.keeps_response = true;
        self
    }

    /// Options of this call in place of the client's.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = Some(options);
        self
    }

    /// The caller's number for the call, which its events carry.
    pub fn number(mut self, number: Option<u64>) -> Self {
        self.number = number;
        self
    }
}

impl RawRequest {
    pub(crate) fn is_read(&self) -> bool {
        ["GET", "HEAD"].iter().any(|method| self.method.eq_ignore_ascii_case(method))
    }
}
