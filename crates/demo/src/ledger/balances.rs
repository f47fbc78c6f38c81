//! What is open between us and each contact.

use std::collections::HashMap;

use super::Ledger;
use super::contact_balance::Balance;
use super::invoice_type::InvoiceType;
use super::status::Status;
use crate::values::dates::Day;
use crate::values::ids::Guid;

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
