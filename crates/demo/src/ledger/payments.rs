//! The payments of the ledger, and what they do to invoices.

use std::sync::Arc;

use super::Ledger;
use super::contact::Contact;
use super::credit::Credit;
use super::history_event::HistoryEvent;
use super::invoice::{Invoice, Settlement, SettlementSource};
use super::payment::{PaidDocument, Payment};
use super::status::Status;
use super::synthetic::SyntheticId;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::node::{Node, NodeField};

/// All payments by position: those of the seed, those of synthetic invoices, which are computed, and those made through
/// the API.
#[derive(Debug)]
pub(crate) struct Payments<'a> {
    ledger: &'a Ledger,
    seeded: Vec<Payment>,
    stored: Vec<&'a Arc<Payment>>,
}

impl Payments<'_> {
    pub(crate) fn len(&self) -> usize {
        self.seeded.len() + self.ledger.invoices().synthetic_payments() + self.stored.len()
    }

    pub(crate) fn at(&self, position: usize) -> Option<Payment> {
        let Some(position) = position.checked_sub(self.seeded.len()) else { return self.seeded.get(position).cloned() };
        match position.checked_sub(self.ledger.invoices().synthetic_payments()) {
            Some(position) => self.stored.get(position).map(|stored| Payment::clone(stored)),
            None => self.ledger.synthetic_payment(self.ledger.invoices().paid_at(position)?.as_ref()),
        }
    }
}

impl Ledger {
    pub(crate) fn payments(&self) -> Payments<'_> {
        // Payments of the seed exist only in their invoices.
        let paid =
            self.invoices().stored().flat_map(|invoice| invoice.payments.iter().map(move |paid| (invoice, paid)));
        let seeded = paid.filter(|(_, paid)| !self.has_payment(paid.id) && !is_synthetic(paid.id));
        let mut stored: Vec<_> = self.payments.values().filter(|payment| !is_synthetic(payment.id)).collect();
        stored.sort_by_key(|payment| (payment.updated, payment.id));
        Payments {
            ledger: self,
            seeded: seeded.filter_map(|(invoice, paid)| self.seeded(invoice, paid)).collect(),
            stored,
        }
    }

    /// Whether it was made or changed after the seed.
    pub(crate) fn has_payment(&self, id: Guid) -> bool {
        self.payments.contains_key(&id)
    }

    pub(crate) fn payment(&self, id: Guid) -> Option<Payment> {
        if let Some(payment) = self.payments.get(&id) {
            return Some(Payment::clone(payment));
        }
        if let Some(SyntheticId::Payment(number)) = SyntheticId::of(id) {
            return self.synthetic_payment(self.invoice(SyntheticId::Invoice(number).id())?.as_ref());
        }
        let paid = |invoice: &Invoice| invoice.payments.iter().find(|paid| paid.id == id).copied();
        self.invoices().stored().find_map(|invoice| self.seeded(invoice, &paid(invoice)?))
    }

    /// The current payment of a synthetic invoice.
    fn synthetic_payment(&self, invoice: &Invoice) -> Option<Payment> {
        let Some(SyntheticId::Invoice(number)) = SyntheticId::of(invoice.id) else { return None };
        let id = SyntheticId::Payment(number).id();
        match self.payments.get(&id) {
            Some(payment) => Some(Payment::clone(payment)),
            None => self.seeded(invoice, invoice.payments.iter().find(|paid| paid.id == id)?),
        }
    }

    fn seeded(&self, invoice: &Invoice, paid: &Settlement) -> Option<Payment> {
        Some(Payment {
            id: paid.id,
            of: PaidDocument::Invoice(invoice.id),
            account: self.control()?.bank,
            date: paid.date,
            amount: paid.amount,
            reference: String::new(),
            reconciled: true,
            deleted: false,
            updated: invoice.updated,
        })
    }

    /// Saves a payment together with its updated invoice.
    pub(crate) fn put_payment(&mut self, payment: Payment, invoice: Invoice) {
        let preposition = if invoice.is_sale() { "from" } else { "to" };
        let name = self.contact(invoice.contact).map_or("", |contact| contact.name.as_str());
        let details = format!("Payment {preposition} {name} for {}", payment.amount.text(2));
        let changes = match (payment.deleted, invoice.is_sale()) {
            (true, _) => "Payment deleted",
            (false, true) => "Payment received",
            (false, false) => "Payment made",
        };
        self.record_event(invoice.id, HistoryEvent { changes, details, at: payment.updated });
        self.store_payment(payment, changes);
        self.put_invoice(invoice);
    }

    /// Saves a refund and posts it.
    pub(crate) fn put_refund(&mut self, payment: Payment, credit: &Credit) {
        let changes = if payment.deleted { "Payment deleted" } else { "Cash Refund" };
        let details = format!("{changes} of {}", payment.amount.text(2));
        self.record_event(credit.id, HistoryEvent { changes, details, at: payment.updated });
        let journal_source = self.refund(credit, &payment).filter(|_| !payment.deleted);
        self.put_document(payment.id, journal_source, payment.updated);
        self.store_payment(payment, changes);
    }

    fn store_payment(&mut self, payment: Payment, changes: &'static str) {
        let details = format!("{changes}: {}", payment.amount.text(2));
        self.record_event(payment.id, HistoryEvent { changes, details, at: payment.updated });
        self.payments.insert(payment.id, Arc::new(payment));
    }
}

fn is_synthetic(payment: Guid) -> bool {
    matches!(SyntheticId::of(payment), Some(SyntheticId::Payment(_)))
}

impl Payment {
    /// The fields without the document.
    fn fields(&self, ledger: &Ledger, kind: &'static str) -> Vec<NodeField<'static>> {
        let mut fields = vec![
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
            fields.push(("Account", Node::Record(facts)));
        }
        fields
    }

    pub(crate) fn node(&self, ledger: &Ledger) -> Node<'static> {
        let contact = |id| ledger.contact(id).map(Arc::as_ref);
        let (kind, document) = match &self.of {
            PaidDocument::Invoice(id) => {
                let invoice = ledger.invoice(*id);
                let is_sale = invoice.as_ref().is_none_or(|invoice| invoice.is_sale());
                let shown = invoice.map(|invoice| ("Invoice", reference(&invoice, contact(invoice.contact))));
                (if is_sale { "ACCRECPAYMENT" } else { "ACCPAYPAYMENT" }, shown)
            }
            PaidDocument::Credit(credit) => (credit.payment_type(), Some(credit.field(contact(credit.contact)))),
        };
        let mut fields = self.fields(ledger, kind);
        fields.extend(document);
        fields.push(("HasValidationErrors", Node::Bool(false)));
        Node::Record(fields)
    }
}

/// The invoice as a payment shows it.
fn reference(invoice: &Invoice, contact: Option<&Contact>) -> Node<'static> {
    let mut fields = vec![
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
        fields.push(("Contact", Node::Record(facts)));
    }
    Node::Record(fields)
}

impl Invoice {
    /// Applies a payment. The last one makes the invoice paid.
    pub(crate) fn settle(&mut self, payment: &Payment) {
        let Payment { id, date, amount, .. } = *payment;
        self.payments.push(Settlement { id, date, amount, source: SettlementSource::Payment });
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
