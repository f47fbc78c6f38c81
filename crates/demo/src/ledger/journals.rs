//! The journals: one for each posting to the books, numbered as they came, and one that reverses it where it is undone.

use std::sync::Arc;

use super::Ledger;
use super::invoice::{Invoice, Settlement};
use super::tracking::Tracking;
use super::voucher::{Detail, Voucher};
use crate::amount::Amount;
use crate::ids::Guid;
use crate::wire::Node;

#[derive(Clone, Debug)]
pub(crate) struct Journal {
    pub(crate) number: u32,
    pub(crate) created: i64,
    /// Whether it takes back what the voucher posted.
    reversed: bool,
    voucher: Voucher,
}

/// Every journal so far; snapshots share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journals(Vec<Arc<Journal>>);

impl Journals {
    pub(super) fn add(&mut self, voucher: Voucher, reversed: bool, created: i64) {
        let number = u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX);
        self.0.push(Arc::new(Journal { number, created, reversed, voucher }));
    }

    /// Those with greater numbers, ascending.
    pub(crate) fn after(&self, number: u32) -> impl Iterator<Item = &Arc<Journal>> {
        let first = self.0.partition_point(|journal| journal.number <= number);
        self.0.iter().skip(first)
    }

    /// By number or by id.
    pub(crate) fn find(&self, key: &str) -> Option<&Arc<Journal>> {
        match Guid::parse(key) {
            Some(id) => self.0.iter().find(|journal| journal.id() == id),
            None => {
                let number: u32 = key.parse().ok()?;
                self.after(number.checked_sub(1)?).next().filter(|journal| journal.number == number)
            }
        }
    }
}

impl Ledger {
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
        Guid::named(&format!("journal/{}", self.number))
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
