//! The elements of a reply to a write, as Xero wrote them: what became of each record that was sent.

use super::decode::is_envelope;
use super::scan::{Broken, Scanner, Shape, unescaped};
use super::text::readable;
use xero_m2m_spec::Envelope;

/// The texts of the elements, in their places; none where the reply cannot be read, which is no word that anything was
/// saved.
pub(crate) fn elements(body: &[u8], envelope: Envelope) -> Vec<String> {
    read(&readable(body), envelope).unwrap_or_default()
}

fn read(body: &[u8], envelope: Envelope) -> Result<Vec<String>, Broken> {
    let mut json = Scanner::new(body)?;
    let shape = json.shape()?;
    let (Envelope::List(wanted) | Envelope::One(wanted)) = envelope else { return texts(&mut json, shape) };
    if shape != Shape::Object {
        return Ok(Vec::new());
    }
    let mut goes_on = json.enter_object()?;
    while goes_on {
        let is_wanted = is_envelope(&unescaped(json.name()?), wanted);
        let shape = json.shape()?;
        if is_wanted {
            return texts(&mut json, shape);
        }
        json.skip(shape)?;
        goes_on = json.next_member()?;
    }
    Ok(Vec::new())
}

/// The elements of a list, or the one value that stands in its place.
fn texts(json: &mut Scanner<'_>, shape: Shape) -> Result<Vec<String>, Broken> {
    let mut texts = Vec::new();
    let mut take = |json: &mut Scanner<'_>, shape| {
        let start = json.at();
        json.skip(shape)?;
        texts.push(json.since(start).to_owned());
        Ok(())
    };
    match shape {
        Shape::Null => {}
        Shape::List => {
            let mut element = json.enter_list()?;
            while let Some(shape) = element {
                take(json, shape)?;
                element = json.next_element()?;
            }
        }
        _ => take(json, shape)?,
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elements_are_found_however_the_reply_holds_them() {
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
            assert_eq!(elements(body.as_bytes(), envelope), expected, "{body}");
        }
    }
}
