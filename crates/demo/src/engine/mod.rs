//! The verbs: what every operation does with the records of its place, unless a rule says otherwise.

pub(crate) mod level;
pub(crate) mod list;
pub(crate) mod target;

use std::sync::Arc;

use hyper::Method;
use xero_m2m_spec::{OPERATIONS, Operation, RecordBody, ResponseBody, Schema};

use crate::call::Call;
use crate::records::draft::Draft;
use crate::records::outcome::{Outcome, Saved};
use crate::records::posted::{envelope_name, posted};
use crate::records::refusal::Refusal;
use crate::records::schema;
use crate::store::Row;
use crate::store::record::Record;
use crate::values::ids::Guid;
use target::{Site, body_shape, desk, found, shown, site};

pub(crate) fn answer(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let site = site(call)?;
    let replied = call.operation.response;
    match (&call.operation.method, site.key) {
        (&Method::GET, Some(_)) => found(call, &site).map(|row| Outcome::One(shown(call, &site, &row))),
        (&Method::GET, None) => match replied {
            ResponseBody::Page(_) => list::page(call, &site),
            _ => Ok(Outcome::One(shown(call, &site, &singleton(call, &site)))),
        },
        (&Method::DELETE, Some(_)) => delete(call, &site),
        (&Method::DELETE, None) => {
            call.books.records.clear(site.place);
            Ok(Outcome::Nothing)
        }
        (_, Some(_)) => {
            let row = found(call, &site)?;
            save(call, &site, Some(&row))
        }
        (_, None) if is_singleton(call.operation) => {
            let row = singleton(call, &site);
            save(call, &site, Some(&row))
        }
        (_, None) => save(call, &site, None),
    }
}

/// The one record of a place that has no more: what was kept, or what it is at first.
fn singleton(call: &Call<'_>, site: &Site) -> Arc<Row> {
    let id = site.place.parent.unwrap_or_else(|| Guid::named(""));
    call.books.records.find(site.place, id).cloned().unwrap_or_else(|| {
        let record = (site.rules.initial)(&desk(call, site));
        Arc::new(Row { id, record, created: call.now, updated: call.now })
    })
}

/// A place is a singleton where one record is read from it without an id.
fn is_singleton(operation: &Operation) -> bool {
    let reads_one = |other: &&&Operation| {
        other.family == operation.family
            && other.method == Method::GET
            && other.path == operation.path
            && matches!(other.response, ResponseBody::One(_))
    };
    OPERATIONS.iter().any(|other| reads_one(&other))
}

fn delete(call: &mut Call<'_>, site: &Site) -> Result<Outcome, Refusal> {
    let row = found(call, site)?;
    if let Some(message) = (site.rules.stays)(&row, &desk(call, site)) {
        return Err(Refusal::rule("", message));
    }
    call.books.records.remove(site.place, row.id);
    call.books.records.drop_content(row.id);
    match call.operation.response {
        ResponseBody::Nothing => Ok(Outcome::Nothing),
        _ => {
            let mut row = row;
            (site.rules.deleted)(&mut Arc::make_mut(&mut row).record);
            Ok(Outcome::One(row))
        }
    }
}

/// Creates what was posted, or lays it over `base` or over the records that it names.
pub(crate) fn save(call: &mut Call<'_>, site: &Site, base: Option<&Arc<Row>>) -> Result<Outcome, Refusal> {
    let Some(shape) = body_shape(call.operation) else { return Ok(Outcome::Nothing) };
    let stored = call.operation.response.records().map_or(shape.schema, |records| records.schema);
    let names = [Some(shape), call.operation.response.records()].map(envelope_name);
    let all = posted(call.body, names)?;
    if base.is_some() && all.len() > 1 {
        return Err(Refusal::rule("", "Only one record can be posted to its own address."));
    }
    // Every record is checked against the ones before it; a refusal takes all of them back.
    let backup = (all.len() > 1).then(|| call.books.records.clone());
    let mut drafts = Vec::with_capacity(all.len());
    for members in &all {
        let draft = match site.manners.reader.record(members, shape.schema) {
            Ok(record) => checked(call, site, base, record, shape, stored),
            Err(misfit) => {
                restore(call, backup);
                return Err(misfit.into());
            }
        };
        if draft.is_good() && backup.is_some() {
            keep(call, site, &draft);
        }
        drafts.push(draft);
    }
    let per_element = site.manners.is_per_element(&call.query);
    if !per_element && !drafts.iter().all(Draft::is_good) {
        restore(call, backup);
        return Err(Refusal::Invalid(drafts));
    }
    if backup.is_none() {
        drafts.iter().filter(|draft| draft.is_good()).for_each(|draft| keep(call, site, draft));
    }
    for draft in drafts.iter().filter(|draft| draft.is_good()) {
        let row = draft.row(call.now);
        (site.rules.kept)(call, site.place, &row);
    }
    Ok(outcome(call, site, drafts, per_element))
}

