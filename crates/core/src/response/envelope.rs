//! Where the records of a response are: in the field that the API has for them, in a list, or alone.

use crate::codec::scanner::{JsonType, Scanner, SyntaxError, unescaped};
use crate::codec::text::readable;
use serde_json::Value;
use xero_m2m_spec::Envelope;

/// Whether a field holds the records. Xero is not strict about the case of its envelopes, nor about their plural.
pub(super) fn is_envelope(name: &str, envelope: &str) -> bool {
    let singular = |name: &str| name.strip_suffix('s').unwrap_or(name).to_ascii_lowercase();
    name == envelope || singular(name) == singular(envelope)
}

/// The elements of a response to a write, one for each record that was sent.
pub(crate) fn elements(body: &Value, envelope: Envelope) -> &[Value] {
    let records = match envelope {
        Envelope::List(wanted) | Envelope::One(wanted) => {
            body.get(wanted).or_else(|| Some(body.as_object()?.iter().find(|(name, _)| is_envelope(name, wanted))?.1))
        }
        Envelope::BareList | Envelope::Bare => Some(body),
    };
    match records {
        None | Some(Value::Null) => &[],
        Some(Value::Array(elements)) => elements,
        Some(only) => std::slice::from_ref(only),
    }
}

/// The texts of the same elements, as Xero wrote them; none where the response cannot be read.
pub(crate) fn element_texts(body: &[u8], envelope: Envelope) -> Vec<String> {
    read(&readable(body), envelope).unwrap_or_default()
}

fn read(body: &[u8], envelope: Envelope) -> Result<Vec<String>, SyntaxError> {
    let mut json = Scanner::new(body)?;
    let json_type = json.peek()?;
    let (Envelope::List(wanted) | Envelope::One(wanted)) = envelope else { return texts(&mut json, json_type) };
    if json_type != JsonType::Object {
        return Ok(Vec::new());
    }
    let mut goes_on = json.enter_object()?;
    while goes_on {
        let is_wanted = is_envelope(&unescaped(json.name()?), wanted);
        let json_type = json.peek()?;
        if is_wanted {
            return texts(&mut json, json_type);
        }
        json.skip(json_type)?;
        goes_on = json.next_field()?;
    }
    Ok(Vec::new())
}

/// The elements of a list, or the one value instead of it.
fn texts(json: &mut Scanner<'_>, json_type: JsonType) -> Result<Vec<String>, SyntaxError> {
    let mut texts = Vec::new();
    let mut take = |json: &mut Scanner<'_>, json_type| {
        let start = json.at();
        json.skip(json_type)?;
        texts.push(json.since(start).to_owned());
        Ok(())
    };
    match json_type {
        JsonType::Null => {}
        JsonType::Array => {
            let mut element = json.enter_array()?;
            while let Some(json_type) = element {
                take(json, json_type)?;
                element = json.next_element()?;
            }
        }
        _ => take(json, json_type)?,
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elements_are_found_wherever_they_are() {
        for (body, envelope, expected) in [
            (
                r#"{"Id":1,"Invoices":[{"Total":89.00},{}]}"#,
                Envelope::List("Invoices"),
                &[r#"{"Total":89.00}"#, "{}"][..],
            ),
            (r#"{"Invoice":{"Total":1.50}}"#, Envelope::List("Invoices"), &[r#"{"Total":1.50}"#]),
            (r#"{"employee":{}}"#, Envelope::One("employee"), &["{}"]),
            (r#"[{"a":1}]"#, Envelope::BareList, &[r#"{"a":1}"#]),
            (r#"{"a":1}"#, Envelope::Bare, &[r#"{"a":1}"#]),
            (r#"{"Invoices":null}"#, Envelope::List("Invoices"), &[]),
            ("{}", Envelope::List("Invoices"), &[]),
            (r#"{"Invoices":[null,{}],"Invoices":[{"a":1}]}"#, Envelope::List("Invoices"), &["null", "{}"]),
            ("<html>", Envelope::List("Invoices"), &[]),
            ("", Envelope::Bare, &[]),
        ] {
            assert_eq!(element_texts(body.as_bytes(), envelope), expected, "{body}");
            let tree = crate::codec::text::tree(body.as_bytes()).unwrap_or_default();
            let texts: Vec<Value> = expected.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
            assert_eq!(elements(&tree, envelope), texts, "{body}");
        }
    }
}
