//! What is open between us and each contact.

use std::collections::HashMap;

use super::Ledger;
use super::invoice::InvoiceType;
use super::status::Status;
use crate::amount::Amount;
use crate::dates::Day;
use crate::ids::Guid;

/// What a contact owes us and what we owe them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) receivable: Amount,
    pub(crate) receivable_overdue: Amount,
    pub(crate) payable: Amount,
    pub(crate) payable_overdue: Amount,
}

impl Ledger {
    pub(crate) fn balances(&self, today: Day) -> HashMap<Guid, Balance> {
        let mut balances: HashMap<Guid, Balance> = HashMap::new();
        for invoice in self.invoices.kept().filter(|invoice| invoice.is_open()) {
            let overdue = invoice.due.is_some_and(|day| day < today);
            balances.entry(invoice.contact).or_default().add(invoice.kind, invoice.amount_due(), overdue);
        }
        for (run, figures) in self.invoices.generated_figures() {
            if figures.status == Status::Authorised {
                let balance = balances.entry(run.customer(figures.number)).or_default();
                balance.add(InvoiceType::Accrec, figures.total, figures.due() < today);
            }
        }
        balances
    }
}

impl Balance {
    fn add(&mut self, kind: InvoiceType, due: Amount, is_overdue: bool) {
        let (outstanding, late) = match kind {
            InvoiceType::Accrec => (&mut self.receivable, &mut self.receivable_overdue),
            InvoiceType::Accpay => (&mut self.payable, &mut self.payable_overdue),
        };
        *outstanding = *outstanding + due;
        if is_overdue {
            *late = *late + due;
        }
    }
}
