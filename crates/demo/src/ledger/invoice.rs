//! A sales invoice or a bill, and its JSON and XML form.

use super::contact::Contact;
use super::invoice_type::InvoiceType;
use super::line::{Line, LineAmountTypes, add_up};
use super::status::Status;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::node::{Node, NodeField};

/// Capacity for all fields of an invoice, so that the list is never reallocated.
const MAX_FIELDS: usize = 40;

/// A payment of the invoice, or a credit allocated to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settlement {
    pub(crate) id: Guid,
    pub(crate) date: Day,
    pub(crate) amount: Amount,
    pub(crate) source: SettlementSource,
}

/// What settles an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SettlementSource {
    Payment,
    CreditNote,
    Prepayment,
    Overpayment,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invoice {
    pub(crate) kind: InvoiceType,
    pub(crate) id: Guid,
    pub(crate) number: String,
    pub(crate) reference: String,
    pub(crate) url: Option<String>,
    pub(crate) contact: Guid,
    pub(crate) date: Day,
    pub(crate) due: Option<Day>,
    pub(crate) status: Status,
    pub(crate) line_amount_types: LineAmountTypes,
    pub(crate) lines: Vec<Line>,
    pub(crate) sub_total: Amount,
    pub(crate) total_tax: Amount,
    /// Added to both sums to give the total.
    pub(crate) rounding: Amount,
    pub(crate) total: Amount,
    pub(crate) payments: Vec<Settlement>,
    pub(crate) credits: Vec<Settlement>,
    pub(crate) currency: &'static str,
    pub(crate) sent: bool,
    pub(crate) created_by_app: bool,
    pub(crate) has_attachments: bool,
    pub(crate) updated: i64,
}

/// Which parts of an invoice a response shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InvoiceView {
    pub(crate) line_items: bool,
    /// `summaryOnly=true`: no payments, no attachment mark, no lines.
    pub(crate) summary: bool,
    pub(crate) contact: ContactDepth,
    pub(crate) unit_decimals: usize,
}

/// Which parts of its contact.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ContactDepth {
    Reference,
    /// The fields that `where` and `order` may use. They are computed for every invoice on every page.
    Facts,
    Whole,
}

impl Invoice {
    /// A draft without lines, contact and number.
    pub(crate) fn blank(id: Guid, currency: &'static str, now: i64) -> Invoice {
        Invoice {
            kind: InvoiceType::Accrec,
            id,
            number: String::new(),
            reference: String::new(),
            url: None,
            contact: Guid::named(""),
            date: Day::of_millis(now),
            due: None,
            status: Status::Draft,
            line_amount_types: LineAmountTypes::Exclusive,
            lines: Vec::new(),
            sub_total: Amount::ZERO,
            total_tax: Amount::ZERO,
            rounding: Amount::ZERO,
            total: Amount::ZERO,
            payments: Vec::new(),
            credits: Vec::new(),
            currency,
            sent: false,
            created_by_app: true,
            has_attachments: false,
            updated: now,
        }
    }

    pub(crate) fn is_sale(&self) -> bool {
        self.kind == InvoiceType::Accrec
    }

    pub(crate) fn amount_paid(&self) -> Amount {
        self.payments.iter().map(|payment| payment.amount).sum()
    }

    pub(crate) fn amount_credited(&self) -> Amount {
        self.credits.iter().map(|credit| credit.amount).sum()
    }

    pub(crate) fn amount_due(&self) -> Amount {
        match self.status {
            Status::Voided | Status::Deleted | Status::Paid => Amount::ZERO,
            _ => self.total - self.amount_paid() - self.amount_credited(),
        }
    }

    /// Whether it has a payment or a credit. Xero then allows few changes.
    pub(crate) fn is_settled(&self) -> bool {
        !self.payments.is_empty() || !self.credits.is_empty()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.status == Status::Authorised
    }

    /// Sums the lines, which are already rounded.
    pub(crate) fn add_up(&mut self) {
        let [sub_total, total_tax, total] = add_up(&self.lines, self.line_amount_types);
        (self.sub_total, self.total_tax, self.total) = (sub_total, total_tax, total + self.rounding);
    }

    pub(crate) fn matches(&self, contact: &Contact, lower_term: &str) -> bool {
        let total = self.total.text(2);
        [&self.number, &self.reference, &contact.name, &total]
            .iter()
            .any(|field| field.to_lowercase().contains(lower_term))
    }

