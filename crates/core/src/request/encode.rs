//! Records that a user gives into Xero's JSON: names are checked, read-only fields dropped, values written in Xero's format.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::extras::ExtraBody;
use super::faults::{Fault, Faults, UNWRITABLE};
use super::field_set::FieldSet;
use super::spelling::{Spelling, may_be_new};
use crate::codec::conventions::{DEEPEST, EXTRA, MISFITS, WIRE, XERO_NAMES, is_listed};
use crate::codec::dates::{calendar_date, given_date, given_instant, instant, wire_date, wire_instant};
use crate::codec::decimals::{has_float_noise, is_decimal, is_json_number};
use crate::codec::ids::uuid;
use crate::codec::scanner::{JsonType, Scanner, SyntaxError, unescaped};
use crate::config::is_call_option;
use crate::error::{Error, Result, quoted};
use crate::error::{nearest, suggestion};
use xero_m2m_spec::{DateStyle, Field, FieldType, NameCase, Schema};
use xero_m2m_spec::{Envelope, RecordBody};

/// The body of one request and how many records it holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    pub(crate) body: Vec<u8>,
    pub(crate) count: usize,
}

/// Whether records must have the fields that Xero requires of new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completeness {
    /// Some fields of a record that may exist.
    Changes,
    /// A new record.
    New,
}

/// How an operation takes its records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EncodeOptions<'e> {
    pub(crate) completeness: Completeness,
    pub(crate) dates: DateStyle,
    /// The most records in a request.
    pub(crate) largest_batch: usize,
    /// Fields that go into each record as they are, in the place of its own.
    pub(crate) extra: Option<&'e ExtraBody>,
}

/// Writes one record, or a list of them in batches, each in its envelope. An empty list gives no batch. One error reports
/// everything that cannot be sent, as Xero itself does.
pub(crate) fn encode(
    body: &[u8],
    records: RecordBody,
    options: EncodeOptions<'_>,
    case: NameCase,
) -> Result<Vec<Batch>> {
    if let Some(extra) = options.extra {
        extra.check(records.schema, case)?;
    }
    let mut encoder = Encoder::new(body, Purpose::Request(options), case)?;
    let batches = match encoder.json.peek().map_err(not_json)? {
        JsonType::Object => {
            encoder.out.reserve(body.len() + 32);
            encoder.open(records.envelope);
            encoder.record(records.schema, 0).map_err(not_json)?;
            vec![encoder.close(records.envelope, 1)]
        }
        JsonType::Array => encoder.batches(records, options.largest_batch).map_err(not_json)?,
        _ => {
            return Err(Error::argument(format!("{} is neither a record nor a list", records.schema.short_name()))
                .hint(GIVE_A_RECORD));
        }
    };
    encoder.json.finish().map_err(not_json)?;
    encoder.faults.into_result().map(|()| batches)
}

/// Writes the plain fields of one record, by the names of either side, as Xero sends a record.
pub(crate) fn as_xero_sends(fields: &[u8], schema: &'static Schema, case: NameCase) -> Result<Vec<u8>> {
    let mut encoder = Encoder::new(fields, Purpose::Reading, case)?;
    if encoder.json.peek().map_err(not_json)? != JsonType::Object {
        return Err(Error::argument(format!("this is not an object with the fields of {}", schema.short_name()))
            .hint("give an object with the fields of one record"));
    }
    encoder.record(schema, 0).map_err(not_json)?;
    encoder.json.finish().map_err(not_json)?;
    encoder.faults.into_result().map(|()| encoder.out)
}

fn not_json(SyntaxError { reason, at }: SyntaxError) -> Error {
    Error::argument(format!("the record is not JSON: {reason} at byte {at}")).hint(GIVE_A_RECORD)
}

/// What comes of reading the user's JSON, which fails only where it is none.
type Read<T> = std::result::Result<T, SyntaxError>;

/// Whether a field has a value.
#[derive(PartialEq, Eq)]
enum Written {
    Value,
    /// Null, or an empty text.
    Nothing,
}

/// What records are written for.
#[derive(Clone, Copy)]
enum Purpose<'e> {
    /// To be sent: what Xero would refuse is a fault, and what only Xero sets is left out.
    Request(EncodeOptions<'e>),
    /// To be decoded: everything that Xero may have sent is written.
    Reading,
}

