//! The invoices in the order in which they came: kept ones, and runs of generated ones between them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::interleaving::{Thread, Weave};
use super::invoice::Invoice;
use super::invoice_type::InvoiceType;
use super::synthetic::{Figures, Named, Run, number_of, paid_among, paid_at};
use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct Invoices {
    kept: Vec<Arc<Invoice>>,
    ids: HashMap<Guid, usize>,
    weave: Weave,
    runs: Vec<Arc<Run>>,
    /// Generated ones that have been changed since, by their numbers.
    changed: BTreeMap<u32, Arc<Invoice>>,
    sale_numbers: HashMap<String, Spot>,
    bill_numbers: HashMap<String, Spot>,
    next_number: u32,
}

/// Where an invoice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spot {
    Kept(usize),
    Generated(u32),
}

impl Invoices {
    pub(super) fn new() -> Invoices {
        Invoices {
            kept: Vec::new(),
            ids: HashMap::new(),
            weave: Weave::default(),
            runs: Vec::new(),
            changed: BTreeMap::new(),
            sale_numbers: HashMap::new(),
            bill_numbers: HashMap::new(),
            next_number: 1,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.kept.len() + self.weave.computed()
    }

    pub(crate) fn count(&self, kind: InvoiceType) -> usize {
        let generated = if kind == InvoiceType::Accrec { index(self.generated()) - self.changed.len() } else { 0 };
        generated + self.kept().filter(|invoice| invoice.kind == kind).count()
    }

    /// How many generated ones there are; they are numbered from 1.
    pub(crate) fn generated(&self) -> u32 {
        self.runs.last().map_or(0, |last| last.first - 1 + last.count)
    }

    /// All of them, computed as they come.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Cow<'_, Invoice>> {
        (0..self.len()).filter_map(|place| self.at(place))
    }

