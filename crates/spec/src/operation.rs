//! An operation: one call of Xero's API as data.

use http::Method;

use crate::case::NameCase;
use crate::schema::{DateStyle, Name, Schema};

/// One call of Xero's API: where it goes, what it takes, what it sends and what comes back.
#[derive(Debug)]
pub struct Operation {
    /// Namespace, resource and verb, `payroll_nz.employees.list`; on the wire, Xero's operationId.
    pub name: Name,
    /// The API that it belongs to.
    pub family: Family,
    /// The HTTP method.
    pub method: Method,
    /// The path below the family's base; `{InvoiceID}` stands for a path parameter.
    pub path: &'static str,
    /// What stands in path, query and headers.
    pub parameters: &'static [Parameter],
    /// What the request carries.
    pub request: RequestBody,
    /// What the response carries.
    pub response: ResponseBody,
    /// How a long list is read in pages.
    pub paging: Paging,
    /// What a token needs for it.
    pub scopes: Scopes,
    /// Whether it makes new records, so that the fields that Xero requires of these must be there.
    pub creates: bool,
    /// Whether Xero reads an `Idempotency-Key` header.
    pub takes_idempotency_key: bool,
    /// Whether a Custom Connection can call it.
    pub reachable: Reachable,
}

/// One of Xero's APIs: a place below the host, with conventions of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Invoices, contacts, payments, reports: the ledger.
    Accounting,
    /// Fixed assets.
    Assets,
    /// Files, folders and what they are attached to.
    Files,
    /// Projects, tasks and time.
    Projects,
    /// Australian payroll.
    PayrollAu,
    /// Australian payroll's timesheets of the second version.
    PayrollAuV2,
    /// New Zealand's payroll.
    PayrollNz,
    /// Payroll of the United Kingdom.
    PayrollUk,
    /// Bank feeds.
    BankFeeds,
    /// Statements and cash validation for lenders.
    Finance,
    /// Subscriptions to an app.
    AppStore,
    /// The connections of a token.
    Identity,
}

/// Whether a Custom Connection can call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Reachable {
    /// It can.
    Yes,
    /// It cannot.
    No,
    /// Xero's documentation does not say.
    Unknown,
}

/// What a request carries.
#[derive(Debug, Clone, Copy)]
pub enum RequestBody {
    /// Nothing.
    None,
    /// One record.
    Record(RecordBody),
    /// One record or many.
    Records {
        /// Their type and envelope.
        records: RecordBody,
        /// The most records of one request.
        batch: usize,
    },
    /// JSON that is always the same.
    Fixed(&'static str),
    /// The bytes of a file.
    Bytes,
    /// The bytes of a file as a form, with its name.
    Form,
}

/// What a response carries.
#[derive(Debug, Clone, Copy)]
pub enum ResponseBody {
    /// Nothing that is read.
    Nothing,
    /// One record.
    One(RecordBody),
    /// The records of a list, or of one page of it.
    Page(RecordBody),
    /// A record for each that was sent.
    Saved(RecordBody),
    /// A file.
    Bytes {
        /// Its media type; any type where it is empty.
        accept: &'static str,
    },
    /// A JSON object that no schema describes.
    Json,
}

/// Records and how they stand in a body.
#[derive(Debug, Clone, Copy)]
pub struct RecordBody {
    /// What is around them.
    pub envelope: Envelope,
    /// Their type.
    pub schema: &'static Schema,
}

/// What is around the records of a body.
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

/// How a list is read in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// All records come at once.
    None,
    /// By the number and the size of a page.
    PageSize {
        /// The query parameter of the page's number, as the family spells it.
        page: &'static str,
        /// The query parameter of the page's size.
        size: &'static str,
        /// The largest size that Xero takes.
        largest: u32,
    },
    /// By the number of a page; all pages are of one size.
    Page {
        /// Records of a page.
        size: u32,
    },
    /// By the number of the last record seen.
    Offset {
        /// Records of a page.
        size: u32,
    },
}

/// The scopes of which any one lets an operation through.
#[derive(Debug, Clone, Copy)]
pub struct Scopes {
    /// Those that new connections are given.
    pub granular: &'static [&'static str],
    /// Those of connections made before 29 April 2026, which hold until September 2027.
    pub broad: &'static [&'static str],
}

/// One argument of an operation.
#[derive(Debug)]
pub struct Parameter {
    /// Its name; on the wire, as the path, the query or the header has it.
    pub name: Name,
    /// Where it stands in the request.
    pub location: ParameterLocation,
    /// What it takes.
    pub value: ParameterType,
    /// Whether Xero refuses a call without it.
    pub required: bool,
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum ParameterLocation {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterType {
    /// Any text.
    Text,
    /// The name of a file, or what stands in its place.
    FileName,
    /// A UUID.
    Id,
    /// UUIDs, sent with commas between them.
    Ids {
        /// Whether a long list is split over several requests.
        split: bool,
    },
    /// Texts, sent with commas between them.
    Texts {
        /// Whether a long list is split over several requests.
        split: bool,
    },
    /// One of these values, which stand with `|` between them.
    Enumeration(&'static str),
    /// Some of these values.
    Enumerations(&'static str),
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A calendar date.
    Date,
    /// A moment in UTC.
    Instant,
    /// Xero's filter language.
    Filter,
    /// The fields that a list is sorted by, in Xero's names.
    Order,
}

/// A parameter that may be left out.
#[cfg(feature = "tables")]
pub(crate) const fn parameter(name: &'static str, location: ParameterLocation, value: ParameterType) -> Parameter {
    Parameter { name: Name::new(name), location, value, required: false }
}

/// A parameter without which Xero refuses the call.
#[cfg(feature = "tables")]
pub(crate) const fn required(name: &'static str, location: ParameterLocation, value: ParameterType) -> Parameter {
    Parameter { name: Name::new(name), location, value, required: true }
}

impl ParameterType {
    /// Whether a long list of these is split over several requests.
    #[must_use]
    pub const fn is_split(self) -> bool {
        matches!(self, Self::Ids { split: true } | Self::Texts { split: true })
    }
}

impl Family {
    /// The path below the host under which its operations stand.
    #[must_use]
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

    /// How dates and moments are written into its requests. Its responses may have them in another style, which the
    /// type of each field says.
    #[must_use]
    pub const fn dates(self) -> DateStyle {
        match self {
            Self::PayrollAu => DateStyle::Microsoft,
            _ => DateStyle::Iso,
        }
    }
}

impl Reachable {
    /// Its name as data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl ResponseBody {
    /// Its name as data.
    #[must_use]
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

    /// The records that it carries, if it carries any.
    #[must_use]
    pub const fn records(&self) -> Option<RecordBody> {
        match self {
            Self::One(records) | Self::Page(records) | Self::Saved(records) => Some(*records),
            Self::Nothing | Self::Bytes { .. } | Self::Json => None,
        }
    }
}

impl Paging {
    /// Its name as data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::PageSize { .. } => "page_size",
            Self::Page { .. } => "page",
            Self::Offset { .. } => "offset",
        }
    }

    /// Whether a query parameter of this wire name says which page is wanted.
    #[must_use]
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
    /// Its name in this case.
    #[must_use]
    pub fn name_in(&self, case: NameCase) -> &'static str {
        self.name.in_case(case)
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.method == Method::GET
    }
}
