//! Payroll AU 1.0: employees, timesheets, pay items, leave and its approval.

use super::rule::Rules;
use crate::store::record::{Record, Value};
use crate::values::amount::Amount;

pub(crate) const EMPLOYEES: Rules = Rules { check: |draft, _| draft.record.fill("Status", "ACTIVE"), ..Rules::NONE };

pub(crate) const TIMESHEETS: Rules = Rules {
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
pub(crate) const PAY_ITEMS: Rules = Rules {
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

pub(crate) const LEAVE: Rules = Rules {
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
