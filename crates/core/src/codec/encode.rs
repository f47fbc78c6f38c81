//! Records given by the user into Xero's JSON: names checked, read-only members dropped, values in Xero's spelling.

use jiter::{Jiter, JiterError, Peek};

use super::dates::{given_date, given_instant, wire_date, wire_instant};
use super::decimals::{has_float_noise, is_decimal, is_json_number};
use super::ids::uuid;
use super::{DEEPEST, EXTRA, WIRE, is_listed};
use crate::api::operation::{Envelope, Records};
use crate::api::schema::{Kind, Member, Schema, Spelling};
use crate::error::{Error, Result};
use crate::names::{Naming, nearest, suggestion};

/// The body of one request and how many records it holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    pub(crate) body: Vec<u8>,
    pub(crate) count: usize,
}

/// Whether records must have what Xero wants of new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completeness {
    /// Some members of a record that may exist.
    Changes,
    /// A new record.
    New,
}

/// How an operation wants its records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manners {
    pub(crate) completeness: Completeness,
    pub(crate) dates: Spelling,
    /// Records in a request, at most.
    pub(crate) largest_batch: usize,
}

/// Writes one record, or a list of them cut into batches, each in its envelope. A list of none gives no batch.
pub(crate) fn encode(body: &[u8], records: Records, manners: Manners, naming: Naming) -> Result<Vec<Batch>> {
    let mut encoder = Encoder { json: Jiter::new(body), naming, manners, out: Vec::new(), path: String::new() };
    let batches = match encoder.json.peek().map_err(|error| not_json(&error))? {
        Peek::Object => {
            encoder.out.reserve(body.len() + 32);
            encoder.open(records.envelope);
            encoder.record(records.schema, 0)?;
            vec![encoder.close(records.envelope, 1)]
        }
        Peek::Array => encoder.batches(records)?,
        _ => return Err(Error::argument(format!("{} is neither a record nor a list", records.schema.short_name()))),
    };
    encoder.json.finish().map_err(|error| not_json(&error))?;
    Ok(batches)
}

fn not_json(error: &JiterError) -> Error {
    Error::argument(format!("the record is not JSON: {}", error.error_type))
}

/// Whether a member says something.
#[derive(PartialEq, Eq)]
enum Written {
    Value,
    /// Null, or a text of no length.
    Nothing,
}

/// Members of one record, by their place in its schema.
#[derive(Default)]
struct Given([u64; 4]);

impl Given {
    /// False for a member that was noted before.
    fn note(&mut self, at: usize) -> bool {
        let Some(word) = self.0.get_mut(at / 64) else { return true };
        let before = *word;
        *word |= 1 << (at % 64);
        *word != before
    }

    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_none_or(|word| word & (1 << (at % 64)) != 0)
    }
}

struct Encoder<'j> {
    json: Jiter<'j>,
    naming: Naming,
    manners: Manners,
    out: Vec<u8>,
    /// Where we are, for messages: `line_items[0].quantity`.
    path: String,
}

