//! Settings with named values.

use crate::error::DemoError;
use crate::fields::Fields;

pub(crate) trait NamedEnum: Copy + 'static {
    /// The name of the setting, for error messages.
    const WHAT: &'static str;
    const ALL: &'static [Self];

    fn name(self) -> &'static str;

    fn read(fields: &Fields, field: &str) -> Result<Option<Self>, DemoError> {
        let Some(word) = fields.text(field)? else { return Ok(None) };
        let found = Self::ALL.iter().copied().find(|candidate| candidate.name() == word);
        found.map(Some).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|candidate| candidate.name()).collect();
            DemoError::unknown(Self::WHAT, &word, &names)
        })
    }
}
