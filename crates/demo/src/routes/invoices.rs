//! `GET /Invoices` and `GET /Invoices/{InvoiceID or InvoiceNumber}`, as a record or as a PDF.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use hyper::HeaderMap;
use hyper::header::ACCEPT;

use super::attachments;
use super::list::{List, query_invalid};
use super::owner::Owner;
use super::query::Query;
use super::schemas::INVOICE;
use crate::company::Company;
use crate::filter::QueryInvalid;
use crate::ids::Guid;
use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::ledger::invoice::{Depth, Invoice, View};
use crate::ledger::printed;
use crate::pdf;
use crate::reply::{Manner, Reply};
use crate::wire::Node;

pub(crate) async fn list(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    let query = Query::parse(query.as_deref());
    let state = company.lock();
    match answer(&state.ledger, &query, &headers, manner, state.clock.now()) {
        Ok(reply) => reply,
        Err(error) => query_invalid(manner, &error),
    }
}

pub(crate) async fn get(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    let query = Query::parse(query.as_deref());
    let state = company.lock();
    let found = state.ledger.find_invoice(&key);
    let Some((invoice, contact)) = found.and_then(|invoice| Some((invoice, state.ledger.contact(invoice.contact)?)))
    else {
        return Reply::not_found();
    };
    if wants_pdf(&headers) {
        let page = printed::invoice(invoice, contact, &state.ledger.organisation);
        return Reply::new(200, "application/pdf", pdf::document(&page));
    }
    let view = View { line_items: true, summary: false, contact: Depth::Whole, unit_decimals: query.unit_decimals() };
    let mut record = invoice.node(contact, view);
    if let (Node::Record(members), true) = (&mut record, invoice.has_attachments) {
        members.push(("Attachments", attachments::nodes(&state.ledger, &headers, Owner::Invoice, invoice.id)));
    }
    Reply::document(manner, state.clock.now(), None, ("Invoices", Node::List("Invoice", vec![record])))
}

fn wants_pdf(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    accept.to_ascii_lowercase().starts_with("application/pdf")
}

fn answer(
    ledger: &Ledger,
    query: &Query,
    headers: &HeaderMap,
    manner: Manner,
    now: i64,
) -> Result<Reply, QueryInvalid> {
    let list = List::parse(query, headers, INVOICE)?;
    let summary = query.is_true("summaryOnly");
    let view = View {
        // Without `page`, Xero drops the lines of every invoice of the list.
        line_items: list.is_paged() && !summary,
        summary,
        contact: Depth::Reference,
        unit_decimals: query.unit_decimals(),
    };
    let filter_view = View { line_items: false, contact: Depth::Facts, ..view };
    let wanted = Wanted::parse(query);
    let nobody = Contact::named("", 0);
    let contact = |invoice: &Invoice| ledger.contact(invoice.contact).map_or(&nobody, Arc::as_ref);
    let invoices = ledger.invoices().iter().filter(|invoice| wanted.has(invoice, contact(invoice.as_ref())));
    let (invoices, pagination) = list.select(
        invoices,
        |invoice| invoice.updated,
        |invoice| invoice.node(contact(invoice.as_ref()), filter_view),
    )?;
    let nodes = invoices.into_iter().map(|invoice| invoice.node(contact(invoice.as_ref()), view)).collect();
    Ok(Reply::document(manner, now, pagination, ("Invoices", Node::List("Invoice", nodes))))
}

/// The fast parameters: comma lists and the search term.
struct Wanted<'a> {
    ids: Option<HashSet<Guid>>,
    contacts: Option<HashSet<Guid>>,
    numbers: Option<Vec<&'a str>>,
    statuses: Option<Vec<&'a str>>,
    term: Option<String>,
    by_app: bool,
}

impl<'a> Wanted<'a> {
    fn parse(query: &'a Query) -> Wanted<'a> {
        // An id that is none matches nothing, as an unknown one does.
        let ids = |name| query.list(name).map(|ids| ids.into_iter().filter_map(Guid::parse).collect());
        Wanted {
            ids: ids("IDs"),
            contacts: ids("ContactIDs"),
            numbers: query.list("InvoiceNumbers"),
            statuses: query.list("Statuses"),
            term: query.get("searchTerm").map(str::to_lowercase),
            by_app: query.is_true("createdByMyApp"),
        }
    }

    fn has(&self, invoice: &Invoice, contact: &Contact) -> bool {
        let status = invoice.status.name();
        self.ids.as_ref().is_none_or(|ids| ids.contains(&invoice.id))
            && self.contacts.as_ref().is_none_or(|ids| ids.contains(&invoice.contact))
            && self.numbers.as_ref().is_none_or(|numbers| numbers.contains(&invoice.number.as_str()))
            && self.statuses.as_ref().is_none_or(|all| all.iter().any(|one| one.eq_ignore_ascii_case(status)))
            && self.term.as_ref().is_none_or(|term| invoice.matches(contact, term))
            && (!self.by_app || invoice.created_by_app)
    }
}
