//! UUIDs, which almost all of Xero's ids are.

use uuid::Uuid;

/// The 128 bits of a UUID with its hyphens or without, also in JSON's quotes.
pub(crate) fn uuid(text: impl AsRef<[u8]>) -> Option<u128> {
    let text = text.as_ref();
    let text = text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(text);
    // The crate also reads UUIDs in braces and as URNs, which Xero does not take.
    matches!(text.len(), 32 | 36).then(|| Uuid::try_parse_ascii(text).ok()).flatten().map(|id| id.as_u128())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_told_from_what_only_looks_like_one() {
        let id = uuid("243216c5-369e-4056-ac67-05388f86dc81").unwrap();
        assert_eq!(uuid("\"243216C5369E4056AC6705388F86DC81\""), Some(id));
        for text in [
            "",
            "INV-0042",
            "243216c5-369e-4056-ac67-05388f86dc8",
            "243216c5-369e-4056-ac67-05388f86dc811",
            "243216c5369e-4056-ac67-05388f86dc81-",
            "{243216c5-369e-4056-ac67-05388f86dc81}",
            "------------------------------------",
        ] {
            assert_eq!(uuid(text), None, "{text}");
        }
    }
}
