//! An exact number in ten-thousandths: money, quantities, unit amounts and percentages.

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use super::digits;

const ONE: i64 = 10_000;
const CENT: i64 = 100;
const HUNDRED_PERCENT: i128 = 100 * 10_000;
/// Nothing in a small company's books is larger; the products of two such numbers still fit.
const MOST: i128 = 1_000_000_000_000 * 10_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(i64);

impl Amount {
    pub(crate) const ZERO: Amount = Amount(0);
    pub(crate) const ONE: Amount = Amount(ONE);

    pub(crate) const fn from_cents(cents: i64) -> Amount {
        Amount(cents * CENT)
    }

    /// Reads `12`, `-12.5`, `1.2e3`; digits past the fourth decimal are rounded away from zero.
    pub(crate) fn parse(text: &str) -> Option<Amount> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() || digits.len() > 30 || !(-30..=30).contains(&exponent) {
            return None;
        }
        let mut value: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            value = value * 10 + i128::from(byte - b'0');
        }
        let scale = 4 + exponent - i32::try_from(fraction.len()).ok()?;
        let value = if scale >= 0 {
            value.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?
        } else {
            match 10_i128.checked_pow(scale.unsigned_abs()) {
                Some(divisor) => divide_rounded(value, divisor),
                None => 0,
            }
        };
        Amount::checked(if negative { -value } else { value })
    }

    /// `self × other`, less `discount` percent, rounded to two places as Xero rounds a line.
    pub(crate) fn line_total(self, other: Amount, discount: Amount) -> Option<Amount> {
        let product = i128::from(self.0) * i128::from(other.0);
        let kept = HUNDRED_PERCENT - i128::from(discount.0);
        let cents = divide_rounded(product.checked_mul(kept)?, HUNDRED_PERCENT * i128::from(ONE) * i128::from(CENT));
        Amount::checked(cents * i128::from(CENT))
    }

    /// The tax of `rate` percent that goes on top of this amount.
    pub(crate) fn tax_on_top(self, rate: Amount) -> Amount {
        self.share(i128::from(rate.0), HUNDRED_PERCENT)
    }

    /// The tax of `rate` percent that this amount already contains.
    pub(crate) fn tax_within(self, rate: Amount) -> Amount {
        self.share(i128::from(rate.0), HUNDRED_PERCENT + i128::from(rate.0))
    }

    /// `rate` percent of it, to four places.
    pub(crate) fn percent(self, rate: Amount) -> Option<Amount> {
        Amount::checked(divide_rounded(i128::from(self.0) * i128::from(rate.0), HUNDRED_PERCENT))
    }

    pub(crate) fn rounded(self) -> Amount {
        self.share(1, 1)
    }

    /// `self ÷ other` to four places.
    pub(crate) fn divided_by(self, other: Amount) -> Option<Amount> {
        if other.0 == 0 {
            return None;
        }
        let sign = if other.0 < 0 { -1 } else { 1 };
        Amount::checked(divide_rounded(i128::from(self.0) * i128::from(ONE) * sign, i128::from(other.0).abs()))
    }

    /// Writes with exactly `scale` decimals.
    pub(crate) fn write(self, scale: usize, out: &mut Vec<u8>) {
        let (whole, fraction) = match scale {
            0 => self.parts::<1>(),
            1 => self.parts::<10>(),
            2 => self.parts::<100>(),
            3 => self.parts::<1_000>(),
            _ => self.parts::<10_000>(),
        };
        if self.0 < 0 && (whole, fraction) != (0, 0) {
            out.push(b'-');
        }
        digits::push(whole, 1, out);
        if scale > 0 {
            out.push(b'.');
            digits::push(fraction, scale.min(4), out);
            out.extend(std::iter::repeat_n(b'0', scale.saturating_sub(4)));
        }
    }

    /// What is before and after the point, rounded away from zero; divisors that are known are fast.
    fn parts<const PARTS: u64>(self) -> (u64, u64) {
        let step = ONE.unsigned_abs() / PARTS;
        let shown = (self.0.unsigned_abs() + step / 2) / step;
        (shown / PARTS, shown % PARTS)
    }

    pub(crate) fn text(self, scale: usize) -> String {
        digits::text(|out| self.write(scale, out))
    }

    fn share(self, numerator: i128, denominator: i128) -> Amount {
        let cents = divide_rounded(i128::from(self.0) * numerator, denominator * i128::from(CENT));
        Amount(i64::try_from(cents * i128::from(CENT)).unwrap_or(i64::MAX))
    }

    fn checked(value: i128) -> Option<Amount> {
        if value.abs() > MOST {
            return None;
        }
        i64::try_from(value).ok().map(Amount)
    }
}

fn divide_rounded(value: i128, divisor: i128) -> i128 {
    let half = divisor / 2;
    if value < 0 { (value - half) / divisor } else { (value + half) / divisor }
}

impl Add for Amount {
    type Output = Amount;
    fn add(self, other: Amount) -> Amount {
        Amount(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Amount;
    fn sub(self, other: Amount) -> Amount {
        Amount(self.0.saturating_sub(other.0))
    }
}

impl Neg for Amount {
    type Output = Amount;
    fn neg(self) -> Amount {
        Amount(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Amount {
        amounts.fold(Amount::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).expect(text)
    }

    #[test]
    fn numbers_keep_their_scale() {
        assert_eq!(amount("89").text(2), "89.00");
        assert_eq!(amount("1").text(6), "1.000000");
        assert_eq!(amount("-0.05").text(2), "-0.05");
        assert_eq!(amount("4.2").text(4), "4.2000");
        assert_eq!(amount("1.5e2").text(2), "150.00");
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in ["", "-", ".", "1,5", "NaN", "1e99", "1e", "1e-2147483648", "99999999999999999999"] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
    }

    #[test]
    fn tax_within_eighty_nine_dollars_is_eleven_sixty_one() {
        assert_eq!(amount("89.00").tax_within(amount("15")).text(2), "11.61");
        assert_eq!(amount("95.50").tax_within(amount("15")).text(2), "12.46");
        assert_eq!(amount("40.00").tax_on_top(amount("15")).text(2), "6.00");
    }

    #[test]
    fn a_line_rounds_half_a_cent_away_from_zero() {
        let line = |quantity: &str, unit: &str, discount: &str| {
            amount(quantity).line_total(amount(unit), amount(discount)).expect("fits").text(2)
        };
        assert_eq!(line("0.5", "0.01", "0"), "0.01");
        assert_eq!(line("-0.5", "0.01", "0"), "-0.01");
        assert_eq!(line("200", "4.20", "0"), "840.00");
        assert_eq!(line("3", "33.3333", "10"), "90.00");
    }
}
