//! What refunding a credit posts.

use super::Ledger;
use super::credit::Credit;
use super::invoice::SettlementSource;
use super::journal_source::JournalSource;
use super::payment::Payment;
use super::posting::{Entry, Posting};

impl Ledger {
    /// What refunding a credit posts.
    pub(super) fn refund(&self, credit: &Credit, payment: &Payment) -> Option<JournalSource> {
        let control = self.control()?;
        let held_on = match credit.source {
            SettlementSource::Prepayment => self.advance_account(credit.id).unwrap_or(control.rounding),
            _ if credit.is_sale() => control.receivable,
            _ => control.payable,
        };
        let amount = if credit.is_sale() { -payment.amount } else { payment.amount };
        let entry = Entry::against(held_on, payment.date, vec![Posting { account: payment.account, amount }]);
        Some(JournalSource::plain(credit.payment_type(), payment.id, &payment.reference, entry))
    }
}
