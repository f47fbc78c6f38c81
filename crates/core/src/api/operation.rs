//! What an operation looks like: one call of Xero's API as data.

use http::Method;

use super::schema::{Name, Schema};
use crate::names::Naming;

#[derive(Debug)]
pub struct Operation {
    /// Namespace, resource and verb, `payroll_nz.employees.list`, and Xero's operationId.
    pub name: Name,
    pub family: Family,
    pub method: Method,
    /// Below the family's base; `{InvoiceID}` stands for a path parameter.
    pub path: &'static str,
    pub parameters: &'static [Parameter],
    pub body: Body,
    pub reply: Reply,
    pub paging: Paging,
    pub scopes: Scopes,
    pub takes_idempotency_key: bool,
    pub reachable: Reachable,
}

/// A family of operations: its place below the host and its manners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Accounting,
    Assets,
    Files,
    Projects,
    PayrollAu,
    PayrollAuV2,
    PayrollNz,
    PayrollUk,
    BankFeeds,
    Finance,
    AppStore,
    Identity,
}

/// Whether a Custom Connection can call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reachable {
    Yes,
    No,
    Unknown,
}

/// What a request carries.
#[derive(Debug, Clone, Copy)]
pub enum Body {
    None,
    /// One record.
    Record(Records),
    /// One record or many, at most `batch` in a request.
    Records {
        records: Records,
        batch: usize,
    },
    /// JSON that is always the same.
    Fixed(&'static str),
    /// The bytes of a file.
    Bytes,
    /// The bytes of a file as a form, with its name.
    Form,
}

/// What a reply carries.
#[derive(Debug, Clone, Copy)]
pub enum Reply {
    Nothing,
    One(Records),
    Page(Records),
    /// A record for each that was sent.
    Saved(Records),
    /// A file of this media type; any type where it is empty.
    Bytes {
        accept: &'static str,
    },
    /// A JSON object that no schema describes.
    Json,
}

/// Records and how they stand in a body.
#[derive(Debug, Clone, Copy)]
pub struct Records {
    pub envelope: Envelope,
    pub schema: &'static Schema,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Envelope {
    /// `{"Invoices": [...]}`.
    List(&'static str),
    /// `{"employee": {...}}`.
    One(&'static str),
    /// `[...]`.
    BareList,
    /// `{...}`.
    Bare,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    None,
    /// The number and the size of a page, by the names that the family gives them.
    PageSize {
        page: &'static str,
        size: &'static str,
        largest: u32,
    },
    /// The number of a page; all pages are of one size.
    Page {
        size: u32,
    },
    /// The number of the last record seen.
    Offset {
        size: u32,
    },
}

/// Any one of these lets the operation through.
#[derive(Debug, Clone, Copy)]
pub struct Scopes {
    pub granular: &'static [&'static str],
    /// Those of connections made before 29 April 2026, until September 2027.
    pub broad: &'static [&'static str],
}

#[derive(Debug)]
pub struct Parameter {
    pub name: Name,
    pub place: Place,
    pub value: Value,
    pub required: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    Header,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    Text,
    /// A UUID.
    Id,
    /// UUIDs, sent with commas between them, and over several requests if they are many.
    Ids {
        cut: bool,
    },
    /// Texts, sent with commas between them, and over several requests if they are many.
    Texts {
        cut: bool,
    },
    /// One of these values, which stand with `|` between them.
    Enumeration(&'static str),
    /// Some of these values.
    Enumerations(&'static str),
    Boolean,
    Integer,
    Date,
    Instant,
    /// Xero's filter language.
    Filter,
}

/// One that may be left out.
pub const fn parameter(name: &'static str, place: Place, value: Value) -> Parameter {
    Parameter { name: Name::new(name), place, value, required: false }
}

/// One that Xero answers no call without.
pub const fn required(name: &'static str, place: Place, value: Value) -> Parameter {
    Parameter { name: Name::new(name), place, value, required: true }
}

impl Value {
    /// Whether a long list of these is cut into several requests.
    pub const fn is_cut(self) -> bool {
        matches!(self, Self::Ids { cut: true } | Self::Texts { cut: true })
    }
}

impl Family {
    pub const fn base(self) -> &'static str {
        match self {
            Self::Accounting => "/api.xro/2.0",
            Self::Assets => "/assets.xro/1.0",
            Self::Files => "/files.xro/1.0",
            Self::Projects => "/projects.xro/2.0",
            Self::PayrollAu => "/payroll.xro/1.0",
            Self::PayrollAuV2 | Self::PayrollNz | Self::PayrollUk => "/payroll.xro/2.0",
            Self::BankFeeds => "/bankfeeds.xro/1.0",
            Self::Finance => "/finance.xro/1.0",
            Self::AppStore => "/appstore/2.0",
            Self::Identity => "",
        }
    }
}

impl Reachable {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl Reply {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::One(_) => "one",
            Self::Page(_) => "page",
            Self::Saved(_) => "saved",
            Self::Bytes { .. } => "bytes",
            Self::Json => "json",
        }
    }

    pub const fn records(&self) -> Option<Records> {
        match self {
            Self::One(records) | Self::Page(records) | Self::Saved(records) => Some(*records),
            Self::Nothing | Self::Bytes { .. } | Self::Json => None,
        }
    }
}

impl Paging {
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::PageSize { .. } => "page_size",
            Self::Page { .. } => "page",
            Self::Offset { .. } => "offset",
        }
    }

    /// Whether a parameter of this wire name is the pager's own.
    pub fn owns(self, wire: &str) -> bool {
        match self {
            Self::None => false,
            Self::PageSize { page, size, .. } => wire == page || wire == size,
            Self::Page { .. } => wire == "page",
            Self::Offset { .. } => wire == "offset",
        }
    }
}

impl Operation {
    pub fn name_in(&self, naming: Naming) -> &'static str {
        self.name.in_case(naming)
    }
}