struct Encoder<'j> {
    json: Scanner<'j>,
    case: NameCase,
    purpose: Purpose<'j>,
    spelling: Spelling,
    /// Whether names are Xero's alone, by the marks of the current record and of those that it is in.
    has_xero_names: bool,
    out: Vec<u8>,
    /// The current place, for messages: `line_items[0].quantity`.
    path: String,
    faults: Faults,
}

impl<'j> Encoder<'j> {
    fn new(json: &'j [u8], purpose: Purpose<'j>, case: NameCase) -> Result<Self> {
        let json = Scanner::new(json).map_err(not_json)?;
        let (out, path, faults) = Default::default();
        Ok(Self { json, case, purpose, spelling: Spelling::Ours, has_xero_names: false, out, path, faults })
    }

    fn batches(&mut self, records: RecordBody, largest_batch: usize) -> Read<Vec<Batch>> {
        let mut batches = Vec::new();
        let mut index = 0;
        let mut count = 0;
        let mut element = self.json.enter_array()?;
        while let Some(json_type) = element {
            if count == 0 {
                self.open(records.envelope);
            } else {
                self.out.push(b',');
            }
            self.within(&format!("[{index}]"), |encoder| match json_type {
                JsonType::Object => encoder.record(records.schema, 0),
                _ => encoder.refuse(json_type, "a record", GIVE_A_RECORD),
            })?;
            index += 1;
            count += 1;
            if count == largest_batch {
                batches.push(self.close(records.envelope, count));
                count = 0;
            }
            element = self.json.next_element()?;
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

    fn record(&mut self, schema: &'static Schema, depth: usize) -> Read<()> {
        let mut is_first = true;
        let (mut seen, mut with_value, mut misspelt) = <(FieldSet, FieldSet, FieldSet)>::default();
        let mut sent_by_xero = None;
        let first_fault = self.faults.len();
        let had_xero_names = self.has_xero_names;
        let is_read = matches!(self.purpose, Purpose::Reading);
        let extra_body = self.extra_body().filter(|_| depth == 0);
        let companions = if depth == 0 && !is_read { self.companions(schema) } else { None }.unwrap_or_default();
        let is_written = |field: &Field| match field.only_with {
            _ if is_read => true,
            Some(companion) => companions.contains(usize::from(companion)),
            None => !field.read_only,
        };
        let mut extra = Vec::new();
        self.out.push(b'{');
        let mut goes_on = self.json.enter_object()?;
        while goes_on {
            let written_name = self.json.name()?;
            let name = unescaped(written_name);
            let json_type = self.json.peek()?;
            match self.field_of(schema, &name) {
                Some((at, field)) if is_written(field) => {
                    if !seen.insert(at) {
                        self.given_twice(schema, field, &name);
                    }
                    let start = self.out.len();
                    if !is_first {
                        self.out.push(b',');
                    }
                    self.out.extend_from_slice(format!("\"{}\":", field.name.wire()).as_bytes());
                    let known = self.faults.len();
                    let spelling = Spelling::of(&field.name, &name, self.case);
                    let outer = std::mem::replace(&mut self.spelling, spelling);
                    if self.within(&name, |encoder| encoder.value(&field.kind, json_type, depth))? == Written::Value {
                        with_value.insert(at);
                    }
                    self.spelling = outer;
                    self.faults.set_field(known, depth, field.name.wire());
                    if extra_body.is_some_and(|extra| extra.has(field.name.wire())) {
                        self.out.truncate(start);
                    } else {
                        is_first = false;
                    }
                }
                None if name == UNWRITABLE => self.unwritable(json_type)?,
                None if name == XERO_NAMES && matches!(json_type, JsonType::True | JsonType::False) => {
                    self.has_xero_names = json_type == JsonType::True;
                    self.json.skip(json_type)?;
                }
                None if is_read && name == EXTRA_FIELDS => self.extra_fields(json_type, &mut extra)?,
                None if is_read && may_be_new(&name, schema, self.case) => {
                    extra.push((written_name, self.skipped(&name, json_type)?));
                }
                None if name == WIRE && json_type == JsonType::String => {
                    sent_by_xero = Some(unescaped(self.json.string()?));
                }
                None if ![EXTRA, WIRE, MISFITS].contains(&&*name) => {
                    if let Some(at) = self.unknown_field(schema, &name, depth) {
                        misspelt.insert(at);
                    }
                    self.json.skip(json_type)?;
                }
                _ => self.json.skip(json_type)?,
            }
            goes_on = self.json.next_field()?;
        }
        for (name, raw) in extra {
            // A field that has a value again no longer has the one that did not fit.
            let known = schema.by_wire_name(&unescaped(name), 0);
            if known.is_some_and(|(at, _)| seen.contains(at)) {
                continue;
            }
            if !is_first {
                self.out.push(b',');
            }
            is_first = false;
            self.out.extend_from_slice(format!("\"{name}\":{raw}").as_bytes());
        }
        for (name, json) in extra_body.into_iter().flat_map(ExtraBody::fields) {
            if !std::mem::take(&mut is_first) {
                self.out.push(b',');
            }
            self.write_text(name);
            self.out.push(b':');
            self.out.extend_from_slice(json.as_bytes());
            if let Some((at, _)) = schema.by_any_name(name, self.case).filter(|_| json != "null") {
                with_value.insert(at);
            }
        }
        self.out.push(b'}');
        if let Some(sent) = sent_by_xero.filter(|_| self.faults.len() > first_fault) {
            let sent: BTreeMap<String, Value> = serde_json::from_str(&sent).unwrap_or_default();
            self.faults.forgive_unknown_values(first_fault, depth, &sent);
        }
        if depth == 0 {
            self.check_complete(schema, &with_value, &misspelt);
        }
        self.has_xero_names = had_xero_names;
        Ok(())
    }

    /// The fields that go into each record as they are.
    fn extra_body(&self) -> Option<&'j ExtraBody> {
        match self.purpose {
            Purpose::Request(options) => options.extra,
            Purpose::Reading => None,
        }
    }

    /// The fields with a value of the record ahead, where one of them may let others be written. None for a record that
    /// Xero sent, which has more fields that only Xero sets: once it is changed, its totals are out of date.
    fn companions(&self, schema: &'static Schema) -> Option<FieldSet> {
        schema.fields.iter().find(|field| field.only_with.is_some())?;
        let mut with_value = FieldSet::default();
        let mut ahead = self.json.clone();
        let mut goes_on = ahead.enter_object().ok()?;
        while goes_on {
            let name = unescaped(ahead.name().ok()?);
            let json_type = ahead.peek().ok()?;
            match schema.by_any_name(&name, self.case).filter(|_| json_type != JsonType::Null) {
                Some((_, field)) if field.read_only && field.only_with.is_none() => return None,
                Some((at, _)) => _ = with_value.insert(at),
                None => {}
            }
            ahead.skip(json_type).ok()?;
            goes_on = ahead.next_field().ok()?;
        }
        Some(with_value)
    }

    /// Reports required fields that are missing, except those that a misspelt name may mean.
    fn check_complete(&mut self, schema: &'static Schema, with_value: &FieldSet, misspelt: &FieldSet) {
        let Purpose::Request(EncodeOptions { completeness: Completeness::New, .. }) = self.purpose else { return };
        for (at, field) in schema.fields.iter().enumerate() {
            if field.required && !with_value.contains(at) && !misspelt.contains(at) {
                let name = self.name_of(field);
                self.faults.add(
                    Fault::at(self.joined(name), "is missing")
                        .hint(format!("a new {} must have it", schema.short_name())),
                );
            }
        }
    }

    /// Reads the object of fields that no schema knows, each with its name as it is written.
    fn extra_fields(&mut self, json_type: JsonType, extra: &mut Vec<(&'j str, &'j str)>) -> Read<()> {
        match json_type {
            JsonType::Null => self.json.skip(json_type),
            JsonType::Object => self.within(EXTRA_FIELDS, |encoder| {
                let mut goes_on = encoder.json.enter_object()?;
                while goes_on {
                    let written_name = encoder.json.name()?;
                    let name = unescaped(written_name);
                    let json_type = encoder.json.peek()?;
                    if name == UNWRITABLE {
                        encoder.unwritable(json_type)?;
                    } else {
                        extra.push((written_name, encoder.skipped(&name, json_type)?));
                    }
                    goes_on = encoder.json.next_field()?;
                }
                Ok(())
            }),
            _ => self
                .within(EXTRA_FIELDS, |encoder| encoder.refuse(json_type, "an object", "give fields by Xero's names")),
        }
    }

    /// The text of a value that is kept as it is.
    fn skipped(&mut self, name: &str, json_type: JsonType) -> Read<&'j str> {
        let start = self.json.at();
        self.json.skip(json_type)?;
        let raw = self.json.since(start);
        self.faults.within_json(&self.joined(name), raw.as_bytes());
        Ok(raw)
    }

