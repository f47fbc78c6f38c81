//! What documents do to the accounts: balanced entries of debits and credits.

use super::invoice::Invoice;
use super::line::LineAmountTypes;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

/// One side of an entry: a debit is above zero, a credit below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) account: Guid,
    pub(crate) amount: Amount,
}

/// The postings of one event; they add up to zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) date: Day,
    pub(crate) postings: Vec<Posting>,
}

impl Entry {
    /// Balanced by construction: the account `against` takes whatever the others add up to.
    pub(crate) fn against(against: Guid, date: Day, mut postings: Vec<Posting>) -> Entry {
        let sum: Amount = postings.iter().map(|posting| posting.amount).sum();
        postings.push(Posting { account: against, amount: -sum });
        Entry { date, postings }
    }
}

/// The accounts that Xero posts to by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Control {
    pub(crate) receivable: Guid,
    pub(crate) payable: Guid,
    pub(crate) tax: Guid,
    pub(crate) rounding: Guid,
    pub(crate) bank: Guid,
}

impl Invoice {
    fn control(&self, control: Control) -> Guid {
        if self.is_sale() { control.receivable } else { control.payable }
    }

    /// A sale credits its accounts, a bill debits them.
    pub(super) fn signed(&self, amount: Amount) -> Amount {
        if self.is_sale() { -amount } else { amount }
    }

    pub(super) fn entry(&self, control: Control) -> Entry {
        let mut postings = Vec::with_capacity(self.lines.len() + 2);
        for line in &self.lines {
            let net = match self.line_amount_types {
                LineAmountTypes::Inclusive => line.line_amount - line.tax_amount,
                LineAmountTypes::Exclusive | LineAmountTypes::NoTax => line.line_amount,
            };
            let account = line.account.as_ref().map_or(control.rounding, |(_, id)| *id);
            postings.push(Posting { account, amount: self.signed(net) });
        }
        postings.push(Posting { account: control.tax, amount: self.signed(self.total_tax) });
        if self.rounding != Amount::ZERO {
            postings.push(Posting { account: control.rounding, amount: self.signed(self.rounding) });
        }
        Entry::against(self.control(control), self.date, postings)
    }

    pub(super) fn settlement(&self, control: Control, date: Day, account: Guid, amount: Amount) -> Entry {
        Entry::against(self.control(control), date, vec![Posting { account, amount: -self.signed(amount) }])
    }
}
