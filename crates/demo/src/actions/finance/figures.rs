//! Dates, spans and amounts, as the statements of Finance write them.

use crate::call::Call;
use crate::ledger::account::Account;
use crate::ledger::account_sums::DateSpan;
use crate::records::request_error::RequestError;
use crate::store::record::{FieldValue, Record};
use crate::values::amount::Amount;
use crate::values::dates::Day;

pub(crate) fn day(call: &Call<'_>, name: &str) -> Result<Option<Day>, RequestError> {
    let Some(text) = call.query.get(name) else { return Ok(None) };
    let day = Day::parse(text.trim());
    day.map(Some).ok_or_else(|| RequestError::Query(format!("The {name} '{text}' is not a date such as 2026-01-31.")))
}

/// Finance writes a date without a time.
pub(crate) fn date(day: Day) -> FieldValue {
    FieldValue::Text(day.date_text())
}

/// From `startDate` to `endDate`; by default the year up to today.
pub(crate) fn span(call: &Call<'_>) -> Result<(Day, Day), RequestError> {
    let to = day(call, "endDate")?.unwrap_or_else(|| Day::of_millis(call.now));
    let from = day(call, "startDate")?.unwrap_or_else(|| a_year_before(to));
    if from > to {
        return Err(RequestError::Query("The startDate must not be after the endDate.".to_owned()));
    }
    Ok((from, to))
}

pub(crate) fn a_year_before(day: Day) -> Day {
    let (year, month, date) = day.civil();
    Day::new(year - 1, month, date).unwrap_or_else(|| day.plus(-365))
}

pub(crate) fn since(from: Day, to: Day) -> DateSpan {
    DateSpan { from: Some(from), to }
}

/// Everything up to that day.
pub(crate) fn until(to: Day) -> DateSpan {
    DateSpan { from: None, to }
}

/// `{value, type}` of an amount whose debit is above zero.
pub(crate) fn sided(amount: Amount, side: &'static str) -> FieldValue {
    let (value, name) = if amount < Amount::ZERO { (-amount, "CREDIT") } else { (amount, "DEBIT") };
    Record::from([("value", value.into()), (side, name.into())]).into()
}

/// An account as the statements show it; each names the ID field differently.
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
