//! The order in which Xero writes the fields of a record, learned while reading.

use crate::codec::conventions::is_listed;
use crate::codec::scanner::{Scanner, SyntaxError, unescaped};
use xero_m2m_spec::{Field, Schema};

/// The order in which the fields of a schema came. Xero keeps to one, so a name is predicted and not searched.
pub(super) struct FieldOrder<'j> {
    pub(super) schema: &'static Schema,
    /// One for the start, one for each field of the table, and some for fields that it does not know.
    positions: Vec<Position<'j>>,
    /// For each field of the table, the last value of its list that came, with its quotes.
    listed: Vec<&'j str>,
}

#[derive(Clone, Copy)]
struct Position<'j> {
    name: &'j str,
    /// The position of the field that came next the last time.
    next: usize,
}

pub(super) const START: usize = 0;
/// Unknown fields are few; no more of them are remembered.
const MOST_UNKNOWN: usize = 16;

impl<'j> FieldOrder<'j> {
    pub(super) fn new(schema: &'static Schema) -> Self {
        let names = schema.fields.iter().map(|field| field.name.wire());
        let positions = std::iter::once("").chain(names).map(|name| Position { name, next: START });
        Self { schema, positions: positions.collect(), listed: vec![""; schema.fields.len()] }
    }

    /// Reads the next name; the step to its field.
    pub(super) fn step(&mut self, from: usize, json: &mut Scanner<'j>) -> Result<Step<'j>, SyntaxError> {
        let guess = self.positions[from].next;
        if guess != START && json.read_name(self.positions[guess].name)? {
            return Ok(self.at(guess, self.positions[guess].name));
        }
        let written = json.name()?;
        // Positions after the start are those of the table's fields, so `from` is also where the next field is.
        let found = self.schema.by_wire_name(&unescaped(written), from);
        let position = found.map(|(at, _)| at + 1).or_else(|| self.unknown(written));
        let Some(position) = position else {
            return Ok(Step { position: from, name: written, field: None });
        };
        self.positions[from].next = position;
        Ok(self.at(position, written))
    }

    /// Whether a value, given with its quotes, is in the list of its field. Most come many times in a row.
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

    fn at(&self, position: usize, name: &'j str) -> Step<'j> {
        Step { position, name, field: self.schema.fields.get(position - 1).map(|field| (position - 1, field)) }
    }

    fn unknown(&mut self, name: &'j str) -> Option<usize> {
        let first = self.schema.fields.len() + 1;
        if let Some(at) = self.positions[first..].iter().position(|position| position.name == name) {
            return Some(first + at);
        }
        (self.positions.len() < first + MOST_UNKNOWN).then(|| {
            self.positions.push(Position { name, next: START });
            self.positions.len() - 1
        })
    }
}

/// A field that was read: its position in the order, its name as it is written, and its place in the table.
pub(super) struct Step<'j> {
    pub(super) position: usize,
    pub(super) name: &'j str,
    pub(super) field: Option<(usize, &'static Field)>,
}
