//! Reads, lists, creates, updates and deletes the records of a collection, as the rules allow.

pub(crate) mod list;
pub(crate) mod path_level;
pub(crate) mod target;

use std::sync::Arc;

use hyper::Method;
use xero_m2m_spec::{OPERATIONS, Operation, RecordBody, ResponseBody, Schema};

use crate::call::Call;
use crate::records::draft::RecordDraft;
use crate::records::outcome::{Outcome, Saved};
use crate::records::posted::{envelope_name, posted};
use crate::records::request_error::RequestError;
use crate::records::schema;
use crate::store::Row;
use crate::store::record::Record;
use crate::values::ids::Guid;
use target::{OperationTarget, body_shape, context, found, shown, target};

pub(crate) fn execute(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let target = target(call)?;
    let response = call.operation.response;
    match (&call.operation.method, target.key) {
        (&Method::GET, Some(_)) => found(call, &target).map(|row| Outcome::One(shown(call, &target, &row))),
        (&Method::GET, None) => match response {
            ResponseBody::Page(_) => list::page(call, &target),
            _ => Ok(Outcome::One(shown(call, &target, &singleton(call, &target)))),
        },
        (&Method::DELETE, Some(_)) => delete(call, &target),
        (&Method::DELETE, None) => {
            call.books.records.clear(target.collection);
            Ok(Outcome::Nothing)
        }
        (_, Some(_)) => {
            let row = found(call, &target)?;
            save(call, &target, Some(&row))
        }
        (_, None) if is_singleton(call.operation) => {
            let row = singleton(call, &target);
            save(call, &target, Some(&row))
        }
        (_, None) => save(call, &target, None),
    }
}

/// The only record of its collection: the saved one, or its initial value.
fn singleton(call: &Call<'_>, target: &OperationTarget) -> Arc<Row> {
    let id = target.collection.parent.unwrap_or_else(|| Guid::named(""));
    call.books.records.find(target.collection, id).cloned().unwrap_or_else(|| {
        let record = (target.rules.initial)(&context(call, target));
        Arc::new(Row { id, record, created: call.now, updated: call.now })
    })
}

/// A collection has a single record if it is read without an ID.
fn is_singleton(operation: &Operation) -> bool {
    let reads_one = |other: &&&Operation| {
        other.family == operation.family
            && other.method == Method::GET
            && other.path == operation.path
            && matches!(other.response, ResponseBody::One(_))
    };
    OPERATIONS.iter().any(|other| reads_one(&other))
}

fn delete(call: &mut Call<'_>, target: &OperationTarget) -> Result<Outcome, RequestError> {
    let row = found(call, target)?;
    if let Some(message) = (target.rules.why_not_deleted)(&row, &context(call, target)) {
        return Err(RequestError::rule("", message));
    }
    call.books.records.remove(target.collection, row.id);
    call.books.records.drop_content(row.id);
    match call.operation.response {
        ResponseBody::Nothing => Ok(Outcome::Nothing),
        _ => {
            let mut row = row;
            (target.rules.deleted)(&mut Arc::make_mut(&mut row).record);
            Ok(Outcome::One(row))
        }
    }
}

/// Creates the posted records, or updates `base` or the records that they name.
pub(crate) fn save(
    call: &mut Call<'_>,
    target: &OperationTarget,
    base: Option<&Arc<Row>>,
) -> Result<Outcome, RequestError> {
    let Some(shape) = body_shape(call.operation) else { return Ok(Outcome::Nothing) };
    let stored = call.operation.response.records().map_or(shape.schema, |records| records.schema);
    let names = [Some(shape), call.operation.response.records()].map(envelope_name);
    let all = posted(call.body, names)?;
    if base.is_some() && all.len() > 1 {
        return Err(RequestError::rule("", "Only one record can be posted to its own URL."));
    }
    // Each record is checked against the ones before it. An error undoes all of them.
    let backup = (all.len() > 1).then(|| call.books.records.clone());
    let mut drafts = Vec::with_capacity(all.len());
    for fields in &all {
        let draft = match target.conventions.reader.record(fields, shape.schema) {
            Ok(record) => checked(call, target, base, record, shape, stored),
            Err(unreadable) => {
                restore(call, backup);
                return Err(unreadable.into());
            }
        };
        if draft.is_good() && backup.is_some() {
            store(call, target, &draft);
        }
        drafts.push(draft);
    }
    let per_element = target.conventions.is_per_element(&call.query);
    if !per_element && !drafts.iter().all(RecordDraft::is_good) {
        restore(call, backup);
        return Err(RequestError::Invalid(drafts));
    }
    if backup.is_none() {
        drafts.iter().filter(|draft| draft.is_good()).for_each(|draft| store(call, target, draft));
    }
    for draft in drafts.iter().filter(|draft| draft.is_good()) {
        let row = draft.row(call.now);
        (target.rules.after_write)(call, target.collection, &row);
    }
    Ok(outcome(call, target, drafts, per_element))
}

