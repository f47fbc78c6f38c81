//! Pay runs of NZ and the UK: a new one makes a pay slip for every employee of its calendar.

use std::sync::Arc;

use xero_m2m_spec::Family;

use super::payroll::templates;
use super::rule::Rules;
use crate::records::draft::{Desk, Draft};
use crate::store::record::{Record, Value};
use crate::store::{Place, Records, Row};
use crate::values::amount::Amount;
use crate::values::ids::Guid;

/// One rate stands for the tables of both countries.
const INCOME_TAX: Amount = Amount::from_cents(20_00);

pub(crate) const PAY_RUNS: Rules = Rules {
    check,
    kept: |call, place, row| make_slips(&mut call.books.records, place.family, row, call.now),
    shown: Some(show),
    ..Rules::NONE
};

pub(crate) const PAY_SLIPS: Rules = Rules { check: check_slip, ..Rules::NONE };

pub(crate) const fn slips(family: Family) -> Place {
    Place::new(family, if matches!(family, Family::PayrollUk) { "Payslips" } else { "PaySlips" })
}

fn check(draft: &mut Draft, desk: &Desk<'_>) {
    let record = &mut draft.record;
    record.fill("payRunStatus", "Draft");
    record.fill("payRunType", "Scheduled");
    let calendar = record.id("payrollCalendarID");
    match calendar.and_then(|id| desk.records.find(Place::new(desk.place.family, "PayRunCalendars"), id)) {
        Some(row) => {
            for name in ["periodStartDate", "periodEndDate", "paymentDate", "calendarType"] {
                if let Some(value) = row.record.get(name) {
                    record.fill(name, value.clone());
                }
            }
        }
        None => draft.fault("payrollCalendarID", "The payroll calendar was not found."),
    }
}

/// With its pay slips, short, and what they come to.
fn show(record: &mut Record, row: &Row, desk: &Desk<'_>) {
    let all = desk.records.all(slips(desk.place.family)).iter();
    let mine: Vec<Record> =
        all.map(|slip| &slip.record).filter(|slip| slip.id("payRunID") == Some(row.id)).map(short).collect();
    let total = |name: &str| mine.iter().filter_map(|slip| slip.amount(name)).sum::<Amount>();
    record.set("totalPay", total("totalPay").into());
    record.set(
        "totalCost",
        (total("totalEarnings") + total("totalReimbursements") + total("totalSuperannuation")).into(),
    );
    record.set("paySlips", mine.into());
}

fn short(slip: &Record) -> Record {
    let mut short = Record::default();
    for (name, value) in slip.iter().filter(|(_, value)| !matches!(value, Value::List(_))) {
        short.set(name, value.clone());
    }
    short
}

/// The pay slips of a pay run that has none yet.
pub(crate) fn make_slips(records: &mut Records, family: Family, run: &Row, now: i64) {
    let place = slips(family);
    if records.all(place).iter().any(|slip| slip.record.id("payRunID") == Some(run.id)) {
        return;
    }
    let calendar = run.record.id("payrollCalendarID");
    let is_paid = |employee: &&Arc<Row>| employee.record.id("payrollCalendarID") == calendar;
    let employees = records.all(Place::new(family, "Employees")).iter().filter(is_paid);
    let made: Vec<Row> = employees.map(|employee| slip(records, family, run, employee, now)).collect();
    for row in made {
        records.put(place, row);
    }
}

fn slip(records: &Records, family: Family, run: &Row, employee: &Row, now: i64) -> Row {
    let id = Guid::named(&format!("pay slip/{}/{}", run.id, employee.id));
    let earned = records.all(templates(family).below(employee.id)).iter().map(|template| earnings(&template.record));
    let earned: Vec<Record> = earned.collect();
    let mut record = Record::from([
        ("paySlipID", id.into()),
        ("employeeID", employee.id.into()),
        ("payRunID", run.id.into()),
        ("firstName", employee.record.text("firstName").into()),
        ("lastName", employee.record.text("lastName").into()),
        ("paymentMethod", "Manual".into()),
        ("earningsLines", earned.into()),
    ]);
    for name in
        ["leaveEarningsLines", "timesheetEarningsLines", "deductionLines", "reimbursementLines", "leaveAccrualLines"]
    {
        record.set(name, Value::List(Vec::new()));
    }
    add_up(&mut record);
    Row { id, record, created: now, updated: now }
}

