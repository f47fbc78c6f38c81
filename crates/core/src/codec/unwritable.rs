//! The mark of a value that a language could not write as JSON: where it stands, and why.

use serde_json::Value;

use crate::error::Error;

/// Where a language has a value that JSON cannot hold, it writes an object with this one field. Its text is the reason, for
/// the user.
pub(crate) const UNWRITABLE: &str = "\0";

/// The reason why a language could not write a value, if it could not.
pub(crate) fn unwritable_reason(value: &Value) -> Option<&str> {
    value.as_object().filter(|fields| fields.len() == 1)?.get(UNWRITABLE)?.as_str()
}

/// The error about a value at this place that a language could not write, with the reason that it gave.
pub(crate) fn unwritable_error(place: &str, reason: &str) -> Error {
    let (what, hint) = reason_and_hint(reason);
    let error = Error::argument(format!("{place}: {what}"));
    if hint.is_empty() { error } else { error.hint(hint.to_owned()) }
}

/// A reason says what is wrong, and after a semicolon what to do.
pub(crate) fn reason_and_hint(reason: &str) -> (&str, &str) {
    reason.split_once("; ").unwrap_or((reason, ""))
}

/// The places in a JSON text where a language could not write a value, each with the reason.
pub(crate) fn unwritable_values(path: &str, json: &[u8]) -> Vec<(String, String)> {
    fn collect(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| collect(&format!("{path}[{at}]"), item, found));
            }
            Value::Object(fields) => match unwritable_reason(value) {
                Some(reason) => found.push((path.to_owned(), reason.to_owned())),
                None => fields.iter().for_each(|(name, inner)| collect(&format!("{path}.{name}"), inner, found)),
            },
            _ => {}
        }
    }
    const MARK: &[u8] = br#""\u0000""#;
    let mut found = Vec::new();
    if json.windows(MARK.len()).any(|part| part == MARK) {
        collect(path, &serde_json::from_slice(json).unwrap_or_default(), &mut found);
    }
    found
}
