//! What paying a credit back does to the accounts.

use super::Ledger;
use super::credit::Credit;
use super::invoice::Source;
use super::journal_source::Voucher;
use super::payment::Payment;
use super::posting::{Entry, Posting};

impl Ledger {
    /// What paying a credit back does to the accounts.
    pub(super) fn refund(&self, credit: &Credit, payment: &Payment) -> Option<Voucher> {
        let control = self.control()?;
        let held_on = match credit.source {
            Source::Prepayment => self.advance_account(credit.id).unwrap_or(control.rounding),
            _ if credit.is_sale() => control.receivable,
            _ => control.payable,
        };
        let amount = if credit.is_sale() { -payment.amount } else { payment.amount };
        let entry = Entry::against(held_on, payment.date, vec![Posting { account: payment.account, amount }]);
        Some(Voucher::plain(credit.payment_type(), payment.id, &payment.reference, entry))
    }
}
