//! A record: its fields, their names in each case, and what their values are.

use crate::case::NameCase;

/// The fields of a record.
#[derive(Debug)]
pub struct Schema {
    /// With its family: `accounting.Invoice`.
    pub name: &'static str,
    /// In the order in which Xero sends them.
    pub fields: &'static [Field],
    /// The place of the field that tells the records of a list apart.
    pub identity: Option<usize>,
}

/// One field of a record.
#[derive(Debug)]
pub struct Field {
    /// Its name; on the wire, as Xero's JSON has it.
    pub name: Name,
    /// What its value is.
    pub kind: FieldType,
    /// Whether Xero refuses it, or leaves it, when it comes back.
    pub read_only: bool,
    /// The place of the field beside which one that is read-only is written after all.
    pub only_with: Option<u8>,
    /// Whether Xero refuses new records without it.
    pub required: bool,
}

/// One name in three spellings: snake case, camel case and Xero's own. They stand in one text, with spaces between
/// them, because every pointer of a static table is one for the loader to relocate.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    spellings: &'static str,
    camel: u8,
    wire: u8,
}

/// What the value of a field is, and how it is written on the wire.
#[derive(Debug)]
pub enum FieldType {
    /// Any text.
    Text,
    /// A text that is a UUID.
    Id,
    /// One of these texts, which stand with `|` between them and to which Xero may add at any time.
    Enumeration(&'static str),
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A decimal number, kept digit by digit.
    Decimal,
    /// A calendar date: no time zone moves it.
    Date(DateStyle),
    /// A moment in UTC.
    Instant(DateStyle),
    /// A record inside.
    Record(&'static Schema),
    /// A list of these.
    List(&'static FieldType),
    /// JSON that no schema describes.
    Json,
}

/// How a date or a moment is written on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum DateStyle {
    /// `/Date(1563753600000+0000)/`.
    Microsoft,
    /// `2019-07-22` or `2019-07-22T00:00:00`.
    Iso,
}

#[cfg(feature = "tables")]
pub(crate) const fn field(name: &'static str, kind: FieldType) -> Field {
    Field { name: Name::new(name), kind, read_only: false, only_with: None, required: false }
}

#[cfg(feature = "tables")]
pub(crate) const fn read_only(name: &'static str, kind: FieldType) -> Field {
    Field { name: Name::new(name), kind, read_only: true, only_with: None, required: false }
}

/// Read-only, unless the field at that place is given too.
#[cfg(feature = "tables")]
pub(crate) const fn only_with(place: u8, name: &'static str, kind: FieldType) -> Field {
    Field { name: Name::new(name), kind, read_only: true, only_with: Some(place), required: false }
}

#[cfg(feature = "tables")]
pub(crate) const fn required(name: &'static str, kind: FieldType) -> Field {
    Field { name: Name::new(name), kind, read_only: false, only_with: None, required: true }
}

impl Name {
    #[cfg(feature = "tables")]
    pub(crate) const fn new(spellings: &'static str) -> Self {
        let camel = after_space(spellings, 0);
        Self { spellings, camel, wire: after_space(spellings, camel) }
    }

    /// `amount_due`.
    #[must_use]
    pub fn snake(&self) -> &'static str {
        &self.spellings[..usize::from(self.camel) - 1]
    }

    /// `amountDue`.
    #[must_use]
    pub fn camel(&self) -> &'static str {
        &self.spellings[usize::from(self.camel)..usize::from(self.wire) - 1]
    }

    /// `AmountDue`, as Xero spells it.
    #[must_use]
    pub fn wire(&self) -> &'static str {
        &self.spellings[usize::from(self.wire)..]
    }

    /// The name in this case.
    #[must_use]
    pub fn in_case(&self, case: NameCase) -> &'static str {
        match case {
            NameCase::Snake => self.snake(),
            NameCase::Camel => self.camel(),
        }
    }
}

/// The place behind the next space. A table with a name that has none does not compile.
#[cfg(feature = "tables")]
const fn after_space(text: &str, from: u8) -> u8 {
    let mut at = from;
    while text.as_bytes()[at as usize] != b' ' {
        at += 1;
    }
    at + 1
}

impl Schema {
    /// The name without the family.
    #[must_use]
    pub fn short_name(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    /// The field of a wire name, and its place. Xero sends fields in about the table's order, so the search starts at
    /// `hint`.
    #[must_use]
    pub fn by_wire_name(&self, wire: &str, hint: usize) -> Option<(usize, &'static Field)> {
        let (before, after) = self.fields.split_at(hint.min(self.fields.len()));
        let found = after
            .iter()
            .position(|field| field.name.wire() == wire)
            .map(|at| at + before.len())
            .or_else(|| before.iter().position(|field| field.name.wire() == wire))?;
        Some((found, &self.fields[found]))
    }

    /// The field of a name in this case, or of a wire name, and its place.
    #[must_use]
    pub fn by_any_name(&self, name: &str, case: NameCase) -> Option<(usize, &'static Field)> {
        let is_named = |field: &&Field| field.name.in_case(case) == name || field.name.wire() == name;
        let fields: &'static [Field] = self.fields;
        fields.iter().enumerate().find(|(_, field)| is_named(field))
    }
}
