//! What an operation works on: the collection of its path, and one record of it.

use std::sync::Arc;

use xero_m2m_spec::{OPERATIONS, Operation, RecordBody, RequestBody};

use super::level::{Level, levels};
use crate::call::Call;
use crate::conventions::convention::Manners;
use crate::records::draft::Desk;
use crate::records::refusal::Refusal;
use crate::rules;
use crate::rules::rule::Rules;
use crate::store::{Place, Row};
use crate::values::ids::Guid;

/// Where a call works, once its parents are known to be there.
#[derive(Clone, Copy)]
pub(crate) struct Site {
    pub(crate) place: Place,
    /// The path parameter that names one record of it.
    pub(crate) key: Option<usize>,
    pub(crate) rules: &'static Rules,
    pub(crate) manners: Manners,
}

impl Site {
    /// Another place, where the path's own is no collection.
    pub(crate) fn at(self, place: Place, key: usize) -> Site {
        Site { place, key: Some(key), rules: rules::of(place), ..self }
    }
}

pub(crate) fn site(call: &Call<'_>) -> Result<Site, Refusal> {
    let family = call.operation.family;
    let levels = levels(call.operation);
    let mut parent = None;
    let mut place = Place::new(family, "");
    let mut key = None;
    for (at, level) in levels.iter().enumerate() {
        place = Place { family, collection: rules::collection(family, level.collection), parent };
        key = level.key;
        if at + 1 < levels.len() {
            parent = Some(parent_id(call, place, *level)?);
        }
    }
    Ok(Site { place, key, rules: rules::of(place), manners: Manners::of(family) })
}

fn parent_id(call: &Call<'_>, place: Place, level: Level) -> Result<Guid, Refusal> {
    let text = level.key.and_then(|key| call.path.get(key)).map_or("", String::as_str);
    let id = Guid::parse(text).ok_or(Refusal::NotFound)?;
    let is_there = call.books.records.find(place, id).is_some() || (rules::of(place).is_parent)(&call.books.ledger, id);
    if is_there { Ok(id) } else { Err(Refusal::NotFound) }
}

/// The record that the path names, by id or by what else finds it.
pub(crate) fn found(call: &Call<'_>, site: &Site) -> Result<Arc<Row>, Refusal> {
    let text = site.key.and_then(|key| call.path.get(key)).map_or("", String::as_str);
    let records = &call.books.records;
    let row = match (Guid::parse(text), site.rules.key) {
        (Some(id), key) => records.find(site.place, id).or_else(|| {
            let name = key?;
            records.all(site.place).iter().find(|row| row.record.id(name) == Some(id))
        }),
        (None, Some(name)) => records.all(site.place).iter().find(|row| row.record.text(name) == text),
        (None, None) if site.manners.names_bad_ids => {
            return Err(Refusal::rule("id", format!("'{text}' is not a valid id.")));
        }
        (None, None) => None,
    };
    row.cloned().ok_or(Refusal::NotFound)
}

pub(crate) fn desk<'a>(call: &'a Call<'_>, site: &Site) -> Desk<'a> {
    Desk { ledger: &call.books.ledger, records: &call.books.records, place: site.place, now: call.now }
}

/// The record as it is read: with what is computed.
pub(crate) fn shown(call: &Call<'_>, site: &Site, row: &Arc<Row>) -> Arc<Row> {
    let mut row = Arc::clone(row);
    if let Some(show) = site.rules.shown {
        let mut record = row.record.clone();
        show(&mut record, &row, &desk(call, site));
        Arc::make_mut(&mut row).record = record;
    }
    row
}

/// What the body of the operation holds. A fixed body is that of the operation that shares its address, or of the list
/// above.
pub(crate) fn body_shape(operation: &Operation) -> Option<RecordBody> {
    let of = |body: RequestBody| match body {
        RequestBody::Record(records) | RequestBody::Records { records, .. } => Some(records),
        _ => None,
    };
    let at = |path: &str| {
        let alike =
            OPERATIONS.iter().filter(|other| other.family == operation.family && other.method == operation.method);
        alike.filter(|other| other.path == path).find_map(|other| of(other.request))
    };
    let above = || operation.path.rsplit_once('/').and_then(|(list, _)| at(list));
    of(operation.request).or_else(|| at(operation.path)).or_else(above).or_else(|| operation.response.records())
}
