//! The journal sources of the documents in the ledger.

use super::Ledger;
use super::invoice::{Invoice, Settlement, SettlementSource};
use super::invoice_type::InvoiceType;
use super::journal_source::{JournalSource, LineDetail};
use super::posting::Control;
use super::status::Status;

impl Ledger {
    /// Visits the source of every document, without payments and credits of invoices.
    pub(crate) fn each_journal_source(&self, mut look: impl FnMut(&JournalSource)) {
        self.journal_sources.values().for_each(|journal_source| look(journal_source));
        self.invoices()
            .iter()
            .filter_map(|invoice| self.journal_source(&invoice))
            .for_each(|journal_source| look(&journal_source));
    }

    /// None for an invoice that is not posted.
    pub(super) fn journal_source(&self, invoice: &Invoice) -> Option<JournalSource> {
        if !matches!(invoice.status, Status::Authorised | Status::Paid) {
            return None;
        }
        let lines = invoice.lines.iter().map(|line| LineDetail {
            description: line.description.clone().unwrap_or_default(),
            tax_type: line.tax_type.clone(),
            tax: invoice.signed(line.tax_amount),
            tracking: line.tracking.clone(),
        });
        Some(JournalSource {
            kind: invoice.kind.name(),
            source: invoice.id,
            reference: invoice.reference.clone(),
            entry: invoice.entry(self.control()?),
            lines: lines.collect(),
        })
    }

    /// The sources of an invoice's payments and credits.
    pub(super) fn settlements<'a>(
        &'a self,
        invoice: &'a Invoice,
        control: Control,
    ) -> impl Iterator<Item = (Settlement, JournalSource)> + 'a {
        let is_sale = invoice.kind == InvoiceType::Accrec;
        let plain = move |kind: [&'static str; 2], source, entry| {
            JournalSource::plain(if is_sale { kind[0] } else { kind[1] }, source, &invoice.reference, entry)
        };
        let paid = invoice.payments.iter().map(move |paid| {
            let account = self.payments.get(&paid.id).map_or(control.bank, |known| known.account);
            let entry = invoice.settlement(control, paid.date, account, paid.amount);
            let mut journal_source = plain(["ACCRECPAYMENT", "ACCPAYPAYMENT"], paid.id, entry);
            if let Some(known) = self.payments.get(&paid.id) {
                journal_source.reference.clone_from(&known.reference);
            }
            (*paid, journal_source)
        });
        // Other credits are already posted to receivables or payables; a prepayment moves from its own account.
        let advances = invoice.credits.iter().filter(|credit| credit.source == SettlementSource::Prepayment);
        let credited = advances.filter_map(move |credit| {
            let account = self.advance_account(credit.id)?;
            let entry = invoice.settlement(control, credit.date, account, credit.amount);
            Some((*credit, plain(["ARPREPAYMENT", "APPREPAYMENT"], credit.id, entry)))
        });
        paid.chain(credited)
    }
}
