//! JSON that was cut off, read as far as it goes.

use std::borrow::Cow;

use serde_json::Value;

use super::issues::prefix;

/// What can be read of JSON that is cut off or goes wrong somewhere: everything before that place.
pub(super) fn truncated_json(text: &str) -> Value {
    let mut text = Cow::Borrowed(text);
    // Once closed it can be read, unless it was cut within a character that is written in two parts.
    for _ in 0..4 {
        let error = match serde_json::from_str(&text) {
            Ok(value) => return value,
            Err(error) => error,
        };
        let end = if error.is_eof() { text.len() } else { position(&text, &error).saturating_sub(1) };
        text = closed_prefix(prefix(&text, end)).into();
    }
    Value::Null
}

/// Where a text went wrong, in bytes.
fn position(text: &str, error: &serde_json::Error) -> usize {
    let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (line + error.column()).min(text.len())
}

/// The start of a JSON text, closed after its last complete value. A string that is cut off keeps its beginning.
fn closed_prefix(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut closers = Vec::new();
    let (mut at, mut whole) = (0, 0);
    // Whether a value comes next, and not the name of a field.
    let mut is_value = true;
    let mut begun = None;
    while let Some(&byte) = bytes.get(at) {
        let next = at + 1;
        match byte {
            b'{' | b'[' => {
                closers.push(if byte == b'{' { '}' } else { ']' });
                is_value = byte == b'[';
                (at, whole) = (next, next);
            }
            b'}' | b']' => {
                closers.pop();
                (at, whole) = (next, next);
            }
            b',' => (at, is_value) = (next, closers.last() == Some(&']')),
            b':' => (at, is_value) = (next, true),
            b'"' => match string_end(bytes, next) {
                Ok(end) => {
                    at = end;
                    whole = if is_value { end } else { whole };
                }
                Err(end) => {
                    begun = is_value.then_some(end);
                    break;
                }
            },
            byte if byte.is_ascii_whitespace() => at = next,
            _ => {
                let is_end = |byte: &u8| b",]} \t\r\n".contains(byte);
                let Some(length) = bytes[at..].iter().position(is_end) else { break };
                at += length;
                whole = at;
            }
        }
    }
    let mut closed = match begun {
        Some(end) => format!("{}…\"", &text[..end]),
        None => text[..whole].to_owned(),
    };
    closed.extend(closers.iter().rev());
    closed
}

/// Where a string ends, behind its quote. Of a string that does not end: where its last complete character ends.
fn string_end(bytes: &[u8], mut at: usize) -> Result<usize, usize> {
    // The first half of a character that is written in two parts.
    let mut half = None;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b'"' => return Ok(at + 1),
            b'\\' if bytes.get(at + 1) == Some(&b'u') => 6,
            b'\\' => 2,
            _ => 1,
        };
        let Some(unit) = bytes.get(at..at + length) else { break };
        half = matches!(unit, [b'\\', b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'b' | b'A'..=b'B', ..]).then_some(at);
        at += length;
    }
    Err(half.unwrap_or(at))
}
