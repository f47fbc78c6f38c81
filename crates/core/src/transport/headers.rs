//! The headers of Xero's replies that a client acts on.

use std::time::{Duration, SystemTime};

use http::header::{DATE, HeaderMap, HeaderValue};

use crate::error::Remaining;

/// Longer than any wait of Xero's, and short enough that no sum of times overflows.
const LONGEST_HINT: Duration = Duration::from_secs(7 * 86_400);

/// What Xero says is left of each limit.
pub(crate) fn remaining(headers: &HeaderMap) -> Option<Remaining> {
    let number = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let remaining = Remaining {
        minute_remaining: number("x-minlimit-remaining"),
        day_remaining: number("x-daylimit-remaining"),
        app_minute_remaining: number("x-appminlimit-remaining"),
    };
    (remaining != Remaining::default()).then_some(remaining)
}

/// The id by which Xero's support finds the request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("xero-correlation-id")?.to_str().ok()?;
    (!id.is_empty()).then(|| id.chars().take(128).collect())
}

/// `Retry-After` in seconds, fractions of them, or as a date. Zero, the past and nonsense are no hint.
pub(crate) fn retry_after(header: Option<&HeaderValue>) -> Option<Duration> {
    let text = header?.to_str().ok()?.trim();
    let wait = match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() => {
            Duration::try_from_secs_f64(seconds.min(LONGEST_HINT.as_secs_f64())).ok()?
        }
        Ok(_) => return None,
        Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).ok()?,
    };
    (!wait.is_zero()).then_some(wait.min(LONGEST_HINT))
}

/// When the server sent the reply, by its own clock.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    fn wait(text: &'static str) -> Option<Duration> {
        retry_after(Some(&HeaderValue::from_static(text)))
    }

    #[test]
    fn retry_after_may_be_seconds_or_fractions_of_them() {
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait(" 0.25 "), Some(Duration::from_millis(250)));
    }

    #[test]
    fn retry_after_may_be_a_date_in_each_of_its_three_forms() {
        for form in ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"] {
            let soon = Timestamp::now() + Duration::from_secs(100);
            let date = soon.to_zoned(TimeZone::UTC).strftime(form).to_string();
            let wait = retry_after(Some(&HeaderValue::from_str(&date).unwrap())).expect(&date);
            assert!((95..=100).contains(&wait.as_secs()), "{date}: {wait:?}");
        }
    }

    #[test]
    fn retry_after_of_nothing_the_past_or_nonsense_is_no_hint() {
        let past =
            ["Sat, 31 Dec 1999 23:59:59 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "-3"];
        let nonsense = ["NaN", "inf", "1e400", "soon", "", "7 seconds", "0x7", "Fri, 99 Foo 2100 99:99:99 GMT"];
        for none in past.into_iter().chain(nonsense).chain(["0", "0.0", "-0"]) {
            assert_eq!(wait(none), None, "{none}");
        }
        assert_eq!(retry_after(None), None);
        assert_eq!(retry_after(Some(&HeaderValue::from_bytes(b"\xff\xfe").unwrap())), None);
    }

    #[test]
    fn retry_after_is_never_so_long_that_a_sum_of_times_overflows() {
        for huge in ["1e19", "1e300", "18446744073709551615", "999999999", "Fri, 31 Dec 2500 23:59:59 GMT"] {
            assert_eq!(wait(huge), Some(LONGEST_HINT), "{huge}");
        }
    }
}
