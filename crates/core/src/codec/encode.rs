//! Records given by the user into Xero's JSON: names checked, read-only members dropped, values in Xero's spelling.

use jiff::civil::DateTime;
use jiff::civil::Time;
use jiter::{Jiter, JiterError, Peek};

use super::dates::{calendar_date, wire_instant};
use super::decimals::{has_float_noise, is_decimal, is_json_number};
use super::{DEEPEST, EXTRA, WIRE};
use crate::api::schema::{Kind, Member, Schema};
use crate::error::{Error, Result};
use crate::names::{Naming, suggestion};

/// Writes one record or a list of them as `{"<envelope>": [...]}`; gives the number of records.
pub(crate) fn encode(body: &[u8], envelope: &str, schema: &'static Schema, naming: Naming) -> Result<(Vec<u8>, usize)> {
    let mut encoder =
        Encoder { json: Jiter::new(body), naming, out: Vec::with_capacity(body.len() + 32), path: String::new() };
    encoder.out.extend_from_slice(format!("{{\"{envelope}\":[").as_bytes());
    let peek = encoder.json.peek().map_err(|error| not_json(&error))?;
    let count = match peek {
        Peek::Object => {
            encoder.record(schema, 0)?;
            1
        }
        Peek::Array => encoder.records(schema)?,
        _ => return Err(Error::argument(format!("{} is neither a record nor a list of records", schema.name))),
    };
    encoder.json.finish().map_err(|error| not_json(&error))?;
    encoder.out.extend_from_slice(b"]}");
    Ok((encoder.out, count))
}

fn not_json(error: &JiterError) -> Error {
    Error::argument(format!("the record is not JSON: {}", error.error_type))
}

struct Encoder<'j> {
    json: Jiter<'j>,
    naming: Naming,
    out: Vec<u8>,
    /// Where we are, for messages: `line_items[0].quantity`.
    path: String,
}

