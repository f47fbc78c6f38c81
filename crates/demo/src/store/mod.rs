//! Where records are kept: in the order of their making, found by id, shared with every snapshot.

pub(crate) mod credits;
pub(crate) mod currencies;
pub(crate) mod items;
pub(crate) mod record;
pub(crate) mod tracking;

use std::collections::HashMap;
use std::sync::Arc;

use hyper::body::Bytes;
use xero_m2m_spec::Family;

use crate::changes::{Category, Changes};
use crate::values::ids::Guid;
use record::Record;

/// Cloning is cheap: sets and records are shared until one of them changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Records {
    sets: HashMap<(u8, &'static str, Option<Guid>), Arc<Set>>,
    contents: HashMap<Guid, Bytes>,
    pub(crate) changes: Changes,
}

/// The place of a set: whose records, of which collection, below which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) family: Family,
    pub(crate) collection: &'static str,
    pub(crate) parent: Option<Guid>,
}

#[derive(Clone, Debug, Default)]
struct Set {
    rows: Vec<Arc<Row>>,
    places: HashMap<Guid, usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: Guid,
    pub(crate) record: Record,
    pub(crate) created: i64,
    pub(crate) updated: i64,
}

impl Place {
    pub(crate) const fn new(family: Family, collection: &'static str) -> Place {
        Place { family, collection, parent: None }
    }

    pub(crate) const fn below(self, parent: Guid) -> Place {
        Place { parent: Some(parent), ..self }
    }

    /// A collection below a record of this one.
    pub(crate) const fn child(self, collection: &'static str, parent: Guid) -> Place {
        Place { family: self.family, collection, parent: Some(parent) }
    }

    /// Whose changes webhooks tell.
    fn category(self) -> Option<Category> {
        let is_whole = self.family == Family::Accounting && self.parent.is_none();
        is_whole.then(|| Category::of_collection(self.collection))?
    }

    fn key(self) -> (u8, &'static str, Option<Guid>) {
        (self.family as u8, self.collection, self.parent)
    }
}

impl Records {
    pub(crate) fn all(&self, place: Place) -> &[Arc<Row>] {
        self.sets.get(&place.key()).map_or(&[], |set| set.rows.as_slice())
    }

    /// The records of a collection below every parent.
    pub(crate) fn everywhere(&self, family: Family, collection: &str) -> impl Iterator<Item = &Arc<Row>> {
        let wanted = move |key: &&(u8, &'static str, Option<Guid>)| key.0 == family as u8 && key.1 == collection;
        self.sets.iter().filter(move |(key, _)| wanted(key)).flat_map(|(_, set)| &set.rows)
    }

    /// Whether any of Accounting's records holds that id of a record elsewhere.
    pub(crate) fn names(&self, id: Guid) -> bool {
        let of_accounting = self.sets.iter().filter(|(key, _)| key.0 == Family::Accounting as u8);
        of_accounting.flat_map(|(_, set)| &set.rows).any(|row| row.record.holds(id))
    }

    pub(crate) fn find(&self, place: Place, id: Guid) -> Option<&Arc<Row>> {
        let set = self.sets.get(&place.key())?;
        set.rows.get(*set.places.get(&id)?)
    }

    /// Adds the row, or puts it in the place of the one with its id.
    pub(crate) fn put(&mut self, place: Place, row: Row) {
        let set = Arc::make_mut(self.sets.entry(place.key()).or_default());
        if let Some(category) = place.category() {
            self.changes.changed(category, row.id, !set.places.contains_key(&row.id));
        }
        match set.places.get(&row.id) {
            Some(at) => set.rows[*at] = Arc::new(row),
            None => {
                set.places.insert(row.id, set.rows.len());
                set.rows.push(Arc::new(row));
            }
        }
    }

    pub(crate) fn remove(&mut self, place: Place, id: Guid) -> Option<Arc<Row>> {
        let set = Arc::make_mut(self.sets.get_mut(&place.key())?);
        let at = set.places.remove(&id)?;
        let row = set.rows.remove(at);
        for place in set.places.values_mut().filter(|place| **place > at) {
            *place -= 1;
        }
        Some(row)
    }

    pub(crate) fn clear(&mut self, place: Place) {
        self.sets.remove(&place.key());
    }

    pub(crate) fn content(&self, file: Guid) -> Option<&Bytes> {
        self.contents.get(&file)
    }

    pub(crate) fn keep_content(&mut self, file: Guid, content: Bytes) {
        self.contents.insert(file, content);
    }

    pub(crate) fn drop_content(&mut self, file: Guid) {
        self.contents.remove(&file);
    }
}
