//! Timesheets of Payroll NZ, UK and AU 2.0: approval and lines; and the statutory leave of an employee.

use std::sync::Arc;

use crate::call::Call;
use crate::conventions::convention::Manners;
use crate::engine::target::{body_shape, desk, shown, site};
use crate::records::outcome::Outcome;
use crate::records::posted::posted;
use crate::records::refusal::Refusal;
use crate::records::{draft, schema};
use crate::rules::payroll::TIMESHEETS;
use crate::store::record::{Record, Value};
use crate::store::{Place, Row};
use crate::values::ids::Guid;

pub(crate) fn timesheet(call: &Call<'_>) -> Result<(Place, Arc<Row>), Refusal> {
    let place = Place::new(call.operation.family, "Timesheets");
    let text = call.key(0);
    let id = Guid::parse(text).ok_or_else(|| Refusal::rule("TimesheetID", format!("'{text}' is not a valid id.")))?;
    let row = call.books.records.find(place, id).ok_or(Refusal::NotFound)?;
    Ok((place, Arc::clone(row)))
}

/// Approves a draft, or takes the approval back.
pub(crate) fn set_status(call: &mut Call<'_>, from: &str, to: &'static str) -> Result<Outcome, Refusal> {
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
    let view = crate::engine::target::Site { place, rules: &TIMESHEETS, ..at };
    Ok(Outcome::One(shown(call, &view, &row)))
}

/// Adds, changes or removes one line of a timesheet, which must be a draft.
pub(crate) fn line(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
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
pub(crate) fn statutory_leave(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
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
