//! The values of fields: each is checked against its type, and written in Xero's format.

use std::borrow::Cow;

use super::{EncodeOptions, Encoder, GIVE_A_RECORD, Purpose, Read, Written};
use crate::codec::conventions::{DEEPEST, is_listed};
use crate::codec::dates::{calendar_date, given_date, given_instant, instant, wire_date, wire_instant};
use crate::codec::decimals::{has_float_noise, is_decimal, is_json_number};
use crate::codec::ids::uuid;
use crate::codec::scanner::{JsonType, unescaped};
use crate::codec::unwritable::UNWRITABLE;
use crate::error::{nearest, quoted};
use crate::request::faults::Fault;
use crate::request::spelling::Spelling;
use xero_m2m_spec::{DateStyle, FieldType, NameCase};

const WHOLE_NUMBER: &str = "a whole number";
/// The most values of a list that a message shows.
const MOST_VALUES_SHOWN: usize = 20;

impl<'j> Encoder<'j> {
    pub(super) fn value(&mut self, kind: &'static FieldType, json_type: JsonType, depth: usize) -> Read<Written> {
        if json_type == JsonType::Null {
            self.json.skip(json_type)?;
            self.out.extend_from_slice(b"null");
            return Ok(Written::Nothing);
        }
        if self.is_taken_as_it_is(kind, json_type) {
            let json = self.copy(json_type)?;
            self.faults.within_json(&self.path, json.as_bytes());
            return Ok(Written::Value);
        }
        match kind {
            FieldType::Text => {
                let Some(text) = self.text(json_type, "text")? else { return Ok(Written::Value) };
                self.write_text(&text);
                if text.is_empty() {
                    return Ok(Written::Nothing);
                }
            }
            FieldType::Id => {
                let Some(text) = self.text(json_type, "an id")? else { return Ok(Written::Value) };
                if !self.is_reading() && uuid(&*text).is_none() {
                    self.wrong("an id", "ids are UUIDs, such as 243216c5-369e-4056-ac67-05388f86dc81");
                }
                self.write_text(&text);
            }
            FieldType::Enumeration(values) => {
                let Some(text) = self.text(json_type, "text")? else { return Ok(Written::Value) };
                if !self.is_reading() && !is_listed(values, &text) {
                    self.unknown_value(values, &text);
                }
                self.write_text(&text);
            }
            FieldType::Integer if json_type == JsonType::Number => {
                let digits = self.json.number()?;
                self.out.extend_from_slice(digits.as_bytes());
                if digits.parse::<i64>().is_err() {
                    self.wrong(WHOLE_NUMBER, "");
                }
            }
            FieldType::Decimal => self.decimal(json_type)?,
            FieldType::Date(style) => self.date(json_type, *style)?,
            FieldType::Instant(style) => self.instant(json_type, *style)?,
            FieldType::Record(schema) if json_type == JsonType::Object && depth < DEEPEST => {
                self.record(schema, depth + 1)?;
            }
            FieldType::List(of) if json_type == JsonType::Array && depth < DEEPEST => self.list(of, depth + 1)?,
            FieldType::Boolean if matches!(json_type, JsonType::True | JsonType::False) => _ = self.copy(json_type)?,
            FieldType::Json => {
                let json = self.copy(json_type)?;
                self.faults.within_json(&self.path, json.as_bytes());
            }
            FieldType::Boolean => self.refuse(json_type, "true or false", "")?,
            FieldType::Integer => self.refuse(json_type, WHOLE_NUMBER, "")?,
            FieldType::Record(_) => self.refuse(json_type, "a record", GIVE_A_RECORD)?,
            FieldType::List(_) => self.refuse(json_type, "a list", "give a list, even of one")?,
        }
        Ok(Written::Value)
    }

    /// Whether a value that Xero may have sent is left to the decoder: any by Xero's name, and by a name of both sides what
    /// Xero writes as another type than ours.
    fn is_taken_as_it_is(&self, kind: &FieldType, json_type: JsonType) -> bool {
        self.is_reading()
            && match self.spelling {
                Spelling::Ours => false,
                Spelling::Xeros => !matches!(
                    (kind, json_type),
                    (FieldType::Record(_), JsonType::Object) | (FieldType::List(_), JsonType::Array)
                ),
                Spelling::Both => matches!(
                    (kind, json_type),
                    (FieldType::Text | FieldType::Id, JsonType::Number)
                        | (FieldType::Boolean | FieldType::Integer, JsonType::String)
                ),
            }
    }

    fn is_reading(&self) -> bool {
        matches!(self.purpose, Purpose::Reading)
    }

    /// A date in the API's format. A date that is in one of Xero's formats already is left as it is.
    fn date(&mut self, json_type: JsonType, style: DateStyle) -> Read<()> {
        let Some(text) = self.text(json_type, "a date")? else { return Ok(()) };
        let (date, style) = match self.purpose {
            Purpose::Request(options) => (given_date(&text), options.dates),
            Purpose::Reading => (calendar_date(&text), style),
        };
        let Some(date) = date else {
            self.wrong("a calendar date", "give a date without a time, such as 2026-11-23");
            return Ok(());
        };
        let is_left = text.starts_with("/Date(") || self.is_as_xero_wrote_it();
        let formatted = if is_left { None } else { wire_date(date, style) };
        self.write_text(&formatted.map_or(text, Cow::Owned));
        Ok(())
    }

