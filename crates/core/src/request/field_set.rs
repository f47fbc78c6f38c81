//! A set of fields of one record type.

/// Fields, by their place in the schema.
#[derive(Default)]
pub(super) struct FieldSet([u64; 4]);

impl FieldSet {
    /// Adds a field. False if it was there before.
    pub(super) fn insert(&mut self, at: usize) -> bool {
        let Some(word) = self.0.get_mut(at / 64) else { return true };
        let before = *word;
        *word |= 1 << (at % 64);
        *word != before
    }

    /// Whether the field is in the set. Fields for which the set has no room always are.
    pub(super) fn contains(&self, at: usize) -> bool {
        self.0.get(at / 64).is_none_or(|word| word & (1 << (at % 64)) != 0)
    }
}
