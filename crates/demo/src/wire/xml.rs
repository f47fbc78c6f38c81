//! Writes a document as XML, which Xero sends to whoever does not ask for JSON.

use super::Node;
use crate::dates::write_instant;

pub(crate) fn to_xml(root: &str, node: &Node<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<");
    out.push_str(root);
    out.push_str(
        " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
    );
    write(node, &mut out);
    close(root, &mut out);
    out
}

fn write(node: &Node<'_>, out: &mut String) {
    match node {
        Node::Null | Node::DayText(_) | Node::InstantText(_) => {}
        Node::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Node::Integer(value) => out.push_str(&value.to_string()),
        Node::Decimal(amount, scale) => amount.write(*scale, out),
        Node::Number(text) => out.push_str(text),
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
    }
}

fn element(name: &str, value: &Node<'_>, out: &mut String) {
    match value {
        Node::Null | Node::DayText(_) | Node::InstantText(_) => {}
        Node::Text(text) if text.is_empty() => {}
        Node::List(_, items) if items.is_empty() => {}
        _ => {
            out.push('<');
            out.push_str(name);
            out.push('>');
            write(value, out);
            close(name, out);
        }
    }
}

fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn write_text(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(character),
            // XML 1.0 has no way to write the other control characters.
            _ if character.is_control() => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, to_xml};
    use crate::dates::Day;

    #[test]
    fn xml_has_iso_dates_and_no_siblings() {
        let date = Day::parse("2019-07-22").expect("a date");
        let document = Node::Record(vec![
            ("DateString", Node::DayText(date)),
            ("Date", Node::Day(date)),
            ("Name", Node::text("Port & Philip")),
        ]);
        let xml = to_xml("Response", &document);
        assert!(xml.ends_with("<Date>2019-07-22T00:00:00</Date><Name>Port &amp; Philip</Name></Response>"), "{xml}");
    }
}
