//! What a record looks like: its members, their names in each language, and the kinds of their values.

use crate::names::Naming;

#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) name: &'static str,
    pub(crate) members: &'static [Member],
}

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: Name,
    pub(crate) kind: Kind,
    /// Xero refuses some of its own members when they come back.
    pub(crate) read_only: bool,
}

/// One name in three spellings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    pub(crate) snake: &'static str,
    pub(crate) camel: &'static str,
    pub(crate) wire: &'static str,
}

/// How a value is written on the wire and what it means.
#[derive(Debug)]
pub(crate) enum Kind {
    Text,
    /// A text from a list that Xero may lengthen at any time.
    Enumeration,
    Boolean,
    Integer,
    Decimal,
    /// A calendar date: no time zone moves it.
    Date,
    /// A moment, in UTC.
    Instant,
    Record(&'static Schema),
    List(&'static Kind),
}

pub(crate) const fn member(snake: &'static str, camel: &'static str, wire: &'static str, kind: Kind) -> Member {
    Member { name: Name { snake, camel, wire }, kind, read_only: false }
}

pub(crate) const fn read_only(snake: &'static str, camel: &'static str, wire: &'static str, kind: Kind) -> Member {
    Member { name: Name { snake, camel, wire }, kind, read_only: true }
}

impl Name {
    pub(crate) const fn in_case(&self, naming: Naming) -> &'static str {
        match naming {
            Naming::Snake => self.snake,
            Naming::Camel => self.camel,
        }
    }
}

impl Schema {
    /// The member of a wire name. Xero sends members in about the table's order, so the search starts at `hint`.
    pub(crate) fn by_wire_name(&self, wire: &str, hint: usize) -> Option<(usize, &'static Member)> {
        let (before, after) = self.members.split_at(hint.min(self.members.len()));
        let found = after
            .iter()
            .position(|member| member.name.wire == wire)
            .map(|at| at + before.len())
            .or_else(|| before.iter().position(|member| member.name.wire == wire))?;
        Some((found, &self.members[found]))
    }

    /// The member of a name in the language's casing, or of a wire name.
    pub(crate) fn by_any_name(&self, name: &str, naming: Naming) -> Option<&'static Member> {
        self.members.iter().find(|member| member.name.in_case(naming) == name || member.name.wire == name)
    }
}
