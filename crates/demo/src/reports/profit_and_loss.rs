//! Profit and loss: income, costs and what is left, for a span and the spans before it.

use super::asked::{Asked, Refusal, earlier};
use super::dates::{long, short_month};
use super::sheet::{Sheet, accounts, header, minus, named, plus, row, section, summary};
use crate::ledger::Ledger;
use crate::ledger::account_sums::{Span, Sums};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::wire::node::Node;

/// The sums of one or more spans, part by part, as a profit and loss shows them: each above zero as a rule.
pub(super) struct Profit {
    pub(super) income: Part,
    pub(super) direct_costs: Part,
    pub(super) other_income: Part,
    pub(super) expenses: Part,
}

pub(super) struct Part {
    rows: Vec<Node<'static>>,
    pub(super) sums: Vec<Amount>,
}

impl Profit {
    pub(super) fn of(ledger: &Ledger, sums: &[Sums]) -> Profit {
        let part = |kinds: &[&str], is_income: bool| {
            let chosen = ledger.accounts().iter().filter(|account| kinds.contains(&account.kind));
            let (rows, sums) = accounts(chosen, sums.len(), |account, column| {
                let sum = sums.get(column).map_or(Amount::ZERO, |sums| sums.of(account.id));
                if is_income { -sum } else { sum }
            });
            Part { rows, sums }
        };
        Profit {
            income: part(&["REVENUE", "SALES"], true),
            direct_costs: part(&["DIRECTCOSTS"], false),
            other_income: part(&["OTHERINCOME"], true),
            expenses: part(&["EXPENSE", "OVERHEADS", "DEPRECIATN", "WAGESEXPENSE", "SUPERANNUATIONEXPENSE"], false),
        }
    }

    /// The rows of a report, with the columns' heads.
    pub(super) fn rows(self, first: &str, heads: impl Iterator<Item = String>) -> Vec<Node<'static>> {
        let (gross, net) = (self.gross(), self.net());
        let mut rows = vec![header(std::iter::once(first.to_owned()).chain(heads))];
        rows.push(self.income.section("Income", "Total Income"));
        if !self.direct_costs.rows.is_empty() {
            rows.push(self.direct_costs.section("Less Cost of Sales", "Total Cost of Sales"));
        }
        rows.push(section("", vec![row(named("Gross Profit", &gross))]));
        if !self.other_income.rows.is_empty() {
            rows.push(self.other_income.section("Plus Other Income", "Total Other Income"));
        }
        rows.push(self.expenses.section("Less Operating Expenses", "Total Operating Expenses"));
        rows.push(section("", vec![row(named("Net Profit", &net))]));
        rows
    }

    pub(super) fn gross(&self) -> Vec<Amount> {
        minus(&self.income.sums, &self.direct_costs.sums)
    }

    pub(super) fn net(&self) -> Vec<Amount> {
        minus(&plus(&self.gross(), &self.other_income.sums), &self.expenses.sums)
    }
}

impl Part {
    fn section(self, title: &str, total: &str) -> Node<'static> {
        let mut rows = self.rows;
        rows.push(summary(named(total, &self.sums)));
        section(title, rows)
    }
}

pub(super) fn sheet(ledger: &Ledger, asked: Asked<'_>) -> Result<Sheet, Refusal> {
    let span = asked.span()?;
    let spans: Vec<Span> = asked.columns()?.into_iter().map(|months| earlier(span, months)).collect();
    let profit = Profit::of(ledger, &ledger.sums(&spans));
    let rows = profit.rows("", spans.iter().map(|span| head(span.to)));
    let from = span.from.unwrap_or(span.to);
    let span = format!("{} to {}", long(from), long(span.to));
    Ok(Sheet { name: "Profit and Loss", kind: "ProfitAndLoss", title: "Profit & Loss", span, rows })
}

/// `30 Nov 26`
fn head(day: Day) -> String {
    let (year, _, date) = day.civil();
    format!("{date} {} {:02}", short_month(day), year % 100)
}
