//! Every entry of the books, and the accounts that Xero posts to by itself.

use super::Ledger;
use super::invoice::Invoice;
use super::posting::{Control, Entry};
use super::status::Status;

impl Ledger {
    /// None where the chart lacks one of them, which no seeded chart does.
    pub(crate) fn control(&self) -> Option<Control> {
        let system = |name| self.account_of_system(name).map(|account| account.id);
        Some(Control {
            receivable: system("DEBTORS")?,
            payable: system("CREDITORS")?,
            tax: system("GST")?,
            rounding: system("ROUNDING")?,
            bank: self.accounts().iter().find(|account| account.bank.is_some())?.id,
        })
    }

    /// Every entry of the books, one at a time: there may be a million invoices.
    pub(crate) fn each_entry(&self, mut look: impl FnMut(&Entry)) {
        self.entries.iter().for_each(|entry| look(entry));
        self.vouchers.values().for_each(|voucher| look(&voucher.entry));
        let Some(control) = self.control() else { return };
        let counts = |invoice: &Invoice| matches!(invoice.status, Status::Authorised | Status::Paid);
        for (run, figures) in self.invoices().generated_figures().filter(|(_, figures)| figures.status != Status::Draft)
        {
            run.entries(&figures, control).for_each(|entry| look(&entry));
        }
        for invoice in self.invoices().kept().filter(|invoice| counts(invoice)) {
            look(&invoice.entry(control));
            self.settlements(invoice, control).for_each(|(_, voucher)| look(&voucher.entry));
        }
    }
}
