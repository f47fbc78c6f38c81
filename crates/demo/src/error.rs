//! The only error of this crate: why a company cannot start or a command failed.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoError {
    message: String,
}

impl DemoError {
    pub(crate) fn new(message: impl Into<String>) -> DemoError {
        DemoError { message: message.into() }
    }

    /// `word` is not one of `allowed`; the message suggests the nearest.
    pub(crate) fn unknown(what: &str, word: &str, allowed: &[&str]) -> DemoError {
        let nearest = nearest(word, allowed);
        let guess = nearest.map_or("; it".to_owned(), |nearest| format!("; did you mean \"{nearest}\"? It"));
        DemoError::new(format!("unknown {what} \"{word}\"{guess} must be one of {}", allowed.join(", ")))
    }

    pub fn message(&self) -> &str {
        &self.message
    }
}

/// The most similar word, if one is similar enough.
pub(crate) fn nearest<'a>(word: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let distance = |candidate: &str| strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase());
    let (distance, candidate) = allowed.iter().map(|candidate| (distance(candidate), *candidate)).min()?;
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
    fn a_word_similar_to_no_other_gets_the_list_only() {
        let error = DemoError::unknown("region", "ZZZZZZZZZZ", &["NZ", "AU"]);
        assert!(!error.message().contains("did you mean"), "{error}");
        assert!(error.message().contains("NZ, AU"), "{error}");
    }
}
