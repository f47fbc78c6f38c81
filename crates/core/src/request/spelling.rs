//! Names of fields that may be ours or Xero's.

use xero_m2m_spec::{Name, NameCase, Schema};

/// Whose name of a field was given. In some families both are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    Ours,
    Xeros,
    Both,
}

impl Spelling {
    pub(super) fn of(field: &Name, given: &str, case: NameCase) -> Self {
        match (given == field.in_case(case), given == field.wire()) {
            (true, true) => Self::Both,
            (false, true) => Self::Xeros,
            (_, false) => Self::Ours,
        }
    }
}

/// Whether a name that a record does not have may be that of a field which Xero added, and is no misspelt one. In most
/// families Xero's names begin with a capital and ours do not; in the others only the likeness to a known name tells.
pub(super) fn may_be_new(name: &str, schema: &Schema, case: NameCase) -> bool {
    let is_lower = |name: &str| name.starts_with(|first: char| first.is_lowercase());
    if !is_lower(name) {
        return true;
    }
    let most_edits = if name.len() < 8 { 1 } else { 2 };
    let is_like = |known: &str| strsim::damerau_levenshtein(name, known) <= most_edits;
    !name.contains('_')
        && schema
            .fields
            .iter()
            .map(|field| &field.name)
            .all(|known| is_lower(known.wire()) && !is_like(known.wire()) && !is_like(known.in_case(case)))
}
