//! Exact decimals as text: never a binary float.

/// Longer than any amount, and short enough for every decimal type.
const LONGEST: usize = 64;
const LARGEST_EXPONENT: u32 = 999;
/// The integers that every language holds exactly.
const LARGEST_INTEGER: i64 = (1 << 53) - 1;

/// Whether the text is a finite decimal number, as JSON or a decimal type writes it.
pub(crate) fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let Some(rest) = after_digits(unsigned.as_bytes()) else { return false };
    let rest = match rest.strip_prefix(b".") {
        Some(fraction) => after_digits(fraction),
        None => Some(rest),
    };
    let is_whole = match rest {
        Some([]) => true,
        Some([b'e' | b'E', exponent @ ..]) => is_exponent(exponent),
        _ => false,
    };
    is_whole && text.len() <= LONGEST
}

/// What follows the digits at the start, of which there must be some.
fn after_digits(text: &[u8]) -> Option<&[u8]> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0).then(|| &text[digits..])
}

fn is_exponent(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
    let number = str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u32>().ok());
    after_digits(digits) == Some(&[]) && number.is_some_and(|exponent| exponent <= LARGEST_EXPONENT)
}

/// Whether the text can stand in JSON as it is: no leading zeros.
pub(crate) fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let zeros = unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.as_bytes()[1].is_ascii_digit();
    is_decimal(text) && !zeros
}

/// A whole number, which may be written with a fraction of zeros.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    };
    whole.parse::<i64>().ok().filter(|value| value.abs() <= LARGEST_INTEGER)
}

/// Whether a number has more digits than a binary float keeps: the noise of a float's arithmetic.
pub(crate) fn has_float_noise(text: &str) -> bool {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let significant = mantissa.trim_start_matches(['-', '0', '.']);
    significant.bytes().filter(u8::is_ascii_digit).count() > 15
}

/// Whether two decimals have the same value, whatever their scale: a language may drop trailing zeros.
pub(crate) fn is_same_decimal(left: &str, right: &str) -> bool {
    left == right || (is_decimal(left) && is_decimal(right) && normal_form(left) == normal_form(right))
}

/// Sign, significant digits and the power of ten of the last of them.
fn normal_form(text: &str) -> (bool, String, i64) {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) =
        mantissa.trim_start_matches('-').split_once('.').unwrap_or((mantissa.trim_start_matches('-'), ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return (false, String::new(), 0);
    }
    let dropped = digits.len() - digits.trim_end_matches('0').len();
    let exponent = exponent.parse::<i64>().unwrap_or(0) + i64::try_from(dropped).unwrap_or(0)
        - i64::try_from(fraction.len()).unwrap_or(0);
    (text.starts_with('-'), significant.to_owned(), exponent)
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
    fn the_scale_does_not_change_the_value() {
        for (left, right) in [("1.000000", "1"), ("0.10", "1e-1"), ("-0.0", "0"), ("1500", "1.5E+3"), ("007.5", "7.50")]
        {
            assert!(is_same_decimal(left, right), "{left} {right}");
        }
        for (left, right) in [("1", "-1"), ("10", "1"), ("0.1", "0.01"), ("1", "one")] {
            assert!(!is_same_decimal(left, right), "{left} {right}");
        }
    }

    #[test]
    fn the_noise_of_floats_is_seen() {
        assert!(has_float_noise("0.30000000000000004"));
        assert!(!has_float_noise("0.1") && !has_float_noise("123456789.12"));
    }
}
