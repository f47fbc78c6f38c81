//! `GET /Invoices` and `GET /Invoices/{InvoiceID or InvoiceNumber}`, as a record or as a PDF.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use hyper::header::IF_MODIFIED_SINCE;

use super::attachments;
use super::owner::Owner;
use crate::call::Call;
use crate::ledger::contact::Contact;
use crate::ledger::invoice::{ContactDepth, Invoice, InvoiceView};
use crate::ledger::invoices::Invoices;
use crate::ledger::{Ledger, invoice_text};
use crate::lists::fields::QueryInvalid;
use crate::lists::list_query::{ListQuery, query_invalid};
use crate::lists::schemas::INVOICE;
use crate::lists::selection::Selection;
use crate::values::ids::Guid;
use crate::wire::node::{Items, Node};
use crate::wire::pdf;
use crate::wire::query::Query;
use crate::wire::response::ApiResponse;

pub(crate) fn list(call: &mut Call<'_>) -> ApiResponse {
    match respond(call) {
        Ok(response) => response,
        Err(error) => query_invalid(call.format, &error),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> ApiResponse {
    let Some((invoice, contact)) = found(call) else { return ApiResponse::not_found() };
    let unit_decimals = call.query.unit_decimals();
    let mut record = invoice
        .node(contact, InvoiceView { line_items: true, summary: false, contact: ContactDepth::Whole, unit_decimals });
    if let (Node::Record(fields), true) = (&mut record, invoice.has_attachments) {
        fields.push(("Attachments", attachments::nodes(call, Owner { resource: "Invoices", id: invoice.id })));
    }
    ApiResponse::document(call.format, call.now, None, ("Invoices", Node::List("Invoice", vec![record])))
}

pub(crate) fn pdf(call: &mut Call<'_>) -> ApiResponse {
    let Some((invoice, contact)) = found(call) else { return ApiResponse::not_found() };
    let page = invoice_text::invoice(&invoice, contact, &call.books.ledger.organisation);
    ApiResponse::new(200, "application/pdf", pdf::document(&page))
}

pub(super) fn found<'a>(call: &'a Call<'_>) -> Option<(Cow<'a, Invoice>, &'a Arc<Contact>)> {
    let invoice = call.books.ledger.find_invoice(call.key(0))?;
    let contact = call.books.ledger.contact(invoice.contact)?;
    Some((invoice, contact))
}

fn respond(call: &mut Call<'_>) -> Result<ApiResponse, QueryInvalid> {
    let (ledger, query) = (&call.books.ledger, &call.query);
    let list = ListQuery::parse(query, call.headers, INVOICE)?;
    let summary = query.is_true("summaryOnly");
    let view = InvoiceView {
        // Without `page`, Xero omits the lines of invoices in a list.
        line_items: list.is_paged() && !summary,
        summary,
        contact: ContactDepth::Reference,
        unit_decimals: query.unit_decimals(),
    };
    let filter = ListFilter::parse(query);
    let key = query.list_key(call.headers.get(IF_MODIFIED_SINCE));
    let selection = match ledger.selected_invoices(&key) {
        Some(selection) => selection,
        None if list.selects_all() && filter.selects_all() => Selection::All(ledger.invoices().len()),
        None => find_positions(ledger, &list, &filter, view)?,
    };
    let selection = list.bounded(selection)?;
    let (positions, pagination) = list.page(&selection);
    let page = InvoicePage { ledger, positions: positions.collect(), view };
    let response =
        ApiResponse::document(call.format, call.now, pagination, ("Invoices", Node::Stream("Invoice", &page)));
    call.books.ledger.remember_selection(key, selection);
    Ok(response)
}

fn find_positions(
    ledger: &Ledger,
    list: &ListQuery,
    filter: &ListFilter<'_>,
    view: InvoiceView,
) -> Result<Selection, QueryInvalid> {
    let no_contact = Contact::named("", 0);
    let contact = |invoice: &Invoice| ledger.contact(invoice.contact).map_or(&no_contact, Arc::as_ref);
    let view = InvoiceView { line_items: false, contact: ContactDepth::Facts, ..view };
    let all = ledger.invoices();
    list.find_positions(
        filter.positions(all),
        |position| all.at(position).filter(|invoice| filter.has(invoice, contact(invoice))),
        |invoice| invoice.updated,
        |invoice| invoice.node(contact(invoice), view),
    )
}

#[derive(Debug)]
struct InvoicePage<'a> {
    ledger: &'a Ledger,
    positions: Vec<usize>,
    view: InvoiceView,
}

impl Items for InvoicePage<'_> {
    fn each(&self, write: &mut dyn FnMut(&Node<'_>)) {
        let no_contact = Contact::named("", 0);
        for invoice in self.positions.iter().filter_map(|position| self.ledger.invoices().at(*position)) {
            let contact = self.ledger.contact(invoice.contact).map_or(&no_contact, Arc::as_ref);
            write(&invoice.node(contact, self.view));
        }
    }
}

/// The parameters besides `where`: comma-separated lists and the search term.
struct ListFilter<'a> {
    ids: Option<HashSet<Guid>>,
    contacts: Option<HashSet<Guid>>,
    numbers: Option<Vec<&'a str>>,
    statuses: Option<Vec<&'a str>>,
    term: Option<String>,
    by_app: bool,
}

impl<'a> ListFilter<'a> {
    fn parse(query: &'a Query) -> ListFilter<'a> {
        // A malformed ID matches nothing, like an unknown one.
        let ids = |name| query.list(name).map(|ids| ids.into_iter().filter_map(Guid::parse).collect());
        ListFilter {
            ids: ids("IDs"),
            contacts: ids("ContactIDs"),
            numbers: query.list("InvoiceNumbers"),
            statuses: query.list("Statuses"),
            term: query.get("searchTerm").map(str::to_lowercase),
            by_app: query.is_true("createdByMyApp"),
        }
    }

    fn selects_all(&self) -> bool {
        let ListFilter { ids, contacts, numbers, statuses, term, by_app } = self;
        let lists = ids.is_some() || contacts.is_some() || numbers.is_some() || statuses.is_some();
        !lists && term.is_none() && !by_app
    }

    /// The positions of possible matches.
    fn positions(&self, all: &Invoices) -> Box<dyn Iterator<Item = usize>> {
        let Some(ids) = &self.ids else { return Box::new(0..all.len()) };
        let mut positions: Vec<usize> = ids.iter().filter_map(|id| all.position(*id)).collect();
        positions.sort_unstable();
        Box::new(positions.into_iter())
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
