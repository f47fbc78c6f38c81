//! What is generated, in one form that every emitter reads: families, resources, operations and schemas, fully decided.

use serde::Serialize;
pub(crate) use xero_m2m_spec::{DateStyle, ParameterLocation, Reachable};

/// All of Xero's API as this library offers it.
#[derive(Debug, Serialize)]
pub(crate) struct Api {
    /// In the order of the overlay's index; Accounting is the first.
    pub(crate) families: Vec<Family>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Family {
    /// `accounting`, `payroll_nz`: names modules, tables and schemas.
    pub(crate) key: String,
    /// The property of a client that holds the resources; none where they are the client's own. Two families may
    /// share one: payroll AU's two versions do.
    pub(crate) namespace: Option<String>,
    /// For headings and docs: "the Payroll API of New Zealand".
    pub(crate) title: String,
    /// One sentence for the namespace's docs.
    pub(crate) doc: String,
    /// Below the host: `/api.xro/2.0`.
    pub(crate) base: String,
    pub(crate) resources: Vec<Resource>,
    /// Sorted by name.
    pub(crate) schemas: Vec<Schema>,
    /// Named enumerations, sorted by name. A field refers to one by its name.
    pub(crate) enumerations: Vec<Enumeration>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Resource {
    /// `bank_transactions`: the property of the client or of its namespace, and the module.
    pub(crate) name: String,
    /// One sentence.
    pub(crate) doc: String,
    /// In the order in which they read best: list, get, create, upsert, update, then the others by name.
    pub(crate) operations: Vec<Operation>,
}

#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "operationId is Xero's word")]
pub(crate) struct Operation {
    /// With namespace and resource: `invoices.list`, `payroll_nz.employees.list`.
    pub(crate) name: String,
    /// The method's own name: `list`. Never a keyword of Python or TypeScript, but `delete` and `void` are fine as methods.
    pub(crate) verb: String,
    /// The operationIds that this one method covers: several where Xero's specification has one path twice.
    pub(crate) operation_ids: Vec<String>,
    pub(crate) method: Method,
    /// Below the family's base; `{InvoiceID}` stands for a path parameter.
    pub(crate) path: String,
    /// Path parameters first, in the path's order, then the others as the overlay orders them. `page`, and `offset` of
    /// Journals, stand here too: the pager sends `page`, so emitters leave it out of a list's signature.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: RequestBody,
    pub(crate) reply: ResponseBody,
    pub(crate) paging: Paging,
    pub(crate) scopes: Scopes,
    pub(crate) takes_idempotency_key: bool,
    pub(crate) reachable: Reachable,
    /// One sentence or more for the method's docs, in our own words, ends with a full stop.
    pub(crate) doc: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Any one scope of either list lets the operation through.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Scopes {
    /// The weakest first.
    pub(crate) granular: Vec<String>,
    /// Those of connections made before 29 April 2026, until September 2027.
    pub(crate) broad: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Parameter {
    /// Snake case.
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) place: ParameterLocation,
    pub(crate) value: ParameterType,
    pub(crate) required: bool,
    /// A phrase for the docs that ends with a full stop.
    pub(crate) doc: String,
}

/// What a parameter takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) enum ParameterType {
    Text,
    /// A UUID, checked before anything is sent.
    Id,
    /// UUIDs, sent with commas between them; long lists are split over several requests if `split` is set.
    Ids {
        split: bool,
    },
    /// Texts, sent with commas between them.
    Texts {
        split: bool,
    },
    /// A text of these values, named in the languages by the enumeration where there is one.
    Enumeration {
        name: Option<String>,
        values: Vec<String>,
    },
    /// Texts of an enumeration, sent with commas between them.
    Enumerations {
        name: Option<String>,
        values: Vec<String>,
    },
    Boolean,
    Integer,
    /// `2026-01-31`.
    Date,
    /// For `If-Modified-Since` (no zone) and for queries with a zone.
    Instant,
    /// Xero's filter language: text, or a filter made with `F`.
    Filter,
}

/// What a request carries.
#[derive(Debug, Clone, Serialize)]
pub(crate) enum RequestBody {
    None,
    /// One record.
    Record {
        schema: String,
        envelope: Envelope,
        name: String,
    },
    /// One record or a list of them, split into requests of `batch` records.
    Records {
        schema: String,
        envelope: Envelope,
        batch: usize,
        name: String,
    },
    /// The fields of one record that change: an `update`.
    Changes {
        schema: String,
        envelope: Envelope,
    },
    /// JSON that is always the same: a status.
    Fixed(String),
    /// The text of a note, as the `Details` of a history record.
    Note {
        schema: String,
        envelope: Envelope,
    },
    /// A file's bytes as they are; its name is the path parameter `file_name`.
    Bytes,
    /// A file's bytes as a form: `name`, `content` and perhaps a folder.
    Form,
}

/// How records stand in a request or a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) enum Envelope {
    /// `{"Invoices": [...]}`.
    List(String),
    /// `{"employee": {...}}`.
    One(String),
    /// `[...]`.
    BareList,
    /// `{...}`.
    Bare,
}

/// What a method gives.
#[derive(Debug, Clone, Serialize)]
pub(crate) enum ResponseBody {
    /// Nothing but that it worked.
    Nothing,
    /// One record.
    One { schema: String, envelope: Envelope },
    /// A pager. Verbs named `list`, and lists that Xero pages.
    Pages { schema: String, envelope: Envelope },
    /// A plain list of records, all at once: attachments, history.
    All { schema: String, envelope: Envelope },
    /// A saved record for one, a `BatchResult` for a list. Stands with `Body::Records` alone.
    Saved { schema: String, envelope: Envelope },
    /// A file; `accept` is empty where the file's own type decides.
    Bytes { accept: String },
    /// JSON that no schema describes: a mapping.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Paging {
    None,
    /// `page` and `pageSize` (or `pagesize`); the reply may have `pagination`.
    PageSize {
        largest: u32,
    },
    /// `page` alone, with pages of this size.
    Page {
        size: u32,
    },
    /// `offset`: the last `JournalNumber` seen.
    Offset {
        size: u32,
    },
}

#[derive(Debug, Serialize)]
pub(crate) struct Schema {
    /// As the languages call it, without the family: `Invoice`, `LineItem`.
    pub(crate) name: String,
    /// One sentence.
    pub(crate) doc: String,
    pub(crate) fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Field {
    /// Snake case, without a trailing underscore for keywords: Python's emitter and the table's add it.
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) kind: FieldType,
    /// Dropped when it comes back.
    pub(crate) read_only: bool,
    /// The wire name of the field beside which it is written after all.
    pub(crate) only_with: Option<String>,
    /// Must be there when a record is created.
    pub(crate) required: bool,
    /// Which field tells records of a list apart.
    pub(crate) identifies: bool,
    /// A phrase for the docs; may be empty.
    pub(crate) doc: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) enum FieldType {
    Text,
    /// A text that is a UUID.
    Id,
    /// The name of one of the family's enumerations.
    Enumeration(String),
    Boolean,
    Integer,
    Decimal,
    Date(DateStyle),
    Instant(DateStyle),
    /// A schema of the same family.
    Record(String),
    List(Box<FieldType>),
    /// JSON that no schema describes.
    Json,
}

#[derive(Debug, Serialize)]
pub(crate) struct Enumeration {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}
