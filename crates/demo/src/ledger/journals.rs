//! The journals: one for each change of the books, numbered in order, and one that reverses it if it is undone.

use std::borrow::Cow;

use super::Ledger;
use super::interleaving::Slot;
use super::invoice::{Invoice, Settlement};
use super::journal::Journal;
use super::journal_source::{JournalSource, LineDetail};
use super::synthetic::{SyntheticId, journal_at};
use super::tracking::Tracking;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::node::Node;

impl Ledger {
    /// The journals with higher numbers, in ascending order.
    pub(crate) fn journals_after(&self, number: u32) -> impl Iterator<Item = Cow<'_, Journal>> {
        let first = usize::try_from(number).unwrap_or(usize::MAX).min(self.journals.len());
        (first..self.journals.len()).filter_map(|position| self.journal_at(position))
    }

    /// By number or by ID.
    pub(crate) fn journal(&self, key: &str) -> Option<Cow<'_, Journal>> {
        let number = match Guid::parse(key) {
            Some(id) => match SyntheticId::of(id)? {
                SyntheticId::Journal(number) => number,
                _ => return None,
            },
            None => key.parse().ok()?,
        };
        self.journal_at(usize::try_from(number.checked_sub(1)?).ok()?)
    }

    fn journal_at(&self, position: usize) -> Option<Cow<'_, Journal>> {
        match self.journals.interleaving.at(position) {
            Slot::Stored(at) => self.journals.stored.get(at).map(|stored| Cow::Borrowed(stored.as_ref())),
            Slot::Computed(at) => self.synthetic_journal(u32::try_from(position + 1).ok()?, at).map(Cow::Owned),
        }
    }

    fn synthetic_journal(&self, number: u32, at: usize) -> Option<Journal> {
        let (invoice, is_payment) = journal_at(at)?;
        let invoice = self.invoices.original(invoice)?;
        let journal_source = if is_payment {
            let control = self.control()?;
            let paid = invoice.payments.first()?;
            let entry = invoice.settlement(control, paid.date, control.bank, paid.amount);
            JournalSource::plain("ACCRECPAYMENT", paid.id, &invoice.reference, entry)
        } else {
            self.journal_source(&invoice)?
        };
        Some(Journal { number, created: invoice.updated, reversed: false, posted: journal_source })
    }

    /// Replaces one source with another by reversing the first and posting the second.
    pub(super) fn repost(&mut self, old: Option<JournalSource>, new: Option<JournalSource>, at: i64) {
        if let (Some(old), Some(new)) = (&old, &new)
            && old.posts_as(new)
        {
            return;
        }
        if let Some(old) = old {
            self.journals.add(old, true, at);
        }
        if let Some(new) = new {
            self.journals.add(new, false, at);
        }
    }

    /// Adds the journals of the differences between two versions of an invoice.
    pub(super) fn post_invoice(&mut self, old: Option<&Invoice>, new: &Invoice) {
        let Some(control) = self.control() else { return };
        let at = new.updated;
        let journal_source = |invoice: &Invoice| self.journal_source(invoice);
        let (before, after) = (old.and_then(journal_source), journal_source(new));
        let counts = |invoice: &&Invoice| self.journal_source(invoice).is_some();
        let settled = |invoice: Option<&Invoice>| -> Vec<(Settlement, JournalSource)> {
            invoice.filter(counts).map_or_else(Vec::new, |invoice| self.settlements(invoice, control).collect())
        };
        let (mut removed, mut added) = (settled(old), settled(Some(new)));
        removed.retain(|(one, _)| match added.iter().position(|(other, _)| one == other) {
            Some(at) => {
                added.remove(at);
                false
            }
            None => true,
        });
        self.repost(before, after, at);
        for (_, journal_source) in removed {
            self.journals.add(journal_source, true, at);
        }
        for (_, journal_source) in added {
            self.journals.add(journal_source, false, at);
        }
    }
}

impl Journal {
    pub(crate) fn id(&self) -> Guid {
        SyntheticId::Journal(self.number).id()
    }

    /// Whether it moves money, as on a cash basis.
    pub(crate) fn is_of_money(&self) -> bool {
        let kind = self.posted.kind;
        kind.ends_with("PAYMENT") || matches!(kind, "CASHREC" | "CASHPAID" | "TRANSFER" | "MANJOURNAL")
    }

