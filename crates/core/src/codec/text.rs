//! Bodies that are JSON but for a few bytes: no page is lost for half a character.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::scanner::{JsonType, Scanner, SyntaxError, unescaped};

/// The warning where a body had to be corrected.
pub(crate) const CORRECTED: &str =
    "the response contained text that is not Unicode; it was replaced with the character U+FFFD";

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub(crate) fn without_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

/// The body as a strict reader of JSON wants it.
pub(crate) fn readable(body: &[u8]) -> Cow<'_, [u8]> {
    let body = without_byte_order_mark(body);
    corrected(body).map_or(Cow::Borrowed(body), Cow::Owned)
}

/// Deeper than any genuine response.
const DEEPEST: usize = 200;

/// Any JSON as a tree; none where the body is not JSON. A number outside the range of a double is kept as a string.
pub(crate) fn tree(body: &[u8]) -> Option<Value> {
    let body = readable(body);
    let read = || -> Result<Value, SyntaxError> {
        let mut json = Scanner::new(&body)?;
        let json_type = json.peek()?;
        let value = value(&mut json, json_type, DEEPEST)?;
        json.finish().map(|()| value)
    };
    read().ok()
}

fn value(json: &mut Scanner<'_>, json_type: JsonType, depth: usize) -> Result<Value, SyntaxError> {
    match json_type {
        JsonType::String => json.string().map(|text| unescaped(text).into()),
        JsonType::Number => json.number().map(|digits| serde_json::from_str(digits).unwrap_or_else(|_| digits.into())),
        JsonType::Array if depth > 0 => {
            let mut items = Vec::new();
            let mut element = json.enter_array()?;
            while let Some(json_type) = element {
                items.push(value(json, json_type, depth - 1)?);
                element = json.next_element()?;
            }
            Ok(items.into())
        }
        JsonType::Object if depth > 0 => {
            let mut fields = Map::new();
            let mut goes_on = json.enter_object()?;
            while goes_on {
                let name = unescaped(json.name()?).into_owned();
                let json_type = json.peek()?;
                // Of two fields with one name the first counts, as for records.
                let value = value(json, json_type, depth - 1)?;
                fields.entry(name).or_insert(value);
                goes_on = json.next_field()?;
            }
            Ok(fields.into())
        }
        JsonType::True | JsonType::False => json.skip(json_type).map(|()| (json_type == JsonType::True).into()),
        JsonType::Null | JsonType::Array | JsonType::Object => json.skip(json_type).map(|()| Value::Null),
    }
}

/// The body with U+FFFD in the place of bytes that are not UTF-8 and of halves of surrogate pairs; none where there are
/// none.
pub(crate) fn corrected(body: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(body);
    let mut out = Vec::with_capacity(text.len());
    let mut is_corrected = matches!(text, Cow::Owned(_));
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let length = match (code_unit(rest), rest.get(6..).and_then(code_unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                is_corrected = true;
                out.extend_from_slice(b"\\ufffd");
                rest = &rest[6..];
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => rest.len().min(2),
        };
        out.extend_from_slice(&rest[..length]);
        rest = &rest[length..];
    }
    out.extend_from_slice(rest);
    is_corrected.then_some(out)
}

/// The number of the escape `\uXXXX` at the start, if there is one.
fn code_unit(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correct(body: &[u8]) -> Option<String> {
        corrected(body).map(|body| String::from_utf8(body).unwrap())
    }

    #[test]
    fn halves_of_pairs_are_replaced_and_whole_pairs_stay() {
        assert_eq!(correct(br#"["\ud83d\ude00", "\\ud83d", "\u00e9\n"]"#), None);
        for (body, expected) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\\\uD83Dx""#, r#""\\\ufffdx""#),
        ] {
            assert_eq!(correct(body.as_bytes()).as_deref(), Some(expected));
        }
        assert_eq!(correct(b"\"caf\xe9\"").as_deref(), Some("\"caf\u{fffd}\""));
        // Cut anywhere, it ends.
        for body in [&b"\\"[..], b"\\u", b"\\ud8", b"\\ud83d\\", b"\\ud83d\\u"] {
            let _ = corrected(body);
        }
    }

    #[test]
    fn a_body_with_a_byte_order_mark_or_half_a_pair_is_read() {
        assert_eq!(tree(b"\xef\xbb\xbf{\"a\":\"\\ud83d\"}").unwrap()["a"], "\u{fffd}");
        let odd = br#" {"n":[1.50,1e999999,-7],"t":true,"f":false,"s":"a\n","o":{"x":null}} "#;
        assert_eq!(
            tree(odd).unwrap(),
            serde_json::json!({"n": [1.5, "1e999999", -7], "t": true, "f": false, "s": "a\n", "o": {"x": null}})
        );
        for body in [&b"<html>"[..], b"", b"{\"a\":", b"{} {}", b"[1,]"] {
            assert_eq!(tree(body), None);
        }
    }
}