fn restore(call: &mut Call<'_>, backup: Option<crate::store::Records>) {
    if let Some(records) = backup {
        call.books.records = records;
    }
}

fn keep(call: &mut Call<'_>, site: &Site, draft: &Draft) {
    let row = draft.row(call.now);
    call.books.records.put(site.place, row);
}

fn outcome(call: &Call<'_>, site: &Site, drafts: Vec<Draft>, per_element: bool) -> Outcome {
    let now = call.now;
    let mut saved = drafts.into_iter().map(|draft| {
        let kept = call.books.records.find(site.place, draft.id).filter(|_| draft.is_good());
        let row = kept.map_or_else(|| Arc::new(draft.row(now)), |row| shown(call, site, row));
        Saved { row, faults: draft.faults }
    });
    match call.operation.response {
        ResponseBody::Nothing => Outcome::Nothing,
        ResponseBody::One(_) => saved.next().map_or(Outcome::Nothing, |saved| Outcome::One(saved.row)),
        _ => Outcome::Saved { saved: saved.collect(), per_element },
    }
}

/// Read, laid over what was there, checked by every rule, and with all its ids.
fn checked(
    call: &mut Call<'_>,
    site: &Site,
    base: Option<&Arc<Row>>,
    record: Record,
    shape: RecordBody,
    stored: &'static Schema,
) -> Draft {
    let mut draft = draft(call, site, base, record, stored);
    // A record of elsewhere is named by its id alone.
    if !site.rules.takes_ids {
        schema::demand(&mut draft, shape.schema, site.manners.nested);
    }
    (site.rules.check)(&mut draft, &desk(call, site));
    schema::stamp(&mut draft.record, stored, draft.before.is_none(), call.now);
    schema::give_ids(&mut draft.record, stored, call.ids);
    draft
}

fn draft(call: &mut Call<'_>, site: &Site, base: Option<&Arc<Row>>, record: Record, stored: &'static Schema) -> Draft {
    let identity = schema::identity(stored);
    let named = identity.and_then(|name| record.id(name));
    let updates = site.manners.upserts && call.operation.method != Method::PUT;
    let by_key = |name: &str| {
        let key = record.text(name);
        call.books.records.all(site.place).iter().find(|row| !key.is_empty() && row.record.text(name) == key)
    };
    let held = match (base, named) {
        (Some(row), _) => Some(row),
        (None, _) if !updates => None,
        (None, Some(id)) => call.books.records.find(site.place, id),
        (None, None) => site.rules.key.and_then(by_key).or_else(|| site.rules.other_key.and_then(by_key)),
    };
    let fresh = named.filter(|_| site.rules.takes_ids).unwrap_or_else(|| call.ids.next());
    let mut draft = match held {
        Some(row) => {
            let mut merged = row.record.clone();
            merged.lay_over(record);
            Draft { id: row.id, record: merged, before: Some(row.record.clone()), created: row.created, faults: vec![] }
        }
        None => Draft { id: fresh, record, before: None, created: call.now, faults: Vec::new() },
    };
    if let (Some(id), Some(name)) = (named, identity)
        && id != draft.id
        && site.manners.upserts
    {
        draft.fault(name, format!("The {name} is not that of a record that is there."));
    }
    if let Some(name) = identity {
        draft.record.set(name, draft.id.into());
    }
    draft
}
