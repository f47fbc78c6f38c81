//! Xero's formats of calendar dates and instants.

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use xero_m2m_spec::DateStyle;
use xero_m2m_spec::NameCase;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// From the year 1 to the year 9999, in milliseconds.
const PLAIN_YEARS: RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

/// `/Date(1563753600000+1300)/`: milliseconds since 1970 in UTC, and the organisation's offset as a label.
struct MicrosoftDate {
    instant: Timestamp,
    offset: SignedDuration,
}

/// The calendar date in any format. A Microsoft date's own offset decides the day; no other zone moves it.
pub(crate) fn calendar_date(text: &str) -> Option<Date> {
    let date = match microsoft(text) {
        Some(MicrosoftDate { instant, offset }) => instant.checked_add(offset).ok()?.to_zoned(TimeZone::UTC).date(),
        None => match text.parse::<DateTime>() {
            Ok(moment) => moment.date(),
            Err(_) => text.parse::<Timestamp>().ok()?.to_zoned(TimeZone::UTC).date(),
        },
    };
    (date.year() > 0).then_some(date)
}

/// The instant in any format. Text without a zone is UTC, as Xero means it. It is cut to microseconds.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let instant = match microsoft(text) {
        Some(date) => date.instant,
        None => match text.parse::<Timestamp>() {
            Ok(instant) => instant,
            Err(_) => text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp(),
        },
    };
    (instant.to_zoned(TimeZone::UTC).year() > 0).then_some(())?;
    // Rounded down, so that moments before 1970 become earlier too.
    Timestamp::from_microsecond(i64::try_from(instant.as_nanosecond().div_euclid(1000)).ok()?).ok()
}

/// The instant as precisely as the language can hold it: JavaScript's `Date` has milliseconds.
pub(crate) fn rounded_for(instant: Timestamp, case: NameCase) -> Timestamp {
    match case {
        NameCase::Snake => instant,
        NameCase::Camel => Timestamp::from_millisecond(instant.as_microsecond().div_euclid(1000)).unwrap_or(instant),
    }
}

/// The milliseconds of a Microsoft date in UTC, as Xero writes almost all of them, with or without JSON's backslashes.
/// Its year is one that every language can hold.
pub(crate) fn plain_microsoft(text: &str) -> Option<i64> {
    let inner = text.strip_prefix("\\/Date(").or_else(|| text.strip_prefix("/Date("))?;
    let number = inner.strip_suffix("+0000)\\/").or_else(|| inner.strip_suffix("+0000)/"))?;
    let digits = number.strip_prefix('-').unwrap_or(number);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (!digits.starts_with('0') || number == "0");
    let milliseconds = number.parse().ok().filter(|_| is_plain)?;
    PLAIN_YEARS.contains(&milliseconds).then_some(milliseconds)
}

/// Writes the day in UTC as a JSON string. True if the moment is that day's midnight.
pub(crate) fn write_plain_date(out: &mut Vec<u8>, milliseconds: i64) -> bool {
    out.push(b'"');
    write_day(out, milliseconds.div_euclid(DAY));
    out.push(b'"');
    milliseconds.rem_euclid(DAY) == 0
}

/// Writes the moment in UTC as a JSON string, without zeros at the end of its fraction.
pub(crate) fn write_plain_instant(out: &mut Vec<u8>, milliseconds: i64) {
    let (seconds, fraction) = (milliseconds.rem_euclid(DAY) / 1000, milliseconds.rem_euclid(1000));
    out.push(b'"');
    write_day(out, milliseconds.div_euclid(DAY));
    out.push(b'T');
    write_two(out, seconds / 3600);
    out.push(b':');
    write_two(out, seconds / 60 % 60);
    out.push(b':');
    write_two(out, seconds % 60);
    if fraction > 0 {
        out.extend([b'.', digit(fraction / 100), digit(fraction / 10), digit(fraction)]);
        while out.last() == Some(&b'0') {
            out.pop();
        }
    }
    out.extend_from_slice(b"Z\"");
}

