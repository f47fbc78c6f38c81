//! Secrets: texts that no debug output shows, and digests of those that need not be shown again.

#[derive(Clone)]
pub(crate) struct Secret(String);

/// What is kept of a code or a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digest([u8; 32]);

impl Secret {
    pub(crate) fn new(text: String) -> Secret {
        Secret(text)
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// In a time that does not depend on where the difference is.
    pub(crate) fn is(&self, text: &str) -> bool {
        Digest::of(&self.0) == Digest::of(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(***)")
    }
}

impl Digest {
    pub(crate) fn of(text: &str) -> Digest {
        let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        Digest(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_is_compared_whole_and_never_shown() {
        let secret = Secret::new("hush".to_owned());
        assert!(secret.is("hush") && !secret.is("hus") && !secret.is(""));
        assert!(!format!("{secret:?}").contains("hush"));
    }
}
