//! Records that a user gives into Xero's JSON: names are checked, read-only fields dropped, values written in Xero's format
//! (`values`).

mod values;

use std::collections::BTreeMap;

use serde_json::Value;

use super::faults::{Fault, Faults};
use super::field_set::FieldSet;
use super::spelling::{Spelling, may_be_new};
use crate::codec::conventions::{EXTRA, MISFITS, WIRE, XERO_NAMES};
use crate::codec::scanner::{JsonType, Scanner, SyntaxError, unescaped};
use crate::codec::unwritable::UNWRITABLE;
use crate::config::{ExtraBody, is_call_option};
use crate::error::{Error, Result, nearest, suggestion};
use xero_m2m_spec::{DateStyle, Envelope, Field, NameCase, RecordBody, Schema};

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
        self.write_new_fields(&extra, schema, &seen, &mut is_first);
        if let Some(extra_body) = extra_body {
            self.write_extra_body(extra_body, schema, &mut with_value, &mut is_first);
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

    /// Writes the fields that no schema knows, each with its name as it is written.
    fn write_new_fields(
        &mut self,
        fields: &[(&str, &str)],
        schema: &'static Schema,
        seen: &FieldSet,
        is_first: &mut bool,
    ) {
        for (name, raw) in fields {
            // A field that has a value again no longer has the one that did not fit.
            let known = schema.by_wire_name(&unescaped(name), 0);
            if known.is_some_and(|(at, _)| seen.contains(at)) {
                continue;
            }
            self.separate(is_first);
            self.out.extend_from_slice(format!("\"{name}\":{raw}").as_bytes());
        }
    }

    fn write_extra_body(
        &mut self,
        extra_body: &ExtraBody,
        schema: &'static Schema,
        with_value: &mut FieldSet,
        is_first: &mut bool,
    ) {
        for (name, json) in extra_body.fields() {
            self.separate(is_first);
            self.write_text(name);
            self.out.push(b':');
            self.out.extend_from_slice(json.as_bytes());
            if let Some((at, _)) = schema.by_any_name(name, self.case).filter(|_| json != "null") {
                with_value.insert(at);
            }
        }
    }

    fn separate(&mut self, is_first: &mut bool) {
        if !std::mem::take(is_first) {
            self.out.push(b',');
        }
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
}

/// The field with the fields that no schema knows, by Xero's names, as the languages show them.
const EXTRA_FIELDS: &str = "extra";
const GIVE_A_RECORD: &str = "give a record, or its fields by name";
#[cfg(test)]
#[path = "encode_tests.rs"]
mod tests;
