//! The response headers that a client acts on.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use http::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER, SET_COOKIE};

use crate::error::RateLimitHeaders;

/// Longer than any wait that Xero asks for, and short enough that no sum of times overflows.
const LONGEST_HINT: Duration = Duration::from_secs(7 * 86_400);

/// How many characters of a header an error keeps.
const LONGEST_VALUE: usize = 1000;

/// What Xero reports as left of each limit.
pub(crate) fn remaining(headers: &HeaderMap) -> Option<RateLimitHeaders> {
    let number = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let remaining = RateLimitHeaders {
        minute_remaining: number("x-minlimit-remaining"),
        day_remaining: number("x-daylimit-remaining"),
        app_minute_remaining: number("x-appminlimit-remaining"),
    };
    (remaining != RateLimitHeaders::default()).then_some(remaining)
}

/// The id by which Xero's support can find the request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("xero-correlation-id")?.to_str().ok()?;
    (!id.is_empty()).then(|| id.chars().take(128).collect())
}

/// The headers that an error keeps, each cut to a length that helps. A cookie is a secret, and a location may hold one.
pub(crate) fn without_secrets(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| ![SET_COOKIE, LOCATION].contains(name)) {
        let text = String::from_utf8_lossy(value.as_bytes()).chars().take(LONGEST_VALUE).collect::<String>();
        match kept.get_mut(name.as_str()) {
            Some(before) if before.len() < LONGEST_VALUE => *before = format!("{before}, {text}"),
            Some(_) => {}
            None => drop(kept.insert(name.to_string(), text)),
        }
    }
    kept
}

/// The wait in `Retry-After`: seconds, fractions of them, or a date. None for zero, the past and nonsense.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() => {
            Duration::try_from_secs_f64(seconds.min(LONGEST_HINT.as_secs_f64())).ok()?
        }
        Ok(_) => return None,
        Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(now).ok()?,
    };
    (!wait.is_zero()).then_some(wait.min(LONGEST_HINT))
}

/// When the server sent the response, by its own clock.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use jiff::Timestamp;

    use super::*;

    /// 23 November 2026, 10:30 in UTC.
    fn now() -> SystemTime {
        "2026-11-23T10:30:00Z".parse::<Timestamp>().unwrap().into()
    }

    fn wait(text: &[u8]) -> Option<Duration> {
        let value = HeaderValue::from_bytes(text).unwrap();
        retry_after(&HeaderMap::from_iter([(RETRY_AFTER, value)]), now())
    }

    #[test]
    fn retry_after_may_be_seconds_or_fractions_of_them() {
        assert_eq!(wait(b"7"), Some(Duration::from_secs(7)));
        assert_eq!(wait(b" 0.25 "), Some(Duration::from_millis(250)));
    }

    #[test]
    fn retry_after_may_be_a_date_in_each_of_its_three_forms() {
        for date in ["Mon, 23 Nov 2026 10:31:40 GMT", "Monday, 23-Nov-26 10:31:40 GMT", "Mon Nov 23 10:31:40 2026"] {
            assert_eq!(wait(date.as_bytes()), Some(Duration::from_secs(100)), "{date}");
        }
    }

    #[test]
    fn retry_after_of_nothing_the_past_or_nonsense_is_no_hint() {
        let past =
            ["Sat, 31 Dec 1999 23:59:59 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "-3"];
        let nonsense = ["NaN", "inf", "1e400", "soon", "", "7 seconds", "0x7", "Fri, 99 Foo 2100 99:99:99 GMT"];
        for none in past.into_iter().chain(nonsense).chain(["0", "0.0", "-0"]) {
            assert_eq!(wait(none.as_bytes()), None, "{none}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now()), None);
        assert_eq!(wait(b"\xff\xfe"), None);
    }

    #[test]
    fn retry_after_is_never_so_long_that_a_sum_of_times_overflows() {
        for huge in ["1e19", "1e300", "18446744073709551615", "999999999", "Fri, 31 Dec 2500 23:59:59 GMT"] {
            assert_eq!(wait(huge.as_bytes()), Some(LONGEST_HINT), "{huge}");
        }
    }
}
