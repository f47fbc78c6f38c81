//! What a request asks of a report, read strictly.

use crate::ledger::account_sums::Span;
use crate::values::dates::Day;
use crate::wire::query::Query;

const MOST_PERIODS: i64 = 12;
const LONGEST_SPAN: i64 = 366;

/// What is wrong with the parameters.
pub(super) type Refusal = String;

#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) query: &'a Query,
    pub(super) today: Day,
}

impl Asked<'_> {
    pub(super) fn day(&self, name: &str) -> Result<Option<Day>, Refusal> {
        match self.query.get(name) {
            None => Ok(None),
            Some(text) => match Day::parse(text.trim()) {
                Some(day) => Ok(Some(day)),
                None => Err(format!("The {name} '{text}' is not a valid date")),
            },
        }
    }

    /// From and to; without them the current month.
    pub(super) fn span(&self) -> Result<Span, Refusal> {
        let (from, to) = (self.day("fromDate")?, self.day("toDate")?);
        let from = from.unwrap_or_else(|| to.unwrap_or(self.today).month_start());
        let to = to.unwrap_or_else(|| from.month_end());
        if from > to {
            return Err("The fromDate must be before the toDate".to_owned());
        }
        if from.plus(LONGEST_SPAN) < to {
            return Err("The date range must be 365 days or less".to_owned());
        }
        Ok(Span { from: Some(from), to })
    }

    /// How many months each column lies before the first one.
    pub(super) fn columns(&self) -> Result<Vec<i64>, Refusal> {
        let months = self.timeframe()?;
        let periods = self.periods()?.unwrap_or(0);
        Ok((0..=periods).map(|period| period * months).collect())
    }

    /// How many months a column is long.
    pub(super) fn timeframe(&self) -> Result<i64, Refusal> {
        match self.query.get("timeframe").map(str::to_ascii_uppercase).as_deref() {
            None | Some("MONTH" | "1") => Ok(1),
            Some("QUARTER" | "3") => Ok(3),
            Some("YEAR" | "12") => Ok(12),
            Some(other) => Err(format!("The timeframe '{other}' is not one of MONTH, QUARTER, YEAR")),
        }
    }

    pub(super) fn periods(&self) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.query.get("periods") else { return Ok(None) };
        let count = text.trim().parse::<i64>().ok().filter(|count| (1..=MOST_PERIODS).contains(count));
        count.map(Some).ok_or_else(|| format!("The periods '{text}' are not a number from 1 to {MOST_PERIODS}"))
    }
}

pub(super) fn earlier(span: Span, months: i64) -> Span {
    Span { from: span.from.map(|from| from.months_before(months)), to: span.to.months_before(months) }
}