fn restore(call: &mut Call<'_>, backup: Option<crate::store::Records>) {
    if let Some(records) = backup {
        call.books.records = records;
    }
}

fn store(call: &mut Call<'_>, target: &OperationTarget, draft: &RecordDraft) {
    let row = draft.row(call.now);
    call.books.records.put(target.collection, row);
}

fn outcome(call: &Call<'_>, target: &OperationTarget, drafts: Vec<RecordDraft>, per_element: bool) -> Outcome {
    let now = call.now;
    let mut saved = drafts.into_iter().map(|draft| {
        let existing = call.books.records.find(target.collection, draft.id).filter(|_| draft.is_good());
        let row = existing.map_or_else(|| Arc::new(draft.row(now)), |row| shown(call, target, row));
        Saved { row, errors: draft.errors }
    });
    match call.operation.response {
        ResponseBody::Nothing => Outcome::Nothing,
        ResponseBody::One(_) => saved.next().map_or(Outcome::Nothing, |saved| Outcome::One(saved.row)),
        _ => Outcome::Saved { saved: saved.collect(), per_element },
    }
}

/// Merges a record with the existing one, checks it and gives it IDs.
fn checked(
    call: &mut Call<'_>,
    target: &OperationTarget,
    base: Option<&Arc<Row>>,
    record: Record,
    shape: RecordBody,
    stored: &'static Schema,
) -> RecordDraft {
    let mut draft = draft(call, target, base, record, stored);
    // A reference to a record of another collection needs only its ID.
    if !target.rules.takes_ids {
        schema::check_required(&mut draft, shape.schema, target.conventions.nested);
    }
    (target.rules.check)(&mut draft, &context(call, target));
    schema::stamp(&mut draft.record, stored, draft.before.is_none(), call.now);
    schema::give_ids(&mut draft.record, stored, call.ids);
    draft
}

fn draft(
    call: &mut Call<'_>,
    target: &OperationTarget,
    base: Option<&Arc<Row>>,
    record: Record,
    stored: &'static Schema,
) -> RecordDraft {
    let identity = schema::identity(stored);
    let named = identity.and_then(|name| record.id(name));
    let updates = target.conventions.upserts && call.operation.method != Method::PUT;
    let by_key = |name: &str| {
        let key = record.text(name);
        call.books.records.all(target.collection).iter().find(|row| !key.is_empty() && row.record.text(name) == key)
    };
    let held = match (base, named) {
        (Some(row), _) => Some(row),
        (None, _) if !updates => None,
        (None, Some(id)) => call.books.records.find(target.collection, id),
        (None, None) => target.rules.key.and_then(by_key).or_else(|| target.rules.other_key.and_then(by_key)),
    };
    let new_id = named.filter(|_| target.rules.takes_ids).unwrap_or_else(|| call.ids.next());
    let mut draft = match held {
        Some(row) => {
            let mut merged = row.record.clone();
            merged.merge(record);
            RecordDraft {
                id: row.id,
                record: merged,
                before: Some(row.record.clone()),
                created: row.created,
                errors: vec![],
            }
        }
        None => RecordDraft { id: new_id, record, before: None, created: call.now, errors: Vec::new() },
    };
    if let (Some(id), Some(name)) = (named, identity)
        && id != draft.id
        && target.conventions.upserts
    {
        draft.add_error(name, format!("The {name} does not belong to an existing record."));
    }
    if let Some(name) = identity {
        draft.record.set(name, draft.id.into());
    }
    draft
}
