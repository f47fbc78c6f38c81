//! Xero's JSON into the language's names and values, in one pass and without a tree.
//!
//! A value that does not fit its type never fails a page: the field is left out and its text is kept.

use std::borrow::Cow;

use super::decoded::{Decoded, HEAD};
use super::envelope::is_envelope;
use super::field_order::{FieldOrder, START};
use crate::codec::conventions::{DEEPEST, EXTRA, MISFITS, WIRE};
use crate::codec::dates::{
    calendar_date, instant, plain_microsoft, rounded_for, wire_date, wire_instant, write_plain_date,
    write_plain_instant,
};
use crate::codec::decimals::{integer, is_decimal};
use crate::codec::ids::uuid;
use crate::codec::scanner::{JsonType, Scanner, SyntaxError, unescaped};
use crate::codec::text::{CORRECTED, corrected, without_byte_order_mark};
use crate::error::{Error, ErrorKind, Result};
use xero_m2m_spec::NameCase;
use xero_m2m_spec::{DateStyle, FieldType, Schema};
use xero_m2m_spec::{Envelope, RecordBody};

/// How much memory the records of a body may take, by its size. Genuine records take less than half of it; `{}` takes a
/// hundred times the bytes that it is sent in.
const MEMORY_PER_BYTE: usize = 16;
const MEMORY_FLOOR: usize = 16 << 20;
/// What a language allocates for a record, for each of its fields, and for a value in a list.
const COST_OF_RECORD: usize = 64;
const COST_OF_FIELD: usize = 8;
const COST_OF_VALUE: usize = 64;

/// Reads the records of a response, whether it is one record, a list, or an envelope.
pub(crate) fn decode(body: &[u8], records: RecordBody, case: NameCase) -> Result<Decoded> {
    let body = without_byte_order_mark(body);
    read(body, records, case).or_else(|error| {
        let again = corrected(body).and_then(|corrected| read(&corrected, records, case).ok());
        let mut decoded = again.ok_or_else(|| error.into_error(body.len()))?;
        decoded.warnings.push(CORRECTED.to_owned());
        Ok(decoded)
    })
}

fn read(body: &[u8], records: RecordBody, case: NameCase) -> Read<Decoded> {
    let json = Scanner::new(body)?;
    // Xero's indentation is left out, and a smaller buffer is one that the allocator keeps at hand.
    let mut out = Vec::with_capacity(body.len() / 4 * 3 + HEAD.len());
    out.extend_from_slice(HEAD);
    let memory = body.len().saturating_mul(MEMORY_PER_BYTE).max(MEMORY_FLOOR);
    Decoder { json, case, out, identity: None, orders: Vec::new(), misfit_elements: Vec::new(), memory }
        .response(records)
}

/// Why a response cannot be read.
enum ReadError {
    Foreign(String),
    /// Its records would take more memory than a body of its size may take.
    TooManyValues,
}

impl ReadError {
    fn into_error(self, size: usize) -> Error {
        match self {
            Self::Foreign(what) => Error::new(
                ErrorKind::Decode,
                format!("the response is not what the API promises: {what}"),
            )
            .hint("try again; if it stays, check base_url and any proxy: the response is cut off or not from Xero")
            .retryable(),
            Self::TooManyValues => Error::new(
                ErrorKind::ResponseTooLarge,
                format!("the response holds too many records for its {size} bytes: they would fill the memory"),
            )
            .hint("Xero sends no such response; check base_url and any proxy, or ask for smaller pages"),
        }
    }
}

impl From<SyntaxError> for ReadError {
    fn from(error: SyntaxError) -> Self {
        Self::Foreign(format!("{} at byte {}", error.reason, error.at))
    }
}

type Read<T> = std::result::Result<T, ReadError>;

struct Decoder<'j> {
    json: Scanner<'j>,
    case: NameCase,
    out: Vec<u8>,
    /// The id of the record that was read last.
    identity: Option<u128>,
    /// One for each schema that was met.
    orders: Vec<FieldOrder<'j>>,
    /// The elements that were left out of the list that was read last: their places in it, and their texts.
    misfit_elements: Vec<(String, &'j str)>,
    /// The memory that the records may still take.
    memory: usize,
}

