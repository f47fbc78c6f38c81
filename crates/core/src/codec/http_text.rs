//! Values as texts of queries and headers.

use http::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::unwritable::{unwritable_error, unwritable_reason};
use crate::error::{Error, Result, quoted};

/// The text of a value that no table describes.
pub(crate) fn plain_text(name: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(misfit(name, value, "text, a number or a boolean", "give one of these")),
    }
}

/// The texts of a query parameter: several for a list, which repeats the parameter.
pub(crate) fn query_texts(place: &str, value: &Value) -> Result<Vec<String>> {
    match value {
        Value::Array(items) => {
            let texts = items.iter().enumerate();
            texts.map(|(at, item)| plain_text(&format!("{place}[{at}]"), item)).collect()
        }
        value => Ok(vec![plain_text(place, value)?]),
    }
}

/// The name of a header, in lower case.
pub(crate) fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::argument(format!("{} is not the name of a header", quoted(name))))
}

/// The value of a header, of visible ASCII; `name` is what an error calls it.
pub(crate) fn header_value(name: &str, value: &str) -> Result<HeaderValue> {
    let is_plain = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    HeaderValue::from_str(value).ok().filter(|_| is_plain).ok_or_else(|| {
        Error::argument(format!("{name} holds a character that no header may hold"))
            .hint("use visible ASCII, without line breaks")
    })
}

/// The error about a value that is not what its place takes.
pub(crate) fn misfit(place: &str, value: &Value, wanted: &str, hint: &'static str) -> Error {
    match unwritable_reason(value) {
        Some(why) => unwritable_error(place, why),
        None if hint.is_empty() => Error::argument(format!("{place} is not {wanted}")),
        None => Error::argument(format!("{place} is not {wanted}")).hint(hint),
    }
}
