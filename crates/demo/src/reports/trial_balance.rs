//! The trial balance: each account's debit or credit, of the month and of the financial year.

use super::asked::{Asked, Refusal};
use super::dates::long;
use super::sheet::{Sheet, header, money, row_of, section, summary};
use crate::ledger::Ledger;
use crate::ledger::account_sums::Span;
use crate::values::amount::Amount;
use crate::wire::node::Node;

const CLASSES: [(&str, &str); 5] = [
    ("REVENUE", "Revenue"),
    ("EXPENSE", "Expenses"),
    ("ASSET", "Assets"),
    ("LIABILITY", "Liabilities"),
    ("EQUITY", "Equity"),
];

pub(super) fn sheet(ledger: &Ledger, asked: Asked<'_>) -> Result<Sheet, Refusal> {
    let to = asked.day("date")?.unwrap_or(asked.today);
    let start = ledger.year_start(to);
    let spans = [Span { from: Some(to.month_start()), to }, Span { from: start, to }, Span { from: None, to }];
    let sums = ledger.sums(&spans);
    let [month, year, all] = sums.as_slice() else { return Err(String::new()) };
    let of_earlier_years: Amount = ledger
        .accounts()
        .iter()
        .filter(|one| one.is_profit_and_loss())
        .map(|one| all.of(one.id) - year.of(one.id))
        .sum();
    let mut rows = vec![header(["Account", "Debit", "Credit", "YTD Debit", "YTD Credit"].map(str::to_owned))];
    let mut totals = [Amount::ZERO; 4];
    for (class, title) in CLASSES {
        let mut section_rows: Vec<Node<'static>> = Vec::new();
        for account in ledger.accounts().iter().filter(|account| account.class() == class) {
            let moved = month.of(account.id);
            let stands = if account.is_profit_and_loss() {
                year.of(account.id)
            } else if account.system == Some("RETAINEDEARNINGS") {
                all.of(account.id) + of_earlier_years
            } else {
                all.of(account.id)
            };
            if moved == Amount::ZERO && stands == Amount::ZERO {
                continue;
            }
            let is_debit = if stands == Amount::ZERO { moved > Amount::ZERO } else { stands > Amount::ZERO };
            let [debit, credit] = sides(moved, is_debit, &mut totals[..2]);
            let [year_debit, year_credit] = sides(stands, is_debit, &mut totals[2..]);
            let name = format!("{} ({})", account.name, account.code);
            section_rows.push(row_of(account.id, "account", [name, debit, credit, year_debit, year_credit]));
        }
        if !section_rows.is_empty() {
            rows.push(section(title, section_rows));
        }
    }
    let totals = std::iter::once("Total".to_owned()).chain(totals.map(money));
    rows.push(section("", vec![summary(totals)]));
    Ok(Sheet {
        name: "Trial Balance",
        kind: "TrialBalance",
        title: "Trial Balance",
        span: format!("As at {}", long(to)),
        rows,
    })
}

/// The two cells of an amount, which is counted on its side; nothing at all stands on the account's own side.
fn sides(amount: Amount, is_debit: bool, totals: &mut [Amount]) -> [String; 2] {
    let on_debit = amount > Amount::ZERO || (amount == Amount::ZERO && is_debit);
    let shown = if amount < Amount::ZERO { -amount } else { amount };
    if let Some(total) = totals.get_mut(usize::from(!on_debit)) {
        *total = *total + shown;
    }
    if on_debit { [money(shown), String::new()] } else { [String::new(), money(shown)] }
}