impl Encoder<'_> {
    fn records(&mut self, schema: &'static Schema) -> Result<usize> {
        let mut count = 0;
        let mut element = self.json.known_array().map_err(|error| not_json(&error))?;
        while let Some(peek) = element {
            if count > 0 {
                self.out.push(b',');
            }
            self.within(&format!("[{count}]"), |encoder| match peek {
                Peek::Object => encoder.record(schema, 0),
                _ => Err(encoder.wrong("a record").hint("give a record or a mapping of its members")),
            })?;
            count += 1;
            element = self.json.array_step().map_err(|error| not_json(&error))?;
        }
        Ok(count)
    }

    fn record(&mut self, schema: &'static Schema, depth: usize) -> Result<()> {
        let mut is_first = true;
        self.out.push(b'{');
        let mut key = self.json.known_object().map_err(|error| not_json(&error))?.map(str::to_owned);
        while let Some(name) = key {
            let member = self.member(schema, &name)?;
            match member.filter(|member| !member.read_only) {
                Some(member) => {
                    if !is_first {
                        self.out.push(b',');
                    }
                    is_first = false;
                    self.out.extend_from_slice(format!("\"{}\":", member.name.wire).as_bytes());
                    self.within(&name, |encoder| encoder.value(&member.kind, depth))?;
                }
                None => self.json.next_skip().map_err(|error| not_json(&error))?,
            }
            key = self.json.next_key().map_err(|error| not_json(&error))?.map(str::to_owned);
        }
        self.out.push(b'}');
        Ok(())
    }

    /// The member of this name; none for those that only a decoded record has.
    fn member(&self, schema: &'static Schema, name: &str) -> Result<Option<&'static Member>> {
        if name == EXTRA || name == WIRE {
            return Ok(None);
        }
        match schema.by_any_name(name, self.naming) {
            Some(member) => Ok(Some(member)),
            None => {
                let names = schema.members.iter().map(|member| member.name.in_case(self.naming));
                Err(Error::argument(format!("{} has no member {name:?}{}", schema.name, self.place()))
                    .hint(suggestion(name, names)))
            }
        }
    }

    fn value(&mut self, kind: &'static Kind, depth: usize) -> Result<()> {
        let peek = self.json.peek().map_err(|error| not_json(&error))?;
        if peek == Peek::Null {
            self.json.known_null().map_err(|error| not_json(&error))?;
            self.out.extend_from_slice(b"null");
            return Ok(());
        }
        match kind {
            Kind::Text | Kind::Enumeration => {
                let text = self.text(peek, "text")?;
                self.write_text(&text);
            }
            Kind::Boolean if matches!(peek, Peek::True | Peek::False) => {
                let value = self.json.known_bool(peek).map_err(|error| not_json(&error))?;
                self.out.extend_from_slice(if value { b"true" } else { b"false" });
            }
            Kind::Integer if peek.is_num() => {
                let digits = self.json.known_number_bytes(peek).map_err(|error| not_json(&error))?;
                let is_integer = std::str::from_utf8(digits).is_ok_and(|text| text.parse::<i64>().is_ok());
                if is_integer {
                    let digits = digits.to_vec();
                    self.out.extend_from_slice(&digits);
                } else {
                    return Err(self.wrong("a whole number"));
                }
            }
            Kind::Decimal => self.decimal(peek)?,
            Kind::Date => {
                let text = self.text(peek, "a date")?;
                let date = calendar_date(&text).filter(|_| is_midnight(&text)).ok_or_else(|| {
                    self.wrong("a calendar date").hint("give a date without a time, such as 2026-11-23")
                })?;
                self.write_text(&date.to_string());
            }
            Kind::Instant => {
                let text = self.text(peek, "an instant")?;
                let instant = wire_instant(&text).ok_or_else(|| self.wrong("an instant"))?;
                self.write_text(&instant);
            }
            Kind::Record(schema) if peek == Peek::Object && depth < DEEPEST => self.record(schema, depth + 1)?,
            Kind::List(of) if peek == Peek::Array && depth < DEEPEST => self.list(of, depth + 1)?,
            Kind::Boolean => return Err(self.wrong("true or false")),
            Kind::Integer => return Err(self.wrong("a whole number")),
            Kind::Record(_) => return Err(self.wrong("a record").hint("give a record or a mapping of its members")),
            Kind::List(_) => return Err(self.wrong("a list").hint("give a list, even of one")),
        }
        Ok(())
    }

    fn list(&mut self, of: &'static Kind, depth: usize) -> Result<()> {
        self.out.push(b'[');
        let mut at = 0;
        let mut element = self.json.known_array().map_err(|error| not_json(&error))?;
        while element.is_some() {
            if at > 0 {
                self.out.push(b',');
            }
            self.within(&format!("[{at}]"), |encoder| encoder.value(of, depth))?;
            at += 1;
            element = self.json.array_step().map_err(|error| not_json(&error))?;
        }
        self.out.push(b']');
        Ok(())
    }

    /// A number with its digits as they were given.
    fn decimal(&mut self, peek: Peek) -> Result<()> {
        let (text, is_number) = if peek.is_num() {
            let digits = self.json.known_number_bytes(peek).map_err(|error| not_json(&error))?;
            (String::from_utf8_lossy(digits).into_owned(), true)
        } else {
            (self.text(peek, "a decimal")?, false)
        };
        if is_number && has_float_noise(&text) {
            return Err(self
                .wrong("an exact amount")
                .hint("a float's arithmetic shows; compute with decimals, or round"));
        }
        if !is_decimal(&text) || !is_json_number(&text) {
            return Err(self.wrong("a decimal").hint("give a Decimal, or text such as \"12.50\""));
        }
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn text(&mut self, peek: Peek, what: &str) -> Result<String> {
        if peek != Peek::String {
            return Err(self.wrong(what).hint("give it as a string"));
        }
        self.json.known_str().map(str::to_owned).map_err(|error| not_json(&error))
    }

    fn write_text(&mut self, text: &str) {
        // Writing text into memory cannot fail.
        let _ = serde_json::to_writer(&mut self.out, text);
    }

    fn within(&mut self, step: &str, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let length = self.path.len();
        if !self.path.is_empty() && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        write(self)?;
        self.path.truncate(length);
        Ok(())
    }

    fn place(&self) -> String {
        if self.path.is_empty() { String::new() } else { format!(" (in {})", self.path) }
    }

    fn wrong(&self, wanted: &str) -> Error {
        Error::argument(format!("{} is not {wanted}", if self.path.is_empty() { "the record" } else { &self.path }))
    }
}

/// A moment within a day has a zone to be read in; a calendar date has not.
fn is_midnight(text: &str) -> bool {
    let moment = text.trim_end_matches('Z');
    text.starts_with("/Date(") || moment.parse::<DateTime>().is_ok_and(|moment| moment.time() == Time::midnight())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::table::schema;
    use serde_json::{Value, json};

    fn invoice(body: &str) -> Result<Value> {
        let (wire, _) = encode(body.as_bytes(), "Invoices", schema("Invoice").unwrap(), Naming::Snake)?;
        Ok(serde_json::from_slice(&wire).unwrap())
    }

    #[test]
    fn names_of_both_kinds_are_taken_and_read_only_members_are_dropped() {
        let wire = invoice(
            r#"{"type":"ACCREC","DueDate":"2026-11-23","total":"5","_extra":"{}","line_items":[{"Quantity":"1.0000","unit_amount":2.50}]}"#,
        );
        assert_eq!(
            wire.unwrap(),
            json!({"Invoices":[{"Type":"ACCREC","DueDate":"2026-11-23","LineItems":[{"Quantity":1.0,"UnitAmount":2.5}]}]})
        );
    }

    #[test]
    fn amounts_keep_their_digits() {
        let (wire, count) = encode(
            br#"[{"line_items":[{"unit_amount":"19.90","quantity":3}]}]"#,
            "Invoices",
            schema("Invoice").unwrap(),
            Naming::Snake,
        )
        .unwrap();
        assert_eq!(
            String::from_utf8(wire).unwrap(),
            r#"{"Invoices":[{"LineItems":[{"UnitAmount":19.90,"Quantity":3}]}]}"#
        );
        assert_eq!(count, 1);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let message = |body: &str| invoice(body).unwrap_err().to_string();
        assert!(message(r#"{"linne_items":[]}"#).contains("did you mean line_items?"));
        assert!(
            message(r#"{"line_items":[{"quantity":"many"}]}"#).starts_with("line_items[0].quantity is not a decimal")
        );
        assert!(message(r#"{"line_items":[{"unit_amount":0.30000000000000004}]}"#).contains("exact amount"));
        assert!(message(r#"{"date":"2026-11-23T10:30:00Z"}"#).contains("calendar date"));
        assert!(message(r#"{"line_items":[{"account_code":200}]}"#).contains("give it as a string"));
        assert!(message("7").contains("neither a record nor a list"));
    }
}
