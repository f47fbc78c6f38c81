//! A row of the tables of sales and bills.

use crate::ledger::invoice_type::InvoiceType;
use crate::ledger::line::LineAmountTypes;

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
    pub(crate) kind: InvoiceType,
    pub(crate) number: &'static str,
    pub(crate) contact: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) account: &'static str,
    pub(crate) description: &'static str,
    pub(crate) quantity: i64,
    pub(crate) unit_cents: i64,
    pub(crate) tax: LineAmountTypes,
    pub(crate) days_ago: i64,
    pub(crate) terms: i64,
    pub(crate) state: State,
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
