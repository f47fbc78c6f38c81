//! Payroll NZ, UK and AU 2.0: timesheets with their lines, templates, statutory leave.

use std::sync::Arc;

use xero_m2m_spec::Family;

use super::Rules;
use crate::amount::Amount;
use crate::call::Call;
use crate::ids::Guid;
use crate::records::draft::{Desk, Draft};
use crate::records::engine::{body_shape, desk, shown, site};
use crate::records::manners::Manners;
use crate::records::outcome::Outcome;
use crate::records::posted::posted;
use crate::records::refusal::Refusal;
use crate::records::store::{Place, Row};
use crate::records::value::{Record, Value};
use crate::records::{draft, schema};

pub(super) const TIMESHEETS: Rules = Rules {
    check: check_timesheet,
    shown: Some(|record, _, _| {
        let hours: Amount = record.records("timesheetLines").filter_map(|line| line.amount("numberOfUnits")).sum();
        record.set("totalHours", hours.into());
    }),
    stays: |row, _| (row.record.text("status") != "Draft").then(|| "Only a draft timesheet can be deleted.".to_owned()),
    ..Rules::NONE
};

pub(super) const PAY_TEMPLATES: Rules = Rules {
    shown: Some(|record, _, desk| {
        let Some(employee) = desk.place.parent else { return };
        let place = templates(desk.place.family).below(employee);
        let templates: Vec<Record> = desk.records.all(place).iter().map(|row| row.record.clone()).collect();
        record.set("employeeID", employee.into());
        record.set("earningTemplates", templates.into());
    }),
    ..Rules::NONE
};

pub(super) const EARNINGS_TEMPLATES: Rules = Rules {
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
pub(super) const EMPLOYEE_TAX: Rules = Rules {
    check: |draft, _| {
        if !["WT", "NSW"].contains(&draft.record.text("taxCode")) && draft.record.text("kiwiSaverStatus").is_empty() {
            draft.fault("KiwiSaverStatus", "The KiwiSaverStatus is required for this tax code.");
        }
    },
    ..Rules::NONE
};

/// How an employee is paid of whom nobody said so.
pub(super) const PAYMENT_METHODS: Rules = Rules {
    initial: |_| Record::from([("paymentMethod", "Manual".into()), ("bankAccounts", Value::List(Vec::new()))]),
    ..Rules::NONE
};

pub(super) const STATUTORY_BALANCE: Rules = Rules {
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
pub(super) const fn templates(family: Family) -> Place {
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

fn timesheet(call: &Call<'_>) -> Result<(Place, Arc<Row>), Refusal> {
    let place = Place::new(call.operation.family, "Timesheets");
    let text = call.key(0);
    let id = Guid::parse(text).ok_or_else(|| Refusal::rule("TimesheetID", format!("'{text}' is not a valid id.")))?;
    let row = call.books.records.find(place, id).ok_or(Refusal::NotFound)?;
    Ok((place, Arc::clone(row)))
}

/// Approves a draft, or takes the approval back.
pub(super) fn set_status(call: &mut Call<'_>, from: &str, to: &'static str) -> Result<Outcome, Refusal> {
    let (place, row) = timesheet(call)?;
    if row.record.text("status") != from {
        return Err(Refusal::rule("status", format!("Only a timesheet with status {from} can become {to}.")));
    }
    let mut changed = Row::clone(&row);
    changed.record.set("status", to.into());
    changed.record.set("updatedDateUTC", Value::Instant(call.now));
    changed.updated = call.now;
    call.books.records.put(place, changed);
    let at = site(call)?;
    let row = Arc::clone(call.books.records.find(place, row.id).ok_or(Refusal::NotFound)?);
    let view = crate::records::engine::Site { place, rules: &TIMESHEETS, ..at };
    Ok(Outcome::One(shown(call, &view, &row)))
}

/// Adds, changes or removes one line of a timesheet, which must be a draft.
pub(super) fn line(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let (place, row) = timesheet(call)?;
    if row.record.text("status") != "Draft" {
        return Err(Refusal::rule("status", "Only a draft timesheet can be changed."));
    }
    let mut lines: Vec<Record> = row.record.records("timesheetLines").cloned().collect();
    let at = match call.path.get(1) {
        None => None,
        Some(text) => {
            let id = Guid::parse(text);
            let at = lines.iter().position(|line| id.is_some() && line.id("timesheetLineID") == id);
            Some(at.ok_or(Refusal::NotFound)?)
        }
    };
    let outcome = match (at, body_shape(call.operation).filter(|_| !call.body.is_empty())) {
        (Some(at), _) if call.operation.method == hyper::Method::DELETE => {
            lines.remove(at);
            Outcome::Nothing
        }
        (held, Some(shape)) => {
            let manners = Manners::of(call.operation.family);
            let members = posted(call.body, [None, None])?;
            let mut line = manners.reader.record(&members[0], shape.schema)?;
            let id = held.and_then(|at| lines[at].id("timesheetLineID")).unwrap_or_else(|| call.ids.next());
            line.set("timesheetLineID", id.into());
            let mut draft = draft::Draft { id, record: line, before: None, created: call.now, faults: Vec::new() };
            schema::demand(&mut draft, shape.schema, manners.nested);
            if !draft.is_good() {
                return Err(Refusal::Invalid(vec![draft]));
            }
            let kept = draft.record.clone();
            match held {
                Some(at) => lines[at] = draft.record,
                None => lines.push(draft.record),
            }
            Outcome::One(Arc::new(Row { id, record: kept, created: call.now, updated: call.now }))
        }
        (_, None) => return Err(Refusal::rule("", "The request has no body.")),
    };
    let mut changed = Row::clone(&row);
    changed.record.set("timesheetLines", lines.into());
    changed.record.set("updatedDateUTC", Value::Instant(call.now));
    changed.updated = call.now;
    call.books.records.put(place, changed);
    Ok(outcome)
}

/// The statutory leave of one employee, of whatever kind.
pub(super) fn statutory_leave(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let employee = Guid::parse(call.key(0)).ok_or(Refusal::NotFound)?;
    let here = desk(call, &site(call)?);
    if !here.holds("Employees", employee) {
        return Err(Refusal::NotFound);
    }
    let sick = call.books.records.all(Place::new(call.operation.family, "StatutoryLeaves/Sick"));
    let mine = sick.iter().filter(|row| row.record.id("employeeID") == Some(employee));
    let rows = mine.map(|row| {
        let mut row = Row::clone(row);
        row.record.set("type", "Sick".into());
        row.record.set("status", "Pending".into());
        Arc::new(row)
    });
    Ok(Outcome::Page { rows: rows.collect(), pagination: None })
}
