//! What an operation works on: the collection of its path, and one record of it.

use std::sync::Arc;

use xero_m2m_spec::{OPERATIONS, Operation, RecordBody, RequestBody};

use super::path_level::{PathLevel, levels};
use crate::call::Call;
use crate::conventions::family::Conventions;
use crate::records::draft::CheckContext;
use crate::records::request_error::RequestError;
use crate::rules;
use crate::rules::rule::Rules;
use crate::store::{CollectionKey, Row};
use crate::values::ids::Guid;

/// The target of a call whose parent records exist.
#[derive(Clone, Copy)]
pub(crate) struct OperationTarget {
    pub(crate) collection: CollectionKey,
    /// The path parameter that names one record of it.
    pub(crate) key: Option<usize>,
    pub(crate) rules: &'static Rules,
    pub(crate) conventions: Conventions,
}

impl OperationTarget {
    /// Another collection, for paths that do not name one.
    pub(crate) fn at(self, collection: CollectionKey, key: usize) -> OperationTarget {
        OperationTarget { collection, key: Some(key), rules: rules::of(collection), ..self }
    }
}

pub(crate) fn target(call: &Call<'_>) -> Result<OperationTarget, RequestError> {
    let family = call.operation.family;
    let levels = levels(call.operation);
    let mut parent = None;
    let mut collection = CollectionKey::new(family, "");
    let mut key = None;
    for (at, level) in levels.iter().enumerate() {
        collection = CollectionKey { family, name: rules::collection(family, level.collection), parent };
        key = level.key;
        if at + 1 < levels.len() {
            parent = Some(parent_id(call, collection, *level)?);
        }
    }
    Ok(OperationTarget { collection, key, rules: rules::of(collection), conventions: Conventions::of(family) })
}

fn parent_id(call: &Call<'_>, collection: CollectionKey, level: PathLevel) -> Result<Guid, RequestError> {
    let text = level.key.and_then(|key| call.path.get(key)).map_or("", String::as_str);
    let id = Guid::parse(text).ok_or(RequestError::NotFound)?;
    let is_there =
        call.books.records.find(collection, id).is_some() || (rules::of(collection).is_parent)(&call.books.ledger, id);
    if is_there { Ok(id) } else { Err(RequestError::NotFound) }
}

/// The record that the path names, by ID or by its other key.
pub(crate) fn found(call: &Call<'_>, target: &OperationTarget) -> Result<Arc<Row>, RequestError> {
    let text = target.key.and_then(|key| call.path.get(key)).map_or("", String::as_str);
    let records = &call.books.records;
    let row = match (Guid::parse(text), target.rules.key) {
        (Some(id), key) => records.find(target.collection, id).or_else(|| {
            let name = key?;
            records.all(target.collection).iter().find(|row| row.record.id(name) == Some(id))
        }),
        (None, Some(name)) => records.all(target.collection).iter().find(|row| row.record.text(name) == text),
        (None, None) if target.conventions.names_bad_ids => {
            return Err(RequestError::rule("id", format!("'{text}' is not a valid id.")));
        }
        (None, None) => None,
    };
    row.cloned().ok_or(RequestError::NotFound)
}

pub(crate) fn context<'a>(call: &'a Call<'_>, target: &OperationTarget) -> CheckContext<'a> {
    CheckContext {
        ledger: &call.books.ledger,
        records: &call.books.records,
        collection: target.collection,
        now: call.now,
    }
}

/// The record with its computed fields.
pub(crate) fn shown(call: &Call<'_>, target: &OperationTarget, row: &Arc<Row>) -> Arc<Row> {
    let mut row = Arc::clone(row);
    if let Some(show) = target.rules.shown {
        let mut record = row.record.clone();
        show(&mut record, &row, &context(call, target));
        Arc::make_mut(&mut row).record = record;
    }
    row
}

/// The records in the operation's body. A fixed body has those of the operation with the same path, or of the parent
/// list.
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
