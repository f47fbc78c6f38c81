//! What came into each bank account and what went out.

use super::asked::{Asked, Refusal};
use super::dates::long;
use super::sheet::{Sheet, header, money, named, row_of, section, summary};
use crate::ledger::Ledger;
use crate::ledger::account_sums::Span;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

/// Opening balance, received, spent, closing balance.
pub(super) type Flow = [Amount; 4];

pub(super) fn flows(ledger: &Ledger, span: Span) -> Vec<(Guid, &str, Flow)> {
    let banks = ledger.accounts().iter().filter(|account| account.bank.is_some());
    let mut flows: Vec<_> = banks.map(|account| (account.id, &*account.name, Flow::default())).collect();
    ledger.each_entry(|entry| {
        for posting in &entry.postings {
            let Some((.., flow)) = flows.iter_mut().find(|(id, ..)| *id == posting.account) else { continue };
            book(flow, span, entry.date, posting.amount);
        }
    });
    flows
}

fn book(flow: &mut Flow, span: Span, date: Day, amount: Amount) {
    if date > span.to {
        return;
    }
    let [opening, received, spent, closing] = flow;
    *closing = *closing + amount;
    if span.from.is_some_and(|from| date < from) {
        *opening = *opening + amount;
    } else if amount > Amount::ZERO {
        *received = *received + amount;
    } else {
        *spent = *spent - amount;
    }
}

pub(super) fn total(flows: &[(Guid, &str, Flow)]) -> Flow {
    let mut totals = Flow::default();
    for (.., flow) in flows {
        for (total, part) in totals.iter_mut().zip(flow) {
            *total = *total + *part;
        }
    }
    totals
}

pub(super) fn sheet(ledger: &Ledger, asked: Asked<'_>) -> Result<Sheet, Refusal> {
    let span = asked.span()?;
    let flows = flows(ledger, span);
    let heads = ["Bank Accounts", "Opening Balance", "Cash Received", "Cash Spent", "Closing Balance"];
    let mut rows: Vec<_> = flows
        .iter()
        .map(|(id, name, flow)| row_of(*id, "accountID", std::iter::once((*name).to_owned()).chain(flow.map(money))))
        .collect();
    rows.push(summary(named("Total", &total(&flows))));
    Ok(Sheet {
        name: "Bank Summary",
        kind: "BankSummary",
        title: "Bank Summary",
        span: format!("From {} to {}", long(span.from.unwrap_or(span.to)), long(span.to)),
        rows: vec![header(heads.map(str::to_owned)), section("", rows)],
    })
}