/// Whether a value fitted its type, and whether Xero's format of it can be restored from what was written.
enum Fit {
    /// Written, and Xero's format follows from it.
    Canonical,
    /// Written in another format than Xero's, which must be kept beside it.
    Reformatted,
    /// Not written.
    Null,
    /// Not written; its text must be kept.
    Misfit,
}

impl<'j> Decoder<'j> {
    fn response(mut self, records: RecordBody) -> Read<Decoded> {
        let mut decoded = Decoded::default();
        let json_type = self.json.peek()?;
        match (json_type, records.envelope) {
            (JsonType::Object, Envelope::List(name) | Envelope::One(name)) => {
                self.envelope(name, records.schema, &mut decoded)?;
            }
            (JsonType::Object | JsonType::Array, Envelope::Bare | Envelope::BareList)
            | (JsonType::Null, Envelope::BareList) => {
                self.records(json_type, records.schema, &mut decoded)?;
            }
            _ => {
                return Err(ReadError::Foreign("it is not of the expected JSON type".to_owned()));
            }
        }
        self.json.finish()?;
        decoded.json = self.out;
        Ok(decoded)
    }

    fn envelope(&mut self, envelope: &str, schema: &'static Schema, decoded: &mut Decoded) -> Read<()> {
        let mut found = false;
        let mut goes_on = self.json.enter_object()?;
        while goes_on {
            let name = unescaped(self.json.name()?);
            let json_type = self.json.peek()?;
            if !found && is_envelope(&name, envelope) {
                found = true;
                self.records(json_type, schema, decoded)?;
            } else {
                decoded.note(&name, self.skip(json_type)?.as_bytes());
            }
            goes_on = self.json.next_field()?;
        }
        if !found && decoded.problem.is_none() {
            return Err(ReadError::Foreign(format!("there is no field {envelope}")));
        }
        Ok(())
    }

    /// Reads one record, a list of them, or nothing.
    fn records(&mut self, json_type: JsonType, schema: &'static Schema, decoded: &mut Decoded) -> Read<()> {
        match json_type {
            JsonType::Null => {
                decoded.is_null = true;
                self.json.skip(json_type)?;
            }
            JsonType::Object => self.whole_record(schema, decoded)?,
            JsonType::Array => {
                let mut element = self.json.enter_array()?;
                while let Some(json_type) = element {
                    match json_type {
                        JsonType::Object => self.whole_record(schema, decoded)?,
                        JsonType::Null => self.json.skip(json_type)?,
                        _ => return Err(ReadError::Foreign("a record is not an object".to_owned())),
                    }
                    element = self.json.next_element()?;
                }
            }
            _ => return Err(ReadError::Foreign("a record is not an object".to_owned())),
        }
        Ok(())
    }

    fn whole_record(&mut self, schema: &'static Schema, decoded: &mut Decoded) -> Read<()> {
        if !decoded.ends.is_empty() {
            self.out.push(b',');
        }
        self.identity = None;
        self.record(schema, 0)?;
        decoded.ends.push(self.out.len());
        decoded.identities.push(self.identity);
        Ok(())
    }

    /// Writes the next record, whose opening brace was seen.
    fn record(&mut self, schema: &'static Schema, depth: usize) -> Read<()> {
        self.spend(COST_OF_RECORD + schema.fields.len() * COST_OF_FIELD)?;
        let (mut extra, mut wire, mut misfits) = (String::new(), String::new(), String::new());
        let order = self.order_of(schema);
        let others = self.misfit_elements.len();
        let mut position = START;
        let mut is_first = true;
        self.out.push(b'{');
        let mut goes_on = self.json.enter_object()?;
        while goes_on {
            let step = self.orders[order].step(position, &mut self.json)?;
            position = step.position;
            let json_type = self.json.peek()?;
            if let Some((at, field)) = step.field {
                let before = self.out.len();
                if !is_first {
                    self.out.push(b',');
                }
                write_name(&mut self.out, field.name.in_case(self.case));
                let start = self.json.at();
                let mut fit = self.value(&field.kind, json_type, depth)?;
                let raw = self.json.since(start);
                if let (FieldType::Enumeration(values), JsonType::String) = (&field.kind, json_type)
                    && !self.orders[order].lists(at, values, raw)
                {
                    // Kept, so that a value that this version does not know can be sent back.
                    fit = Fit::Reformatted;
                }
                for (place, text) in self.misfit_elements.drain(others..) {
                    keep(&mut misfits, &format!("{}{place}", step.name), text);
                }
                if depth == 0 && schema.identity == Some(at) {
                    self.identity = uuid(raw);
                }
                match fit {
                    Fit::Canonical => is_first = false,
                    Fit::Reformatted => {
                        is_first = false;
                        keep(&mut wire, step.name, raw);
                    }
                    Fit::Null => {
                        self.out.truncate(before);
                        keep(&mut wire, step.name, raw);
                    }
                    Fit::Misfit => {
                        self.out.truncate(before);
                        keep(&mut extra, step.name, raw);
                        keep(&mut misfits, step.name, raw);
                    }
                }
            } else {
                keep(&mut extra, step.name, self.skip(json_type)?);
            }
            goes_on = self.json.next_field()?;
        }
        for (name, mut kept) in [(EXTRA, extra), (WIRE, wire), (MISFITS, misfits)] {
            if !kept.is_empty() {
                kept.push('}');
                if !is_first {
                    self.out.push(b',');
                }
                is_first = false;
                write_name(&mut self.out, name);
                write_text(&mut self.out, &kept);
            }
        }
        self.out.push(b'}');
        Ok(())
    }

