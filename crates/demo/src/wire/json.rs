//! Writes a document as JSON with every decimal's scale: Accounting's is indented by two, with CRLF and escaped slashes.

use super::node::Node;
use crate::values::dates::write_instant;
use crate::values::digits;

/// Where a line begins that holds a member; one of a list has no quote.
const INDENT: &[u8] = b"\r\n                                ";
const INDENT_QUOTED: [&[u8]; 10] = [
    b"\r\n\"",
    b"\r\n  \"",
    b"\r\n    \"",
    b"\r\n      \"",
    b"\r\n        \"",
    b"\r\n          \"",
    b"\r\n            \"",
    b"\r\n              \"",
    b"\r\n                \"",
    b"\r\n                  \"",
];

pub(crate) fn to_json(node: &Node<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(2_048);
    write(node, Some(0), &mut out);
    out
}

/// As the APIs beside Accounting write it.
pub(crate) fn to_compact_json(node: &Node<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(512);
    write(node, None, &mut out);
    out
}

/// `depth` is none where nothing is indented.
fn write(node: &Node<'_>, depth: Option<usize>, out: &mut Vec<u8>) {
    match node {
        Node::Null => out.extend_from_slice(b"null"),
        Node::Bool(true) => out.extend_from_slice(b"true"),
        Node::Bool(false) => out.extend_from_slice(b"false"),
        Node::Integer(value) => digits::push_signed(*value, out),
        Node::Decimal(amount, scale) => amount.write(*scale, out),
        Node::Number(text) => out.extend_from_slice(text.as_bytes()),
        Node::Text(text) => write_text(text, depth.is_some(), out),
        Node::Guid(id) => quoted(out, |out| id.write(out)),
        Node::Day(day) => write_moment(day.millis(), b"+0000)\\/\"", out),
        Node::DayText(day) => quoted(out, |out| day.write_iso(out)),
        Node::Instant(millis) => write_moment(*millis, b"+0000)\\/\"", out),
        Node::Stamp(millis) => write_moment(*millis, b")\\/\"", out),
        Node::InstantText(millis) => quoted(out, |out| write_instant(*millis, out)),
        Node::Record(members) => {
            out.push(b'{');
            for (at, (name, value)) in members.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_name(name, depth, out);
                write(value, depth.map(|depth| depth + 1), out);
            }
            close(b'}', members.is_empty(), depth, out);
        }
        Node::List(_, items) => write_list(depth, out, |each| items.iter().for_each(each)),
        Node::Stream(_, items) => write_list(depth, out, |each| items.each(each)),
    }
}

fn write_list(depth: Option<usize>, out: &mut Vec<u8>, items: impl FnOnce(&mut dyn FnMut(&Node<'_>))) {
    let within = depth.map(|depth| depth + 1);
    let mut is_empty = true;
    out.push(b'[');
    items(&mut |item| {
        if !is_empty {
            out.push(b',');
        }
        is_empty = false;
        new_line(within, out);
        write(item, within, out);
    });
    close(b']', is_empty, depth, out);
}

fn write_name(name: &str, depth: Option<usize>, out: &mut Vec<u8>) {
    let start = depth.and_then(|depth| INDENT_QUOTED.get(depth + 1));
    match start {
        Some(start) => out.extend_from_slice(start),
        None => {
            new_line(depth.map(|depth| depth + 1), out);
            out.push(b'"');
        }
    }
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(if depth.is_some() { b"\": " } else { b"\":" });
}

fn close(sign: u8, is_empty: bool, depth: Option<usize>, out: &mut Vec<u8>) {
    if !is_empty {
        new_line(depth, out);
    }
    out.push(sign);
}

fn new_line(depth: Option<usize>, out: &mut Vec<u8>) {
    if let Some(depth) = depth {
        out.extend_from_slice(&INDENT[..(2 + depth * 2).min(INDENT.len())]);
    }
}

fn quoted(out: &mut Vec<u8>, content: impl Fn(&mut Vec<u8>)) {
    out.push(b'"');
    content(out);
    out.push(b'"');
}

fn write_moment(millis: i64, end: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"\\/Date(");
    digits::push_signed(millis, out);
    out.extend_from_slice(end);
}

fn write_text(text: &str, escapes_slashes: bool, out: &mut Vec<u8>) {
    let is_special = |byte: u8| matches!(byte, b'"' | b'\\' | 0..0x20) || byte == b'/' && escapes_slashes;
    let mut rest = text.as_bytes();
    out.push(b'"');
    while let Some(at) = rest.iter().position(|byte| is_special(*byte)) {
        out.extend_from_slice(&rest[..at]);
        match rest[at] {
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            byte if byte < 0x20 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            byte => out.extend_from_slice(&[b'\\', byte]),
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::{Node, to_compact_json, to_json};
    use crate::values::amount::Amount;
    use crate::values::dates::Day;

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
        assert_eq!(String::from_utf8(to_json(&document)).as_deref(), Ok(expected));
    }

    #[test]
    fn compact_json_has_no_space_and_plain_slashes() {
        let document = Node::Record(vec![("items", Node::List("", vec![Node::Number("1.250"), Node::text("a/b")]))]);
        assert_eq!(to_compact_json(&document), br#"{"items":[1.250,"a/b"]}"#);
    }
}
