//! What the documents of the ledger post.

use super::Ledger;
use super::invoice::{Invoice, Settlement, Source};
use super::invoice_type::InvoiceType;
use super::journal_source::{Detail, Voucher};
use super::posting::Control;
use super::status::Status;

impl Ledger {
    /// What every document has in the books, without payments and credits of invoices.
    pub(crate) fn each_voucher(&self, mut look: impl FnMut(&Voucher)) {
        self.vouchers.values().for_each(|voucher| look(voucher));
        self.invoices().iter().filter_map(|invoice| self.voucher(&invoice)).for_each(|voucher| look(&voucher));
    }

    /// None while the invoice is not in the books.
    pub(super) fn voucher(&self, invoice: &Invoice) -> Option<Voucher> {
        if !matches!(invoice.status, Status::Authorised | Status::Paid) {
            return None;
        }
        let lines = invoice.lines.iter().map(|line| Detail {
            description: line.description.clone().unwrap_or_default(),
            tax_type: line.tax_type.clone(),
            tax: invoice.signed(line.tax_amount),
            tracking: line.tracking.clone(),
        });
        Some(Voucher {
            kind: invoice.kind.name(),
            source: invoice.id,
            reference: invoice.reference.clone(),
            entry: invoice.entry(self.control()?),
            lines: lines.collect(),
        })
    }

    /// What payments and credits of an invoice post, each by itself.
    pub(super) fn settlements<'a>(
        &'a self,
        invoice: &'a Invoice,
        control: Control,
    ) -> impl Iterator<Item = (Settlement, Voucher)> + 'a {
        let is_sale = invoice.kind == InvoiceType::Accrec;
        let plain = move |kind: [&'static str; 2], source, entry| {
            Voucher::plain(if is_sale { kind[0] } else { kind[1] }, source, &invoice.reference, entry)
        };
        let paid = invoice.payments.iter().map(move |paid| {
            let account = self.payments.get(&paid.id).map_or(control.bank, |known| known.account);
            let entry = invoice.settlement(control, paid.date, account, paid.amount);
            let mut voucher = plain(["ACCRECPAYMENT", "ACCPAYPAYMENT"], paid.id, entry);
            if let Some(known) = self.payments.get(&paid.id) {
                voucher.reference.clone_from(&known.reference);
            }
            (*paid, voucher)
        });
        // Other credit stands against the debtor or the creditor already; what was paid in advance leaves the account
        // that it was put on.
        let advances = invoice.credits.iter().filter(|credit| credit.source == Source::Prepayment);
        let credited = advances.filter_map(move |credit| {
            let account = self.advance_account(credit.id)?;
            let entry = invoice.settlement(control, credit.date, account, credit.amount);
            Some((*credit, plain(["ARPREPAYMENT", "APPREPAYMENT"], credit.id, entry)))
        });
        paid.chain(credited)
    }
}
