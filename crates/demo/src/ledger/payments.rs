//! The payments of the ledger, and what they do to invoices.

use std::sync::Arc;

use super::Ledger;
use super::contact::Contact;
use super::credit::Credit;
use super::history_event::Event;
use super::invoice::{Invoice, Settlement, Source};
use super::payment::{Document, Payment};
use super::status::Status;
use super::synthetic::Named;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::node::{Member, Node};

/// All payments by their places: those of the seed's invoices, those of generated ones, which are computed, and those
/// that came in through the API.
#[derive(Debug)]
pub(crate) struct Payments<'a> {
    ledger: &'a Ledger,
    seeded: Vec<Payment>,
    kept: Vec<&'a Arc<Payment>>,
}

impl Payments<'_> {
    pub(crate) fn len(&self) -> usize {
        self.seeded.len() + self.ledger.invoices().generated_payments() + self.kept.len()
    }

    pub(crate) fn at(&self, place: usize) -> Option<Payment> {
        let Some(place) = place.checked_sub(self.seeded.len()) else { return self.seeded.get(place).cloned() };
        match place.checked_sub(self.ledger.invoices().generated_payments()) {
            Some(place) => self.kept.get(place).map(|kept| Payment::clone(kept)),
            None => self.ledger.generated_payment(self.ledger.invoices().paid_at(place)?.as_ref()),
        }
    }
}

impl Ledger {
    pub(crate) fn payments(&self) -> Payments<'_> {
        // Those of the seed stand in their invoices only.
        let paid = self.invoices().kept().flat_map(|invoice| invoice.payments.iter().map(move |paid| (invoice, paid)));
        let seeded = paid.filter(|(_, paid)| !self.has_payment(paid.id) && !is_generated(paid.id));
        let mut kept: Vec<_> = self.payments.values().filter(|payment| !is_generated(payment.id)).collect();
        kept.sort_by_key(|payment| (payment.updated, payment.id));
        Payments {
            ledger: self,
            seeded: seeded.filter_map(|(invoice, paid)| self.seeded(invoice, paid)).collect(),
            kept,
        }
    }

    /// Whether it came after the seed, or has been changed since.
    pub(crate) fn has_payment(&self, id: Guid) -> bool {
        self.payments.contains_key(&id)
    }

    pub(crate) fn payment(&self, id: Guid) -> Option<Payment> {
        if let Some(payment) = self.payments.get(&id) {
            return Some(Payment::clone(payment));
        }
        if let Some(Named::Payment(number)) = Named::of(id) {
            return self.generated_payment(self.invoice(Named::Invoice(number).id())?.as_ref());
        }
        let paid = |invoice: &Invoice| invoice.payments.iter().find(|paid| paid.id == id).copied();
        self.invoices().kept().find_map(|invoice| self.seeded(invoice, &paid(invoice)?))
    }

    /// The one that came with a generated invoice, as it is now.
    fn generated_payment(&self, invoice: &Invoice) -> Option<Payment> {
        let Some(Named::Invoice(number)) = Named::of(invoice.id) else { return None };
        let id = Named::Payment(number).id();
        match self.payments.get(&id) {
            Some(payment) => Some(Payment::clone(payment)),
            None => self.seeded(invoice, invoice.payments.iter().find(|paid| paid.id == id)?),
        }
    }

    fn seeded(&self, invoice: &Invoice, paid: &Settlement) -> Option<Payment> {
        Some(Payment {
            id: paid.id,
            of: Document::Invoice(invoice.id),
            account: self.control()?.bank,
            date: paid.date,
            amount: paid.amount,
            reference: String::new(),
            reconciled: true,
            deleted: false,
            updated: invoice.updated,
        })
    }

    /// Keeps a payment, and the invoice as the payment left it.
    pub(crate) fn put_payment(&mut self, payment: Payment, invoice: Invoice) {
        let way = if invoice.is_sale() { "from" } else { "to" };
        let name = self.contact(invoice.contact).map_or("", |contact| contact.name.as_str());
        let details = format!("Payment {way} {name} for {}", payment.amount.text(2));
        let changes = match (payment.deleted, invoice.is_sale()) {
            (true, _) => "Payment deleted",
            (false, true) => "Payment received",
            (false, false) => "Payment made",
        };
        self.tell(invoice.id, Event { changes, details, at: payment.updated });
        self.keep_payment(payment, changes);
        self.put_invoice(invoice);
    }

    /// Keeps a payment that pays a credit back, and what it does to the accounts.
    pub(crate) fn put_refund(&mut self, payment: Payment, credit: &Credit) {
        let changes = if payment.deleted { "Payment deleted" } else { "Cash Refund" };
        let details = format!("{changes} of {}", payment.amount.text(2));
        self.tell(credit.id, Event { changes, details, at: payment.updated });
        let voucher = self.refund(credit, &payment).filter(|_| !payment.deleted);
        self.put_document(payment.id, voucher, payment.updated);
        self.keep_payment(payment, changes);
    }

    fn keep_payment(&mut self, payment: Payment, changes: &'static str) {
        let details = format!("{changes}: {}", payment.amount.text(2));
        self.tell(payment.id, Event { changes, details, at: payment.updated });
        self.payments.insert(payment.id, Arc::new(payment));
    }
}

