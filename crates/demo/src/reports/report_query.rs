//! The parameters of a report.

use crate::ledger::account_sums::DateSpan;
use crate::values::dates::Day;
use crate::wire::query::Query;

const MAX_PERIODS: i64 = 12;
const LONGEST_SPAN: i64 = 366;

/// What is wrong with the parameters.
pub(super) type InvalidParameter = String;

#[derive(Clone, Copy)]
pub(super) struct ReportQuery<'a> {
    pub(super) parameters: &'a Query,
    pub(super) today: Day,
}

impl ReportQuery<'_> {
    pub(super) fn day(&self, name: &str) -> Result<Option<Day>, InvalidParameter> {
        match self.parameters.get(name) {
            None => Ok(None),
            Some(text) => match Day::parse(text.trim()) {
                Some(day) => Ok(Some(day)),
                None => Err(format!("The {name} '{text}' is not a valid date")),
            },
        }
    }

    /// From and to; by default the current month.
    pub(super) fn span(&self) -> Result<DateSpan, InvalidParameter> {
        let (from, to) = (self.day("fromDate")?, self.day("toDate")?);
        let from = from.unwrap_or_else(|| to.unwrap_or(self.today).month_start());
        let to = to.unwrap_or_else(|| from.month_end());
        if from > to {
            return Err("The fromDate must be before the toDate".to_owned());
        }
        if from.plus(LONGEST_SPAN) < to {
            return Err("The date range must be 365 days or less".to_owned());
        }
        Ok(DateSpan { from: Some(from), to })
    }

    /// The offset of each column from the first one, in months.
    pub(super) fn columns(&self) -> Result<Vec<i64>, InvalidParameter> {
        let months = self.timeframe()?;
        let periods = self.periods()?.unwrap_or(0);
        Ok((0..=periods).map(|period| period * months).collect())
    }

    /// The length of a column in months.
    pub(super) fn timeframe(&self) -> Result<i64, InvalidParameter> {
        match self.parameters.get("timeframe").map(str::to_ascii_uppercase).as_deref() {
            None | Some("MONTH" | "1") => Ok(1),
            Some("QUARTER" | "3") => Ok(3),
            Some("YEAR" | "12") => Ok(12),
            Some(other) => Err(format!("The timeframe '{other}' is not one of MONTH, QUARTER, YEAR")),
        }
    }

    pub(super) fn periods(&self) -> Result<Option<i64>, InvalidParameter> {
        let Some(text) = self.parameters.get("periods") else { return Ok(None) };
        let count = text.trim().parse::<i64>().ok().filter(|count| (1..=MAX_PERIODS).contains(count));
        count.map(Some).ok_or_else(|| format!("The periods '{text}' are not a number from 1 to {MAX_PERIODS}"))
    }
}

pub(super) fn earlier(span: DateSpan, months: i64) -> DateSpan {
    DateSpan { from: span.from.map(|from| from.months_before(months)), to: span.to.months_before(months) }
}
