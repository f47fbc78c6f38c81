//! How reports write dates.

use crate::values::dates::Day;

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

#[cfg(test)]
mod tests {
    use super::long;
    use crate::values::dates::Day;

    #[test]
    fn a_day_is_written_in_full() {
        assert_eq!(long(Day::parse("2024-02-03").expect("a day")), "3 February 2024");
    }
}