fn is_generated(payment: Guid) -> bool {
    matches!(Named::of(payment), Some(Named::Payment(_)))
}

impl Payment {
    /// Without the document.
    fn members(&self, ledger: &Ledger, kind: &'static str) -> Vec<Member<'static>> {
        let mut members = vec![
            ("PaymentID", Node::Guid(self.id)),
            ("Date", Node::Day(self.date)),
            ("BankAmount", Node::money(self.amount)),
            ("Amount", Node::money(self.amount)),
            ("Reference", Node::owned(self.reference.clone())),
            ("CurrencyRate", Node::Decimal(Amount::ONE, 6)),
            ("PaymentType", Node::text(kind)),
            ("Status", Node::text(if self.deleted { "DELETED" } else { "AUTHORISED" })),
            ("UpdatedDateUTC", Node::Instant(self.updated)),
            ("UpdatedDateUTCString", Node::InstantText(self.updated)),
            ("HasAccount", Node::Bool(true)),
            ("IsReconciled", Node::Bool(self.reconciled)),
        ];
        if let Some(account) = ledger.account_with_id(self.account) {
            let facts = vec![
                ("AccountID", Node::Guid(account.id)),
                ("Code", Node::owned(account.code.to_string())),
                ("Name", Node::owned(account.name.to_string())),
            ];
            members.push(("Account", Node::Record(facts)));
        }
        members
    }

    pub(crate) fn node(&self, ledger: &Ledger) -> Node<'static> {
        let contact = |id| ledger.contact(id).map(Arc::as_ref);
        let (kind, document) = match &self.of {
            Document::Invoice(id) => {
                let invoice = ledger.invoice(*id);
                let is_sale = invoice.as_ref().is_none_or(|invoice| invoice.is_sale());
                let shown = invoice.map(|invoice| ("Invoice", reference(&invoice, contact(invoice.contact))));
                (if is_sale { "ACCRECPAYMENT" } else { "ACCPAYPAYMENT" }, shown)
            }
            Document::Credit(credit) => (credit.payment_type(), Some(credit.member(contact(credit.contact)))),
        };
        let mut members = self.members(ledger, kind);
        members.extend(document);
        members.push(("HasValidationErrors", Node::Bool(false)));
        Node::Record(members)
    }
}

/// The invoice as a payment shows it.
fn reference(invoice: &Invoice, contact: Option<&Contact>) -> Node<'static> {
    let mut members = vec![
        ("Type", Node::text(invoice.kind.name())),
        ("InvoiceID", Node::Guid(invoice.id)),
        ("InvoiceNumber", Node::owned(invoice.number.clone())),
        ("Status", Node::text(invoice.status.name())),
        ("Total", Node::money(invoice.total)),
        ("AmountDue", Node::money(invoice.amount_due())),
        ("AmountPaid", Node::money(invoice.amount_paid())),
        ("CurrencyCode", Node::text(invoice.currency)),
        ("IsDiscounted", Node::Bool(false)),
        ("LineItems", Node::empty("LineItem")),
        ("HasErrors", Node::Bool(false)),
    ];
    if let Some(contact) = contact {
        let facts = vec![("ContactID", Node::Guid(contact.id)), ("Name", Node::owned(contact.name.clone()))];
        members.push(("Contact", Node::Record(facts)));
    }
    Node::Record(members)
}

impl Invoice {
    /// Takes a payment in; the last one makes the invoice paid.
    pub(crate) fn settle(&mut self, payment: &Payment) {
        let Payment { id, date, amount, .. } = *payment;
        self.payments.push(Settlement { id, date, amount, source: Source::Payment });
        if self.amount_due() == Amount::ZERO {
            self.status = Status::Paid;
        }
        self.updated = payment.updated;
    }

    pub(crate) fn unsettle(&mut self, payment: &Payment) {
        self.payments.retain(|settlement| settlement.id != payment.id);
        if self.status == Status::Paid {
            self.status = Status::Authorised;
        }
        self.updated = payment.updated;
    }
}
