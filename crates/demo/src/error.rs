//! The one error of this crate: a start or a command that cannot be done, and why.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoError {
    message: String,
}

impl DemoError {
    pub(crate) fn new(message: impl Into<String>) -> DemoError {
        DemoError { message: message.into() }
    }

    /// An unknown word where one of `right` was expected; the nearest is named first.
    pub(crate) fn unknown(what: &str, word: &str, right: &[&str]) -> DemoError {
        let guess = nearest(word, right).map(|word| format!("; did you mean \"{word}\"?")).unwrap_or_default();
        DemoError::new(format!("unknown {what} \"{word}\"{guess} Right are: {}", right.join(", ")))
    }

    pub fn message(&self) -> &str {
        &self.message
    }
}

/// The word that was probably meant.
pub(crate) fn nearest<'a>(word: &str, right: &[&'a str]) -> Option<&'a str> {
    let distance = |candidate: &str| strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase());
    let (distance, candidate) = right.iter().map(|candidate| (distance(candidate), *candidate)).min()?;
    (distance <= candidate.len().max(3) / 2).then_some(candidate)
}

impl fmt::Display for DemoError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for DemoError {}

#[cfg(test)]
mod tests {
    use super::DemoError;

    #[test]
    fn the_nearest_right_word_is_named() {
        let error = DemoError::unknown("command", "jurnal", &["fault", "journal"]);
        assert!(error.message().contains("did you mean \"journal\"?"), "{error}");
    }

    #[test]
    fn a_word_like_nothing_gets_the_list_only() {
        let error = DemoError::unknown("region", "ZZZZZZZZZZ", &["NZ", "AU"]);
        assert!(!error.message().contains("did you mean"), "{error}");
        assert!(error.message().contains("NZ, AU"), "{error}");
    }
}