    pub(crate) fn node<'a>(&'a self, ledger: &'a Ledger) -> Node<'a> {
        let JournalSource { kind, source, reference, entry, lines } = &self.posted;
        // The balancing account comes first.
        let all = entry.postings.len();
        let has_against = lines.is_empty() || lines.len() + 2 <= all;
        let first = if has_against { all.saturating_sub(1) } else { all };
        let order = (first..all).chain(0..first);
        let shown = order.filter_map(|at| self.line(ledger, at, entry.postings.get(at)?, lines.get(at)));
        Node::Record(vec![
            ("JournalID", Node::Guid(self.id())),
            ("JournalDate", Node::Day(entry.date)),
            ("JournalNumber", Node::Integer(i64::from(self.number))),
            ("CreatedDateUTC", Node::Instant(self.created)),
            ("Reference", Node::text(reference)),
            ("SourceID", Node::Guid(*source)),
            ("SourceType", Node::text(kind)),
            ("JournalLines", Node::List("JournalLine", shown.collect())),
        ])
    }

    /// None for a posting of zero, such as no tax.
    fn line<'a>(
        &self,
        ledger: &'a Ledger,
        at: usize,
        posting: &super::posting::Posting,
        detail: Option<&'a LineDetail>,
    ) -> Option<Node<'a>> {
        let sign = |amount: Amount| if self.reversed { -amount } else { amount };
        let (net, tax) = (sign(posting.amount), sign(detail.map_or(Amount::ZERO, |detail| detail.tax)));
        if net == Amount::ZERO && detail.is_none() {
            return None;
        }
        let mut fields =
            vec![("JournalLineID", Node::Guid(Guid::named(&format!("journal line/{}/{at}", self.number))))];
        if let Some(account) = ledger.account_with_id(posting.account) {
            fields.extend([
                ("AccountID", Node::Guid(account.id)),
                ("AccountCode", Node::text(&account.code)),
                ("AccountType", Node::text(account.kind)),
                ("AccountName", Node::text(&account.name)),
            ]);
        }
        fields.extend([
            ("Description", Node::text(detail.map_or("", |detail| &detail.description))),
            ("NetAmount", Node::money(net)),
            ("GrossAmount", Node::money(net + tax)),
            ("TaxAmount", Node::money(tax)),
        ]);
        if let Some(detail) = detail {
            let name = ledger.organisation.tax(&detail.tax_type).map_or("", |tax| &tax.name);
            fields.extend([("TaxType", Node::text(&detail.tax_type)), ("TaxName", Node::text(name))]);
        }
        fields.push((
            "TrackingCategories",
            Tracking::nodes(detail.map_or(&[], |detail| &detail.tracking), "TrackingCategory"),
        ));
        Some(Node::Record(fields))
    }
}

#[cfg(test)]
mod tests {
    use crate::ledger::Ledger;
    use crate::ledger::invoice::Invoice;
    use crate::ledger::journal::Journal;
    use crate::seed::{books, synthetic};
    use crate::values::ids::Guid;

    const NOW: i64 = 1_795_392_000_000;

    fn journals(ledger: &Ledger) -> Vec<Journal> {
        ledger.journals_after(0).map(std::borrow::Cow::into_owned).collect()
    }

    #[test]
    fn synthetic_invoices_have_the_journals_of_the_same_invoices_stored() {
        let mut computed = books("NZ", NOW, false).expect("NZ").ledger;
        for count in [3, 4, 20, 1] {
            synthetic::add(&mut computed, count, 0, NOW);
        }
        let mut stored = books("NZ", NOW, false).expect("NZ").ledger;
        for invoice in computed.invoices().iter() {
            stored.add_invoice(Invoice { id: Guid::named(&invoice.number), ..invoice.into_owned() });
        }
        let (left, right) = (journals(&computed), journals(&stored));
        assert_eq!((left.len(), right.len()), (31, 31));
        for (left, right) in left.iter().zip(&right) {
            let (one, other) = (&left.posted, &right.posted);
            assert_eq!((left.number, left.created, left.reversed), (right.number, right.created, right.reversed));
            assert_eq!((one.kind, &one.reference), (other.kind, &other.reference), "{}", left.number);
            assert!(one.posts_as(other), "{}", left.number);
            let found = computed.journal(&left.id().to_string()).expect("by id");
            assert_eq!((found.number, found.posted.source), (left.number, one.source));
        }
    }

    #[test]
    fn journals_continue_after_synthetic_ones_and_reverse_them() {
        let mut ledger = books("NZ", NOW, false).expect("NZ").ledger;
        synthetic::add(&mut ledger, 10, 0, NOW);
        let first = ledger.find_invoice("GEN-00001").expect("the first").into_owned();
        ledger.put_invoice(Invoice { status: crate::ledger::status::Status::Voided, ..first.clone() });
        synthetic::add(&mut ledger, 1, 0, NOW);
        let all = journals(&ledger);
        assert_eq!(all.iter().map(|journal| journal.number).collect::<Vec<_>>(), (1..=13).collect::<Vec<_>>());
        assert!(all[11].reversed && all[11].posted.source == first.id);
        assert_eq!(all[12].posted.source, ledger.find_invoice("GEN-00011").expect("the last").id);
        assert!(ledger.journal("14").is_none() && ledger.journal("0").is_none());
    }
}
