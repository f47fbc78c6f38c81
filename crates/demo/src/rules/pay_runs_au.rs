//! Pay runs of Australia and their pay slips.

use std::sync::Arc;

use xero_m2m_spec::Family;

use super::pay_runs::worth;
use super::rule::Rules;
use crate::records::draft::{Desk, Draft};
use crate::store::record::{Record, Value};
use crate::store::{Place, Records, Row};
use crate::values::amount::Amount;
use crate::values::ids::Guid;

const FAMILY: Family = Family::PayrollAu;
const SLIPS: Place = Place::new(FAMILY, "Payslip");
/// One rate stands for the country's tables.
const INCOME_TAX: Amount = Amount::from_cents(20_00);
const SUPERANNUATION: Amount = Amount::from_cents(12_00);
/// Xero does not say of a pay slip which pay run it belongs to; the books do.
const RUN: &str = "PayRunID";
const TOTALS: [&str; 6] = ["Wages", "Deductions", "Tax", "Super", "Reimbursements", "NetPay"];

pub(crate) const PAY_RUNS: Rules = Rules {
    check,
    kept: |call, _, row| make_slips(&mut call.books.records, row, call.now),
    shown: Some(show),
    ..Rules::NONE
};

pub(crate) const PAY_SLIPS: Rules = Rules { check: check_slip, ..Rules::NONE };

fn check(draft: &mut Draft, desk: &Desk<'_>) {
    draft.record.fill("PayRunStatus", "DRAFT");
    let Some(id) = draft.record.id("PayrollCalendarID") else { return };
    let Some(calendar) = desk.records.find(Place::new(FAMILY, "PayrollCalendars"), id) else {
        draft.fault("PayrollCalendarID", "The PayrollCalendarID was not found.");
        return;
    };
    if let Some(start) = calendar.record.day("StartDate") {
        draft.record.fill("PayRunPeriodStartDate", Value::Day(start));
        let days = match calendar.record.text("CalendarType") {
            "WEEKLY" => 7,
            "FORTNIGHTLY" => 14,
            "TWICEMONTHLY" => 15,
            "FOURWEEKLY" => 28,
            "QUARTERLY" => 91,
            _ => 30,
        };
        draft.record.fill("PayRunPeriodEndDate", Value::Day(start.plus(days - 1)));
    }
    if let Some(payment) = calendar.record.day("PaymentDate") {
        draft.record.fill("PaymentDate", Value::Day(payment));
    }
}

/// With its pay slips, short, and what they come to.
fn show(record: &mut Record, row: &Row, desk: &Desk<'_>) {
    let mut shorts = Vec::new();
    for slip in desk.records.all(SLIPS).iter().filter(|slip| slip.record.id(RUN) == Some(row.id)) {
        let mut short = Record::default();
        for name in ["EmployeeID", "PayslipID", "FirstName", "LastName", "UpdatedDateUTC"].into_iter().chain(TOTALS) {
            short.set(name, slip.record.get(name).cloned().unwrap_or(Value::Null));
        }
        shorts.push(short);
    }
    for name in TOTALS {
        let total: Amount = shorts.iter().filter_map(|slip| slip.amount(name)).sum();
        record.set(if name == "Reimbursements" { "Reimbursement" } else { name }, total.into());
    }
    record.set("Payslips", shorts.into());
}

/// The pay slips of a pay run that has none yet.
pub(crate) fn make_slips(records: &mut Records, run: &Row, now: i64) {
    if records.all(SLIPS).iter().any(|slip| slip.record.id(RUN) == Some(run.id)) {
        return;
    }
    let calendar = run.record.id("PayrollCalendarID");
    let is_paid = |employee: &&Arc<Row>| employee.record.id("PayrollCalendarID") == calendar;
    let employees = records.all(Place::new(FAMILY, "Employees")).iter().filter(is_paid);
    let made: Vec<Row> = employees.map(|employee| slip(run, employee, now)).collect();
    for row in made {
        records.put(SLIPS, row);
    }
}

fn slip(run: &Row, employee: &Row, now: i64) -> Row {
    let id = Guid::named(&format!("pay slip/{}/{}", run.id, employee.id));
    let template = employee.record.record("PayTemplate");
    let mut earned = template.map(|template| template.record_list("EarningsLines")).unwrap_or_default();
    for line in &mut earned {
        if let Some(units) = line.get("NormalNumberOfUnits").cloned() {
            line.fill("NumberOfUnits", units);
        }
    }
    let mut record = Record::from([
        ("PayslipID", id.into()),
        ("EmployeeID", employee.id.into()),
        (RUN, run.id.into()),
        ("FirstName", employee.record.text("FirstName").into()),
        ("LastName", employee.record.text("LastName").into()),
        ("EarningsLines", earned.into()),
        ("UpdatedDateUTC", Value::Instant(now)),
    ]);
    for name in
        ["LeaveEarningsLines", "TimesheetEarningsLines", "DeductionLines", "LeaveAccrualLines", "ReimbursementLines"]
    {
        record.set(name, Value::List(Vec::new()));
    }
    add_up(&mut record);
    Row { id, record, created: now, updated: now }
}

fn check_slip(draft: &mut Draft, desk: &Desk<'_>) {
    let run = draft.record.id(RUN).and_then(|id| desk.records.find(Place::new(FAMILY, "PayRuns"), id));
    if run.is_some_and(|run| run.record.text("PayRunStatus") == "POSTED") {
        draft.fault("PayslipID", "The pay run is posted, and its pay slips stay as they are.");
    }
    add_up(&mut draft.record);
}

fn add_up(slip: &mut Record) {
    let earned =
        |name: &str| slip.records(name).map(|line| worth(line, "RatePerUnit", "NumberOfUnits", "Amount")).sum();
    let wages: Amount = ["EarningsLines", "LeaveEarningsLines", "TimesheetEarningsLines"].map(earned).into_iter().sum();
    let mut taxes = slip.record_list("TaxLines");
    taxes.retain(|line| !line.text("ManualTaxType").is_empty());
    let id = Guid::named(&format!("tax of {}", slip.id("PayslipID").unwrap_or_else(|| Guid::named(""))));
    taxes.push(Record::from([
        ("PayslipTaxLineID", id.into()),
        ("TaxTypeName", "PAYG Tax".into()),
        ("Amount", wages.tax_on_top(INCOME_TAX).into()),
        ("LiabilityAccount", "825".into()),
    ]));
    slip.set("TaxLines", taxes.into());
    let mut paid_in = slip.record_list("SuperannuationLines");
    paid_in.retain(|line| line.text("CalculationType") != "STATUTORY");
    paid_in.push(Record::from([
        ("ContributionType", "SGC".into()),
        ("CalculationType", "STATUTORY".into()),
        ("ExpenseAccountCode", "478".into()),
        ("LiabilityAccountCode", "826".into()),
        ("Amount", wages.tax_on_top(SUPERANNUATION).into()),
    ]));
    slip.set("SuperannuationLines", paid_in.into());
    let total = |name: &str| slip.records(name).filter_map(|line| line.amount("Amount")).sum::<Amount>();
    let (deducted, tax, reimbursed) = (total("DeductionLines"), total("TaxLines"), total("ReimbursementLines"));
    let net = wages - deducted - tax + reimbursed;
    let totals = [wages, deducted, tax, total("SuperannuationLines"), reimbursed, net];
    for (name, amount) in TOTALS.into_iter().zip(totals) {
        slip.set(name, amount.into());
    }
}
