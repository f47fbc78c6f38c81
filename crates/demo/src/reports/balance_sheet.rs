//! The balance sheet: assets less liabilities, which is the equity.

use super::asked::{Asked, Refusal};
use super::dates::{american, long, short};
use super::sheet::{Sheet, accounts, header, line, marked, minus, money, named, plus, row, section, summary};
use crate::ledger::Ledger;
use crate::ledger::account_sums::{Span, Sums};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::wire::node::Node;

/// Title and account types of a section.
type Group = (&'static str, &'static [&'static str]);

const ASSETS: [Group; 4] = [
    ("Bank", &["BANK"]),
    ("Current Assets", &["CURRENT", "PREPAYMENT", "INVENTORY"]),
    ("Fixed Assets", &["FIXED"]),
    ("Non-current Assets", &["NONCURRENT"]),
];
const LIABILITIES: [Group; 2] =
    [("Current Liabilities", &["CURRLIAB", "LIABILITY"]), ("Non-Current Liabilities", &["TERMLIAB"])];
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

struct Columns<'a> {
    ledger: &'a Ledger,
    days: Vec<Day>,
    /// Everything up to the day of each column.
    all: Vec<Sums>,
    /// The profit of the financial year, and of the years before.
    this_year: Vec<Amount>,
    before: Vec<Amount>,
}

pub(super) fn sheet(ledger: &Ledger, asked: Asked<'_>) -> Result<Sheet, Refusal> {
    let to = asked.day("date")?.unwrap_or_else(|| asked.today.month_end());
    let days: Vec<Day> = asked.columns()?.into_iter().map(|months| to.months_before(months)).collect();
    let columns = Columns::new(ledger, days);
    let heads = columns.days.iter().map(|day| short(*day));
    let mut rows = vec![header(std::iter::once(String::new()).chain(heads))];
    let assets = columns.side("Assets", &ASSETS, false, &mut rows);
    let liabilities = columns.side("Liabilities", &LIABILITIES, true, &mut rows);
    rows.push(section("", vec![row(named("Net Assets", &minus(&assets, &liabilities)))]));
    rows.push(columns.equity());
    let span = format!("As at {}", long(to));
    Ok(Sheet { name: "Balance Sheet", kind: "BalanceSheet", title: "Balance Sheet", span, rows })
}

impl<'a> Columns<'a> {
    fn new(ledger: &'a Ledger, days: Vec<Day>) -> Columns<'a> {
        let profit = |sums: &Sums| -sums.total(ledger.accounts().iter().filter(|one| one.is_profit_and_loss()));
        let all = ledger.sums(&days.iter().map(|to| Span { from: None, to: *to }).collect::<Vec<_>>());
        let years: Vec<Span> = days.iter().map(|to| Span { from: ledger.year_start(*to), to: *to }).collect();
        let this_year: Vec<Amount> = ledger.sums(&years).iter().map(profit).collect();
        let before = minus(&all.iter().map(profit).collect::<Vec<_>>(), &this_year);
        Columns { ledger, days, all, this_year, before }
    }

    /// The sections of one side, and its sums.
    fn side(&self, title: &str, groups: &[Group], is_credit: bool, rows: &mut Vec<Node<'static>>) -> Vec<Amount> {
        rows.push(section(title, Vec::new()));
        let mut totals = vec![Amount::ZERO; self.days.len()];
        for (title, kinds) in groups {
            let chosen = self.ledger.accounts().iter().filter(|account| kinds.contains(&account.kind));
            let (mut lines, sums) = accounts(chosen, self.days.len(), |account, column| {
                let sum = self.all.get(column).map_or(Amount::ZERO, |sums| sums.of(account.id));
                if is_credit { -sum } else { sum }
            });
            if lines.is_empty() {
                continue;
            }
            lines.push(summary(named(&format!("Total {title}"), &sums)));
            rows.push(section(title, lines));
            totals = plus(&totals, &sums);
        }
        rows.push(section("", vec![summary(named(&format!("Total {title}"), &totals))]));
        totals
    }

    /// With what was earned this year and before, which no one has to book.
    fn equity(&self) -> Node<'static> {
        let retained = self.ledger.account_of_system("RETAINEDEARNINGS").map(|account| account.id);
        let chosen = self.ledger.accounts().iter().filter(|account| account.class() == "EQUITY");
        let (mut lines, sums) = accounts(chosen, self.days.len(), |account, column| {
            let booked = -self.all.get(column).map_or(Amount::ZERO, |sums| sums.of(account.id));
            let before = self.before.get(column).copied().unwrap_or_default();
            if retained == Some(account.id) { booked + before } else { booked }
        });
        let earned = std::iter::once(marked("Current Year Earnings".to_owned(), vec![("account", NOBODY.to_owned())]));
        let cells = earned.chain(self.days.iter().zip(&self.this_year).map(|(day, profit)| {
            let from = self.ledger.year_start(*day).map_or_else(String::new, american);
            let span = vec![("account", NOBODY.to_owned()), ("fromDate", from), ("toDate", american(*day))];
            marked(money(*profit), span)
        }));
        lines.insert(0, line("Row", cells.collect()));
        lines.push(summary(named("Total Equity", &plus(&sums, &self.this_year))));
        section("Equity", lines)
    }
}