impl Encoder<'_> {
    fn batches(&mut self, records: Records) -> Result<Vec<Batch>> {
        let mut batches = Vec::new();
        let mut index = 0;
        let mut count = 0;
        let mut element = self.json.known_array().map_err(|error| not_json(&error))?;
        while let Some(peek) = element {
            if count == 0 {
                self.open(records.envelope);
            } else {
                self.out.push(b',');
            }
            self.within(&format!("[{index}]"), |encoder| match peek {
                Peek::Object => encoder.record(records.schema, 0),
                _ => Err(encoder.wrong("a record").hint("give a record, or its fields by name")),
            })?;
            index += 1;
            count += 1;
            if count == self.manners.largest_batch {
                batches.push(self.close(records.envelope, count));
                count = 0;
            }
            element = self.json.array_step().map_err(|error| not_json(&error))?;
        }
        if count > 0 {
            batches.push(self.close(records.envelope, count));
        }
        Ok(batches)
    }

    fn open(&mut self, envelope: Envelope) {
        match envelope {
            Envelope::List(name) => self.out.extend_from_slice(format!("{{\"{name}\":[").as_bytes()),
            Envelope::One(name) => self.out.extend_from_slice(format!("{{\"{name}\":").as_bytes()),
            Envelope::BareList => self.out.push(b'['),
            Envelope::Bare => {}
        }
    }

    fn close(&mut self, envelope: Envelope, count: usize) -> Batch {
        self.out.extend_from_slice(match envelope {
            Envelope::List(_) => b"]}",
            Envelope::One(_) => b"}",
            Envelope::BareList => b"]",
            Envelope::Bare => b"",
        });
        Batch { body: std::mem::take(&mut self.out), count }
    }

    fn record(&mut self, schema: &'static Schema, depth: usize) -> Result<()> {
        let mut is_first = true;
        let mut given = Given::default();
        let mut told = Given::default();
        self.out.push(b'{');
        let mut key = self.json.known_object().map_err(|error| not_json(&error))?.map(str::to_owned);
        while let Some(name) = key {
            let member = self.member(schema, &name)?;
            match member.filter(|(_, member)| !member.read_only) {
                Some((at, member)) => {
                    if !told.note(at) {
                        return Err(self.twice(schema, member, &name));
                    }
                    if !is_first {
                        self.out.push(b',');
                    }
                    is_first = false;
                    self.out.extend_from_slice(format!("\"{}\":", member.name.wire()).as_bytes());
                    if self.within(&name, |encoder| encoder.value(&member.kind, depth))? == Written::Value {
                        let _ = given.note(at);
                    }
                }
                None => self.json.next_skip().map_err(|error| not_json(&error))?,
            }
            key = self.json.next_key().map_err(|error| not_json(&error))?.map(str::to_owned);
        }
        self.out.push(b'}');
        if depth == 0 { self.check_complete(schema, &given) } else { Ok(()) }
    }

    fn check_complete(&self, schema: &'static Schema, given: &Given) -> Result<()> {
        let is_new = self.manners.completeness == Completeness::New;
        let missing = schema.members.iter().enumerate().find(|(at, member)| member.required && !given.has(*at));
        match missing.filter(|_| is_new) {
            Some((_, member)) => {
                let name = member.name.in_case(self.naming);
                Err(Error::argument(format!("{name} is missing{}", self.place()))
                    .hint(format!("a new {} must have it", schema.short_name())))
            }
            None => Ok(()),
        }
    }

    /// In our name and in Xero's; which of the two is meant cannot be known.
    fn twice(&self, schema: &Schema, member: &Member, name: &str) -> Error {
        let ours = member.name.in_case(self.naming);
        Error::argument(format!("{} has {name:?} twice{}", schema.short_name(), self.place()))
            .hint(format!("{ours} and {} are the same member: give one of them", member.name.wire()))
    }

    /// The member of this name; none for those that only a decoded record has.
    fn member(&self, schema: &'static Schema, name: &str) -> Result<Option<(usize, &'static Member)>> {
        if name == EXTRA || name == WIRE {
            return Ok(None);
        }
        match schema.by_any_name(name, self.naming) {
            Some(found) => Ok(Some(found)),
            None => {
                let names = schema.members.iter().map(|member| member.name.in_case(self.naming));
                Err(Error::argument(format!("{} has no member {name:?}{}", schema.short_name(), self.place()))
                    .hint(suggestion(name, names)))
            }
        }
    }

    fn value(&mut self, kind: &'static Kind, depth: usize) -> Result<Written> {
        let peek = self.json.peek().map_err(|error| not_json(&error))?;
        if peek == Peek::Null {
            self.json.known_null().map_err(|error| not_json(&error))?;
            self.out.extend_from_slice(b"null");
            return Ok(Written::Nothing);
        }
        match kind {
            Kind::Text => {
                let text = self.text(peek, "text")?;
                self.write_text(&text);
                if text.is_empty() {
                    return Ok(Written::Nothing);
                }
            }
            Kind::Id => {
                let text = self.text(peek, "an id")?;
                if uuid(&text).is_none() {
                    return Err(self
                        .wrong("an id")
                        .hint("ids are UUIDs, such as 243216c5-369e-4056-ac67-05388f86dc81"));
                }
                self.write_text(&text);
            }
            Kind::Enumeration(values) => {
                let text = self.text(peek, "text")?;
                if !is_listed(values, &text) {
                    return Err(self.unlisted(values, &text));
                }
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
                    self.out.extend_from_slice(digits);
                } else {
                    return Err(self.wrong("a whole number"));
                }
            }
            Kind::Decimal => self.decimal(peek)?,
            Kind::Date(_) => self.date(peek)?,
            Kind::Instant(_) => self.instant(peek)?,
            Kind::Record(schema) if peek == Peek::Object && depth < DEEPEST => self.record(schema, depth + 1)?,
            Kind::List(of) if peek == Peek::Array && depth < DEEPEST => self.list(of, depth + 1)?,
            Kind::Json => {
                let json = self.json.next_bytes().map_err(|error| not_json(&error))?;
                self.out.extend_from_slice(json);
            }
            Kind::Boolean => return Err(self.wrong("true or false")),
            Kind::Integer => return Err(self.wrong("a whole number")),
            Kind::Record(_) => return Err(self.wrong("a record").hint("give a record, or its fields by name")),
            Kind::List(_) => return Err(self.wrong("a list").hint("give a list, even of one")),
        }
        Ok(Written::Value)
    }

    /// A date in the family's spelling; one that already is in Xero's own stays as it is.
    fn date(&mut self, peek: Peek) -> Result<()> {
        let text = self.text(peek, "a date")?;
        let date = given_date(&text)
            .ok_or_else(|| self.wrong("a calendar date").hint("give a date without a time, such as 2026-11-23"))?;
        let spelt = if text.starts_with("/Date(") { None } else { wire_date(date, self.manners.dates) };
        self.write_text(&spelt.unwrap_or(text));
        Ok(())
    }

    fn instant(&mut self, peek: Peek) -> Result<()> {
        let text = self.text(peek, "an instant")?;
        let instant = given_instant(&text).ok_or_else(|| {
            self.wrong("an instant").hint("give a date and time with its zone, such as 2026-11-23T10:30:00Z")
        })?;
        let spelt = match self.manners.dates {
            Spelling::Microsoft if !text.starts_with("/Date(") => wire_instant(instant, self.manners.dates),
            _ => None,
        };
        self.write_text(&spelt.unwrap_or(text));
        Ok(())
    }

    fn unlisted(&self, values: &'static str, text: &str) -> Error {
        let hint = match nearest(text, values.split('|')) {
            Some(value) => format!("did you mean {value}?"),
            None => "see the member's type for its values; a value newer than this version can be sent by client.raw"
                .to_owned(),
        };
        self.wrong("one of its values").hint(hint)
    }

    fn list(&mut self, of: &'static Kind, depth: usize) -> Result<()> {
        self.out.push(b'[');
        let mut at = 0;
        let mut element = self.json.known_array().map_err(|error| not_json(&error))?;
        while element.is_some() {
            if at > 0 {
                self.out.push(b',');
            }
            let _ = self.within(&format!("[{at}]"), |encoder| encoder.value(of, depth))?;
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

    fn within<T>(&mut self, step: &str, write: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let length = self.path.len();
        if !self.path.is_empty() && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        let written = write(self)?;
        self.path.truncate(length);
        Ok(written)
    }

    fn place(&self) -> String {
        if self.path.is_empty() { String::new() } else { format!(" (in {})", self.path) }
    }

    fn wrong(&self, wanted: &str) -> Error {
        Error::argument(format!("{} is not {wanted}", if self.path.is_empty() { "the record" } else { &self.path }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::table::schema;
    use serde_json::{Value, json};

    const CHANGES: Manners = Manners { completeness: Completeness::Changes, dates: Spelling::Iso, largest_batch: 2 };

    fn invoices() -> Records {
        Records { envelope: Envelope::List("Invoices"), schema: schema("accounting.Invoice").unwrap() }
    }

    fn invoice(body: &str) -> Result<Value> {
        let batches = encode(body.as_bytes(), invoices(), CHANGES, Naming::Snake)?;
        Ok(serde_json::from_slice(&batches[0].body).unwrap())
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
        let body = br#"[{"line_items":[{"unit_amount":"19.90","quantity":3}]}]"#;
        let batches = encode(body, invoices(), CHANGES, Naming::Snake).unwrap();
        let wire = r#"{"Invoices":[{"LineItems":[{"UnitAmount":19.90,"Quantity":3}]}]}"#;
        assert_eq!(batches, [Batch { body: wire.as_bytes().to_vec(), count: 1 }]);
    }

    #[test]
    fn long_lists_are_cut_into_batches() {
        let batches =
            encode(br#"[{"reference":"a"},{"reference":"b"},{"reference":"c"}]"#, invoices(), CHANGES, Naming::Snake)
                .unwrap();
        let bodies: Vec<_> = batches.iter().map(|batch| String::from_utf8_lossy(&batch.body).into_owned()).collect();
        assert_eq!(
            bodies,
            [r#"{"Invoices":[{"Reference":"a"},{"Reference":"b"}]}"#, r#"{"Invoices":[{"Reference":"c"}]}"#]
        );
        assert_eq!(encode(b"[]", invoices(), CHANGES, Naming::Snake).unwrap(), []);
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
        assert!(message(r#"{"line_items":[{"quantity":1,"Quantity":1}]}"#).contains("twice (in line_items[0])"));
        assert!(message("7").contains("neither a record nor a list"));
    }
}
