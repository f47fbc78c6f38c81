//! Generated sales invoices: each is computed from its number whenever it is asked for, and none is kept.

mod named;

use super::invoice::{Invoice, Settlement, Source};
use super::invoice_type::InvoiceType;
use super::line::{Line, LineAmountTypes};
use super::posting::{Control, Entry, Posting};
use super::status::Status;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::values::split_mix64::spread;
pub(crate) use named::{Named, journal_at, journals_among, number_of, paid_among, paid_at};
use named::{number_text, status};

const MOST_LINES: usize = 3;
const DAYS_TO_PAY: i64 = 20;

/// What one seeding added: so many numbers in a row, and what their invoices have in common.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) first: u32,
    pub(crate) count: u32,
    pub(crate) customers: Vec<Guid>,
    /// The day of the seeding.
    pub(crate) today: Day,
    pub(crate) currency: &'static str,
    pub(crate) account: Option<(String, Guid)>,
    pub(crate) tax_type: &'static str,
    pub(crate) tax_rate: Amount,
}

/// What the books need of one of them: no text, nothing on the heap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    pub(crate) number: u32,
    pub(crate) status: Status,
    pub(crate) date: Day,
    items: [Item; MOST_LINES],
    lines: usize,
    sub_total: Amount,
    total_tax: Amount,
    pub(crate) total: Amount,
}

#[derive(Clone, Copy, Debug, Default)]
struct Item {
    quantity: i64,
    cents: i64,
    amount: Amount,
    tax: Amount,
}

impl Run {
    pub(crate) fn has(&self, number: u32) -> bool {
        number.checked_sub(self.first).is_some_and(|at| at < self.count)
    }

    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + use<> {
        self.first..self.first + self.count
    }

    pub(crate) fn customer(&self, number: u32) -> Guid {
        let at = usize::try_from(mixed(number, 1)).unwrap_or(0) % self.customers.len().max(1);
        self.customers.get(at).copied().unwrap_or_else(|| Guid::named(""))
    }

    /// The customers that are on more than drafts.
    pub(crate) fn customers_by_now(&self) -> impl Iterator<Item = Guid> {
        let mut waiting = self.customers.len();
        let mut found = vec![false; waiting];
        for number in self.numbers().filter(|number| status(*number) != Status::Draft) {
            let at = usize::try_from(mixed(number, 1)).unwrap_or(0) % found.len().max(1);
            if let Some(found) = found.get_mut(at).filter(|found| !**found) {
                *found = true;
                waiting -= 1;
                if waiting == 0 {
                    break;
                }
            }
        }
        self.customers.iter().zip(found).filter(|(_, found)| *found).map(|(customer, _)| *customer)
    }

    pub(crate) fn figures(&self, number: u32) -> Figures {
        let lines = usize::try_from(pick(number, 4, 3)).unwrap_or(0) + 1;
        let mut figures = Figures {
            number,
            status: status(number),
            date: self.today.plus(-(pick(number, 3, 360) + 1)),
            items: [Item::default(); MOST_LINES],
            lines,
            sub_total: Amount::ZERO,
            total_tax: Amount::ZERO,
            total: Amount::ZERO,
        };
        for (item, salt) in figures.items.iter_mut().take(lines).zip((10..).step_by(10)) {
            let (quantity, cents) = (pick(number, salt + 1, 12) + 1, pick(number, salt + 2, 90_000) + 100);
            let amount = Amount::from_cents(quantity * cents);
            *item = Item { quantity, cents, amount, tax: LineAmountTypes::Exclusive.tax(amount, self.tax_rate) };
            figures.sub_total = figures.sub_total + amount;
            figures.total_tax = figures.total_tax + item.tax;
        }
        figures.total = figures.sub_total + figures.total_tax;
        figures
    }

    pub(crate) fn invoice(&self, number: u32) -> Invoice {
        let figures = self.figures(number);
        Invoice {
            kind: InvoiceType::Accrec,
            id: Named::Invoice(number).id(),
            number: number_text(number),
            reference: format!("Order {}", 10_000 + pick(number, 5, 90_000)),
            url: None,
            contact: self.customer(number),
            date: figures.date,
            due: Some(figures.due()),
            status: figures.status,
            line_amount_types: LineAmountTypes::Exclusive,
            lines: self.lines(&figures),
            sub_total: figures.sub_total,
            total_tax: figures.total_tax,
            rounding: Amount::ZERO,
            total: figures.total,
            payments: figures.payment().into_iter().collect(),
            credits: Vec::new(),
            currency: self.currency,
            sent: figures.status != Status::Draft,
            created_by_app: false,
            has_attachments: false,
            updated: figures.date.millis() + pick(number, 6, 80_000_000),
        }
    }