    pub(crate) fn node<'a>(&'a self, contact: &'a Contact, view: InvoiceView) -> Node<'a> {
        let mut fields = Vec::with_capacity(MAX_FIELDS);
        fields.push(("Type", Node::text(self.kind.name())));
        fields.push(("InvoiceID", Node::Guid(self.id)));
        fields.push(("InvoiceNumber", Node::text(&self.number)));
        fields.push(("Reference", Node::text(&self.reference)));
        if let Some(url) = &self.url {
            fields.push(("Url", Node::text(url)));
        }
        if !view.summary {
            fields.push(("Payments", settlements("Payment", "PaymentID", &self.payments, SettlementSource::Payment)));
            let credits = |item, id, source| settlements(item, id, &self.credits, source);
            fields.push(("CreditNotes", credits("CreditNote", "CreditNoteID", SettlementSource::CreditNote)));
            fields.push(("Prepayments", credits("Prepayment", "PrepaymentID", SettlementSource::Prepayment)));
            fields.push(("Overpayments", credits("Overpayment", "OverpaymentID", SettlementSource::Overpayment)));
        }
        fields.push(("AmountDue", Node::money(self.amount_due())));
        fields.push(("AmountPaid", Node::money(self.amount_paid())));
        fields.push(("AmountCredited", Node::money(self.amount_credited())));
        if self.kind == InvoiceType::Accrec {
            fields.push(("SentToContact", Node::Bool(self.sent)));
        }
        fields.push(("CurrencyRate", Node::Decimal(Amount::ONE, 6)));
        fields.push(("IsDiscounted", Node::Bool(self.is_discounted())));
        if !view.summary {
            fields.push(("HasAttachments", Node::Bool(self.has_attachments)));
        }
        fields.push(("HasErrors", Node::Bool(false)));
        let contact = match view.contact {
            ContactDepth::Reference => contact.reference(),
            ContactDepth::Facts => contact.summary(),
            ContactDepth::Whole => contact.node(None),
        };
        fields.push(("Contact", contact));
        self.push_dates(&mut fields);
        fields.push(("Status", Node::text(self.status.name())));
        fields.push(("LineAmountTypes", Node::text(self.line_amount_types.name())));
        if !view.summary {
            fields.push(("LineItems", self.line_items(view)));
        }
        self.push_totals(&mut fields);
        // Not in lists.
        if self.rounding != Amount::ZERO && matches!(view.contact, ContactDepth::Whole) {
            fields.push(("RoundingAmount", Node::money(self.rounding)));
        }
        Node::Record(fields)
    }

    fn line_items(&self, view: InvoiceView) -> Node<'_> {
        let shown = if view.line_items { self.lines.as_slice() } else { &[] };
        Node::List("LineItem", shown.iter().map(|line| line.node(view.unit_decimals)).collect())
    }

    fn push_dates(&self, fields: &mut Vec<NodeField<'_>>) {
        fields.push(("DateString", Node::DayText(self.date)));
        fields.push(("Date", Node::Day(self.date)));
        if let Some(due) = self.due {
            fields.push(("DueDateString", Node::DayText(due)));
            fields.push(("DueDate", Node::Day(due)));
        }
    }

    fn push_totals(&self, fields: &mut Vec<NodeField<'_>>) {
        fields.push(("SubTotal", Node::money(self.sub_total)));
        fields.push(("TotalTax", Node::money(self.total_tax)));
        fields.push(("Total", Node::money(self.total)));
        fields.push(("UpdatedDateUTC", Node::Instant(self.updated)));
        fields.push(("UpdatedDateUTCString", Node::InstantText(self.updated)));
        fields.push(("CurrencyCode", Node::text(self.currency)));
        if self.status == Status::Paid
            && let Some(last) = self.payments.iter().chain(&self.credits).map(|s| s.date).max()
        {
            fields.push(("FullyPaidOnDate", Node::Day(last)));
        }
    }

    pub(crate) fn names_account(&self, id: Guid) -> bool {
        self.lines.iter().any(|line| line.account.as_ref().is_some_and(|(_, account)| *account == id))
    }

    fn is_discounted(&self) -> bool {
        self.lines.iter().any(|line| line.discount_rate.or(line.discount_amount).is_some())
    }
}

fn settlements<'a>(item: &'static str, id: &'static str, all: &[Settlement], source: SettlementSource) -> Node<'a> {
    let node = |settlement: &Settlement| {
        let mut fields = vec![
            (id, Node::Guid(settlement.id)),
            ("Date", Node::Day(settlement.date)),
            (
                if source == SettlementSource::Payment { "Amount" } else { "AppliedAmount" },
                Node::money(settlement.amount),
            ),
        ];
        if source == SettlementSource::Payment {
            fields.push(("Reference", Node::text("")));
            fields.push(("CurrencyRate", Node::Decimal(Amount::ONE, 6)));
            fields.push(("HasAccount", Node::Bool(false)));
            fields.push(("HasValidationErrors", Node::Bool(false)));
        } else {
            fields.push(("HasErrors", Node::Bool(false)));
        }
        Node::Record(fields)
    };
    Node::List(item, all.iter().filter(|one| one.source == source).map(node).collect())
}