    fn order_of(&mut self, schema: &'static Schema) -> usize {
        match self.orders.iter().position(|order| std::ptr::eq(order.schema, schema)) {
            Some(at) => at,
            None => {
                self.orders.push(FieldOrder::new(schema));
                self.orders.len() - 1
            }
        }
    }

    /// Reads one value to its end, whatever it is, and writes it if it fits.
    fn value(&mut self, kind: &'static FieldType, json_type: JsonType, depth: usize) -> Read<Fit> {
        let start = self.json.at();
        match kind {
            FieldType::Text | FieldType::Id | FieldType::Enumeration(_) if json_type == JsonType::String => {
                self.json.string()?;
                self.copy_from(start);
                Ok(Fit::Canonical)
            }
            FieldType::Decimal if matches!(json_type, JsonType::Number | JsonType::String) => self.decimal(json_type),
            FieldType::Boolean if matches!(json_type, JsonType::True | JsonType::False) => {
                self.json.skip(json_type)?;
                self.copy_from(start);
                Ok(Fit::Canonical)
            }
            FieldType::Record(schema) if json_type == JsonType::Object && depth < DEEPEST => {
                self.record(schema, depth + 1)?;
                Ok(Fit::Canonical)
            }
            FieldType::List(of) if json_type == JsonType::Array && depth < DEEPEST => self.list(of, depth + 1),
            FieldType::Date(style) if json_type == JsonType::String => self.date(*style),
            FieldType::Instant(style) if json_type == JsonType::String => self.instant(*style),
            FieldType::Integer if matches!(json_type, JsonType::Number | JsonType::String) => self.integer(json_type),
            FieldType::Text | FieldType::Id if json_type == JsonType::Number => {
                let number = self.json.number()?;
                write_quoted(&mut self.out, number.as_bytes());
                Ok(Fit::Reformatted)
            }
            FieldType::Boolean if json_type == JsonType::String => {
                let Ok(value) = unescaped(self.json.string()?).to_ascii_lowercase().parse::<bool>() else {
                    return Ok(Fit::Misfit);
                };
                self.out.extend_from_slice(value.to_string().as_bytes());
                Ok(Fit::Reformatted)
            }
            FieldType::Json if json_type != JsonType::Null => {
                let raw = self.skip(json_type)?;
                let values = raw.bytes().filter(|byte| matches!(byte, b'{' | b'[' | b',')).count();
                self.spend(values * COST_OF_VALUE)?;
                self.out.extend_from_slice(raw.as_bytes());
                Ok(Fit::Canonical)
            }
            _ => {
                self.json.skip(json_type)?;
                Ok(if json_type == JsonType::Null { Fit::Null } else { Fit::Misfit })
            }
        }
    }

