//! The open amounts of each contact.

use std::collections::HashMap;

use super::Ledger;
use super::contact_balance::ContactBalance;
use super::invoice_type::InvoiceType;
use super::status::Status;
use crate::values::dates::Day;
use crate::values::ids::Guid;

impl Ledger {
    pub(crate) fn balances(&self, today: Day) -> HashMap<Guid, ContactBalance> {
        let mut balances: HashMap<Guid, ContactBalance> = HashMap::new();
        for invoice in self.invoices.stored().filter(|invoice| invoice.is_open()) {
            let overdue = invoice.due.is_some_and(|day| day < today);
            balances.entry(invoice.contact).or_default().add(invoice.kind, invoice.amount_due(), overdue);
        }
        for (run, figures) in self.invoices.synthetic_figures() {
            if figures.status == Status::Authorised {
                let balance = balances.entry(run.customer(figures.number)).or_default();
                balance.add(InvoiceType::Accrec, figures.total, figures.due() < today);
            }
        }
        balances
    }
}
