//! Dates, spans and amounts, as the statements of Finance write them.

use crate::call::Call;
use crate::ledger::account::Account;
use crate::ledger::account_sums::Span;
use crate::records::refusal::Refusal;
use crate::store::record::{Record, Value};
use crate::values::amount::Amount;
use crate::values::dates::Day;

pub(crate) fn day(call: &Call<'_>, name: &str) -> Result<Option<Day>, Refusal> {
    let Some(text) = call.query.get(name) else { return Ok(None) };
    let day = Day::parse(text.trim());
    day.map(Some).ok_or_else(|| Refusal::Query(format!("The {name} '{text}' is not a date such as 2026-01-31.")))
}

/// Finance writes a date without a time.
pub(crate) fn date(day: Day) -> Value {
    let (year, month, date) = day.civil();
    Value::Text(format!("{year:04}-{month:02}-{date:02}"))
}

/// From `startDate` to `endDate`: the year up to today, unless they say otherwise.
pub(crate) fn span(call: &Call<'_>) -> Result<(Day, Day), Refusal> {
    let to = day(call, "endDate")?.unwrap_or_else(|| Day::of_millis(call.now));
    let from = day(call, "startDate")?.unwrap_or_else(|| a_year_before(to));
    if from > to {
        return Err(Refusal::Query("The startDate must not be after the endDate.".to_owned()));
    }
    Ok((from, to))
}

pub(crate) fn a_year_before(day: Day) -> Day {
    let (year, month, date) = day.civil();
    Day::new(year - 1, month, date).unwrap_or_else(|| day.plus(-365))
}

pub(crate) fn since(from: Day, to: Day) -> Span {
    Span { from: Some(from), to }
}

/// Everything up to that day.
pub(crate) fn until(to: Day) -> Span {
    Span { from: None, to }
}

/// `{value, type}` of an amount whose debit is above zero.
pub(crate) fn sided(amount: Amount, side: &'static str) -> Value {
    let (value, name) = if amount < Amount::ZERO { (-amount, "CREDIT") } else { (amount, "DEBIT") };
    Record::from([("value", value.into()), (side, name.into())]).into()
}

/// The members by which each statement shows an account, under the names that the statement has for them.
pub(crate) fn shown(account: &Account, id: &'static str, total: Amount) -> Record {
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

pub(crate) fn total(records: &[Record]) -> Amount {
    records.iter().filter_map(|record| record.amount("total")).sum()
}
