//! Timesheets of Payroll NZ, UK and AU 2.0: approval and lines; and the statutory leave of an employee.

use std::sync::Arc;

use crate::call::Call;
use crate::conventions::family::Conventions;
use crate::engine::target::{body_shape, context, shown, target};
use crate::records::outcome::Outcome;
use crate::records::posted::posted;
use crate::records::request_error::RequestError;
use crate::records::{draft, schema};
use crate::rules::payroll::TIMESHEETS;
use crate::store::record::{FieldValue, Record};
use crate::store::{CollectionKey, Row};
use crate::values::ids::Guid;

pub(crate) fn timesheet(call: &Call<'_>) -> Result<(CollectionKey, Arc<Row>), RequestError> {
    let collection = CollectionKey::new(call.operation.family, "Timesheets");
    let text = call.key(0);
    let id =
        Guid::parse(text).ok_or_else(|| RequestError::rule("TimesheetID", format!("'{text}' is not a valid id.")))?;
    let row = call.books.records.find(collection, id).ok_or(RequestError::NotFound)?;
    Ok((collection, Arc::clone(row)))
}

/// Approves a draft timesheet, or reverts an approved one to draft.
pub(crate) fn set_status(call: &mut Call<'_>, from: &str, to: &'static str) -> Result<Outcome, RequestError> {
    let (collection, row) = timesheet(call)?;
    if row.record.text("status") != from {
        return Err(RequestError::rule("status", format!("Only a timesheet with status {from} can become {to}.")));
    }
    let mut changed = Row::clone(&row);
    changed.record.set("status", to.into());
    changed.record.set("updatedDateUTC", FieldValue::Instant(call.now));
    changed.updated = call.now;
    call.books.records.put(collection, changed);
    let at = target(call)?;
    let row = Arc::clone(call.books.records.find(collection, row.id).ok_or(RequestError::NotFound)?);
    let view = crate::engine::target::OperationTarget { collection, rules: &TIMESHEETS, ..at };
    Ok(Outcome::One(shown(call, &view, &row)))
}

/// Adds, changes or removes one line of a timesheet, which must be a draft.
pub(crate) fn line(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let (collection, row) = timesheet(call)?;
    if row.record.text("status") != "Draft" {
        return Err(RequestError::rule("status", "Only a draft timesheet can be changed."));
    }
    let mut lines: Vec<Record> = row.record.records("timesheetLines").cloned().collect();
    let at = match call.path.get(1) {
        None => None,
        Some(text) => {
            let id = Guid::parse(text);
            let at = lines.iter().position(|line| id.is_some() && line.id("timesheetLineID") == id);
            Some(at.ok_or(RequestError::NotFound)?)
        }
    };
    let outcome = match (at, body_shape(call.operation).filter(|_| !call.body.is_empty())) {
        (Some(at), _) if call.operation.method == hyper::Method::DELETE => {
            lines.remove(at);
            Outcome::Nothing
        }
        (existing, Some(shape)) => {
            let conventions = Conventions::of(call.operation.family);
            let fields = posted(call.body, [None, None])?;
            let mut line = conventions.reader.record(&fields[0], shape.schema)?;
            let id = existing.and_then(|at| lines[at].id("timesheetLineID")).unwrap_or_else(|| call.ids.next());
            line.set("timesheetLineID", id.into());
            let mut draft =
                draft::RecordDraft { id, record: line, before: None, created: call.now, errors: Vec::new() };
            schema::check_required(&mut draft, shape.schema, conventions.nested);
            if !draft.is_good() {
                return Err(RequestError::Invalid(vec![draft]));
            }
            let stored = draft.record.clone();
            match existing {
                Some(at) => lines[at] = draft.record,
                None => lines.push(draft.record),
            }
            Outcome::One(Arc::new(Row { id, record: stored, created: call.now, updated: call.now }))
        }
        (_, None) => return Err(RequestError::rule("", "The request has no body.")),
    };
    let mut changed = Row::clone(&row);
    changed.record.set("timesheetLines", lines.into());
    changed.record.set("updatedDateUTC", FieldValue::Instant(call.now));
    changed.updated = call.now;
    call.books.records.put(collection, changed);
    Ok(outcome)
}

/// All statutory leave of one employee.
pub(crate) fn statutory_leave(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let employee = Guid::parse(call.key(0)).ok_or(RequestError::NotFound)?;
    let here = context(call, &target(call)?);
    if !here.holds("Employees", employee) {
        return Err(RequestError::NotFound);
    }
    let sick = call.books.records.all(CollectionKey::new(call.operation.family, "StatutoryLeaves/Sick"));
    let own = sick.iter().filter(|row| row.record.id("employeeID") == Some(employee));
    let rows = own.map(|row| {
        let mut row = Row::clone(row);
        row.record.set("type", "Sick".into());
        row.record.set("status", "Pending".into());
        Arc::new(row)
    });
    Ok(Outcome::Page { rows: rows.collect(), pagination: None })
}
