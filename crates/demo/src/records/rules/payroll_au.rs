//! Payroll AU 1.0: employees, timesheets, pay items, leave and its approval.

use std::sync::Arc;

use super::Rules;
use crate::amount::Amount;
use crate::call::Call;
use crate::ids::Guid;
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::records::store::{Place, Row};
use crate::records::value::{Record, Value};

pub(super) const EMPLOYEES: Rules = Rules { check: |draft, _| draft.record.fill("Status", "ACTIVE"), ..Rules::NONE };

pub(super) const TIMESHEETS: Rules = Rules {
    check: |draft, desk| {
        draft.record.fill("Status", "DRAFT");
        if draft.record.id("EmployeeID").is_some_and(|id| !desk.holds("Employees", id)) {
            draft.fault("EmployeeID", "The EmployeeID was not found.");
        }
    },
    shown: Some(|record, _, _| {
        let hours: Amount = record.records("TimesheetLines").flat_map(units).sum();
        record.set("Hours", hours.into());
    }),
    ..Rules::NONE
};

/// Xero writes this one rate as a text.
pub(super) const PAY_ITEMS: Rules = Rules {
    shown: Some(|record, _, _| {
        let mut rates = record.record_list("EarningsRates");
        for rate in &mut rates {
            if let Some(Value::Decimal(number)) = rate.get("RatePerUnit") {
                rate.set("RatePerUnit", Value::Text(number.clone()));
            }
        }
        record.set("EarningsRates", rates.into());
    }),
    ..Rules::NONE
};

pub(super) const LEAVE: Rules = Rules {
    check: |draft, desk| {
        for name in ["EmployeeID", "LeaveTypeID", "Title", "StartDate", "EndDate"] {
            if draft.is_new() && draft.record.get(name).is_none() {
                draft.fault(name, format!("The {name} must be specified."));
            }
        }
        if draft.record.id("EmployeeID").is_some_and(|id| !desk.holds("Employees", id)) {
            draft.fault("EmployeeID", "The EmployeeID was not found.");
        }
    },
    ..Rules::NONE
};

/// A line's units, one for each day of the timesheet.
fn units(line: &Record) -> Vec<Amount> {
    let values = match line.get("NumberOfUnits") {
        Some(Value::List(values)) => values.as_slice(),
        _ => &[],
    };
    let amount = |value: &Value| match value {
        Value::Decimal(text) => Amount::parse(text),
        _ => None,
    };
    values.iter().filter_map(amount).collect()
}

/// Approves or rejects a leave application: every period of it gets that status.
pub(super) fn decide(call: &mut Call<'_>, status: &'static str) -> Result<Outcome, Refusal> {
    let place = Place::new(call.operation.family, "LeaveApplications");
    let id = Guid::parse(call.key(0)).ok_or(Refusal::NotFound)?;
    let mut row = Row::clone(call.books.records.find(place, id).ok_or(Refusal::NotFound)?);
    if let Some(Value::List(periods)) = row.record.get_mut("LeavePeriods") {
        for period in periods {
            if let Value::Record(period) = period {
                period.set("LeavePeriodStatus", status.into());
            }
        }
    }
    row.record.set("UpdatedDateUTC", Value::Instant(call.now));
    row.updated = call.now;
    call.books.records.put(place, row.clone());
    Ok(Outcome::One(Arc::new(row)))
}
