//! Payroll NZ, UK and AU 2.0: timesheets with their lines, templates, statutory leave.

use xero_m2m_spec::Family;

use super::rule::Rules;
use crate::records::draft::{Desk, Draft};
use crate::store::Place;
use crate::store::record::{Record, Value};
use crate::values::amount::Amount;

pub(crate) const TIMESHEETS: Rules = Rules {
    check: check_timesheet,
    shown: Some(|record, _, _| {
        let hours: Amount = record.records("timesheetLines").filter_map(|line| line.amount("numberOfUnits")).sum();
        record.set("totalHours", hours.into());
    }),
    stays: |row, _| (row.record.text("status") != "Draft").then(|| "Only a draft timesheet can be deleted.".to_owned()),
    ..Rules::NONE
};

pub(crate) const PAY_TEMPLATES: Rules = Rules {
    shown: Some(|record, _, desk| {
        let Some(employee) = desk.place.parent else { return };
        let place = templates(desk.place.family).below(employee);
        let templates: Vec<Record> = desk.records.all(place).iter().map(|row| row.record.clone()).collect();
        record.set("employeeID", employee.into());
        record.set("earningTemplates", templates.into());
    }),
    ..Rules::NONE
};

pub(crate) const EARNINGS_TEMPLATES: Rules = Rules {
    check: |draft, desk| {
        let rate = draft.record.id("earningsRateID");
        match rate.map(|id| desk.records.find(Place::new(desk.place.family, "EarningsRates"), id)) {
            Some(Some(row)) => draft.record.fill("name", row.record.text("name")),
            Some(None) => draft.fault("earningsRateID", "The earnings rate was not found."),
            None => {}
        }
    },
    ..Rules::NONE
};

/// Since 5 November 2026 Xero wants a `kiwiSaverStatus` with most tax codes.
pub(crate) const EMPLOYEE_TAX: Rules = Rules {
    check: |draft, _| {
        if !["WT", "NSW"].contains(&draft.record.text("taxCode")) && draft.record.text("kiwiSaverStatus").is_empty() {
            draft.fault("KiwiSaverStatus", "The KiwiSaverStatus is required for this tax code.");
        }
    },
    ..Rules::NONE
};

/// How an employee is paid of whom nobody said so.
pub(crate) const PAYMENT_METHODS: Rules = Rules {
    initial: |_| Record::from([("paymentMethod", "Manual".into()), ("bankAccounts", Value::List(Vec::new()))]),
    ..Rules::NONE
};

pub(crate) const STATUTORY_BALANCE: Rules = Rules {
    initial: |_| {
        Record::from([
            ("leaveType", "Sick".into()),
            ("balanceRemaining", Amount::from_cents(2_800).into()),
            ("units", "Hours".into()),
        ])
    },
    ..Rules::NONE
};

/// What employees earn each time, each below its employee.
pub(crate) const fn templates(family: Family) -> Place {
    Place::new(
        family,
        if matches!(family, Family::PayrollUk) { "PayTemplates/earnings" } else { "PayTemplates/Earnings" },
    )
}

fn check_timesheet(draft: &mut Draft, desk: &Desk<'_>) {
    draft.record.fill("status", "Draft");
    draft.record.fill("timesheetLines", Value::List(Vec::new()));
    if let Some((start, end)) = draft.record.day("startDate").zip(draft.record.day("endDate"))
        && start > end
    {
        draft.fault("endDate", "The end date must not be before the start date.");
    }
    // Timesheets of AU 2.0 name the employees and calendars of AU 1.0.
    if desk.ledger.organisation.version == "AU" {
        return;
    }
    for (name, collection) in [("employeeID", "Employees"), ("payrollCalendarID", "PayRunCalendars")] {
        if draft.record.id(name).is_some_and(|id| !desk.holds(collection, id)) {
            draft.fault(name, format!("The {name} was not found."));
        }
    }
}
