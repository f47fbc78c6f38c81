//! The month in a few figures, beside the month before.

use super::asked::{Asked, Refusal, earlier};
use super::bank_summary;
use super::dates::{month, short_month};
use super::profit_and_loss::Profit;
use super::sheet::{Sheet, header, money, row, section};
use crate::ledger::Ledger;
use crate::ledger::account_sums::Span;
use crate::ledger::status::Status;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::wire::node::Node;

/// A figure of this month and of the one before.
type Pair = [Amount; 2];

pub(super) fn sheet(ledger: &Ledger, asked: Asked<'_>) -> Result<Sheet, Refusal> {
    let day = asked.day("date")?.unwrap_or(asked.today);
    let now = Span { from: Some(day.month_start()), to: day.month_end() };
    let spans = [now, earlier(now, 1)];
    let profit = Profit::of(ledger, &ledger.sums(&spans));
    let until = ledger.sums(&spans.map(|span| Span { from: None, to: span.to }));
    let stands = |code: &str| {
        let account = ledger.account_of_system(code);
        pair(until.iter().map(|sums| account.map_or(Amount::ZERO, |account| sums.of(account.id))))
    };
    let net_assets = pair(until.iter().map(|sums| {
        sums.total(ledger.accounts().iter().filter(|account| matches!(account.class(), "ASSET" | "LIABILITY")))
    }));
    let flows = spans.map(|span| bank_summary::total(&bank_summary::flows(ledger, span)));
    let flow = |pick: fn(&bank_summary::Flow) -> Amount| pair(flows.iter().map(pick));
    let of = |sums: Vec<Amount>| pair(sums.into_iter());
    let (income, net, gross) = (of(profit.income.sums.clone()), of(profit.net()), of(profit.gross()));
    let issued = spans.map(|span| issued(ledger, span));
    let cash = vec![
        amounts("Cash received", flow(|[_, received, ..]| *received)),
        amounts("Cash spent", flow(|[_, _, spent, _]| *spent)),
        amounts("Cash surplus (deficit)", flow(|[_, received, spent, _]| *received - *spent)),
        amounts("Closing bank balance", flow(|[.., closing]| *closing)),
    ];
    let profitability = vec![
        amounts("Income", income),
        amounts("Direct costs", of(profit.direct_costs.sums.clone())),
        amounts("Gross profit (loss)", gross),
        amounts("Other Income", of(profit.other_income.sums.clone())),
        amounts("Expenses", of(profit.expenses.sums.clone())),
        amounts("Profit (loss)", net),
    ];
    let balance = vec![
        amounts("Debtors", stands("DEBTORS")),
        amounts("Creditors", stands("CREDITORS")),
        amounts("Net assets", net_assets),
    ];
    let count = |(count, _): &(i64, Amount)| Amount::from_cents(*count * 100);
    let average = |(count, sum): &(i64, Amount)| sum.divided_by(Amount::from_cents(*count * 100)).unwrap_or_default();
    let numbers = pair(issued.iter().map(count));
    let sales = vec![
        shown("Number of invoices issued", numbers, |number| number.text(0)),
        amounts("Average value of invoices", pair(issued.iter().map(average))),
    ];
    let performance = vec![margin("Gross profit margin", gross, income), margin("Net profit margin", net, income)];
    let heads = spans.map(|span| head(span.to));
    let heads = std::iter::once(String::new()).chain(heads).chain(["Variance".to_owned()]);
    let rows = vec![
        header(heads),
        section("Cash", cash),
        section("Profitability", profitability),
        section("Balance Sheet", balance),
        section("Income", sales),
        section("Performance", performance),
    ];
    let (year, ..) = day.civil();
    let span = format!("For the month of {} {year}", month(day));
    Ok(Sheet { name: "Executive Summary", kind: "ExecutiveSummary", title: "Executive Summary", span, rows })
}

fn pair(mut amounts: impl Iterator<Item = Amount>) -> Pair {
    [(); 2].map(|()| amounts.next().unwrap_or_default())
}

fn amounts(name: &str, figures: Pair) -> Node<'static> {
    shown(name, figures, money)
}

fn shown(name: &str, figures: Pair, write: impl Fn(Amount) -> String) -> Node<'static> {
    let [now, before] = figures;
    let absolute = if before < Amount::ZERO { -before } else { before };
    row([
        name.to_owned(),
        write(now),
        write(before),
        percent(now - before, absolute).unwrap_or_else(|| "0.0%".to_owned()),
    ])
}

fn margin(name: &str, part: Pair, whole: Pair) -> Node<'static> {
    let [now, before] = [0, 1].map(|at: usize| percent(part[at], whole[at]).unwrap_or_default());
    row([name.to_owned(), now, before, "0.0%".to_owned()])
}

/// None where there is nothing to compare with.
fn percent(part: Amount, whole: Amount) -> Option<String> {
    let hundredths = part.divided_by(whole)?.line_total(Amount::from_cents(10_000), Amount::ZERO)?;
    Some(format!("{}%", hundredths.text(1)))
}

/// How many sales invoices, and their sum.
fn issued(ledger: &Ledger, span: Span) -> (i64, Amount) {
    let counts = |status, date| matches!(status, Status::Authorised | Status::Paid) && span.has(date);
    let kept = ledger.invoices().kept().filter(|invoice| invoice.is_sale() && counts(invoice.status, invoice.date));
    let generated = ledger.invoices().generated_figures().map(|(_, figures)| figures);
    let generated = generated.filter(|figures| counts(figures.status, figures.date)).map(|figures| figures.total);
    let totals = kept.map(|invoice| invoice.total).chain(generated);
    totals.fold((0, Amount::ZERO), |(count, sum), total| (count + 1, sum + total))
}

/// `Nov 2026`
fn head(day: Day) -> String {
    let (year, ..) = day.civil();
    format!("{} {year}", short_month(day))
}
