//! Sets, removes and reports the lock dates of an organisation.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::company::CompanyState;
use crate::error::DemoError;
use crate::fields::Fields;
use crate::values::dates::Day;

pub(super) fn change(state: &mut CompanyState, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do", "organisation", "period", "end_of_year"])?;
    let at = fields.text("organisation")?.map_or(Ok(0), |name| state.organisation_named(&name))?;
    let organisation = Arc::make_mut(&mut state.organisations[at].ledger.organisation);
    let period = day(fields, "period", organisation.period_lock)?;
    let year = day(fields, "end_of_year", organisation.year_lock)?;
    (organisation.period_lock, organisation.year_lock) = (period, year);
    Ok(json!({ "period": period.map(Day::date_text), "end_of_year": year.map(Day::date_text) }))
}

/// Omitted keeps the date; null or false removes it.
fn day(fields: &Fields, name: &str, existing: Option<Day>) -> Result<Option<Day>, DemoError> {
    if !fields.has(name) {
        return Ok(existing);
    }
    if fields.get(name) == Some(&Value::Bool(false)) {
        return Ok(None);
    }
    let Some(text) = fields.text(name)? else { return Ok(None) };
    let day = Day::parse(&text);
    day.map(Some).ok_or_else(|| DemoError::new(format!("\"{name}\" must be a date such as 2026-03-31, not '{text}'")))
}
