//! What a record looks like: its members, their names in each language, and the kinds of their values.

use crate::names::Naming;

#[derive(Debug)]
pub struct Schema {
    /// With its family: `accounting.Invoice`.
    pub name: &'static str,
    pub members: &'static [Member],
    /// The place of the member that tells records of a list apart.
    pub identity: Option<usize>,
}

#[derive(Debug)]
pub struct Member {
    pub name: Name,
    pub kind: Kind,
    /// Xero refuses some of its own members when they come back.
    pub read_only: bool,
    /// The place of the member beside which one that is read-only is written after all.
    pub only_with: Option<u8>,
    /// Xero refuses new records without it.
    pub required: bool,
}

/// One name in three spellings: Python's, TypeScript's and Xero's. They stand in one text, with spaces between them,
/// because every pointer of the table is one for the loader to mend.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    spellings: &'static str,
    camel: u8,
    wire: u8,
}

/// How a value is written on the wire and what it means.
#[derive(Debug)]
pub enum Kind {
    Text,
    /// A text that is a UUID.
    Id,
    /// A text from a list, given with `|` between its values, that Xero may lengthen at any time.
    Enumeration(&'static str),
    Boolean,
    Integer,
    Decimal,
    /// A calendar date: no time zone moves it.
    Date(Spelling),
    /// A moment, in UTC.
    Instant(Spelling),
    Record(&'static Schema),
    List(&'static Kind),
    /// JSON that no schema describes.
    Json,
}

/// How a family spells its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// `/Date(1563753600000+0000)/`.
    Microsoft,
    Iso,
}

pub const fn member(name: &'static str, kind: Kind) -> Member {
    Member { name: Name::new(name), kind, read_only: false, only_with: None, required: false }
}

pub const fn read_only(name: &'static str, kind: Kind) -> Member {
    Member { name: Name::new(name), kind, read_only: true, only_with: None, required: false }
}

/// Read-only, unless the user gives the member at that place too.
pub const fn only_with(place: u8, name: &'static str, kind: Kind) -> Member {
    Member { name: Name::new(name), kind, read_only: true, only_with: Some(place), required: false }
}

pub const fn required(name: &'static str, kind: Kind) -> Member {
    Member { name: Name::new(name), kind, read_only: false, only_with: None, required: true }
}

impl Name {
    pub const fn new(spellings: &'static str) -> Self {
        let camel = after_space(spellings, 0);
        Self { spellings, camel, wire: after_space(spellings, camel) }
    }

    pub fn snake(&self) -> &'static str {
        &self.spellings[..usize::from(self.camel) - 1]
    }

    pub fn camel(&self) -> &'static str {
        &self.spellings[usize::from(self.camel)..usize::from(self.wire) - 1]
    }

    pub fn wire(&self) -> &'static str {
        &self.spellings[usize::from(self.wire)..]
    }

    pub fn in_case(&self, naming: Naming) -> &'static str {
        match naming {
            Naming::Snake => self.snake(),
            Naming::Camel => self.camel(),
        }
    }
}

/// The place behind the next space. A table with a name that has none does not compile.
const fn after_space(text: &str, from: u8) -> u8 {
    let mut at = from;
    while text.as_bytes()[at as usize] != b' ' {
        at += 1;
    }
    at + 1
}

impl Schema {
    /// The name that users know, without the family.
    pub fn short_name(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    /// The member of a wire name. Xero sends members in about the table's order, so the search starts at `hint`.
    pub fn by_wire_name(&self, wire: &str, hint: usize) -> Option<(usize, &'static Member)> {
        let (before, after) = self.members.split_at(hint.min(self.members.len()));
        let found = after
            .iter()
            .position(|member| member.name.wire() == wire)
            .map(|at| at + before.len())
            .or_else(|| before.iter().position(|member| member.name.wire() == wire))?;
        Some((found, &self.members[found]))
    }

    /// The member of a name in the language's casing, or of a wire name.
    pub fn by_any_name(&self, name: &str, naming: Naming) -> Option<(usize, &'static Member)> {
        let is_named = |member: &&Member| member.name.in_case(naming) == name || member.name.wire() == name;
        let members: &'static [Member] = self.members;
        members.iter().enumerate().find(|(_, member)| is_named(member))
    }
}
