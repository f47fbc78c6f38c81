//! `POST /Invoices/{InvoiceID}/Email` and `GET /Invoices/{InvoiceID}/OnlineInvoice`.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::invoices::found;
use crate::call::Call;
use crate::drafts::messages;
use crate::ledger::contact::Contact;
use crate::ledger::history_event::Event;
use crate::ledger::invoice::{Depth, Invoice, View};
use crate::ledger::status::Status;
use crate::values::ids::Guid;
use crate::wire::node::Node;
use crate::wire::response::{Manner, Reply};

const NOT_SENDABLE: &str =
    "The invoice must be of Type ACCREC and a valid Status for sending (SUBMITTED, AUTHORISED or PAID).";

pub(crate) fn email(call: &mut Call<'_>) -> Reply {
    let Some((invoice, contact)) = found(call) else { return Reply::not_found() };
    let fault = if !is_public(&invoice) {
        NOT_SENDABLE
    } else if contact.email.is_empty() {
        "The contact of the invoice has no email address."
    } else {
        let (invoice, contact) = (invoice.into_owned(), Arc::clone(contact));
        return send(call, invoice, &contact);
    };
    refusal(call.manner, &invoice, contact, fault)
}

pub(crate) fn online(call: &mut Call<'_>) -> Reply {
    let Some((invoice, contact)) = found(call) else { return Reply::not_found() };
    if !is_public(&invoice) {
        let fault = "The invoice has no online invoice: it is a bill, or not issued.";
        return refusal(call.manner, &invoice, contact, fault);
    }
    let address = format!("https://in.xero.example/{}", secret(invoice.id));
    let record = Node::Record(vec![("OnlineInvoiceUrl", Node::owned(address))]);
    let records = Node::List("OnlineInvoice", vec![record]);
    Reply::document(call.manner, call.now, None, ("OnlineInvoices", records))
}

/// Whether the customer may see it.
fn is_public(invoice: &Invoice) -> bool {
    invoice.is_sale() && matches!(invoice.status, Status::Submitted | Status::Authorised | Status::Paid)
}

fn send(call: &mut Call<'_>, mut invoice: Invoice, contact: &Contact) -> Reply {
    let now = call.now;
    let details = format!("This invoice has been sent to {}", contact.email);
    call.books.ledger.tell(invoice.id, Event { changes: "Invoice sent", details, at: now });
    if !invoice.sent {
        invoice.sent = true;
        // Of a part-paid invoice this does not move the stamp.
        if !invoice.is_settled() {
            invoice.updated = now;
        }
        call.books.ledger.put_invoice(invoice);
    }
    Reply::empty(204)
}

fn refusal(manner: Manner, invoice: &Invoice, contact: &Contact, fault: &str) -> Reply {
    let view = View { line_items: true, summary: false, contact: Depth::Whole, unit_decimals: 2 };
    let Node::Record(mut members) = invoice.node(contact, view) else { return Reply::not_found() };
    members.push(("ValidationErrors", messages(&[fault.to_owned()])));
    let elements = Some(vec![Node::Record(members)]);
    Reply::api_exception(manner, 10, "ValidationException", "A validation exception occurred", elements)
}

/// What nobody guesses, and is the same every time.
fn secret(id: Guid) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, format!("online invoice/{id}").as_bytes());
    URL_SAFE_NO_PAD.encode(digest.as_ref())
}
