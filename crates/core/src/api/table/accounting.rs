//! The operations of the Accounting API.

use http::Method;

use super::accounting_schemas::{ACCOUNT, CONTACT, INVOICE, ORGANISATION};
use crate::api::operation::{Family, Operation, Paging, Parameter, Place, Records, Scopes, Shape, Value, parameter};
use crate::api::schema::Name;

const ACCOUNTS: Records = Records { envelope: "Accounts", schema: &ACCOUNT };
const CONTACTS: Records = Records { envelope: "Contacts", schema: &CONTACT };
const INVOICES: Records = Records { envelope: "Invoices", schema: &INVOICE };
const ORGANISATIONS: Records = Records { envelope: "Organisations", schema: &ORGANISATION };

const READ_SETTINGS: Scopes = Scopes { granular: &["accounting.settings", "accounting.settings.read"], broad: &[] };
const READ_CONTACTS: Scopes = Scopes { granular: &["accounting.contacts", "accounting.contacts.read"], broad: &[] };
const READ_INVOICES: Scopes = Scopes {
    granular: &["accounting.invoices", "accounting.invoices.read"],
    broad: &["accounting.transactions", "accounting.transactions.read"],
};
const WRITE_INVOICES: Scopes = Scopes { granular: &["accounting.invoices"], broad: &["accounting.transactions"] };

const MODIFIED_SINCE: Parameter =
    parameter("modified_since", "modifiedSince", "If-Modified-Since", Place::Header, Value::Instant);
const WHERE: Parameter = parameter("where", "where", "where", Place::Query, Value::Text);
const ORDER: Parameter = parameter("order", "order", "order", Place::Query, Value::Text);
const PAGE: Parameter = parameter("page", "page", "page", Place::Query, Value::Integer);
const PAGE_SIZE: Parameter = parameter("page_size", "pageSize", "pageSize", Place::Query, Value::Integer);
const IDS: Parameter = parameter("ids", "ids", "IDs", Place::Query, Value::Texts);
const INCLUDE_ARCHIVED: Parameter =
    parameter("include_archived", "includeArchived", "includeArchived", Place::Query, Value::Boolean);
const SUMMARY_ONLY: Parameter = parameter("summary_only", "summaryOnly", "summaryOnly", Place::Query, Value::Boolean);
const SEARCH_TERM: Parameter = parameter("search_term", "searchTerm", "searchTerm", Place::Query, Value::Text);
const UNITDP: Parameter = parameter("unitdp", "unitdp", "unitdp", Place::Query, Value::Integer);

const fn name(both: &'static str) -> Name {
    Name { snake: both, camel: both, wire: both }
}

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation {
        name: name("accounts.list"),
        family: Family::Accounting,
        method: Method::GET,
        path: "/Accounts",
        parameters: &[MODIFIED_SINCE, WHERE, ORDER],
        body: None,
        reply: ACCOUNTS,
        shape: Shape::Page,
        paging: Paging::None,
        scopes: READ_SETTINGS,
        takes_idempotency_key: false,
    },
    Operation {
        name: name("contacts.get"),
        family: Family::Accounting,
        method: Method::GET,
        path: "/Contacts/{ContactID}",
        parameters: &[parameter("contact_id", "contactId", "ContactID", Place::Path, Value::Text)],
        body: None,
        reply: CONTACTS,
        shape: Shape::One,
        paging: Paging::None,
        scopes: READ_CONTACTS,
        takes_idempotency_key: false,
    },
    Operation {
        name: name("contacts.list"),
        family: Family::Accounting,
        method: Method::GET,
        path: "/Contacts",
        parameters: &[MODIFIED_SINCE, WHERE, ORDER, IDS, PAGE, INCLUDE_ARCHIVED, SUMMARY_ONLY, SEARCH_TERM, PAGE_SIZE],
        body: None,
        reply: CONTACTS,
        shape: Shape::Page,
        paging: Paging::PageSize { largest: 1000 },
        scopes: READ_CONTACTS,
        takes_idempotency_key: false,
    },
    Operation {
        name: name("invoices.create"),
        family: Family::Accounting,
        method: Method::PUT,
        path: "/Invoices",
        parameters: &[
            parameter("summarize_errors", "summarizeErrors", "summarizeErrors", Place::Query, Value::Boolean),
            UNITDP,
        ],
        body: Some(INVOICES),
        reply: INVOICES,
        shape: Shape::Saved,
        paging: Paging::None,
        scopes: WRITE_INVOICES,
        takes_idempotency_key: true,
    },
    Operation {
        name: name("invoices.get"),
        family: Family::Accounting,
        method: Method::GET,
        path: "/Invoices/{InvoiceID}",
        parameters: &[parameter("invoice_id", "invoiceId", "InvoiceID", Place::Path, Value::Text), UNITDP],
        body: None,
        reply: INVOICES,
        shape: Shape::One,
        paging: Paging::None,
        scopes: READ_INVOICES,
        takes_idempotency_key: false,
    },
    Operation {
        name: name("invoices.list"),
        family: Family::Accounting,
        method: Method::GET,
        path: "/Invoices",
        parameters: &[
            MODIFIED_SINCE,
            WHERE,
            ORDER,
            IDS,
            parameter("invoice_numbers", "invoiceNumbers", "InvoiceNumbers", Place::Query, Value::Texts),
            parameter("contact_ids", "contactIds", "ContactIDs", Place::Query, Value::Texts),
            parameter("statuses", "statuses", "Statuses", Place::Query, Value::Texts),
            PAGE,
            INCLUDE_ARCHIVED,
            parameter("created_by_my_app", "createdByMyApp", "createdByMyApp", Place::Query, Value::Boolean),
            UNITDP,
            SUMMARY_ONLY,
            SEARCH_TERM,
            PAGE_SIZE,
        ],
        body: None,
        reply: INVOICES,
        shape: Shape::Page,
        paging: Paging::PageSize { largest: 1000 },
        scopes: READ_INVOICES,
        takes_idempotency_key: false,
    },
    Operation {
        name: name("organisation.get"),
        family: Family::Accounting,
        method: Method::GET,
        path: "/Organisation",
        parameters: &[],
        body: None,
        reply: ORGANISATIONS,
        shape: Shape::One,
        paging: Paging::None,
        scopes: READ_SETTINGS,
        takes_idempotency_key: false,
    },
];
