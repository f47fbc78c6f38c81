//! Numbers as decimal digits, written straight to where they belong.

/// In as many digits as it has, and at least `width`.
pub(crate) fn push(value: u64, width: usize, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut start = digits.len();
    let mut left = value;
    // Two at a time: each division waits for the one before it.
    while left >= 100 {
        let pair = left % 100;
        start -= 2;
        digits[start] = digit(pair / 10);
        digits[start + 1] = digit(pair % 10);
        left /= 100;
    }
    while left > 0 {
        start -= 1;
        digits[start] = digit(left % 10);
        left /= 10;
    }
    out.extend_from_slice(&digits[start.min(digits.len().saturating_sub(width))..]);
}

pub(crate) fn push_signed(value: i64, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    push(value.unsigned_abs(), 1, out);
}

/// `2026-11-23T09:30:00`.
pub(crate) fn push_moment((year, month, day): (i64, i64, i64), seconds: i64, out: &mut Vec<u8>) {
    let mut text = *b"0000-00-00T00:00:00";
    let pairs =
        [(2, year % 100), (5, month), (8, day), (11, seconds / 3_600), (14, seconds / 60 % 60), (17, seconds % 60)];
    for (at, value) in pairs {
        text[at] = digit(value.unsigned_abs() / 10 % 10);
        text[at + 1] = digit(value.unsigned_abs() % 10);
    }
    text[0] = digit(year.unsigned_abs() / 1_000 % 10);
    text[1] = digit(year.unsigned_abs() / 100 % 10);
    out.extend_from_slice(&text);
}

/// What was written is ASCII.
pub(crate) fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap_or_default()
}

fn digit(value: u64) -> u8 {
    b'0' + u8::try_from(value).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{push, push_moment, push_signed, text};

    #[test]
    fn numbers_have_all_their_digits() {
        for (value, width, expected) in [(0, 1, "0"), (0, 3, "000"), (7, 2, "07"), (1_234, 2, "1234")] {
            assert_eq!(text(|out| push(value, width, out)), expected);
        }
        assert_eq!(text(|out| push(u64::MAX, 1, out)), u64::MAX.to_string());
        assert_eq!(text(|out| push_signed(i64::MIN, out)), i64::MIN.to_string());
    }

    #[test]
    fn a_moment_has_two_digits_of_everything_and_four_of_the_year() {
        assert_eq!(text(|out| push_moment((2026, 1, 9), 9 * 3_600 + 61, out)), "2026-01-09T09:01:01");
        assert_eq!(text(|out| push_moment((987, 12, 31), 86_399, out)), "0987-12-31T23:59:59");
    }
}