    fn instant(&mut self, json_type: JsonType, style: DateStyle) -> Read<()> {
        let Some(text) = self.text(json_type, "an instant")? else { return Ok(()) };
        let given = match self.purpose {
            Purpose::Request(_) => given_instant(&text),
            Purpose::Reading => instant(&text),
        };
        let Some(instant) = given else {
            self.wrong("an instant", "give a date and time with its zone, such as 2026-11-23T10:30:00Z");
            return Ok(());
        };
        let is_left = text.starts_with("/Date(") || self.is_as_xero_wrote_it();
        let formatted = match self.purpose {
            _ if is_left => None,
            Purpose::Request(EncodeOptions { dates: DateStyle::Iso, .. }) => None,
            Purpose::Request(options) => wire_instant(instant, options.dates),
            Purpose::Reading => wire_instant(instant, style),
        };
        self.write_text(&formatted.map_or(text, Cow::Owned));
        Ok(())
    }

    /// Whether the format of a date or an instant may be Xero's own, which is kept.
    fn is_as_xero_wrote_it(&self) -> bool {
        self.is_reading() && self.spelling != Spelling::Ours
    }

    fn unknown_value(&mut self, values: &'static str, text: &str) {
        let mut names = values.split('|');
        let mut shown = names.by_ref().take(MOST_VALUES_SHOWN).collect::<Vec<_>>().join(", ");
        if names.next().is_some() {
            shown.push_str(", …");
        }
        // Text that resembles no value may be anything, and no message quotes what a record holds.
        let (what, hint) = match nearest(text, values.split('|')) {
            Some(value) => (format!("{} is not one of {shown}", quoted(text)), format!("did you mean {value}?")),
            None => {
                let hint = "correct it; a value that is newer than this version can be sent by client.raw";
                (format!("is not one of {shown}"), hint.to_owned())
            }
        };
        self.faults.add(Fault::about(&self.path, what).hint(hint).unknown_value(text));
    }

    fn list(&mut self, of: &'static FieldType, depth: usize) -> Read<()> {
        self.out.push(b'[');
        let mut at = 0;
        let mut element = self.json.enter_array()?;
        while let Some(json_type) = element {
            if at > 0 {
                self.out.push(b',');
            }
            self.within(&format!("[{at}]"), |encoder| encoder.value(of, json_type, depth))?;
            at += 1;
            element = self.json.next_element()?;
        }
        self.out.push(b']');
        Ok(())
    }

    /// A number with its digits as they were given.
    fn decimal(&mut self, json_type: JsonType) -> Read<()> {
        let is_number = json_type == JsonType::Number;
        let text = if is_number {
            Cow::Borrowed(self.json.number()?)
        } else {
            let Some(text) = self.text(json_type, "a decimal")? else { return Ok(()) };
            text
        };
        // Python's whole numbers are exact, however long; JavaScript's are floats too.
        let may_be_float = !self.is_reading() && (self.case == NameCase::Camel || text.contains(['.', 'e', 'E']));
        if is_number && may_be_float && has_float_noise(&text) {
            self.wrong("an exact amount", "a float's arithmetic shows; compute with decimals, or round");
        } else if !is_decimal(&text) || !is_json_number(&text) {
            self.wrong("a decimal", "give a Decimal, or text such as \"12.50\"");
        }
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// A text. None where another type of value is given, which is skipped.
    fn text(&mut self, json_type: JsonType, what: &str) -> Read<Option<Cow<'j, str>>> {
        if json_type != JsonType::String {
            self.refuse(json_type, what, "give it as a string")?;
            return Ok(None);
        }
        self.json.string().map(|text| Some(unescaped(text)))
    }

    /// A value exactly as it was given.
    fn copy(&mut self, json_type: JsonType) -> Read<&'j str> {
        let start = self.json.at();
        self.json.skip(json_type)?;
        let json = self.json.since(start);
        self.out.extend_from_slice(json.as_bytes());
        Ok(json)
    }

    /// Skips a value of the wrong type, or one that a language could not write as JSON, which has its own reason.
    pub(super) fn refuse(&mut self, json_type: JsonType, wanted: &str, hint: &'static str) -> Read<()> {
        if json_type != JsonType::Object {
            self.wrong(wanted, hint);
            return self.json.skip(json_type);
        }
        let mut is_first = true;
        let mut goes_on = self.json.enter_object()?;
        while goes_on {
            let name = unescaped(self.json.name()?);
            let json_type = self.json.peek()?;
            if name == UNWRITABLE {
                self.unwritable(json_type)?;
            } else {
                if is_first {
                    self.wrong(wanted, hint);
                }
                self.json.skip(json_type)?;
            }
            is_first = false;
            goes_on = self.json.next_field()?;
        }
        if is_first {
            self.wrong(wanted, hint);
        }
        Ok(())
    }

    pub(super) fn unwritable(&mut self, json_type: JsonType) -> Read<()> {
        if json_type != JsonType::String {
            return self.json.skip(json_type);
        }
        let reason = unescaped(self.json.string()?);
        self.faults.add(Fault::unwritable(&self.path, &reason));
        Ok(())
    }

    fn wrong(&mut self, wanted: &str, hint: &'static str) {
        self.faults.add(Fault::at(self.path.clone(), format!("is not {wanted}")).hint(hint));
    }
}