    /// An element that does not fit is left out and reported, so that the others stay.
    fn list(&mut self, of: &'static FieldType, depth: usize) -> Read<Fit> {
        let mut is_reformatted = false;
        self.out.push(b'[');
        let empty = self.out.len();
        let mut element = self.json.enter_array()?;
        let mut at = 0_usize;
        while let Some(json_type) = element {
            self.spend(COST_OF_VALUE)?;
            let (before, known, start) = (self.out.len(), self.misfit_elements.len(), self.json.at());
            if before > empty {
                self.out.push(b',');
            }
            match self.value(of, json_type, depth)? {
                Fit::Canonical => {}
                Fit::Reformatted => is_reformatted = true,
                Fit::Null | Fit::Misfit => {
                    self.out.truncate(before);
                    self.misfit_elements.push((String::new(), self.json.since(start)));
                }
            }
            for (place, _) in &mut self.misfit_elements[known..] {
                place.insert_str(0, &format!("[{at}]"));
            }
            at += 1;
            element = self.json.next_element()?;
        }
        self.out.push(b']');
        Ok(if is_reformatted { Fit::Reformatted } else { Fit::Canonical })
    }

    fn spend(&mut self, memory: usize) -> Read<()> {
        self.memory = self.memory.checked_sub(memory).ok_or(ReadError::TooManyValues)?;
        Ok(())
    }

    fn integer(&mut self, json_type: JsonType) -> Read<Fit> {
        let (is_number, text) = (json_type == JsonType::Number, self.number(json_type)?);
        let Some(value) = integer(&text) else { return Ok(Fit::Misfit) };
        let written = value.to_string();
        let is_canonical = is_number && written == text;
        self.out.extend_from_slice(written.as_bytes());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Reformatted })
    }

    /// The digits as they are, in quotes.
    fn decimal(&mut self, json_type: JsonType) -> Read<Fit> {
        let (is_number, text) = (json_type == JsonType::Number, self.number(json_type)?);
        if !is_decimal(&text) {
            return Ok(Fit::Misfit);
        }
        write_quoted(&mut self.out, text.as_bytes());
        Ok(if is_number { Fit::Canonical } else { Fit::Reformatted })
    }

    /// The text of a number, which may be in quotes.
    fn number(&mut self, json_type: JsonType) -> Read<Cow<'j, str>> {
        Ok(if json_type == JsonType::Number { self.json.number()?.into() } else { unescaped(self.json.string()?) })
    }

    fn date(&mut self, style: DateStyle) -> Read<Fit> {
        let raw = self.json.string()?;
        if let Some(milliseconds) = plain_microsoft(raw) {
            let is_midnight = write_plain_date(&mut self.out, milliseconds);
            let is_canonical = is_midnight && style == DateStyle::Microsoft;
            return Ok(if is_canonical { Fit::Canonical } else { Fit::Reformatted });
        }
        let text = unescaped(raw);
        let Some(date) = calendar_date(&text) else { return Ok(Fit::Misfit) };
        let is_canonical = wire_date(date, style).is_some_and(|canonical| canonical == text);
        write_text(&mut self.out, &date.to_string());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Reformatted })
    }

    fn instant(&mut self, style: DateStyle) -> Read<Fit> {
        let raw = self.json.string()?;
        if let Some(milliseconds) = plain_microsoft(raw) {
            write_plain_instant(&mut self.out, milliseconds);
            return Ok(if style == DateStyle::Microsoft { Fit::Canonical } else { Fit::Reformatted });
        }
        let text = unescaped(raw);
        let Some(instant) = instant(&text) else { return Ok(Fit::Misfit) };
        let instant = rounded_for(instant, self.case);
        let is_canonical = wire_instant(instant, style).is_some_and(|canonical| canonical == text);
        write_text(&mut self.out, &instant.to_string());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Reformatted })
    }

    fn skip(&mut self, json_type: JsonType) -> Read<&'j str> {
        let start = self.json.at();
        self.json.skip(json_type)?;
        Ok(self.json.since(start))
    }

    fn copy_from(&mut self, start: usize) {
        self.out.extend_from_slice(self.json.since(start).as_bytes());
    }
}

fn write_quoted(out: &mut Vec<u8>, plain: &[u8]) {
    out.push(b'"');
    out.extend_from_slice(plain);
    out.push(b'"');
}

fn write_name(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    // Writing text into memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

/// Adds a field, with its name as Xero wrote it, to the text of an object that is not closed yet.
fn keep(object: &mut String, name: &str, raw: &str) {
    object.push(if object.is_empty() { '{' } else { ',' });
    object.push('"');
    object.push_str(name);
    object.push_str("\":");
    object.push_str(raw);
}
