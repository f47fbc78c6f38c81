//! `POST /Invoices/{InvoiceID}/Email` and `GET /Invoices/{InvoiceID}/OnlineInvoice`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::write::Write;
use crate::company::{self, Company};
use crate::ids::Guid;
use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::ledger::draft::messages;
use crate::ledger::history::Event;
use crate::ledger::invoice::{Depth, Invoice, View};
use crate::ledger::status::Status;
use crate::reply::{Manner, Reply};
use crate::wire::Node;

const NOT_SENDABLE: &str =
    "The invoice must be of Type ACCREC and a valid Status for sending (SUBMITTED, AUTHORISED or PAID).";

pub(crate) async fn email(Path(key): Path<String>, write: Write) -> Reply {
    write.once(|state| {
        let Some((invoice, contact)) = found(&state.ledger, &key) else { return Reply::not_found() };
        let fault = if !is_public(&invoice) {
            NOT_SENDABLE
        } else if contact.email.is_empty() {
            "The contact of the invoice has no email address."
        } else {
            return send(state, Invoice::clone(&invoice), &contact);
        };
        refusal(write.manner, &invoice, &contact, fault)
    })
}

pub(crate) async fn online(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    Path(key): Path<String>,
) -> Reply {
    let state = company.lock();
    let Some((invoice, contact)) = found(&state.ledger, &key) else { return Reply::not_found() };
    if !is_public(&invoice) {
        return refusal(manner, &invoice, &contact, "The invoice has no online invoice: it is a bill, or not issued.");
    }
    let address = format!("https://in.xero.example/{}", secret(invoice.id));
    let record = Node::Record(vec![("OnlineInvoiceUrl", Node::owned(address))]);
    let records = Node::List("OnlineInvoice", vec![record]);
    Reply::document(manner, state.clock.now(), None, ("OnlineInvoices", records))
}

fn found(ledger: &Ledger, key: &str) -> Option<(Arc<Invoice>, Arc<Contact>)> {
    let invoice = ledger.find_invoice(key)?;
    Some((Arc::clone(invoice), Arc::clone(ledger.contact(invoice.contact)?)))
}

/// Whether the customer may see it.
fn is_public(invoice: &Invoice) -> bool {
    invoice.is_sale() && matches!(invoice.status, Status::Submitted | Status::Authorised | Status::Paid)
}

fn send(state: &mut company::State, mut invoice: Invoice, contact: &Contact) -> Reply {
    let now = state.clock.now();
    let details = format!("This invoice has been sent to {}", contact.email);
    state.ledger.tell(invoice.id, Event { changes: "Invoice sent", details, at: now });
    if !invoice.sent {
        invoice.sent = true;
        // Of a part-paid invoice this does not move the stamp.
        if !invoice.is_settled() {
            invoice.updated = now;
        }
        state.ledger.put_invoice(invoice);
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