    /// Reports a field that is given by our name and by Xero's.
    fn given_twice(&mut self, schema: &Schema, field: &Field, name: &str) {
        let ours = field.name.in_case(self.case);
        let what = format!("{} has {name:?} twice", schema.short_name());
        let hint = format!("{ours} and {} are the same field: give one of them", field.name.wire());
        self.faults.add(Fault::of(&self.path, name, what).hint(hint));
    }

    /// The field of a name that the current record may use.
    fn field_of(&self, schema: &'static Schema, name: &str) -> Option<(usize, &'static Field)> {
        if self.has_xero_names { schema.by_wire_name(name, 0) } else { schema.by_any_name(name, self.case) }
    }

    /// The name by which the current record gives a field.
    fn name_of(&self, field: &'static Field) -> &'static str {
        if self.has_xero_names { field.name.wire() } else { field.name.in_case(self.case) }
    }

    /// Reports a field that does not exist. Returns the place of the one that may be meant.
    fn unknown_field(&mut self, schema: &'static Schema, name: &str, depth: usize) -> Option<usize> {
        let names: Vec<&str> = schema.fields.iter().map(|field| self.name_of(field)).collect();
        let what = format!("{} has no field {name:?}", schema.short_name());
        let mut hint = suggestion(name, names.iter().copied());
        if depth == 0 && is_call_option(name, self.case) {
            "it is an option: give it with the call's options, apart from the record".clone_into(&mut hint);
        } else if self.has_xero_names && schema.by_any_name(name, self.case).is_some() {
            let mark = self.case.name("xero_names");
            hint = format!("{hint} all names within {mark} are Xero's");
        }
        self.faults.add(Fault::of(&self.path, name, what).hint(hint));
        let meant = nearest(name, names.iter().copied())?;
        names.iter().position(|known| *known == meant)
    }

    fn value(&mut self, kind: &'static FieldType, json_type: JsonType, depth: usize) -> Read<Written> {
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
    fn refuse(&mut self, json_type: JsonType, wanted: &str, hint: &'static str) -> Read<()> {
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

    fn unwritable(&mut self, json_type: JsonType) -> Read<()> {
        if json_type != JsonType::String {
            return self.json.skip(json_type);
        }
        let reason = unescaped(self.json.string()?);
        self.faults.add(Fault::unwritable(&self.path, &reason));
        Ok(())
    }

    fn write_text(&mut self, text: &str) {
        // Writing text into memory cannot fail.
        let _ = serde_json::to_writer(&mut self.out, text);
    }

    fn within<T>(&mut self, step: &str, write: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let length = self.path.len();
        if !self.path.is_empty() && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        let written = write(self)?;
        self.path.truncate(length);
        Ok(written)
    }

    fn joined(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn wrong(&mut self, wanted: &str, hint: &'static str) {
        self.faults.add(Fault::at(self.path.clone(), format!("is not {wanted}")).hint(hint));
    }
}

/// The field with the fields that no schema knows, by Xero's names, as the languages show them.
const EXTRA_FIELDS: &str = "extra";
const GIVE_A_RECORD: &str = "give a record, or its fields by name";
const WHOLE_NUMBER: &str = "a whole number";
/// The most values of a list that a message shows.
const MOST_VALUES_SHOWN: usize = 20;

#[cfg(test)]
#[path = "encode_tests.rs"]
mod tests;
