//! All invoices in their order: stored ones, and runs of synthetic ones between them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::interleaving::{Interleaving, Slot};
use super::invoice::Invoice;
use super::invoice_type::InvoiceType;
use super::synthetic::{Figures, SyntheticId, SyntheticRun, number_of, paid_among, paid_at};
use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct Invoices {
    stored: Vec<Arc<Invoice>>,
    ids: HashMap<Guid, usize>,
    interleaving: Interleaving,
    runs: Vec<Arc<SyntheticRun>>,
    /// Synthetic invoices that have been changed, by number.
    changed: BTreeMap<u32, Arc<Invoice>>,
    sale_numbers: HashMap<String, InvoiceLocation>,
    bill_numbers: HashMap<String, InvoiceLocation>,
    next_number: u32,
}

/// Where an invoice is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InvoiceLocation {
    Stored(usize),
    Synthetic(u32),
}

impl Invoices {
    pub(super) fn new() -> Invoices {
        Invoices {
            stored: Vec::new(),
            ids: HashMap::new(),
            interleaving: Interleaving::default(),
            runs: Vec::new(),
            changed: BTreeMap::new(),
            sale_numbers: HashMap::new(),
            bill_numbers: HashMap::new(),
            next_number: 1,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.stored.len() + self.interleaving.computed()
    }

    pub(crate) fn count(&self, kind: InvoiceType) -> usize {
        let synthetic = if kind == InvoiceType::Accrec { index(self.synthetic()) - self.changed.len() } else { 0 };
        synthetic + self.stored().filter(|invoice| invoice.kind == kind).count()
    }

    /// The number of synthetic invoices, which are numbered from 1.
    pub(crate) fn synthetic(&self) -> u32 {
        self.runs.last().map_or(0, |last| last.first - 1 + last.count)
    }

    /// All invoices; synthetic ones are computed on the way.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Cow<'_, Invoice>> {
        (0..self.len()).filter_map(|position| self.at(position))
    }

    pub(crate) fn at(&self, position: usize) -> Option<Cow<'_, Invoice>> {
        self.show(match self.interleaving.at(position) {
            Slot::Stored(at) => InvoiceLocation::Stored(at),
            Slot::Computed(at) => InvoiceLocation::Synthetic(u32::try_from(at + 1).ok()?),
        })
    }

    /// Stored invoices, including changed synthetic ones, in no particular order.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &Invoice> {
        self.stored.iter().chain(self.changed.values()).map(Arc::as_ref)
    }

    /// The figures of unchanged synthetic invoices.
    pub(crate) fn synthetic_figures(&self) -> impl Iterator<Item = (&SyntheticRun, Figures)> {
        self.runs.iter().map(Arc::as_ref).flat_map(|run| {
            let untouched = run.numbers().filter(|number| !self.changed.contains_key(number));
            untouched.map(move |number| (run, run.figures(number)))
        })
    }

    pub(crate) fn get(&self, id: Guid) -> Option<Cow<'_, Invoice>> {
        self.show(self.location(id)?)
    }

    /// Its position among all invoices.
    pub(crate) fn position(&self, id: Guid) -> Option<usize> {
        Some(self.interleaving.position(match self.location(id)? {
            InvoiceLocation::Stored(at) => Slot::Stored(at),
            InvoiceLocation::Synthetic(number) => Slot::Computed(index(number) - 1),
        }))
    }

    /// The synthetic invoice with this number, before any change.
    pub(super) fn original(&self, number: u32) -> Option<Invoice> {
        self.run(number).map(|run| run.invoice(number))
    }

    /// Whether a line uses the account.
    pub(super) fn names_account(&self, account: Guid) -> bool {
        let posts = |run: &Arc<SyntheticRun>| run.account.as_ref().is_some_and(|(_, id)| *id == account);
        self.runs.iter().any(posts) || self.stored().any(|invoice| invoice.names_account(account))
    }

    pub(super) fn sale(&self, number: &str) -> Option<Cow<'_, Invoice>> {
        self.show(self.sale_location(number)?)
    }

    /// A sale takes precedence over a bill with the same number.
    pub(super) fn numbered(&self, number: &str) -> Option<Cow<'_, Invoice>> {
        self.show(self.sale_location(number).or_else(|| self.bill_numbers.get(number).copied())?)
    }

    /// The number of payments of synthetic invoices.
    pub(super) fn synthetic_payments(&self) -> usize {
        index(paid_among(self.synthetic()))
    }

    /// The synthetic invoice of such a payment.
    pub(super) fn paid_at(&self, position: usize) -> Option<Cow<'_, Invoice>> {
        self.show(InvoiceLocation::Synthetic(paid_at(u32::try_from(position).ok()?)))
    }

    /// Adds it or replaces the one with its ID.
    pub(super) fn put(&mut self, invoice: Invoice) {
        let existing = self.location(invoice.id).and_then(|location| Some((location, self.show(location)?)));
        let (location, old) = match existing {
            Some((location, old)) => {
                (location, (old.number != invoice.number).then(|| (old.is_sale(), old.number.clone())))
            }
            None => return self.add(invoice),
        };
        if let Some((is_sale, old)) = old {
            let index = if is_sale { &mut self.sale_numbers } else { &mut self.bill_numbers };
            if index.get(&old) == Some(&location) {
                index.remove(&old);
            }
            self.index_number(&invoice, location);
        }
        let invoice = Arc::new(invoice);
        match location {
            InvoiceLocation::Stored(at) => self.stored[at] = invoice,
            InvoiceLocation::Synthetic(number) => {
                self.changed.insert(number, invoice);
            }
        }
    }

    pub(super) fn add_run(&mut self, run: SyntheticRun) {
        self.interleaving.add(self.stored.len(), index(run.count));
        self.runs.push(Arc::new(run));
    }

    /// The number for a sales invoice that was posted without one.
    pub(super) fn next_free_number(&self, reserved: &HashSet<String>) -> String {
        (self.next_number..=u32::MAX)
            .map(|number| format!("INV-{number:04}"))
            .find(|number| !self.sale_numbers.contains_key(number) && !reserved.contains(number))
            .unwrap_or_default()
    }

    fn add(&mut self, invoice: Invoice) {
        let at = self.stored.len();
        self.ids.insert(invoice.id, at);
        self.index_number(&invoice, InvoiceLocation::Stored(at));
        self.stored.push(Arc::new(invoice));
    }

    fn location(&self, id: Guid) -> Option<InvoiceLocation> {
        match SyntheticId::of(id) {
            Some(SyntheticId::Invoice(number)) => self.run(number).map(|_| InvoiceLocation::Synthetic(number)),
            _ => self.ids.get(&id).copied().map(InvoiceLocation::Stored),
        }
    }

    fn sale_location(&self, number: &str) -> Option<InvoiceLocation> {
        let indexed = self.sale_numbers.get(number).copied();
        indexed.or_else(|| {
            let synthetic = number_of(number).filter(|number| self.run(*number).is_some())?;
            // A renumbered invoice is not found by its first number.
            let renamed = self.changed.get(&synthetic).is_some_and(|changed| changed.number != number);
            (!renamed).then_some(InvoiceLocation::Synthetic(synthetic))
        })
    }

    fn show(&self, location: InvoiceLocation) -> Option<Cow<'_, Invoice>> {
        match location {
            InvoiceLocation::Stored(at) => self.stored.get(at).map(|stored| Cow::Borrowed(stored.as_ref())),
            InvoiceLocation::Synthetic(number) => match self.changed.get(&number) {
                Some(changed) => Some(Cow::Borrowed(changed.as_ref())),
                None => self.original(number).map(Cow::Owned),
            },
        }
    }

    fn run(&self, number: u32) -> Option<&SyntheticRun> {
        let started = self.runs.partition_point(|run| run.first <= number);
        self.runs.get(started.checked_sub(1)?).map(Arc::as_ref).filter(|run| run.has(number))
    }

    fn index_number(&mut self, invoice: &Invoice, location: InvoiceLocation) {
        if invoice.number.is_empty() {
            return;
        }
        if invoice.is_sale() {
            self.sale_numbers.insert(invoice.number.clone(), location);
            self.count_number(&invoice.number);
        } else {
            self.bill_numbers.entry(invoice.number.clone()).or_insert(location);
        }
    }

    fn count_number(&mut self, number: &str) {
        if let Some(number) = number.strip_prefix("INV-").and_then(|rest| rest.parse::<u32>().ok())
            && number < 1_000_000
        {
            self.next_number = self.next_number.max(number + 1);
        }
    }
}

