//! The stored records: in order of creation, indexed by ID, and shared with snapshots.

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

/// The key of a collection: API family, name and, for a nested one, parent record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CollectionKey {
    pub(crate) family: Family,
    pub(crate) name: &'static str,
    pub(crate) parent: Option<Guid>,
}

#[derive(Clone, Debug, Default)]
struct Set {
    rows: Vec<Arc<Row>>,
    positions: HashMap<Guid, usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: Guid,
    pub(crate) record: Record,
    pub(crate) created: i64,
    pub(crate) updated: i64,
}

impl CollectionKey {
    pub(crate) const fn new(family: Family, name: &'static str) -> CollectionKey {
        CollectionKey { family, name, parent: None }
    }

    pub(crate) const fn below(self, parent: Guid) -> CollectionKey {
        CollectionKey { parent: Some(parent), ..self }
    }

    /// A collection below a record of this collection.
    pub(crate) const fn child(self, name: &'static str, parent: Guid) -> CollectionKey {
        CollectionKey { family: self.family, name, parent: Some(parent) }
    }

    /// The webhook category of its changes.
    fn category(self) -> Option<Category> {
        let is_whole = self.family == Family::Accounting && self.parent.is_none();
        is_whole.then(|| Category::of_collection(self.name))?
    }

    fn key(self) -> (u8, &'static str, Option<Guid>) {
        (self.family as u8, self.name, self.parent)
    }
}

impl Records {
    pub(crate) fn all(&self, collection: CollectionKey) -> &[Arc<Row>] {
        self.sets.get(&collection.key()).map_or(&[], |set| set.rows.as_slice())
    }

    /// The records of a collection of all parents.
    pub(crate) fn everywhere(&self, family: Family, collection: &str) -> impl Iterator<Item = &Arc<Row>> {
        let wanted = move |key: &&(u8, &'static str, Option<Guid>)| key.0 == family as u8 && key.1 == collection;
        self.sets.iter().filter(move |(key, _)| wanted(key)).flat_map(|(_, set)| &set.rows)
    }

    /// Whether any Accounting record refers to that ID.
    pub(crate) fn names(&self, id: Guid) -> bool {
        let of_accounting = self.sets.iter().filter(|(key, _)| key.0 == Family::Accounting as u8);
        of_accounting.flat_map(|(_, set)| &set.rows).any(|row| row.record.holds(id))
    }

    pub(crate) fn find(&self, collection: CollectionKey, id: Guid) -> Option<&Arc<Row>> {
        let set = self.sets.get(&collection.key())?;
        set.rows.get(*set.positions.get(&id)?)
    }

    /// Adds the row or replaces the one with its ID.
    pub(crate) fn put(&mut self, collection: CollectionKey, row: Row) {
        let set = Arc::make_mut(self.sets.entry(collection.key()).or_default());
        if let Some(category) = collection.category() {
            self.changes.changed(category, row.id, !set.positions.contains_key(&row.id));
        }
        match set.positions.get(&row.id) {
            Some(at) => set.rows[*at] = Arc::new(row),
            None => {
                set.positions.insert(row.id, set.rows.len());
                set.rows.push(Arc::new(row));
            }
        }
    }

    pub(crate) fn remove(&mut self, collection: CollectionKey, id: Guid) -> Option<Arc<Row>> {
        let set = Arc::make_mut(self.sets.get_mut(&collection.key())?);
        let at = set.positions.remove(&id)?;
        let row = set.rows.remove(at);
        for collection in set.positions.values_mut().filter(|collection| **collection > at) {
            *collection -= 1;
        }
        Some(row)
    }

    pub(crate) fn clear(&mut self, collection: CollectionKey) {
        self.sets.remove(&collection.key());
    }

    pub(crate) fn content(&self, file: Guid) -> Option<&Bytes> {
        self.contents.get(&file)
    }

    pub(crate) fn store_content(&mut self, file: Guid, content: Bytes) {
        self.contents.insert(file, content);
    }

    pub(crate) fn drop_content(&mut self, file: Guid) {
        self.contents.remove(&file);
    }
}
