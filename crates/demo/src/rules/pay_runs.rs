//! Pay runs of NZ and the UK. A new pay run creates a pay slip for every employee of its calendar.

use std::sync::Arc;

use xero_m2m_spec::Family;

use super::payroll::templates;
use super::rule::Rules;
use crate::records::draft::{CheckContext, RecordDraft};
use crate::store::record::{FieldValue, Record};
use crate::store::{CollectionKey, Records, Row};
use crate::values::amount::Amount;
use crate::values::ids::Guid;

/// One rate in place of the tax tables of both countries.
const INCOME_TAX: Amount = Amount::from_cents(20_00);

pub(crate) const PAY_RUNS: Rules = Rules {
    check,
    after_write: |call, collection, row| make_slips(&mut call.books.records, collection.family, row, call.now),
    shown: Some(show),
    ..Rules::NONE
};

pub(crate) const PAY_SLIPS: Rules = Rules { check: check_slip, ..Rules::NONE };

pub(crate) const fn slips(family: Family) -> CollectionKey {
    CollectionKey::new(family, if matches!(family, Family::PayrollUk) { "Payslips" } else { "PaySlips" })
}

fn check(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    let record = &mut draft.record;
    record.fill("payRunStatus", "Draft");
    record.fill("payRunType", "Scheduled");
    let calendar = record.id("payrollCalendarID");
    match calendar
        .and_then(|id| context.records.find(CollectionKey::new(context.collection.family, "PayRunCalendars"), id))
    {
        Some(row) => {
            for name in ["periodStartDate", "periodEndDate", "paymentDate", "calendarType"] {
                if let Some(value) = row.record.get(name) {
                    record.fill(name, value.clone());
                }
            }
        }
        None => draft.add_error("payrollCalendarID", "The payroll calendar was not found."),
    }
}

/// Adds the totals and short forms of its pay slips.
fn show(record: &mut Record, row: &Row, context: &CheckContext<'_>) {
    let all = context.records.all(slips(context.collection.family)).iter();
    let own: Vec<Record> =
        all.map(|slip| &slip.record).filter(|slip| slip.id("payRunID") == Some(row.id)).map(short).collect();
    let total = |name: &str| own.iter().filter_map(|slip| slip.amount(name)).sum::<Amount>();
    record.set("totalPay", total("totalPay").into());
    record.set(
        "totalCost",
        (total("totalEarnings") + total("totalReimbursements") + total("totalSuperannuation")).into(),
    );
    record.set("paySlips", own.into());
}

fn short(slip: &Record) -> Record {
    let mut short = Record::default();
    for (name, value) in slip.iter().filter(|(_, value)| !matches!(value, FieldValue::List(_))) {
        short.set(name, value.clone());
    }
    short
}

/// Creates the pay slips of a new pay run.
pub(crate) fn make_slips(records: &mut Records, family: Family, run: &Row, now: i64) {
    let collection = slips(family);
    if records.all(collection).iter().any(|slip| slip.record.id("payRunID") == Some(run.id)) {
        return;
    }
    let calendar = run.record.id("payrollCalendarID");
    let is_paid = |employee: &&Arc<Row>| employee.record.id("payrollCalendarID") == calendar;
    let employees = records.all(CollectionKey::new(family, "Employees")).iter().filter(is_paid);
    let made: Vec<Row> = employees.map(|employee| slip(records, family, run, employee, now)).collect();
    for row in made {
        records.put(collection, row);
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
        record.set(name, FieldValue::List(Vec::new()));
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

/// Only the lines of a pay slip can change, and only while its pay run is a draft.
fn check_slip(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    let Some(before) = &draft.before else { return };
    for name in ["employeeID", "payRunID", "firstName", "lastName"] {
        draft.record.set(name, before.get(name).cloned().unwrap_or(FieldValue::Null));
    }
    let run = before
        .id("payRunID")
        .and_then(|id| context.records.find(CollectionKey::new(context.collection.family, "PayRuns"), id));
    if run.is_some_and(|run| run.record.text("payRunStatus") == "Posted") {
        draft.add_error("paySlipID", "The pay run is posted; its pay slips cannot be changed.");
    }
    draft.record.set("lastEdited", FieldValue::Instant(context.now));
    add_up(&mut draft.record);
}

fn add_up(slip: &mut Record) {
    let mut gross = Amount::ZERO;
    for name in ["earningsLines", "leaveEarningsLines", "timesheetEarningsLines"] {
        let mut lines = slip.record_list(name);
        for line in &mut lines {
            let amount = line_amount(line, "ratePerUnit", "numberOfUnits", "fixedAmount");
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
        ("globalTaxTypeID", FieldValue::Integer(1)),
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

/// The amount of a line: units times rate, or its fixed amount.
pub(crate) fn line_amount(line: &Record, rate: &str, units: &str, fixed: &str) -> Amount {
    let by_rate =
        line.amount(rate).zip(line.amount(units)).and_then(|(rate, units)| units.line_total(rate, Amount::ZERO));
    by_rate.or_else(|| line.amount(fixed)).unwrap_or(Amount::ZERO)
}