    fn lines(&self, figures: &Figures) -> Vec<Line> {
        let number = figures.number;
        let items = figures.items.iter().take(figures.lines).zip(0..);
        let line = |(item, at): (&Item, u32)| Line {
            id: Named::Line(number, at).id(),
            description: Some(format!("Generated item {}", pick(number, 13 + 10 * u64::from(at), 500) + 1)),
            item_code: None,
            quantity: Amount::from_cents(item.quantity * 100),
            unit_amount: Amount::from_cents(item.cents),
            discount_rate: None,
            discount_amount: None,
            account: self.account.clone(),
            tax_type: self.tax_type.to_owned(),
            tax_amount: item.tax,
            line_amount: item.amount,
            tracking: Vec::new(),
        };
        items.map(line).collect()
    }

    /// What it does to the accounts: its own entry and its payment's.
    pub(crate) fn entries(&self, figures: &Figures, control: Control) -> impl Iterator<Item = Entry> + use<> {
        let sales = self.account.as_ref().map_or(control.rounding, |(_, id)| *id);
        let postings = vec![
            Posting { account: sales, amount: -figures.sub_total },
            Posting { account: control.tax, amount: -figures.total_tax },
        ];
        let issued = Entry::against(control.receivable, figures.date, postings);
        let paid = figures.payment().map(|payment| {
            let received = vec![Posting { account: control.bank, amount: payment.amount }];
            Entry::against(control.receivable, payment.date, received)
        });
        std::iter::once(issued).chain(paid)
    }
}

impl Figures {
    pub(crate) fn due(&self) -> Day {
        self.date.plus(DAYS_TO_PAY)
    }

    fn payment(&self) -> Option<Settlement> {
        (self.status == Status::Paid).then(|| Settlement {
            id: Named::Payment(self.number).id(),
            date: self.date.plus(1),
            amount: self.total,
            source: Source::Payment,
        })
    }
}

fn pick(number: u32, salt: u64, below: u64) -> i64 {
    i64::try_from(mixed(number, salt) % below).unwrap_or(0)
}

/// The same for the same arguments, and otherwise far from it.
fn mixed(number: u32, salt: u64) -> u64 {
    spread((u64::from(number) << 32 | salt).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

#[cfg(test)]
mod tests {
    use super::{paid_among, paid_at};
    use crate::ledger::Ledger;
    use crate::ledger::account_sums::Span;
    use crate::seed::{books, synthetic};
    use crate::values::dates::Day;

    const NOW: i64 = 1_795_392_000_000;

    fn seeded() -> Ledger {
        let mut ledger = books("NZ", NOW, false).expect("NZ").ledger;
        synthetic::add(&mut ledger, 300, 7, NOW);
        ledger
    }

    #[test]
    fn the_books_are_those_of_the_same_invoices_kept() {
        let computed = seeded();
        let mut kept = books("NZ", NOW, false).expect("NZ").ledger;
        for contact in computed.contacts() {
            kept.add_contact(crate::ledger::contact::Contact { is_customer: false, ..(**contact).clone() });
        }
        for invoice in computed.invoices().iter() {
            kept.add_invoice(crate::ledger::invoice::Invoice {
                id: crate::values::ids::Guid::named(&invoice.number),
                ..invoice.into_owned()
            });
        }
        let today = Day::of_millis(NOW);
        for days in [0, 30, 200] {
            let span = Span { from: None, to: today.plus(-days) };
            let sums = |ledger: &Ledger| ledger.sums(&[span]).pop().expect("one");
            let (left, right) = (sums(&computed), sums(&kept));
            for account in computed.accounts() {
                assert_eq!(left.of(account.id), right.of(account.id), "{} {days} days ago", account.name);
            }
        }
        let (left, right) = (computed.balances(today), kept.balances(today));
        for contact in computed.contacts() {
            assert_eq!(left.get(&contact.id), right.get(&contact.id), "{}", contact.name);
        }
        assert_eq!(computed.contacts(), kept.contacts());
    }

    #[test]
    fn the_paid_ones_are_counted_and_found_by_their_places() {
        let ledger = seeded();
        let paid: Vec<u32> = (1..)
            .zip(ledger.invoices().iter())
            .filter(|(_, invoice)| !invoice.payments.is_empty())
            .map(|(number, _)| number)
            .collect();
        assert_eq!(paid.len(), 60);
        for (place, number) in (0..).zip(&paid) {
            assert_eq!(paid_at(place), *number);
            assert_eq!((paid_among(*number), paid_among(*number - 1)), (place + 1, place));
        }
    }
}