fn index(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use crate::ledger::Ledger;
    use crate::ledger::invoice::Invoice;
    use crate::seed::{books, synthetic};
    use crate::values::ids::Guid;

    const NOW: i64 = 1_795_392_000_000;

    fn add_invoice(ledger: &mut Ledger, number: &str) {
        ledger.add_invoice(Invoice { number: number.to_owned(), ..Invoice::blank(Guid::named(number), "NZD", NOW) });
    }

    #[test]
    fn every_slot_has_one_invoice_and_every_invoice_one_slot() {
        let mut ledger = books("NZ", NOW, false).expect("NZ").ledger;
        for (name, count) in [("A", 2), ("B", 1), ("C", 3)] {
            add_invoice(&mut ledger, name);
            synthetic::add(&mut ledger, count, 0, NOW);
        }
        synthetic::add(&mut ledger, 1, 0, NOW);
        add_invoice(&mut ledger, "D");
        let numbers: Vec<String> = ledger.invoices().iter().map(|invoice| invoice.number.clone()).collect();
        let of = |number: u32| format!("GEN-{number:05}");
        let expected =
            ["A".into(), of(1), of(2), "B".into(), of(3), "C".into(), of(4), of(5), of(6), of(7), "D".into()];
        assert_eq!(numbers, expected);
        assert_eq!(ledger.invoices().len(), expected.len());
        for (position, number) in numbers.iter().enumerate() {
            let invoice = ledger.find_invoice(number).expect(number);
            assert_eq!(ledger.invoices().position(invoice.id), Some(position), "{number}");
        }
        assert!(ledger.invoices().at(expected.len()).is_none());
    }

    #[test]
    fn a_freed_number_may_be_used_by_another_document() {
        let mut ledger = books("NZ", NOW, false).expect("NZ").ledger;
        synthetic::add(&mut ledger, 2, 0, NOW);
        let first = ledger.find_invoice("GEN-00001").expect("the first").into_owned();
        let renamed = Invoice { number: "X".to_owned(), ..first.clone() };
        ledger.put_invoice(renamed.clone());
        assert!(!ledger.has_sales_number("GEN-00001"));
        add_invoice(&mut ledger, "GEN-00001");
        let found = |number: &str| ledger.find_invoice(number).map(|invoice| invoice.id);
        assert_eq!(found("X"), Some(first.id));
        assert_eq!(found("GEN-00001"), Some(Guid::named("GEN-00001")));
        assert_eq!(ledger.invoices().at(0).as_deref(), Some(&renamed));
    }
}
