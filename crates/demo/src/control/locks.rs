//! The lock dates of an organisation: set, lifted, told.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::company::State;
use crate::error::DemoError;
use crate::fields::Fields;
use crate::values::dates::Day;

pub(super) fn change(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do", "organisation", "period", "end_of_year"])?;
    let at = fields.text("organisation")?.map_or(Ok(0), |name| state.organisation_named(&name))?;
    let organisation = Arc::make_mut(&mut state.organisations[at].ledger.organisation);
    let period = day(fields, "period", organisation.period_lock)?;
    let year = day(fields, "end_of_year", organisation.year_lock)?;
    (organisation.period_lock, organisation.year_lock) = (period, year);
    Ok(json!({ "period": period.map(told), "end_of_year": year.map(told) }))
}

/// As it is where nothing is said; null or false lifts it.
fn day(fields: &Fields, name: &str, held: Option<Day>) -> Result<Option<Day>, DemoError> {
    if !fields.has(name) {
        return Ok(held);
    }
    if fields.get(name) == Some(&Value::Bool(false)) {
        return Ok(None);
    }
    let Some(text) = fields.text(name)? else { return Ok(None) };
    let day = Day::parse(&text);
    day.map(Some).ok_or_else(|| DemoError::new(format!("\"{name}\" is not a date such as 2026-03-31: '{text}'")))
}

fn told(day: Day) -> String {
    let (year, month, day) = day.civil();
    format!("{year:04}-{month:02}-{day:02}")
}
