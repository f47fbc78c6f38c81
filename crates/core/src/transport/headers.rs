//! The headers of Xero's replies that a client acts on.

use std::time::{Duration, SystemTime};

use http::header::{HeaderMap, HeaderValue};

use crate::error::Remaining;

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
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok()?,
        Err(_) => {
            let date = jiff::fmt::rfc2822::parse(text).ok()?;
            SystemTime::from(date.timestamp()).duration_since(SystemTime::now()).ok()?
        }
    };
    (!wait.is_zero()).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(text: &'static str) -> Option<Duration> {
        retry_after(Some(&HeaderValue::from_static(text)))
    }

    #[test]
    fn retry_after_is_read_in_each_of_its_forms() {
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait(" 0.25 "), Some(Duration::from_millis(250)));
        assert!(wait("Fri, 31 Dec 2100 23:59:59 GMT").unwrap() > Duration::from_secs(86_400));
        for none in ["0", "-3", "NaN", "soon", "", "1e400", "Sat, 31 Dec 1999 23:59:59 GMT"] {
            assert_eq!(wait(none), None, "{none}");
        }
    }
}
