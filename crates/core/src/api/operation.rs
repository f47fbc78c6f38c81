//! What an operation looks like: one call of Xero's API as data.

use http::Method;

use super::schema::{Name, Schema};
use crate::names::Naming;

#[derive(Debug)]
pub(crate) struct Operation {
    /// Resource and verb: `invoices.list`.
    pub(crate) name: Name,
    pub(crate) family: Family,
    pub(crate) method: Method,
    /// Below the family's base; `{invoice_id}` stands for a path parameter.
    pub(crate) path: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// The records that the request carries.
    pub(crate) body: Option<Records>,
    /// The records that the reply carries.
    pub(crate) reply: Records,
    pub(crate) shape: Shape,
    pub(crate) paging: Paging,
    pub(crate) scopes: Scopes,
    pub(crate) takes_idempotency_key: bool,
}

/// A family of operations: its place below the host and its manners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Accounting,
}

/// Records inside their envelope: `{"Invoices": [...]}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Records {
    pub(crate) envelope: &'static str,
    pub(crate) schema: &'static Schema,
}

/// What the caller gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The first record of the envelope.
    One,
    /// A page of records.
    Page,
    /// A record for each that was sent.
    Saved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paging {
    None,
    /// `page` and `pageSize`; the reply has `pagination`.
    PageSize {
        largest: u32,
    },
}

/// Any one of these lets the operation through.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scopes {
    pub(crate) granular: &'static [&'static str],
    /// Those of connections made before 29 April 2026, until September 2027.
    pub(crate) broad: &'static [&'static str],
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Name,
    pub(crate) place: Place,
    pub(crate) value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    Text,
    /// Texts, sent with commas between them.
    Texts,
    Boolean,
    Integer,
    Instant,
}

pub(crate) const fn parameter(
    snake: &'static str,
    camel: &'static str,
    wire: &'static str,
    place: Place,
    value: Value,
) -> Parameter {
    Parameter { name: Name { snake, camel, wire }, place, value }
}

impl Family {
    pub(crate) const fn base(self) -> &'static str {
        match self {
            Self::Accounting => "/api.xro/2.0",
        }
    }
}

impl Paging {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::PageSize { .. } => "page_size",
        }
    }
}

impl Operation {
    pub(crate) const fn name_in(&self, naming: Naming) -> &'static str {
        self.name.in_case(naming)
    }
}
