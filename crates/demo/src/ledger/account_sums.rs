//! Sums of postings by account, over the time that a report asks for.

use std::collections::HashMap;

use super::Ledger;
use super::account::Account;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

/// From a day, or from the beginning of the books, to a day, both included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) from: Option<Day>,
    pub(crate) to: Day,
}

/// Debits less credits by account.
#[derive(Debug, Default)]
pub(crate) struct Sums(HashMap<Guid, Amount>);

impl Span {
    pub(crate) fn has(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.to
    }
}

impl Sums {
    pub(crate) fn of(&self, account: Guid) -> Amount {
        self.0.get(&account).copied().unwrap_or_default()
    }

    pub(crate) fn total<'a>(&self, accounts: impl Iterator<Item = &'a Account>) -> Amount {
        accounts.map(|account| self.of(account.id)).sum()
    }

    fn add(&mut self, account: Guid, amount: Amount) {
        let sum = self.0.entry(account).or_default();
        *sum = *sum + amount;
    }
}

impl FromIterator<(Guid, Amount)> for Sums {
    fn from_iter<I: IntoIterator<Item = (Guid, Amount)>>(amounts: I) -> Sums {
        let mut sums = Sums::default();
        for (account, amount) in amounts {
            sums.add(account, amount);
        }
        sums
    }
}

impl Ledger {
    /// One pass over the books for all the spans.
    pub(crate) fn sums(&self, spans: &[Span]) -> Vec<Sums> {
        let mut sums: Vec<Sums> = spans.iter().map(|_| Sums::default()).collect();
        self.each_entry(|entry| {
            for (span, sums) in spans.iter().zip(&mut sums) {
                if span.has(entry.date) {
                    for posting in &entry.postings {
                        sums.add(posting.account, posting.amount);
                    }
                }
            }
        });
        sums
    }

    /// The first day of the financial year that `day` is in; none in the first year, which began with the books.
    pub(crate) fn year_start(&self, day: Day) -> Option<Day> {
        let (end_day, end_month) = self.organisation.year_end;
        let (year, ..) = day.civil();
        let end = |year| Day::new(year, end_month, end_day);
        let last_end = end(year).filter(|end| *end < day).or_else(|| end(year - 1))?;
        (last_end >= self.organisation.opened).then(|| last_end.plus(1))
    }
}