fn earnings(template: &Record) -> Record {
    let mut line = Record::default();
    for (from, to) in [
        ("payTemplateEarningID", "earningsLineID"),
        ("earningsRateID", "earningsRateID"),
        ("name", "displayName"),
        ("ratePerUnit", "ratePerUnit"),
        ("numberOfUnits", "numberOfUnits"),
        ("fixedAmount", "fixedAmount"),
    ] {
        if let Some(value) = template.get(from) {
            line.set(to, value.clone());
        }
    }
    line.set("isLinkedToTimesheet", false.into());
    line.set("isSystemGenerated", true.into());
    line
}

/// Only the lines of a slip change, and only while its pay run is a draft.
fn check_slip(draft: &mut Draft, desk: &Desk<'_>) {
    let Some(before) = &draft.before else { return };
    for name in ["employeeID", "payRunID", "firstName", "lastName"] {
        draft.record.set(name, before.get(name).cloned().unwrap_or(Value::Null));
    }
    let run = before.id("payRunID").and_then(|id| desk.records.find(Place::new(desk.place.family, "PayRuns"), id));
    if run.is_some_and(|run| run.record.text("payRunStatus") == "Posted") {
        draft.fault("paySlipID", "The pay run is posted, and its pay slips stay as they are.");
    }
    draft.record.set("lastEdited", Value::Instant(desk.now));
    add_up(&mut draft.record);
}

fn add_up(slip: &mut Record) {
    let mut gross = Amount::ZERO;
    for name in ["earningsLines", "leaveEarningsLines", "timesheetEarningsLines"] {
        let mut lines = slip.record_list(name);
        for line in &mut lines {
            let amount = worth(line, "ratePerUnit", "numberOfUnits", "fixedAmount");
            line.set("amount", amount.into());
            gross = gross + amount;
        }
        slip.set(name, lines.into());
    }
    let mut taxes = slip.record_list("employeeTaxLines");
    taxes.retain(|line| line.is_true("manualAdjustment"));
    let id = Guid::named(&format!("tax of {}", slip.id("paySlipID").unwrap_or_else(|| Guid::named(""))));
    taxes.push(Record::from([
        ("taxLineID", id.into()),
        ("globalTaxTypeID", Value::Integer(1)),
        ("description", "PAYE".into()),
        ("amount", gross.tax_on_top(INCOME_TAX).into()),
        ("manualAdjustment", false.into()),
    ]));
    slip.set("employeeTaxLines", taxes.into());
    let total = |name: &str| slip.records(name).filter_map(|line| line.amount("amount")).sum::<Amount>();
    let tax = total("employeeTaxLines");
    let totals = [
        ("totalDeductions", total("deductionLines")),
        ("totalStatutoryDeductions", total("statutoryDeductionLines")),
        ("totalCourtOrders", total("courtOrderLines")),
        ("totalReimbursements", total("reimbursementLines")),
        ("totalBenefits", total("benefitLines")),
        ("totalSuperannuation", total("superannuationLines")),
        ("totalEmployerTaxes", total("employerTaxLines")),
        ("totalEmployeeTaxes", tax),
    ];
    let [(_, deducted), (_, statutory), (_, ordered), (_, reimbursed), ..] = totals;
    let paid = gross - tax - deducted - statutory - ordered + reimbursed;
    for (name, amount) in
        totals.into_iter().chain([("totalEarnings", gross), ("grossEarnings", gross), ("totalPay", paid)])
    {
        slip.set(name, amount.into());
    }
}

/// What a line comes to: its units at its rate, or the amount that is fixed.
pub(crate) fn worth(line: &Record, rate: &str, units: &str, fixed: &str) -> Amount {
    let by_rate =
        line.amount(rate).zip(line.amount(units)).and_then(|(rate, units)| units.line_total(rate, Amount::ZERO));
    by_rate.or_else(|| line.amount(fixed)).unwrap_or(Amount::ZERO)
}
