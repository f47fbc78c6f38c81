//! `POST /Invoices/{InvoiceID}/Email` and `GET /Invoices/{InvoiceID}/OnlineInvoice`.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::invoices::found;
use crate::call::Call;
use crate::drafts::messages;
use crate::ledger::contact::Contact;
use crate::ledger::history_event::HistoryEvent;
use crate::ledger::invoice::{ContactDepth, Invoice, InvoiceView};
use crate::ledger::status::Status;
use crate::values::ids::Guid;
use crate::wire::node::Node;
use crate::wire::response::{ApiResponse, ResponseFormat};

const NOT_SENDABLE: &str =
    "The invoice must be of Type ACCREC and a valid Status for sending (SUBMITTED, AUTHORISED or PAID).";

pub(crate) fn email(call: &mut Call<'_>) -> ApiResponse {
    let Some((invoice, contact)) = found(call) else { return ApiResponse::not_found() };
    let fault = if !is_public(&invoice) {
        NOT_SENDABLE
    } else if contact.email.is_empty() {
        "The contact of the invoice has no email address."
    } else {
        let (invoice, contact) = (invoice.into_owned(), Arc::clone(contact));
        return send(call, invoice, &contact);
    };
    validation_error(call.format, &invoice, contact, fault)
}

pub(crate) fn online(call: &mut Call<'_>) -> ApiResponse {
    let Some((invoice, contact)) = found(call) else { return ApiResponse::not_found() };
    if !is_public(&invoice) {
        let fault = "The invoice has no online invoice: it is a bill, or not issued.";
        return validation_error(call.format, &invoice, contact, fault);
    }
    let address = format!("https://in.xero.example/{}", secret(invoice.id));
    let record = Node::Record(vec![("OnlineInvoiceUrl", Node::owned(address))]);
    let records = Node::List("OnlineInvoice", vec![record]);
    ApiResponse::document(call.format, call.now, None, ("OnlineInvoices", records))
}

/// Whether the customer may see it.
fn is_public(invoice: &Invoice) -> bool {
    invoice.is_sale() && matches!(invoice.status, Status::Submitted | Status::Authorised | Status::Paid)
}

fn send(call: &mut Call<'_>, mut invoice: Invoice, contact: &Contact) -> ApiResponse {
    let now = call.now;
    let details = format!("This invoice has been sent to {}", contact.email);
    call.books.ledger.record_event(invoice.id, HistoryEvent { changes: "Invoice sent", details, at: now });
    if !invoice.sent {
        invoice.sent = true;
        // This does not update the time stamp of a partly paid invoice.
        if !invoice.is_settled() {
            invoice.updated = now;
        }
        call.books.ledger.put_invoice(invoice);
    }
    ApiResponse::empty(204)
}

fn validation_error(format: ResponseFormat, invoice: &Invoice, contact: &Contact, fault: &str) -> ApiResponse {
    let view = InvoiceView { line_items: true, summary: false, contact: ContactDepth::Whole, unit_decimals: 2 };
    let Node::Record(mut fields) = invoice.node(contact, view) else { return ApiResponse::not_found() };
    fields.push(("ValidationErrors", messages(&[fault.to_owned()])));
    let elements = Some(vec![Node::Record(fields)]);
    ApiResponse::api_exception(format, 10, "ValidationException", "A validation exception occurred", elements)
}

/// Not guessable, but stable.
fn secret(id: Guid) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, format!("online invoice/{id}").as_bytes());
    URL_SAFE_NO_PAD.encode(digest.as_ref())
}
