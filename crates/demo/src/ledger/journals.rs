//! The journals: one for each posting to the books, numbered as they came, and one that reverses it where it is undone.

use std::borrow::Cow;

use super::Ledger;
use super::interleaving::Thread;
use super::invoice::{Invoice, Settlement};
use super::journal::Journal;
use super::journal_source::{Detail, Voucher};
use super::synthetic::{Named, journal_at};
use super::tracking::Tracking;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::node::Node;

impl Ledger {
    /// The journals with greater numbers, ascending.
    pub(crate) fn journals_after(&self, number: u32) -> impl Iterator<Item = Cow<'_, Journal>> {
        let first = usize::try_from(number).unwrap_or(usize::MAX).min(self.journals.len());
        (first..self.journals.len()).filter_map(|place| self.journal_at(place))
    }

    /// By number or by id.
    pub(crate) fn journal(&self, key: &str) -> Option<Cow<'_, Journal>> {
        let number = match Guid::parse(key) {
            Some(id) => match Named::of(id)? {
                Named::Journal(number) => number,
                _ => return None,
            },
            None => key.parse().ok()?,
        };
        self.journal_at(usize::try_from(number.checked_sub(1)?).ok()?)
    }

    fn journal_at(&self, place: usize) -> Option<Cow<'_, Journal>> {
        match self.journals.weave.at(place) {
            Thread::Kept(at) => self.journals.kept.get(at).map(|kept| Cow::Borrowed(kept.as_ref())),
            Thread::Computed(at) => self.generated_journal(u32::try_from(place + 1).ok()?, at).map(Cow::Owned),
        }
    }

    fn generated_journal(&self, number: u32, at: usize) -> Option<Journal> {
        let (invoice, is_payment) = journal_at(at)?;
        let invoice = self.invoices.original(invoice)?;
        let voucher = if is_payment {
            let control = self.control()?;
            let paid = invoice.payments.first()?;
            let entry = invoice.settlement(control, paid.date, control.bank, paid.amount);
            Voucher::plain("ACCRECPAYMENT", paid.id, &invoice.reference, entry)
        } else {
            self.voucher(&invoice)?
        };
        Some(Journal { number, created: invoice.updated, reversed: false, voucher })
    }

    /// Puts one voucher into the books in the place of the other; the first one stays, reversed.
    pub(super) fn repost(&mut self, old: Option<Voucher>, new: Option<Voucher>, at: i64) {
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

    /// Journals of what changed from the one invoice to the other.
    pub(super) fn post_invoice(&mut self, old: Option<&Invoice>, new: &Invoice) {
        let Some(control) = self.control() else { return };
        let at = new.updated;
        let voucher = |invoice: &Invoice| self.voucher(invoice);
        let (before, after) = (old.and_then(voucher), voucher(new));
        let counts = |invoice: &&Invoice| self.voucher(invoice).is_some();
        let settled = |invoice: Option<&Invoice>| -> Vec<(Settlement, Voucher)> {
            invoice.filter(counts).map_or_else(Vec::new, |invoice| self.settlements(invoice, control).collect())
        };
        let (mut gone, mut come) = (settled(old), settled(Some(new)));
        gone.retain(|(one, _)| match come.iter().position(|(other, _)| one == other) {
            Some(at) => {
                come.remove(at);
                false
            }
            None => true,
        });
        self.repost(before, after, at);
        for (_, voucher) in gone {
            self.journals.add(voucher, true, at);
        }
        for (_, voucher) in come {
            self.journals.add(voucher, false, at);
        }
    }
}

impl Journal {
    pub(crate) fn id(&self) -> Guid {
        Named::Journal(self.number).id()
    }

    /// Whether money moved, as a cash basis looks at it.
    pub(crate) fn is_of_money(&self) -> bool {
        let kind = self.voucher.kind;
        kind.ends_with("PAYMENT") || matches!(kind, "CASHREC" | "CASHPAID" | "TRANSFER" | "MANJOURNAL")
    }

