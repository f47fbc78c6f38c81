//! Writes a document as JSON with every decimal's scale: Accounting's is indented by two, with CRLF and escaped slashes.

use super::Node;
use crate::dates::write_instant;

pub(crate) fn to_json(node: &Node<'_>) -> String {
    let mut out = String::with_capacity(2_048);
    write(node, Some(0), &mut out);
    out
}

/// As the APIs beside Accounting write it.
pub(crate) fn to_compact_json(node: &Node<'_>) -> String {
    let mut out = String::with_capacity(512);
    write(node, None, &mut out);
    out
}

/// `depth` is none where nothing is indented.
fn write(node: &Node<'_>, depth: Option<usize>, out: &mut String) {
    match node {
        Node::Null => out.push_str("null"),
        Node::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Node::Integer(value) => out.push_str(&value.to_string()),
        Node::Decimal(amount, scale) => amount.write(*scale, out),
        Node::Number(text) => out.push_str(text),
        Node::Text(text) => write_text(text, depth.is_some(), out),
        Node::Guid(id) => quoted(out, |out| id.write(out)),
        Node::Day(day) => write_moment(day.millis(), "+0000", out),
        Node::DayText(day) => quoted(out, |out| day.write_iso(out)),
        Node::Instant(millis) => write_moment(*millis, "+0000", out),
        Node::Stamp(millis) => write_moment(*millis, "", out),
        Node::InstantText(millis) => quoted(out, |out| write_instant(*millis, out)),
        Node::Record(members) => {
            block('{', '}', members, depth, out, |(name, value), out| {
                out.push('"');
                out.push_str(name);
                out.push_str(if depth.is_some() { "\": " } else { "\":" });
                write(value, depth.map(|depth| depth + 1), out);
            });
        }
        Node::List(_, items) => {
            block('[', ']', items, depth, out, |item, out| write(item, depth.map(|depth| depth + 1), out));
        }
    }
}

fn block<T>(
    open: char,
    close: char,
    items: &[T],
    depth: Option<usize>,
    out: &mut String,
    each: impl Fn(&T, &mut String),
) {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        new_line(depth.map(|depth| depth + 1), out);
        each(item, out);
    }
    if !items.is_empty() {
        new_line(depth, out);
    }
    out.push(close);
}

fn new_line(depth: Option<usize>, out: &mut String) {
    const SPACES: &str = "                                ";
    let Some(depth) = depth else { return };
    out.push_str("\r\n");
    out.push_str(&SPACES[..(depth * 2).min(SPACES.len())]);
}

fn quoted(out: &mut String, content: impl Fn(&mut String)) {
    out.push('"');
    content(out);
    out.push('"');
}

fn write_moment(millis: i64, label: &str, out: &mut String) {
    out.push_str("\"\\/Date(");
    out.push_str(&millis.to_string());
    out.push_str(label);
    out.push_str(")\\/\"");
}

fn write_text(text: &str, escapes_slashes: bool, out: &mut String) {
    out.push('"');
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'/' if escapes_slashes => "\\/",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&text[start..at]);
        if escape.is_empty() {
            out.push_str("\\u00");
            out.push(if byte < 16 { '0' } else { '1' });
            out.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        } else {
            out.push_str(escape);
        }
        start = at + 1;
    }
    out.push_str(&text[start..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::{Node, to_compact_json, to_json};
    use crate::amount::Amount;
    use crate::dates::Day;

    #[test]
    fn json_is_indented_with_crlf_and_keeps_every_scale() {
        let document = Node::Record(vec![
            ("Total", Node::money(Amount::from_cents(8_900))),
            ("CurrencyRate", Node::Decimal(Amount::ONE, 6)),
            ("Date", Node::Day(Day::parse("2019-07-22").expect("a date"))),
            ("Payments", Node::empty("Payment")),
            ("Tags", Node::List("Tag", vec![Node::text("a/b\"c\u{1}é")])),
            ("PaymentTerms", Node::Record(vec![])),
        ]);
        let expected = concat!(
            "{\r\n  \"Total\": 89.00,\r\n  \"CurrencyRate\": 1.000000,\r\n",
            "  \"Date\": \"\\/Date(1563753600000+0000)\\/\",\r\n  \"Payments\": [],\r\n",
            "  \"Tags\": [\r\n    \"a\\/b\\\"c\\u0001é\"\r\n  ],\r\n  \"PaymentTerms\": {}\r\n}"
        );
        assert_eq!(to_json(&document), expected);
    }

    #[test]
    fn compact_json_has_no_space_and_plain_slashes() {
        let document = Node::Record(vec![("items", Node::List("", vec![Node::Number("1.250"), Node::text("a/b")]))]);
        assert_eq!(to_compact_json(&document), r#"{"items":[1.250,"a/b"]}"#);
    }
}
