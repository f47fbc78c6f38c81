//! A sales invoice or a bill, and how it looks on the wire.

use super::contact::Contact;
use crate::amount::Amount;
use crate::dates::Day;
use crate::ids::Guid;
use crate::wire::{Member, Node};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvoiceType {
    Accrec,
    Accpay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Draft,
    Submitted,
    Authorised,
    Paid,
    Voided,
    Deleted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineAmountTypes {
    Exclusive,
    Inclusive,
    NoTax,
}

#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "LineAmount is Xero's name")]
pub(crate) struct Line {
    pub(crate) id: Guid,
    pub(crate) description: Option<String>,
    pub(crate) item_code: Option<String>,
    pub(crate) quantity: Amount,
    pub(crate) unit_amount: Amount,
    pub(crate) discount_rate: Option<Amount>,
    pub(crate) discount_amount: Option<Amount>,
    pub(crate) account: Option<(String, Guid)>,
    pub(crate) tax_type: String,
    pub(crate) tax_amount: Amount,
    pub(crate) line_amount: Amount,
}

/// Money received or paid, or a credit note set against the invoice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settlement {
    pub(crate) id: Guid,
    pub(crate) date: Day,
    pub(crate) amount: Amount,
}

#[derive(Clone, Debug)]
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
    pub(crate) total: Amount,
    pub(crate) payments: Vec<Settlement>,
    pub(crate) credits: Vec<Settlement>,
    pub(crate) currency: &'static str,
    pub(crate) sent: bool,
    pub(crate) created_by_app: bool,
    pub(crate) updated: i64,
}

/// How much of an invoice a reply shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    pub(crate) line_items: bool,
    /// `summaryOnly=true`: no payments, no attachment mark, no lines.
    pub(crate) summary: bool,
    pub(crate) whole_contact: bool,
    pub(crate) unit_decimals: usize,
}

impl InvoiceType {
    pub(crate) fn name(self) -> &'static str {
        match self {
            InvoiceType::Accrec => "ACCREC",
            InvoiceType::Accpay => "ACCPAY",
        }
    }
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Draft => "DRAFT",
            Status::Submitted => "SUBMITTED",
            Status::Authorised => "AUTHORISED",
            Status::Paid => "PAID",
            Status::Voided => "VOIDED",
            Status::Deleted => "DELETED",
        }
    }
}

impl LineAmountTypes {
    pub(crate) fn name(self) -> &'static str {
        match self {
            LineAmountTypes::Exclusive => "Exclusive",
            LineAmountTypes::Inclusive => "Inclusive",
            LineAmountTypes::NoTax => "NoTax",
        }
    }

    /// The tax on a line of that amount.
    pub(crate) fn tax(self, line_amount: Amount, rate: Amount) -> Amount {
        match self {
            LineAmountTypes::Exclusive => line_amount.tax_on_top(rate),
            LineAmountTypes::Inclusive => line_amount.tax_within(rate),
            LineAmountTypes::NoTax => Amount::ZERO,
        }
    }
}

impl Invoice {
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

    pub(crate) fn is_open(&self) -> bool {
        self.status == Status::Authorised
    }

    /// Sums the lines: rounding happened per line, so this only adds.
    pub(crate) fn add_up(&mut self) {
        let lines: Amount = self.lines.iter().map(|line| line.line_amount).sum();
        self.total_tax = self.lines.iter().map(|line| line.tax_amount).sum();
        (self.sub_total, self.total) = match self.line_amount_types {
            LineAmountTypes::Inclusive => (lines - self.total_tax, lines),
            LineAmountTypes::Exclusive | LineAmountTypes::NoTax => (lines, lines + self.total_tax),
        };
    }

    pub(crate) fn matches(&self, contact: &Contact, lower_term: &str) -> bool {
        let total = self.total.text(2);
        [&self.number, &self.reference, &contact.name, &total]
            .iter()
            .any(|field| field.to_lowercase().contains(lower_term))
    }

    pub(crate) fn node<'a>(&'a self, contact: &'a Contact, view: View) -> Node<'a> {
        let mut members = vec![
            ("Type", Node::text(self.kind.name())),
            ("InvoiceID", Node::Guid(self.id)),
            ("InvoiceNumber", Node::text(&self.number)),
            ("Reference", Node::text(&self.reference)),
        ];
        if let Some(url) = &self.url {
            members.push(("Url", Node::text(url)));
        }
        if !view.summary {
            members.push(("Payments", settlements("Payment", "PaymentID", &self.payments)));
            members.push(("CreditNotes", settlements("CreditNote", "CreditNoteID", &self.credits)));
            members.push(("Prepayments", Node::empty("Prepayment")));
            members.push(("Overpayments", Node::empty("Overpayment")));
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
            members.push(("HasAttachments", Node::Bool(false)));
        }
        members.push(("HasErrors", Node::Bool(false)));
        members.push(("Contact", if view.whole_contact { contact.node(None) } else { contact.reference() }));
        self.push_dates(&mut members);
        members.push(("Status", Node::text(self.status.name())));
        members.push(("LineAmountTypes", Node::text(self.line_amount_types.name())));
        if !view.summary {
            members.push(("LineItems", self.line_items(view)));
        }
        self.push_totals(&mut members);
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

    fn is_discounted(&self) -> bool {
        self.lines.iter().any(|line| line.discount_rate.or(line.discount_amount).is_some())
    }
}

impl Line {
    pub(crate) fn node(&self, unit_decimals: usize) -> Node<'_> {
        let mut members = Vec::with_capacity(12);
        if let Some(item_code) = &self.item_code {
            members.push(("ItemCode", Node::text(item_code)));
        }
        if let Some(description) = &self.description {
            members.push(("Description", Node::text(description)));
        }
        members.push(("UnitAmount", Node::Decimal(self.unit_amount, unit_decimals)));
        members.push(("TaxType", Node::text(&self.tax_type)));
        members.push(("TaxAmount", Node::money(self.tax_amount)));
        members.push(("LineAmount", Node::money(self.line_amount)));
        if let Some(rate) = self.discount_rate {
            members.push(("DiscountRate", Node::money(rate)));
        }
        if let Some(amount) = self.discount_amount {
            members.push(("DiscountAmount", Node::money(amount)));
        }
        if let Some((code, id)) = &self.account {
            members.push(("AccountCode", Node::text(code)));
            members.push(("AccountID", Node::Guid(*id)));
        }
        members.push(("Tracking", Node::empty("TrackingCategory")));
        members.push(("Quantity", Node::Decimal(self.quantity, 4)));
        members.push(("LineItemID", Node::Guid(self.id)));
        Node::Record(members)
    }
}

fn settlements<'a>(item: &'static str, id: &'static str, all: &[Settlement]) -> Node<'a> {
    let node = |settlement: &Settlement| {
        let mut members = vec![
            (id, Node::Guid(settlement.id)),
            ("Date", Node::Day(settlement.date)),
            (if item == "CreditNote" { "AppliedAmount" } else { "Amount" }, Node::money(settlement.amount)),
        ];
        if item == "Payment" {
            members.push(("Reference", Node::text("")));
            members.push(("CurrencyRate", Node::Decimal(Amount::ONE, 6)));
            members.push(("HasAccount", Node::Bool(false)));
            members.push(("HasValidationErrors", Node::Bool(false)));
        } else {
            members.push(("HasErrors", Node::Bool(false)));
        }
        Node::Record(members)
    };
    Node::List(item, all.iter().map(node).collect())
}