    pub(crate) fn node<'a>(&'a self, ledger: &'a Ledger) -> Node<'a> {
        let Voucher { kind, source, reference, entry, lines } = &self.voucher;
        // An account that all the others stand against comes first.
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

    /// None for a posting of nothing, such as that of no tax.
    fn line<'a>(
        &self,
        ledger: &'a Ledger,
        at: usize,
        posting: &super::posting::Posting,
        detail: Option<&'a Detail>,
    ) -> Option<Node<'a>> {
        let sign = |amount: Amount| if self.reversed { -amount } else { amount };
        let (net, tax) = (sign(posting.amount), sign(detail.map_or(Amount::ZERO, |detail| detail.tax)));
        if net == Amount::ZERO && detail.is_none() {
            return None;
        }
        let mut members =
            vec![("JournalLineID", Node::Guid(Guid::named(&format!("journal line/{}/{at}", self.number))))];
        if let Some(account) = ledger.account_with_id(posting.account) {
            members.extend([
                ("AccountID", Node::Guid(account.id)),
                ("AccountCode", Node::text(&account.code)),
                ("AccountType", Node::text(account.kind)),
                ("AccountName", Node::text(&account.name)),
            ]);
        }
        members.extend([
            ("Description", Node::text(detail.map_or("", |detail| &detail.description))),
            ("NetAmount", Node::money(net)),
            ("GrossAmount", Node::money(net + tax)),
            ("TaxAmount", Node::money(tax)),
        ]);
        if let Some(detail) = detail {
            let name = ledger.organisation.tax(&detail.tax_type).map_or("", |tax| &tax.name);
            members.extend([("TaxType", Node::text(&detail.tax_type)), ("TaxName", Node::text(name))]);
        }
        members.push((
            "TrackingCategories",
            Tracking::nodes(detail.map_or(&[], |detail| &detail.tracking), "TrackingCategory"),
        ));
        Some(Node::Record(members))
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
    fn generated_invoices_have_the_journals_of_the_same_ones_kept() {
        let mut computed = books("NZ", NOW, false).expect("NZ").ledger;
        for count in [3, 4, 20, 1] {
            synthetic::add(&mut computed, count, 0, NOW);
        }
        let mut kept = books("NZ", NOW, false).expect("NZ").ledger;
        for invoice in computed.invoices().iter() {
            kept.add_invoice(Invoice { id: Guid::named(&invoice.number), ..invoice.into_owned() });
        }
        let (left, right) = (journals(&computed), journals(&kept));
        assert_eq!((left.len(), right.len()), (31, 31));
        for (left, right) in left.iter().zip(&right) {
            let (one, other) = (&left.voucher, &right.voucher);
            assert_eq!((left.number, left.created, left.reversed), (right.number, right.created, right.reversed));
            assert_eq!((one.kind, &one.reference), (other.kind, &other.reference), "{}", left.number);
            assert!(one.posts_as(other), "{}", left.number);
            let found = computed.journal(&left.id().to_string()).expect("by id");
            assert_eq!((found.number, found.voucher.source), (left.number, one.source));
        }
    }

    #[test]
    fn journals_go_on_after_generated_ones_and_reverse_them() {
        let mut ledger = books("NZ", NOW, false).expect("NZ").ledger;
        synthetic::add(&mut ledger, 10, 0, NOW);
        let first = ledger.find_invoice("GEN-00001").expect("the first").into_owned();
        ledger.put_invoice(Invoice { status: crate::ledger::status::Status::Voided, ..first.clone() });
        synthetic::add(&mut ledger, 1, 0, NOW);
        let all = journals(&ledger);
        assert_eq!(all.iter().map(|journal| journal.number).collect::<Vec<_>>(), (1..=13).collect::<Vec<_>>());
        assert!(all[11].reversed && all[11].voucher.source == first.id);
        assert_eq!(all[12].voucher.source, ledger.find_invoice("GEN-00011").expect("the last").id);
        assert!(ledger.journal("14").is_none() && ledger.journal("0").is_none());
    }
}
