//! Payroll NZ, UK and AU 2.0: timesheets with their lines, templates, statutory leave.

use xero_m2m_spec::Family;

use super::rule::Rules;
use crate::records::draft::{CheckContext, RecordDraft};
use crate::store::CollectionKey;
use crate::store::record::{FieldValue, Record};
use crate::values::amount::Amount;

pub(crate) const TIMESHEETS: Rules = Rules {
    check: check_timesheet,
    shown: Some(|record, _, _| {
        let hours: Amount = record.records("timesheetLines").filter_map(|line| line.amount("numberOfUnits")).sum();
        record.set("totalHours", hours.into());
    }),
    why_not_deleted: |row, _| {
        (row.record.text("status") != "Draft").then(|| "Only a draft timesheet can be deleted.".to_owned())
    },
    ..Rules::NONE
};

pub(crate) const PAY_TEMPLATES: Rules = Rules {
    shown: Some(|record, _, context| {
        let Some(employee) = context.collection.parent else { return };
        let collection = templates(context.collection.family).below(employee);
        let templates: Vec<Record> = context.records.all(collection).iter().map(|row| row.record.clone()).collect();
        record.set("employeeID", employee.into());
        record.set("earningTemplates", templates.into());
    }),
    ..Rules::NONE
};

pub(crate) const EARNINGS_TEMPLATES: Rules = Rules {
    check: |draft, context| {
        let rate = draft.record.id("earningsRateID");
        match rate.map(|id| context.records.find(CollectionKey::new(context.collection.family, "EarningsRates"), id)) {
            Some(Some(row)) => draft.record.fill("name", row.record.text("name")),
            Some(None) => draft.add_error("earningsRateID", "The earnings rate was not found."),
            None => {}
        }
    },
    ..Rules::NONE
};

/// Since 5 November 2026 Xero requires a `kiwiSaverStatus` with most tax codes.
pub(crate) const EMPLOYEE_TAX: Rules = Rules {
    check: |draft, _| {
        if !["WT", "NSW"].contains(&draft.record.text("taxCode")) && draft.record.text("kiwiSaverStatus").is_empty() {
            draft.add_error("KiwiSaverStatus", "The KiwiSaverStatus is required for this tax code.");
        }
    },
    ..Rules::NONE
};

/// The default payment method of an employee.
pub(crate) const PAYMENT_METHODS: Rules = Rules {
    initial: |_| Record::from([("paymentMethod", "Manual".into()), ("bankAccounts", FieldValue::List(Vec::new()))]),
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

/// The earnings templates of an employee.
pub(crate) const fn templates(family: Family) -> CollectionKey {
    CollectionKey::new(
        family,
        if matches!(family, Family::PayrollUk) { "PayTemplates/earnings" } else { "PayTemplates/Earnings" },
    )
}

fn check_timesheet(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    draft.record.fill("status", "Draft");
    draft.record.fill("timesheetLines", FieldValue::List(Vec::new()));
    if let Some((start, end)) = draft.record.day("startDate").zip(draft.record.day("endDate"))
        && start > end
    {
        draft.add_error("endDate", "The end date must not be before the start date.");
    }
    // Timesheets of AU 2.0 refer to employees and calendars of AU 1.0.
    if context.ledger.organisation.version == "AU" {
        return;
    }
    for (name, collection) in [("employeeID", "Employees"), ("payrollCalendarID", "PayRunCalendars")] {
        if draft.record.id(name).is_some_and(|id| !context.holds(collection, id)) {
            draft.add_error(name, format!("The {name} was not found."));
        }
    }
}
