//! Payments that are taken back, and refunds of credits.

use super::Books;
use crate::ledger::invoice::Source;
use crate::ledger::payment::{Document, Payment};
use crate::store::Row;
use crate::store::credits::place;

impl Books {
    /// Keeps a payment of a credit, and the credit as the payment left it.
    pub(crate) fn put_refund(&mut self, payment: Payment, source: Source, row: Row) {
        let credit = row.credit(source);
        self.records.put(place(source), row);
        self.ledger.put_refund(payment, &credit);
    }

    /// Takes a payment back, and gives it as it is then; none where its document is gone.
    pub(crate) fn undo_payment(&mut self, mut payment: Payment, now: i64) -> Option<Payment> {
        payment.deleted = true;
        payment.updated = now;
        match &payment.of {
            Document::Invoice(id) => {
                let mut invoice = self.ledger.invoice(*id)?.into_owned();
                invoice.unsettle(&payment);
                self.ledger.put_payment(payment.clone(), invoice);
            }
            Document::Credit(credit) => {
                let source = credit.source;
                let mut row = Row::clone(self.records.find(place(source), credit.id)?);
                row.undo_pay_back(&payment);
                self.put_refund(payment.clone(), source, row);
            }
        }
        Some(payment)
    }
}
