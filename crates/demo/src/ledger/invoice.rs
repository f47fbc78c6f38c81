//! A sales invoice or a bill, and how it looks on the wire.

use super::contact::Contact;
use super::invoice_type::InvoiceType;
use super::line::{Line, LineAmountTypes, add_up};
use super::status::Status;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::node::{Member, Node};

/// Room for all that an invoice can show, so that the list of it never moves.
const MOST_MEMBERS: usize = 40;

/// Money received or paid, or a credit note set against the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settlement {
    pub(crate) id: Guid,
    pub(crate) date: Day,
    pub(crate) amount: Amount,
    pub(crate) source: Source,
}

/// What settles an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
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
    /// Added to both for the total.
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

/// How much of an invoice a reply shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    pub(crate) line_items: bool,
    /// `summaryOnly=true`: no payments, no attachment mark, no lines.
    pub(crate) summary: bool,
    pub(crate) contact: Depth,
    pub(crate) unit_decimals: usize,
}

/// How much of its contact.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Depth {
    Reference,
    /// What `where` and `order` may name: they are asked of every invoice, on every page.
    Facts,
    Whole,
}

impl Invoice {
    /// Without lines, contact and number: a draft of that day.
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

    /// With a payment or a credit; Xero then lets little be changed.
    pub(crate) fn is_settled(&self) -> bool {
        !self.payments.is_empty() || !self.credits.is_empty()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.status == Status::Authorised
    }

    /// Sums the lines: each was rounded by itself, so this only adds.
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

    pub(crate) fn node<'a>(&'a self, contact: &'a Contact, view: View) -> Node<'a> {
        let mut members = Vec::with_capacity(MOST_MEMBERS);
        members.push(("Type", Node::text(self.kind.name())));
        members.push(("InvoiceID", Node::Guid(self.id)));
        members.push(("InvoiceNumber", Node::text(&self.number)));
        members.push(("Reference", Node::text(&self.reference)));
        if let Some(url) = &self.url {
            members.push(("Url", Node::text(url)));
        }
        if !view.summary {
            members.push(("Payments", settlements("Payment", "PaymentID", &self.payments, Source::Payment)));
            let credits = |item, id, source| settlements(item, id, &self.credits, source);
            members.push(("CreditNotes", credits("CreditNote", "CreditNoteID", Source::CreditNote)));
            members.push(("Prepayments", credits("Prepayment", "PrepaymentID", Source::Prepayment)));
            members.push(("Overpayments", credits("Overpayment", "OverpaymentID", Source::Overpayment)));
        }
        members.push(("AmountDue", Node::money(self.amount_due())));
        members.push(("AmountPaid", Node::money(self.amount_paid())));
        members.push(("AmountCredited", Node::money(self.amount_credited())));
        if self.kind == InvoiceType::Accrec {
            members.push(("SentToContact", Node::Bool(self.sent)));
        }
        members.push(("CurrencyRate", Node::Decimal(Amount::ONE, 6)));
        members.push(("IsDiscounted", Node::Bool(self.is_discounted())));
        if !view.summary {
            members.push(("HasAttachments", Node::Bool(self.has_attachments)));
        }
        members.push(("HasErrors", Node::Bool(false)));
        let contact = match view.contact {
            Depth::Reference => contact.reference(),
            Depth::Facts => contact.summary(),
            Depth::Whole => contact.node(None),
        };
        members.push(("Contact", contact));
        self.push_dates(&mut members);
        members.push(("Status", Node::text(self.status.name())));
        members.push(("LineAmountTypes", Node::text(self.line_amount_types.name())));
        if !view.summary {
            members.push(("LineItems", self.line_items(view)));
        }
        self.push_totals(&mut members);
        // Lists do not have it.
        if self.rounding != Amount::ZERO && matches!(view.contact, Depth::Whole) {
            members.push(("RoundingAmount", Node::money(self.rounding)));
        }
        Node::Record(members)
    }

    fn line_items(&self, view: View) -> Node<'_> {
        let shown = if view.line_items { self.lines.as_slice() } else { &[] };
        Node::List("LineItem", shown.iter().map(|line| line.node(view.unit_decimals)).collect())
    }

    fn push_dates(&self, members: &mut Vec<Member<'_>>) {
        members.push(("DateString", Node::DayText(self.date)));
        members.push(("Date", Node::Day(self.date)));
        if let Some(due) = self.due {
            members.push(("DueDateString", Node::DayText(due)));
            members.push(("DueDate", Node::Day(due)));
        }
    }

    fn push_totals(&self, members: &mut Vec<Member<'_>>) {
        members.push(("SubTotal", Node::money(self.sub_total)));
        members.push(("TotalTax", Node::money(self.total_tax)));
        members.push(("Total", Node::money(self.total)));
        members.push(("UpdatedDateUTC", Node::Instant(self.updated)));
        members.push(("UpdatedDateUTCString", Node::InstantText(self.updated)));
        members.push(("CurrencyCode", Node::text(self.currency)));
        if self.status == Status::Paid
            && let Some(last) = self.payments.iter().chain(&self.credits).map(|s| s.date).max()
        {
            members.push(("FullyPaidOnDate", Node::Day(last)));
        }
    }

    pub(crate) fn names_account(&self, id: Guid) -> bool {
        self.lines.iter().any(|line| line.account.as_ref().is_some_and(|(_, account)| *account == id))
    }

    fn is_discounted(&self) -> bool {
        self.lines.iter().any(|line| line.discount_rate.or(line.discount_amount).is_some())
    }
}

fn settlements<'a>(item: &'static str, id: &'static str, all: &[Settlement], source: Source) -> Node<'a> {
    let node = |settlement: &Settlement| {
        let mut members = vec![
            (id, Node::Guid(settlement.id)),
            ("Date", Node::Day(settlement.date)),
            (if source == Source::Payment { "Amount" } else { "AppliedAmount" }, Node::money(settlement.amount)),
        ];
        if source == Source::Payment {
            members.push(("Reference", Node::text("")));
            members.push(("CurrencyRate", Node::Decimal(Amount::ONE, 6)));
            members.push(("HasAccount", Node::Bool(false)));
            members.push(("HasValidationErrors", Node::Bool(false)));
        } else {
            members.push(("HasErrors", Node::Bool(false)));
        }
        Node::Record(members)
    };
    Node::List(item, all.iter().filter(|one| one.source == source).map(node).collect())
}
