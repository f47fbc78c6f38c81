//! The order in which Xero writes the members of a record, learned while reading.

use super::is_listed;
use super::scan::{Broken, Scanner, unescaped};
use xero_m2m_spec::{Field, Schema};

/// The order in which the members of a schema came. Xero keeps to one, so that a name is guessed and not searched.
pub(super) struct Order<'j> {
    pub(super) schema: &'static Schema,
    /// A place for the start, one for each member of the table, and some for members that it does not know.
    places: Vec<Place<'j>>,
    /// For each member of the table, the last value of its list that came, with its quotes.
    listed: Vec<&'j str>,
}

#[derive(Clone, Copy)]
struct Place<'j> {
    name: &'j str,
    /// The place of what came next the last time.
    next: usize,
}

pub(super) const START: usize = 0;
/// Members that no table knows are few; only these few are remembered.
const MOST_UNKNOWN: usize = 16;

impl<'j> Order<'j> {
    pub(super) fn new(schema: &'static Schema) -> Self {
        let members = schema.fields.iter().map(|member| member.name.wire());
        let places = std::iter::once("").chain(members).map(|name| Place { name, next: START });
        Self { schema, places: places.collect(), listed: vec![""; schema.fields.len()] }
    }

    /// The place of the member whose name is next, which is passed.
    pub(super) fn step(&mut self, from: usize, json: &mut Scanner<'j>) -> Result<Step<'j>, Broken> {
        let guess = self.places[from].next;
        if guess != START && json.pass_name(self.places[guess].name)? {
            return Ok(self.at(guess, self.places[guess].name));
        }
        let spelt = json.name()?;
        // The places after the start are those of the table's members, so this one is also the next member's.
        let found = self.schema.by_wire_name(&unescaped(spelt), from);
        let place = found.map(|(at, _)| at + 1).or_else(|| self.unknown(spelt));
        let Some(place) = place else {
            return Ok(Step { place: from, name: spelt, member: None });
        };
        self.places[from].next = place;
        Ok(self.at(place, spelt))
    }

    /// Whether a value, given with its quotes, is in the list of its member. Most come many times in a row.
    pub(super) fn lists(&mut self, at: usize, values: &str, quoted: &'j str) -> bool {
        if self.listed[at] == quoted {
            return true;
        }
        let is_listed = is_listed(values, quoted.trim_matches('"'));
        if is_listed {
            self.listed[at] = quoted;
        }
        is_listed
    }

    fn at(&self, place: usize, name: &'j str) -> Step<'j> {
        Step { place, name, member: self.schema.fields.get(place - 1).map(|member| (place - 1, member)) }
    }

    fn unknown(&mut self, name: &'j str) -> Option<usize> {
        let first = self.schema.fields.len() + 1;
        if let Some(at) = self.places[first..].iter().position(|place| place.name == name) {
            return Some(first + at);
        }
        (self.places.len() < first + MOST_UNKNOWN).then(|| {
            self.places.push(Place { name, next: START });
            self.places.len() - 1
        })
    }
}

/// A member that is read: its place in the order, its name as it is spelt, and what the table says of it.
pub(super) struct Step<'j> {
    pub(super) place: usize,
    pub(super) name: &'j str,
    pub(super) member: Option<(usize, &'static Field)>,
}
