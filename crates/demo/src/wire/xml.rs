//! Writes a document as XML, which Xero sends to whoever does not ask for JSON.

use super::node::Node;
use crate::values::dates::write_instant;
use crate::values::digits;

pub(crate) fn to_xml(root: &str, node: &Node<'_>) -> Vec<u8> {
    let mut out = Vec::from(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<");
    out.extend_from_slice(root.as_bytes());
    out.extend_from_slice(
        b" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
    );
    write(node, &mut out);
    close(root, &mut out);
    out
}

fn write(node: &Node<'_>, out: &mut Vec<u8>) {
    match node {
        Node::Null | Node::DayText(_) | Node::InstantText(_) => {}
        Node::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Node::Integer(value) => digits::push_signed(*value, out),
        Node::Decimal(amount, scale) => amount.write(*scale, out),
        Node::Number(text) => out.extend_from_slice(text.as_bytes()),
        Node::Text(text) => write_text(text, out),
        Node::Guid(id) => id.write(out),
        Node::Day(day) => day.write_iso(out),
        Node::Instant(millis) | Node::Stamp(millis) => write_instant(*millis, out),
        Node::Record(members) => {
            for (name, value) in members {
                element(name, value, out);
            }
        }
        Node::List(item, items) => {
            for value in items {
                element(item, value, out);
            }
        }
        Node::Stream(item, items) => items.each(&mut |value| element(item, value, out)),
    }
}

fn element(name: &str, value: &Node<'_>, out: &mut Vec<u8>) {
    match value {
        Node::Null | Node::DayText(_) | Node::InstantText(_) => {}
        Node::Text(text) if text.is_empty() => {}
        Node::List(_, items) if items.is_empty() => {}
        _ => {
            let start = out.len();
            out.push(b'<');
            out.extend_from_slice(name.as_bytes());
            out.push(b'>');
            let inside = out.len();
            write(value, out);
            match value {
                Node::Stream(..) if out.len() == inside => out.truncate(start),
                _ => close(name, out),
            }
        }
    }
}

fn close(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"</");
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    let mut utf8 = [0; 4];
    for character in text.chars() {
        let written = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            // XML 1.0 has no way to write the other control characters.
            _ if character.is_control() && !matches!(character, '\t' | '\n' | '\r') => "\u{fffd}",
            _ => character.encode_utf8(&mut utf8),
        };
        out.extend_from_slice(written.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, to_xml};
    use crate::values::dates::Day;

    #[test]
    fn xml_has_iso_dates_and_no_siblings() {
        let date = Day::parse("2019-07-22").expect("a date");
        let document = Node::Record(vec![
            ("DateString", Node::DayText(date)),
            ("Date", Node::Day(date)),
            ("Name", Node::text("Port & Philip")),
        ]);
        let xml = String::from_utf8(to_xml("Response", &document)).expect("UTF-8");
        assert!(xml.ends_with("<Date>2019-07-22T00:00:00</Date><Name>Port &amp; Philip</Name></Response>"), "{xml}");
    }
}
