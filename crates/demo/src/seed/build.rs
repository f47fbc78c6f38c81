//! Turns the rows of sales and bills into invoices with lines, tax, payments and credits.

use super::{bills, sales};
use crate::amount::Amount;
use crate::dates::{Day, MILLIS_A_DAY};
use crate::ids::Guid;
use crate::ledger::Ledger;
use crate::ledger::invoice::{Invoice, InvoiceType, Settlement, Source};
use crate::ledger::line::{Line, LineAmountTypes};
use crate::ledger::status::Status;

const HOUR: i64 = 3_600_000;

/// How far a document came. Numbers are days after its date and cents.
#[derive(Clone, Copy, Debug)]
pub(crate) enum State {
    Draft,
    Submitted,
    Open,
    Paid(i64),
    PartPaid(i64, i64),
    /// Settled by a credit note, with nothing paid.
    Credited(i64),
    /// So many cents by a credit note, the rest paid.
    PartCredited(i64, i64),
    Voided,
    Deleted,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    kind: InvoiceType,
    number: &'static str,
    contact: &'static str,
    reference: &'static str,
    account: &'static str,
    description: &'static str,
    quantity: i64,
    unit_cents: i64,
    tax: LineAmountTypes,
    days_ago: i64,
    terms: i64,
    state: State,
}

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
pub(crate) const fn sale(
    number: &'static str,
    contact: &'static str,
    reference: &'static str,
    description: &'static str,
    unit_cents: i64,
    days_ago: i64,
    terms: i64,
    state: State,
) -> Row {
    Row {
        kind: InvoiceType::Accrec,
        number,
        contact,
        reference,
        account: "200",
        description,
        quantity: 1,
        unit_cents,
        tax: LineAmountTypes::Inclusive,
        days_ago,
        terms,
        state,
    }
}

/// A sale whose tax comes on top.
#[expect(clippy::too_many_arguments, reason = "a row of a table")]
pub(crate) const fn sale_net(
    number: &'static str,
    contact: &'static str,
    reference: &'static str,
    description: &'static str,
    unit_cents: i64,
    days_ago: i64,
    terms: i64,
    state: State,
) -> Row {
    let row = sale(number, contact, reference, description, unit_cents, days_ago, terms, state);
    Row { tax: LineAmountTypes::Exclusive, ..row }
}

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
pub(crate) const fn bill(
    number: &'static str,
    contact: &'static str,
    account: &'static str,
    description: &'static str,
    unit_cents: i64,
    days_ago: i64,
    terms: i64,
    state: State,
) -> Row {
    let row = sale(number, contact, "", description, unit_cents, days_ago, terms, state);
    Row { kind: InvoiceType::Accpay, account, ..row }
}

/// A bill for a number of things at a price each.
#[expect(clippy::too_many_arguments, reason = "a row of a table")]
pub(crate) const fn bill_of(
    number: &'static str,
    contact: &'static str,
    account: &'static str,
    description: &'static str,
    each: (i64, i64),
    days_ago: i64,
    terms: i64,
    state: State,
) -> Row {
    let row = bill(number, contact, account, description, each.1, days_ago, terms, state);
    Row { quantity: each.0, ..row }
}

pub(crate) fn add(ledger: &mut Ledger, today: Day, now: i64) {
    let mut rows: Vec<&Row> = sales::ROWS.iter().chain(bills::ROWS).collect();
    // Oldest first, as they were entered.
    rows.sort_by_key(|row| -row.days_ago);
    for row in rows {
        let invoice = row.invoice(ledger, today, now);
        ledger.add_invoice(invoice);
    }
}

impl Row {
    fn invoice(&self, ledger: &Ledger, today: Day, now: i64) -> Invoice {
        let name = format!("{}/{}/{}/{}", self.kind.name(), self.number, self.contact, self.days_ago);
        let date = today.plus(-self.days_ago);
        let entered = (date.millis() + 9 * HOUR + self.unit_cents % 7 * HOUR).min(now - MILLIS_A_DAY / 2);
        let mut invoice = Invoice {
            kind: self.kind,
            id: Guid::named(&format!("invoice/{name}")),
            number: self.number.to_owned(),
            reference: self.reference.to_owned(),
            url: None,
            contact: Guid::named(&format!("contact/{}", self.contact)),
            date,
            due: Some(date.plus(self.terms)),
            status: self.status(),
            line_amount_types: self.tax,
            lines: vec![self.line(ledger, &name)],
            sub_total: Amount::ZERO,
            total_tax: Amount::ZERO,
            total: Amount::ZERO,
            payments: Vec::new(),
            credits: Vec::new(),
            currency: ledger.organisation.currency,
            sent: self.kind == InvoiceType::Accrec && !matches!(self.state, State::Draft),
            created_by_app: false,
            has_attachments: false,
            updated: entered,
        };
        invoice.add_up();
        self.settle(&mut invoice, &name, now);
        invoice
    }

    fn line(&self, ledger: &Ledger, name: &str) -> Line {
        let account = ledger.account_with_code(self.account);
        let tax_type = account.map_or("NONE", |account| account.tax_type);
        let rate = ledger.organisation.tax(tax_type).map_or(Amount::ZERO, |tax| tax.rate);
        let quantity = Amount::from_cents(self.quantity * 100);
        let unit_amount = Amount::from_cents(self.unit_cents);
        let line_amount = Amount::from_cents(self.unit_cents * self.quantity);
        Line {
            id: Guid::named(&format!("line/{name}")),
            description: Some(self.description.to_owned()),
            item_code: None,
            quantity,
            unit_amount,
            discount_rate: None,
            discount_amount: None,
            account: account.map(|account| (account.code.to_owned(), account.id)),
            tax_type: tax_type.to_owned(),
            tax_amount: self.tax.tax(line_amount, rate),
            line_amount,
        }
    }

    fn settle(&self, invoice: &mut Invoice, name: &str, now: i64) {
        let (days, paid, credited) = match self.state {
            State::Paid(days) => (days, invoice.total, Amount::ZERO),
            State::PartPaid(days, cents) => (days, Amount::from_cents(cents), Amount::ZERO),
            State::Credited(days) => (days, Amount::ZERO, invoice.total),
            State::PartCredited(days, cents) => {
                let credited = Amount::from_cents(cents);
                (days, invoice.total - credited, credited)
            }
            _ => return,
        };
        let date = invoice.date.plus(days);
        let settlement = |kind: &str, amount, source| Settlement {
            id: Guid::named(&format!("{kind}/{name}")),
            date,
            amount,
            source,
        };
        if paid > Amount::ZERO {
            invoice.payments.push(settlement("payment", paid, Source::Payment));
        }
        if credited > Amount::ZERO {
            invoice.credits.push(settlement("credit note", credited, Source::CreditNote));
        }
        invoice.updated = (date.millis() + 10 * HOUR).min(now - HOUR);
    }

    fn status(&self) -> Status {
        match self.state {
            State::Draft => Status::Draft,
            State::Submitted => Status::Submitted,
            State::Open | State::PartPaid(..) => Status::Authorised,
            State::Paid(_) | State::Credited(_) | State::PartCredited(..) => Status::Paid,
            State::Voided => Status::Voided,
            State::Deleted => Status::Deleted,
        }
    }
}
