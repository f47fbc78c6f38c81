//! Exact decimals as text: never a binary float.

/// Longer than any amount, and short enough for every decimal type.
const LONGEST: usize = 64;
const LARGEST_EXPONENT: u32 = 999;

/// Whether the text is a finite decimal number, as JSON or a decimal type writes it.
pub(super) fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let sane = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        digits(exponent) && exponent.parse::<u32>().is_ok_and(|exponent| exponent <= LARGEST_EXPONENT)
    });
    text.len() <= LONGEST && digits(whole) && fraction.is_none_or(digits) && sane
}

/// Whether the text can stand in JSON as it is: no leading zeros.
pub(super) fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let zeros = unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.as_bytes()[1].is_ascii_digit();
    is_decimal(text) && !zeros
}

/// Whether a number has more digits than a binary float keeps: the noise of a float's arithmetic.
pub(super) fn has_float_noise(text: &str) -> bool {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let significant = mantissa.trim_start_matches(['-', '0', '.']);
    significant.bytes().filter(u8::is_ascii_digit).count() > 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_told_from_what_only_looks_like_one() {
        for text in ["0", "-1.50", "89.00", "1E+3", "1e-7", "007.5"] {
            assert!(is_decimal(text), "{text}");
        }
        for text in ["", "-", ".5", "5.", "NaN", "Infinity", "1e99999", "1,000.00", " 1", "0x1", "１"] {
            assert!(!is_decimal(text), "{text}");
        }
        assert!(is_json_number("0.5") && !is_json_number("007.5"));
    }

    #[test]
    fn the_noise_of_floats_is_seen() {
        assert!(has_float_noise("0.30000000000000004"));
        assert!(!has_float_noise("0.1") && !has_float_noise("123456789.12"));
    }
}
