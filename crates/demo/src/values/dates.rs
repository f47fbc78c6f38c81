//! Calendar dates and instants, in the forms that Xero writes and reads.

use std::fmt;

use super::digits;

pub(crate) const MILLIS_A_DAY: i64 = 86_400_000;

/// A calendar date, held as days since 1970-01-01. It has no time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i64);

impl Day {
    pub(crate) fn of_millis(millis: i64) -> Day {
        Day(millis.div_euclid(MILLIS_A_DAY))
    }

    pub(crate) fn millis(self) -> i64 {
        self.0 * MILLIS_A_DAY
    }

    pub(crate) fn plus(self, days: i64) -> Day {
        Day(self.0 + days)
    }

    pub(crate) fn new(year: i64, month: i64, day: i64) -> Option<Day> {
        jiff::civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        // Days from a civil date, counting years from March so that the leap day comes last.
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let year_of_era = shifted.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Day(era * 146_097 + day_of_era - 719_468))
    }

    pub(crate) fn civil(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_index = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_index + 2) / 5 + 1;
        let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    /// Reads `2026-11-23`, `2026-11-23T00:00:00` or `/Date(1563753600000+0000)/`.
    pub(crate) fn parse(text: &str) -> Option<Day> {
        if let Some(rest) = text.strip_prefix("/Date(") {
            let digits = rest.strip_suffix(")/")?;
            // The sign of the number itself comes first.
            let label = digits.char_indices().skip(1).find(|(_, sign)| matches!(sign, '+' | '-'));
            let end = label.map_or(digits.len(), |(at, _)| at);
            return digits[..end].parse().ok().map(Day::of_millis);
        }
        let date = match text.split_once(['T', ' ']) {
            Some((date, time)) if time.starts_with(|c: char| c.is_ascii_digit()) => date,
            Some(_) => return None,
            None => text,
        };
        let mut parts = date.splitn(3, '-');
        let mut number = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
        };
        Day::new(number(4)?, number(2)?, number(2)?)
    }

    /// Writes `2026-11-23T00:00:00`.
    pub(crate) fn write_iso(self, out: &mut Vec<u8>) {
        digits::push_moment(self.civil(), 0, out);
    }
}

/// As `2026-11-23T00:00:00`.
impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&digits::text(|out| self.write_iso(out)))
    }
}

/// Reads an instant: ISO 8601 with or without a zone (UTC is meant), or an HTTP date.
pub(crate) fn parse_instant(text: &str) -> Option<i64> {
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return Some(timestamp.as_millisecond());
    }
    if let Ok(civil) = text.parse::<jiff::civil::DateTime>() {
        let day = Day::new(civil.year().into(), civil.month().into(), civil.day().into())?;
        let seconds = i64::from(civil.hour()) * 3_600 + i64::from(civil.minute()) * 60 + i64::from(civil.second());
        let millis = i64::from(civil.subsec_nanosecond()) / 1_000_000;
        return Some(day.millis() + seconds * 1_000 + millis);
    }
    let zoned = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(zoned.as_millisecond())
}

/// Writes `2026-11-23T09:30:00Z`, whole seconds, as Xero's `…UTCString` members do.
pub(crate) fn write_instant(millis: i64, out: &mut Vec<u8>) {
    let day = Day::of_millis(millis);
    digits::push_moment(day.civil(), (millis - day.millis()) / 1_000, out);
    out.push(b'Z');
}

pub(crate) fn instant_text(millis: i64) -> String {
    digits::text(|out| write_instant(millis, out))
}

#[cfg(test)]
mod tests {
    use super::{Day, instant_text, parse_instant};

    #[test]
    fn a_day_survives_the_way_through_days_and_back() {
        for (text, millis) in [
            ("1970-01-01", 0),
            ("2019-07-22", 1_563_753_600_000),
            ("2024-02-29", 1_709_164_800_000),
            ("1999-12-31", 946_598_400_000),
        ] {
            let day = Day::parse(text).expect(text);
            assert_eq!(day.millis(), millis);
            assert_eq!(day.to_string(), format!("{text}T00:00:00"));
        }
    }

    #[test]
    fn xeros_three_forms_of_a_date_are_read() {
        let day = Day::parse("2019-07-22");
        assert!(day.is_some());
        assert_eq!(Day::parse("/Date(1563753600000+0000)/"), day);
        assert_eq!(Day::parse("/Date(1563753600000)/"), day);
        assert_eq!(Day::parse("2019-07-22T10:00:00"), day);
        for text in ["22/07/2019", "2019-7-22", "2019-02-30", "", "soon", "/Date()/", "/Date(é)/"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn instants_come_with_and_without_a_zone_and_as_http_dates() {
        let expected = Some(1_769_903_999_000);
        assert_eq!(parse_instant("2026-01-31T23:59:59"), expected);
        assert_eq!(parse_instant("2026-01-31T23:59:59Z"), expected);
        assert_eq!(parse_instant("Sat, 31 Jan 2026 23:59:59 GMT"), expected);
        assert_eq!(instant_text(1_769_903_999_000), "2026-01-31T23:59:59Z");
    }
}