/// Writes the date of a day, counted from 1970. Years begin with March here, so that a leap day ends one.
fn write_day(out: &mut Vec<u8>, day: i64) {
    let day = day + 719_468;
    let (cycle, of_cycle) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let of_400 = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * of_400 + of_400 / 4 - of_400 / 100);
    let since_march = (5 * of_year + 2) / 153;
    let date = of_year - (153 * since_march + 2) / 5 + 1;
    let month = if since_march < 10 { since_march + 3 } else { since_march - 9 };
    let year = cycle * 400 + of_400 + i64::from(month <= 2);
    write_two(out, year / 100);
    write_two(out, year % 100);
    out.push(b'-');
    write_two(out, month);
    out.push(b'-');
    write_two(out, date);
}

fn write_two(out: &mut Vec<u8>, number: i64) {
    out.extend([digit(number / 10), digit(number)]);
}

/// The last digit of a number.
fn digit(number: i64) -> u8 {
    b'0' + u8::try_from(number % 10).unwrap_or_default()
}

/// A calendar date in an API's own format.
pub(crate) fn wire_date(date: Date, style: DateStyle) -> Option<String> {
    match style {
        DateStyle::Microsoft => wire_instant(date.to_zoned(TimeZone::UTC).ok()?.timestamp(), style),
        DateStyle::Iso => Some(date.to_string()),
    }
}

/// An instant in an API's own format; none where the format is not precise enough.
pub(crate) fn wire_instant(instant: Timestamp, style: DateStyle) -> Option<String> {
    match style {
        DateStyle::Microsoft => {
            (instant.as_microsecond() % 1000 == 0).then(|| format!("/Date({}+0000)/", instant.as_millisecond()))
        }
        DateStyle::Iso => Some(instant.to_string()),
    }
}

/// The instant that a user gave. Text without a zone is refused; a calendar date is its midnight in UTC.
pub(crate) fn given_instant(text: &str) -> Option<Timestamp> {
    if let Ok(date) = text.parse::<Date>()
        && date.to_string() == text
    {
        return instant(text);
    }
    let has_zone = text.starts_with("/Date(") || text.parse::<Timestamp>().is_ok();
    instant(text).filter(|_| has_zone)
}

/// The calendar date that a user gave. A moment within a day is refused: its day depends on the time zone.
pub(crate) fn given_date(text: &str) -> Option<Date> {
    let moment = text.trim_end_matches('Z');
    let is_midnight = moment.parse::<DateTime>().is_ok_and(|moment| moment.time() == Time::midnight());
    calendar_date(text).filter(|_| text.starts_with("/Date(") || is_midnight)
}

/// `2026-01-31T23:59:59`: UTC in whole seconds without a zone, as `If-Modified-Since` wants it.
pub(crate) fn header_instant(instant: Timestamp) -> String {
    instant.to_zoned(TimeZone::UTC).datetime().strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Reads a text as every type and writes the results again.
#[cfg(fuzzing)]
pub(crate) fn read_dates(text: &str) {
    for style in [DateStyle::Microsoft, DateStyle::Iso] {
        for date in [calendar_date(text), given_date(text)].into_iter().flatten() {
            let written = wire_date(date, style).expect("every date can be written");
            assert_eq!(calendar_date(&written), Some(date), "{text}");
        }
        for moment in [instant(text), given_instant(text)].into_iter().flatten() {
            if let Some(written) = wire_instant(moment, style) {
                assert_eq!(instant(&written), Some(moment), "{text}");
            }
        }
    }
}

fn microsoft(text: &str) -> Option<MicrosoftDate> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let split = inner.rfind(['+', '-']).filter(|at| *at > 0);
    let (milliseconds, offset) = match split {
        Some(at) => (&inner[..at], offset(&inner[at..])?),
        None => (inner, SignedDuration::ZERO),
    };
    let instant = Timestamp::from_millisecond(milliseconds.parse().ok()?).ok()?;
    Some(MicrosoftDate { instant, offset })
}

