//! Payments that are deleted, and refunds of credits.

use super::Books;
use crate::ledger::invoice::SettlementSource;
use crate::ledger::payment::{PaidDocument, Payment};
use crate::store::Row;
use crate::store::credits::collection;

impl Books {
    /// Saves a refund together with the credit as it is after the refund.
    pub(crate) fn put_refund(&mut self, payment: Payment, source: SettlementSource, row: Row) {
        let credit = row.credit(source);
        self.records.put(collection(source), row);
        self.ledger.put_refund(payment, &credit);
    }

    /// Deletes a payment and returns it as deleted; none if its document no longer exists.
    pub(crate) fn undo_payment(&mut self, mut payment: Payment, now: i64) -> Option<Payment> {
        payment.deleted = true;
        payment.updated = now;
        match &payment.of {
            PaidDocument::Invoice(id) => {
                let mut invoice = self.ledger.invoice(*id)?.into_owned();
                invoice.unsettle(&payment);
                self.ledger.put_payment(payment.clone(), invoice);
            }
            PaidDocument::Credit(credit) => {
                let source = credit.source;
                let mut row = Row::clone(self.records.find(collection(source), credit.id)?);
                row.undo_pay_back(&payment);
                self.put_refund(payment.clone(), source, row);
            }
        }
        Some(payment)
    }
}
