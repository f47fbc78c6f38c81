//! UUIDs, which is what almost all of Xero's ids are.

/// The 128 bits of a UUID, with its hyphens or without, perhaps in quotes.
pub(crate) fn uuid(text: impl AsRef<[u8]>) -> Option<u128> {
    let text = text.as_ref();
    let text = text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(text);
    let mut bits = 0_u128;
    let mut digits = 0;
    for (at, &byte) in text.iter().enumerate() {
        if byte == b'-' && text.len() == 36 && matches!(at, 8 | 13 | 18 | 23) {
            continue;
        }
        bits = (bits << 4) | u128::from(char::from(byte).to_digit(16)?);
        digits += 1;
        if digits > 32 {
            return None;
        }
    }
    (digits == 32).then_some(bits)
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
            "------------------------------------",
        ] {
            assert_eq!(uuid(text), None, "{text}");
        }
    }
}
