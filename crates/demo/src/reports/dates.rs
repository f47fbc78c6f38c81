//! How reports write dates, and the months that they compare.

use crate::dates::Day;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `November`
pub(super) fn month(day: Day) -> &'static str {
    let (_, month, _) = day.civil();
    usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("")
}

/// `Nov`
pub(super) fn short_month(day: Day) -> &'static str {
    month(day).get(..3).unwrap_or("")
}

/// `23 November 2026`
pub(super) fn long(day: Day) -> String {
    let (year, _, date) = day.civil();
    format!("{date} {} {year}", month(day))
}

/// `23 Nov 2026`
pub(super) fn short(day: Day) -> String {
    let (year, _, date) = day.civil();
    format!("{date} {} {year}", short_month(day))
}

/// `11/23/2026`, as in the attributes of cells.
pub(super) fn american(day: Day) -> String {
    let (year, month, date) = day.civil();
    format!("{month}/{date}/{year}")
}

pub(super) fn month_start(day: Day) -> Day {
    let (_, _, date) = day.civil();
    day.plus(1 - date)
}

pub(super) fn month_end(day: Day) -> Day {
    month_start(month_start(day).plus(31)).plus(-1)
}

/// So many months earlier; the last day of a month stays one.
pub(super) fn months_before(day: Day, months: i64) -> Day {
    let (year, month, date) = day.civil();
    let months_since_zero = year * 12 + month - 1 - months;
    let first = Day::new(months_since_zero.div_euclid(12), months_since_zero.rem_euclid(12) + 1, 1);
    let first = first.unwrap_or(day);
    let last = month_end(first);
    if day == month_end(day) { last } else { first.plus(date - 1).min(last) }
}

#[cfg(test)]
mod tests {
    use super::{long, month_end, months_before};
    use crate::dates::Day;

    #[test]
    fn a_month_before_the_end_of_a_month_is_the_end_of_a_month() {
        let day = |text| Day::parse(text).expect(text);
        assert_eq!(months_before(day("2026-03-31"), 1), day("2026-02-28"));
        assert_eq!(months_before(day("2026-02-28"), 1), day("2026-01-31"));
        assert_eq!(months_before(day("2026-03-30"), 1), day("2026-02-28"));
        assert_eq!(months_before(day("2026-01-15"), 13), day("2024-12-15"));
        assert_eq!(month_end(day("2024-02-03")), day("2024-02-29"));
        assert_eq!(long(day("2024-02-03")), "3 February 2024");
    }
}