/// `+1300`: hours and minutes.
fn offset(text: &str) -> Option<SignedDuration> {
    let (sign, digits) = text.split_at_checked(1)?;
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = (digits[..2].parse::<i64>().ok()?, digits[2..].parse::<i64>().ok()?);
    let offset = SignedDuration::from_mins(hours * 60 + minutes);
    Some(if sign == "-" { -offset } else { offset })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Option<String> {
        calendar_date(text).map(|date| date.to_string())
    }

    #[test]
    fn a_calendar_date_is_the_day_on_the_organisations_own_calendar() {
        assert_eq!(date("/Date(1563753600000+0000)/").unwrap(), "2019-07-22");
        assert_eq!(date("/Date(1563753600000)/").unwrap(), "2019-07-22");
        assert_eq!(date("/Date(1426849200000+1300)/").unwrap(), "2015-03-21");
        assert_eq!(date("/Date(-62135596800000+0000)/").unwrap(), "0001-01-01");
        assert_eq!(date("2019-07-22").unwrap(), "2019-07-22");
        assert_eq!(date("2019-07-22T00:00:00").unwrap(), "2019-07-22");
    }

    #[test]
    fn an_instant_ignores_the_offset_label_and_is_utc() {
        let text = |text| instant(text).map(|instant| instant.to_string());
        assert_eq!(text("/Date(1426849200000+1300)/").unwrap(), "2015-03-20T11:00:00Z");
        assert_eq!(text("2019-07-22T10:00:00.1234567").unwrap(), "2019-07-22T10:00:00.123456Z");
        assert_eq!(text("2019-07-22T10:00:00+02:00").unwrap(), "2019-07-22T08:00:00Z");
    }

    #[test]
    fn nonsense_is_no_date() {
        for text in [
            "",
            "/Date()/",
            "/Date(abc)/",
            "/Date(1+13)/",
            "/Date(99999999999999999)/",
            "2019-13-01",
            "soon",
            "/Date(1",
            "/Date(-)/",
        ] {
            assert_eq!(date(text), None, "{text}");
            assert!(instant(text).is_none(), "{text}");
        }
    }

    #[test]
    fn headers_get_utc_without_a_zone() {
        let header = |text| given_instant(text).map(header_instant);
        assert_eq!(header("2026-01-31").unwrap(), "2026-01-31T00:00:00");
        assert_eq!(header("2026-01-31T13:30:00.5+13:00").unwrap(), "2026-01-31T00:30:00");
        assert_eq!(header("2026-01-31T13:30:00"), None);
        assert_eq!(header("yesterday"), None);
    }

    #[test]
    fn a_day_is_distinguished_from_a_moment() {
        for text in ["2026-01-31", "2026-01-31T00:00:00", "2026-01-31T00:00:00Z", "/Date(1769817600000+0000)/"] {
            assert_eq!(given_date(text).map(|date| date.to_string()).as_deref(), Some("2026-01-31"), "{text}");
        }
        assert_eq!(given_date("2026-01-31T10:30:00Z"), None);
    }

    proptest! {
        #[test]
        fn plain_dates_are_those_of_the_calendar(milliseconds in PLAIN_YEARS, is_rounded in any::<bool>()) {
            let milliseconds = if is_rounded { milliseconds / 1000 * 1000 } else { milliseconds };
            let spelling = format!("\\/Date({milliseconds}+0000)\\/");
            let text = spelling.replace('\\', "");
            prop_assert_eq!(plain_microsoft(&spelling), Some(milliseconds));
            prop_assert_eq!(plain_microsoft(&text), Some(milliseconds));
            let (mut day, mut moment) = (Vec::new(), Vec::new());
            let is_midnight = write_plain_date(&mut day, milliseconds);
            write_plain_instant(&mut moment, milliseconds);
            let (known_day, known_moment) = (calendar_date(&text).unwrap(), instant(&text).unwrap());
            prop_assert_eq!(String::from_utf8(day).unwrap(), format!("\"{known_day}\""));
            prop_assert_eq!(String::from_utf8(moment).unwrap(), format!("\"{known_moment}\""));
            prop_assert_eq!(is_midnight, wire_date(known_day, DateStyle::Microsoft) == Some(text));
        }
    }

    #[test]
    fn an_odd_microsoft_date_is_not_plain() {
        for text in [
            "/Date(01+0000)/",
            "/Date(-0+0000)/",
            "/Date(+1+0000)/",
            "/Date(1+1300)/",
            "/Date(1)/",
            "/Date(+0000)/",
            "/Date(--1+0000)/",
            "/Date(253402300800000+0000)/",
            "/Date(-62135596800001+0000)/",
            "Date(1+0000)/",
            "",
        ] {
            assert_eq!(plain_microsoft(text), None, "{text}");
        }
        assert_eq!(plain_microsoft("/Date(0+0000)/"), Some(0));
    }
}
