//! Finance: statements computed from the books when they are asked for.

mod cash;
mod contacts;
mod statements;

use std::sync::Arc;

use crate::amount::Amount;
use crate::call::Call;
use crate::dates::Day;
use crate::ids::Guid;
use crate::ledger::account::Account;
use crate::ledger::account_sums::Span;
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::store::Row;
use crate::store::record::{Record, Value};

pub(crate) fn answer(call: &Call<'_>, name: &str) -> Option<Result<Outcome, Refusal>> {
    let one = |record: Result<Record, Refusal>| record.map(|record| Outcome::One(Arc::new(row(record))));
    Some(match name {
        "statements.balance_sheet" => one(statements::balance_sheet(call)),
        "statements.profit_and_loss" => one(statements::profit_and_loss(call)),
        "statements.trial_balance" => one(statements::trial_balance(call)),
        "statements.cash_flow" => one(cash::flow(call)),
        "statements.revenue_by_contact" => one(contacts::totals(call, true)),
        "statements.expense_by_contact" => one(contacts::totals(call, false)),
        "bank_statements.get" => one(cash::statements(call)),
        "cash_validations.list" => cash::validations(call).map(|records| {
            let rows = records.into_iter().map(|record| Arc::new(row(record))).collect();
            Outcome::Page { rows, pagination: None }
        }),
        _ => return None,
    })
}

fn row(record: Record) -> Row {
    Row { id: Guid::named(""), record, created: 0, updated: 0 }
}

fn day(call: &Call<'_>, name: &str) -> Result<Option<Day>, Refusal> {
    let Some(text) = call.query.get(name) else { return Ok(None) };
    let day = Day::parse(text.trim());
    day.map(Some).ok_or_else(|| Refusal::Query(format!("The {name} '{text}' is not a date such as 2026-01-31.")))
}

/// Finance writes a date without a time.
fn date(day: Day) -> Value {
    let (year, month, date) = day.civil();
    Value::Text(format!("{year:04}-{month:02}-{date:02}"))
}

/// From `startDate` to `endDate`: the year up to today, unless they say otherwise.
fn span(call: &Call<'_>) -> Result<(Day, Day), Refusal> {
    let to = day(call, "endDate")?.unwrap_or_else(|| Day::of_millis(call.now));
    let from = day(call, "startDate")?.unwrap_or_else(|| a_year_before(to));
    if from > to {
        return Err(Refusal::Query("The startDate must not be after the endDate.".to_owned()));
    }
    Ok((from, to))
}

fn a_year_before(day: Day) -> Day {
    let (year, month, date) = day.civil();
    Day::new(year - 1, month, date).unwrap_or_else(|| day.plus(-365))
}

fn since(from: Day, to: Day) -> Span {
    Span { from: Some(from), to }
}

/// Everything up to that day.
fn until(to: Day) -> Span {
    Span { from: None, to }
}

/// `{value, type}` of an amount whose debit is above zero.
fn sided(amount: Amount, side: &'static str) -> Value {
    let (value, name) = if amount < Amount::ZERO { (-amount, "CREDIT") } else { (amount, "DEBIT") };
    Record::from([("value", value.into()), (side, name.into())]).into()
}

/// The members by which each statement shows an account, under the names that the statement has for them.
fn shown(account: &Account, id: &'static str, total: Amount) -> Record {
    Record::from([
        (id, account.id.into()),
        ("code", account.code.as_ref().into()),
        ("name", account.name.as_ref().into()),
        ("accountType", account.kind.into()),
        ("accountClass", account.class().into()),
        ("reportingCode", account.reporting_code().into()),
        ("total", total.into()),
    ])
}

fn total(records: &[Record]) -> Amount {
    records.iter().filter_map(|record| record.amount("total")).sum()
}
