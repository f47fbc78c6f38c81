//! Settings that are chosen by a word.

use crate::error::DemoError;
use crate::fields::Fields;

pub(crate) trait Word: Copy + 'static {
    /// What such words are, for an error.
    const WHAT: &'static str;
    const ALL: &'static [Self];

    fn name(self) -> &'static str;

    fn read(fields: &Fields, member: &str) -> Result<Option<Self>, DemoError> {
        let Some(word) = fields.text(member)? else { return Ok(None) };
        let found = Self::ALL.iter().copied().find(|candidate| candidate.name() == word);
        found.map(Some).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|candidate| candidate.name()).collect();
            DemoError::unknown(Self::WHAT, &word, &names)
        })
    }
}
