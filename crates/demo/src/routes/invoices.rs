//! `GET /Invoices` and `GET /Invoices/{InvoiceID or InvoiceNumber}`, as a record or as a PDF.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use hyper::header::IF_MODIFIED_SINCE;

use super::attachments;
use super::owner::Owner;
use crate::call::Call;
use crate::ledger::contact::Contact;
use crate::ledger::invoice::{Depth, Invoice, View};
use crate::ledger::invoices::Invoices;
use crate::ledger::{Ledger, printed};
use crate::lists::fields::QueryInvalid;
use crate::lists::list::{List, query_invalid};
use crate::lists::schemas::INVOICE;
use crate::lists::selection::Chosen;
use crate::values::ids::Guid;
use crate::wire::node::{Items, Node};
use crate::wire::pdf;
use crate::wire::query::Query;
use crate::wire::response::Reply;

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    match answer(call) {
        Ok(reply) => reply,
        Err(error) => query_invalid(call.manner, &error),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let Some((invoice, contact)) = found(call) else { return Reply::not_found() };
    let unit_decimals = call.query.unit_decimals();
    let mut record =
        invoice.node(contact, View { line_items: true, summary: false, contact: Depth::Whole, unit_decimals });
    if let (Node::Record(members), true) = (&mut record, invoice.has_attachments) {
        members.push(("Attachments", attachments::nodes(call, Owner { resource: "Invoices", id: invoice.id })));
    }
    Reply::document(call.manner, call.now, None, ("Invoices", Node::List("Invoice", vec![record])))
}

pub(crate) fn pdf(call: &mut Call<'_>) -> Reply {
    let Some((invoice, contact)) = found(call) else { return Reply::not_found() };
    let page = printed::invoice(&invoice, contact, &call.books.ledger.organisation);
    Reply::new(200, "application/pdf", pdf::document(&page))
}

pub(super) fn found<'a>(call: &'a Call<'_>) -> Option<(Cow<'a, Invoice>, &'a Arc<Contact>)> {
    let invoice = call.books.ledger.find_invoice(call.key(0))?;
    let contact = call.books.ledger.contact(invoice.contact)?;
    Some((invoice, contact))
}

fn answer(call: &mut Call<'_>) -> Result<Reply, QueryInvalid> {
    let (ledger, query) = (&call.books.ledger, &call.query);
    let list = List::parse(query, call.headers, INVOICE)?;
    let summary = query.is_true("summaryOnly");
    let view = View {
        // Without `page`, Xero drops the lines of every invoice of the list.
        line_items: list.is_paged() && !summary,
        summary,
        contact: Depth::Reference,
        unit_decimals: query.unit_decimals(),
    };
    let wanted = Wanted::parse(query);
    let asked = query.beside_pages(call.headers.get(IF_MODIFIED_SINCE));
    let chosen = match ledger.chosen_invoices(&asked) {
        Some(chosen) => chosen,
        None if list.takes_all() && wanted.takes_all() => Chosen::All(ledger.invoices().len()),
        None => choose(ledger, &list, &wanted, view)?,
    };
    let chosen = list.bounded(chosen)?;
    let (places, pagination) = list.page(&chosen);
    let page = Page { ledger, places: places.collect(), view };
    let reply = Reply::document(call.manner, call.now, pagination, ("Invoices", Node::Stream("Invoice", &page)));
    call.books.ledger.remember_invoices(asked, chosen);
    Ok(reply)
}

fn choose(ledger: &Ledger, list: &List, wanted: &Wanted<'_>, view: View) -> Result<Chosen, QueryInvalid> {
    let nobody = Contact::named("", 0);
    let contact = |invoice: &Invoice| ledger.contact(invoice.contact).map_or(&nobody, Arc::as_ref);
    let view = View { line_items: false, contact: Depth::Facts, ..view };
    let all = ledger.invoices();
    list.choose(
        wanted.places(all),
        |place| all.at(place).filter(|invoice| wanted.has(invoice, contact(invoice))),
        |invoice| invoice.updated,
        |invoice| invoice.node(contact(invoice), view),
    )
}

#[derive(Debug)]
struct Page<'a> {
    ledger: &'a Ledger,
    places: Vec<usize>,
    view: View,
}

impl Items for Page<'_> {
    fn each(&self, write: &mut dyn FnMut(&Node<'_>)) {
        let nobody = Contact::named("", 0);
        for invoice in self.places.iter().filter_map(|place| self.ledger.invoices().at(*place)) {
            let contact = self.ledger.contact(invoice.contact).map_or(&nobody, Arc::as_ref);
            write(&invoice.node(contact, self.view));
        }
    }
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

    fn takes_all(&self) -> bool {
        let Wanted { ids, contacts, numbers, statuses, term, by_app } = self;
        let lists = ids.is_some() || contacts.is_some() || numbers.is_some() || statuses.is_some();
        !lists && term.is_none() && !by_app
    }

    /// Where those that it has can be.
    fn places(&self, all: &Invoices) -> Box<dyn Iterator<Item = usize>> {
        let Some(ids) = &self.ids else { return Box::new(0..all.len()) };
        let mut places: Vec<usize> = ids.iter().filter_map(|id| all.place(*id)).collect();
        places.sort_unstable();
        Box::new(places.into_iter())
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
