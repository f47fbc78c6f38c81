//! What the budget plans, month by month or in longer columns.

use super::asked::{Asked, Refusal};
use super::dates::{month, short_month};
use super::profit_and_loss::Profit;
use super::sheet::Sheet;
use crate::ledger::Ledger;
use crate::ledger::account_sums::Sums;
use crate::values::dates::Day;

const PERIODS: i64 = 12;

pub(super) fn sheet(ledger: &Ledger, asked: Asked<'_>) -> Result<Sheet, Refusal> {
    let first = asked.day("date")?.unwrap_or(asked.today).month_start();
    let (months, periods) = (asked.timeframe()?, asked.periods()?.unwrap_or(PERIODS));
    let columns = (0..periods).map(|at| (first.months_later(at * months), first.months_later((at + 1) * months - 1)));
    let columns: Vec<(Day, Day)> = columns.collect();
    let sums: Vec<Sums> = columns.iter().map(|(from, to)| ledger.budget(*from, *to)).collect();
    let heads = columns.iter().map(|(_, last)| head(*last));
    let rows = Profit::of(ledger, &sums).rows("Account", heads);
    let (from, to) = (first, columns.last().map_or(first, |(_, last)| *last));
    let name = |day: Day| format!("{} {}", month(day), day.civil().0);
    Ok(Sheet {
        name: "Budget Summary",
        kind: "BudgetSummary",
        title: "Overall Budget\nBudget Summary",
        span: format!("{} to {}", name(from), name(to)),
        rows,
    })
}

/// `Nov-26`
fn head(day: Day) -> String {
    format!("{}-{:02}", short_month(day), day.civil().0 % 100)
}