    pub(crate) fn at(&self, place: usize) -> Option<Cow<'_, Invoice>> {
        self.show(match self.weave.at(place) {
            Thread::Kept(at) => Spot::Kept(at),
            Thread::Computed(at) => Spot::Generated(u32::try_from(at + 1).ok()?),
        })
    }

    /// Those that are kept, changed ones among them, in no order.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &Invoice> {
        self.kept.iter().chain(self.changed.values()).map(Arc::as_ref)
    }

    /// The figures of those that are as they were generated.
    pub(crate) fn generated_figures(&self) -> impl Iterator<Item = (&Run, Figures)> {
        self.runs.iter().map(Arc::as_ref).flat_map(|run| {
            let untouched = run.numbers().filter(|number| !self.changed.contains_key(number));
            untouched.map(move |number| (run, run.figures(number)))
        })
    }

    pub(crate) fn get(&self, id: Guid) -> Option<Cow<'_, Invoice>> {
        self.show(self.spot(id)?)
    }

    /// Its place among all.
    pub(crate) fn place(&self, id: Guid) -> Option<usize> {
        Some(self.weave.place(match self.spot(id)? {
            Spot::Kept(at) => Thread::Kept(at),
            Spot::Generated(number) => Thread::Computed(index(number) - 1),
        }))
    }

    /// The generated invoice of that number, as it was generated.
    pub(super) fn original(&self, number: u32) -> Option<Invoice> {
        self.run(number).map(|run| run.invoice(number))
    }

    /// Whether a line is on the account.
    pub(super) fn names_account(&self, account: Guid) -> bool {
        let posts = |run: &Arc<Run>| run.account.as_ref().is_some_and(|(_, id)| *id == account);
        self.runs.iter().any(posts) || self.kept().any(|invoice| invoice.names_account(account))
    }

    pub(super) fn sale(&self, number: &str) -> Option<Cow<'_, Invoice>> {
        self.show(self.sale_spot(number)?)
    }

    /// A sale before a bill of the same number.
    pub(super) fn numbered(&self, number: &str) -> Option<Cow<'_, Invoice>> {
        self.show(self.sale_spot(number).or_else(|| self.bill_numbers.get(number).copied())?)
    }

    /// How many payments came with generated invoices.
    pub(super) fn generated_payments(&self) -> usize {
        index(paid_among(self.generated()))
    }

    /// The generated invoice that such a payment came with.
    pub(super) fn paid_at(&self, place: usize) -> Option<Cow<'_, Invoice>> {
        self.show(Spot::Generated(paid_at(u32::try_from(place).ok()?)))
    }

    /// Adds it, or puts it where the one with its id was.
    pub(super) fn put(&mut self, invoice: Invoice) {
        let held = self.spot(invoice.id).and_then(|spot| Some((spot, self.show(spot)?)));
        let (spot, old) = match held {
            Some((spot, old)) => (spot, (old.number != invoice.number).then(|| (old.is_sale(), old.number.clone()))),
            None => return self.add(invoice),
        };
        if let Some((is_sale, old)) = old {
            let index = if is_sale { &mut self.sale_numbers } else { &mut self.bill_numbers };
            if index.get(&old) == Some(&spot) {
                index.remove(&old);
            }
            self.index_number(&invoice, spot);
        }
        let invoice = Arc::new(invoice);
        match spot {
            Spot::Kept(at) => self.kept[at] = invoice,
            Spot::Generated(number) => {
                self.changed.insert(number, invoice);
            }
        }
    }

    pub(super) fn add_run(&mut self, run: Run) {
        self.weave.add(self.kept.len(), index(run.count));
        self.runs.push(Arc::new(run));
    }

    /// The number that Xero would give to a sales invoice that comes without one.
    pub(super) fn fresh_number(&self, reserved: &HashSet<String>) -> String {
        (self.next_number..=u32::MAX)
            .map(|number| format!("INV-{number:04}"))
            .find(|number| !self.sale_numbers.contains_key(number) && !reserved.contains(number))
            .unwrap_or_default()
    }

    fn add(&mut self, invoice: Invoice) {
        let at = self.kept.len();
        self.ids.insert(invoice.id, at);
        self.index_number(&invoice, Spot::Kept(at));
        self.kept.push(Arc::new(invoice));
    }

    fn spot(&self, id: Guid) -> Option<Spot> {
        match Named::of(id) {
            Some(Named::Invoice(number)) => self.run(number).map(|_| Spot::Generated(number)),
            _ => self.ids.get(&id).copied().map(Spot::Kept),
        }
    }

    fn sale_spot(&self, number: &str) -> Option<Spot> {
        let indexed = self.sale_numbers.get(number).copied();
        indexed.or_else(|| {
            let generated = number_of(number).filter(|number| self.run(*number).is_some())?;
            // One that has been given another number is not found under its first.
            let renamed = self.changed.get(&generated).is_some_and(|changed| changed.number != number);
            (!renamed).then_some(Spot::Generated(generated))
        })
    }

    fn show(&self, spot: Spot) -> Option<Cow<'_, Invoice>> {
        match spot {
            Spot::Kept(at) => self.kept.get(at).map(|kept| Cow::Borrowed(kept.as_ref())),
            Spot::Generated(number) => match self.changed.get(&number) {
                Some(changed) => Some(Cow::Borrowed(changed.as_ref())),
                None => self.original(number).map(Cow::Owned),
            },
        }
    }

    fn run(&self, number: u32) -> Option<&Run> {
        let begun = self.runs.partition_point(|run| run.first <= number);
        self.runs.get(begun.checked_sub(1)?).map(Arc::as_ref).filter(|run| run.has(number))
    }

    fn index_number(&mut self, invoice: &Invoice, spot: Spot) {
        if invoice.number.is_empty() {
            return;
        }
        if invoice.is_sale() {
            self.sale_numbers.insert(invoice.number.clone(), spot);
            self.count_number(&invoice.number);
        } else {
            self.bill_numbers.entry(invoice.number.clone()).or_insert(spot);
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

    fn keep(ledger: &mut Ledger, number: &str) {
        ledger.add_invoice(Invoice { number: number.to_owned(), ..Invoice::blank(Guid::named(number), "NZD", NOW) });
    }

    #[test]
    fn every_place_has_its_invoice_and_every_invoice_its_place() {
        let mut ledger = books("NZ", NOW, false).expect("NZ").ledger;
        for (name, count) in [("A", 2), ("B", 1), ("C", 3)] {
            keep(&mut ledger, name);
            synthetic::add(&mut ledger, count, 0, NOW);
        }
        synthetic::add(&mut ledger, 1, 0, NOW);
        keep(&mut ledger, "D");
        let numbers: Vec<String> = ledger.invoices().iter().map(|invoice| invoice.number.clone()).collect();
        let of = |number: u32| format!("GEN-{number:05}");
        let expected =
            ["A".into(), of(1), of(2), "B".into(), of(3), "C".into(), of(4), of(5), of(6), of(7), "D".into()];
        assert_eq!(numbers, expected);
        assert_eq!(ledger.invoices().len(), expected.len());
        for (place, number) in numbers.iter().enumerate() {
            let invoice = ledger.find_invoice(number).expect(number);
            assert_eq!(ledger.invoices().place(invoice.id), Some(place), "{number}");
        }
        assert!(ledger.invoices().at(expected.len()).is_none());
    }

    #[test]
    fn a_number_that_was_given_away_may_be_taken_by_another() {
        let mut ledger = books("NZ", NOW, false).expect("NZ").ledger;
        synthetic::add(&mut ledger, 2, 0, NOW);
        let first = ledger.find_invoice("GEN-00001").expect("the first").into_owned();
        let renamed = Invoice { number: "X".to_owned(), ..first.clone() };
        ledger.put_invoice(renamed.clone());
        assert!(!ledger.has_sales_number("GEN-00001"));
        keep(&mut ledger, "GEN-00001");
        let found = |number: &str| ledger.find_invoice(number).map(|invoice| invoice.id);
        assert_eq!(found("X"), Some(first.id));
        assert_eq!(found("GEN-00001"), Some(Guid::named("GEN-00001")));
        assert_eq!(ledger.invoices().at(0).as_deref(), Some(&renamed));
    }
}
