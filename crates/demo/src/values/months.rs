//! The months that a day lies in and away from.

use super::dates::Day;

impl Day {
    pub(crate) fn month_start(self) -> Day {
        let (_, _, date) = self.civil();
        self.plus(1 - date)
    }

    pub(crate) fn month_end(self) -> Day {
        self.month_start().plus(31).month_start().plus(-1)
    }

    /// So many months earlier; the last day of a month stays one.
    pub(crate) fn months_before(self, months: i64) -> Day {
        let (year, month, date) = self.civil();
        let months_since_zero = year * 12 + month - 1 - months;
        let first = Day::new(months_since_zero.div_euclid(12), months_since_zero.rem_euclid(12) + 1, 1);
        let first = first.unwrap_or(self);
        let last = first.month_end();
        if self == self.month_end() { last } else { first.plus(date - 1).min(last) }
    }

    pub(crate) fn months_later(self, months: i64) -> Day {
        self.months_before(-months)
    }
}

#[cfg(test)]
mod tests {
    use crate::values::dates::Day;

    #[test]
    fn a_month_before_the_end_of_a_month_is_the_end_of_a_month() {
        let day = |text| Day::parse(text).expect(text);
        assert_eq!(day("2026-03-31").months_before(1), day("2026-02-28"));
        assert_eq!(day("2026-02-28").months_before(1), day("2026-01-31"));
        assert_eq!(day("2026-03-30").months_before(1), day("2026-02-28"));
        assert_eq!(day("2026-01-15").months_before(13), day("2024-12-15"));
        assert_eq!(day("2026-12-15").months_later(2), day("2027-02-15"));
        assert_eq!(day("2024-02-03").month_end(), day("2024-02-29"));
    }
}
