//! Xero's JSON into the language's names and values, in one walk and without a tree.
//!
//! A value that does not fit its declared kind never fails a page: the member is left out and its text kept.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::dates::{
    calendar_date, held, instant, plain_microsoft, wire_date, wire_instant, write_plain_date, write_plain_instant,
};
use super::decimals::{integer, is_decimal};
use super::ids::uuid;
use super::order::{Order, START};
use super::scan::{Broken, Scanner, Shape, unescaped};
use super::text::{MENDED, mended, without_byte_order_mark};
use super::{DEEPEST, EXTRA, MISFITS, WIRE};
use crate::error::{Error, Kind as ErrorKind, Result};
use xero_m2m_spec::NameCase;
use xero_m2m_spec::{DateStyle, FieldType, Schema};
use xero_m2m_spec::{Envelope, RecordBody};

/// How the reply to a face begins that holds a page: the records are written where they will stand in it.
const HEAD: &[u8] = b"{\"value\":{\"records\":[";

/// What the records of a body may cost in memory, by its size. Honest records cost less than half of it; `{}` costs a
/// hundred times the bytes that it is sent in.
const MEMORY_PER_BYTE: usize = 16;
const MEMORY_FLOOR: usize = 16 << 20;
/// What a language keeps for a record, for each of its members, and for a value in a list.
const COST_OF_RECORD: usize = 64;
const COST_OF_MEMBER: usize = 8;
const COST_OF_VALUE: usize = 64;

/// The records of a reply, each as JSON text in the language's names, and what stands around them.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    json: Vec<u8>,
    ends: Vec<usize>,
    identities: Vec<Option<u128>>,
    pub(crate) pagination: Pagination,
    /// What Xero remarks on a request that it carried out.
    pub(crate) warnings: Vec<String>,
    /// Whether null stood in the place of the records.
    pub(crate) is_null: bool,
    /// Payroll's word for what went wrong, whatever the status says.
    pub(crate) problem: Option<Value>,
}

/// What a reply tells of its list.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Pagination {
    pub(crate) page_size: Option<u32>,
    pub(crate) page_count: Option<u32>,
    pub(crate) item_count: Option<u64>,
}

impl Decoded {
    /// Of a reply without a body.
    pub(crate) fn nothing() -> Self {
        Self { is_null: true, ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn record(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)?;
        // Records stand one after the other, with a comma between.
        let start = if at == 0 { HEAD.len() } else { self.ends[at - 1] + 1 };
        Some(&self.json[start..end])
    }

    /// The id of a record, where it is a UUID.
    pub(crate) fn identity(&self, at: usize) -> Option<u128> {
        self.identities.get(at).copied().flatten()
    }

    /// All records, with commas between them.
    #[cfg(test)]
    pub(crate) fn records(&self) -> &[u8] {
        self.json.get(HEAD.len()..).unwrap_or_default()
    }

    /// The reply to a face, as far as the end of the records at these places.
    pub(crate) fn into_reply(self, kept: &[usize]) -> Vec<u8> {
        if kept.len() == self.len() {
            return self.json;
        }
        let mut out = HEAD.to_vec();
        for (nth, at) in kept.iter().enumerate() {
            if nth > 0 {
                out.push(b',');
            }
            out.extend_from_slice(self.record(*at).unwrap_or(b"null"));
        }
        out
    }

    /// Keeps what a member beside the records tells.
    fn note(&mut self, name: &str, raw: &[u8]) {
        match name {
            "pagination" => self.pagination = serde_json::from_slice(raw).unwrap_or_default(),
            // The Files API's own spelling.
            "TotalCount" => self.pagination.item_count = serde_json::from_slice(raw).ok(),
            "PerPage" => self.pagination.page_size = serde_json::from_slice(raw).ok(),
            "Warnings" | "warnings" => {
                let warnings: Vec<Value> = serde_json::from_slice(raw).unwrap_or_default();
                self.warnings = warnings.iter().filter_map(message).map(str::to_owned).collect();
            }
            "problem" | "Problem" => self.problem = serde_json::from_slice(raw).ok().filter(is_problem),
            _ => {}
        }
    }
}

/// Whether Payroll's member for problems holds one.
pub(super) fn is_problem(problem: &Value) -> bool {
    match problem {
        Value::Object(members) => members.values().any(|value| !value.is_null()),
        Value::Array(problems) => !problems.is_empty(),
        Value::String(text) => !text.trim().is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn message(warning: &Value) -> Option<&str> {
    warning.as_str().or_else(|| warning.get("Message")?.as_str())
}

/// Reads the records of a reply, whether they stand alone, in a list, or in an envelope.
pub(crate) fn decode(body: &[u8], records: RecordBody, case: NameCase) -> Result<Decoded> {
    let body = without_byte_order_mark(body);
    read(body, records, case).or_else(|problem| {
        let again = mended(body).and_then(|mended| read(&mended, records, case).ok());
        let mut decoded = again.ok_or_else(|| problem.into_error(body.len()))?;
        decoded.warnings.push(MENDED.to_owned());
        Ok(decoded)
    })
}

fn read(body: &[u8], records: RecordBody, case: NameCase) -> Read<Decoded> {
    let json = Scanner::new(body)?;
    // Xero's indentation is left out, and a smaller buffer is one that the allocator keeps at hand.
    let mut out = Vec::with_capacity(body.len() / 4 * 3 + HEAD.len());
    out.extend_from_slice(HEAD);
    let memory = body.len().saturating_mul(MEMORY_PER_BYTE).max(MEMORY_FLOOR);
    Decoder { json, case, out, identity: None, orders: Vec::new(), strays: Vec::new(), memory }.reply(records)
}

/// Why a reply as a whole cannot be read.
enum Problem {
    Foreign(String),
    /// Its records would take more memory than a body of its size may.
    TooManyValues,
}

impl Problem {
    fn into_error(self, size: usize) -> Error {
        match self {
            Self::Foreign(problem) => {
                Error::new(ErrorKind::Decode, format!("the response is not what the API promises: {problem}"))
                    .hint("a cut or foreign response; check base_url and any proxy, and try again")
                    .retryable()
            }
            Self::TooManyValues => Error::new(
                ErrorKind::ResponseTooLarge,
                format!("the response holds too many records for its {size} bytes: they would fill the memory"),
            )
            .hint("Xero sends no such response; check base_url and any proxy, or ask for smaller pages"),
        }
    }
}

impl From<Broken> for Problem {
    fn from(broken: Broken) -> Self {
        Self::Foreign(format!("{} at byte {}", broken.reason, broken.at))
    }
}

type Read<T> = std::result::Result<T, Problem>;

struct Decoder<'j> {
    json: Scanner<'j>,
    case: NameCase,
    out: Vec<u8>,
    /// Of the record that was read last.
    identity: Option<u128>,
    /// Of each schema that came up.
    orders: Vec<Order<'j>>,
    /// The elements that were left out of the list that was read last: their places in it, and their texts.
    strays: Vec<(String, &'j str)>,
    /// What is left of the memory that the records may take.
    memory: usize,
}

/// Whether a value fitted its kind, and whether its spelling follows from what was written.
enum Fit {
    /// Written, and Xero's own spelling follows from it.
    Canonical,
    /// Written; Xero's spelling must be kept beside it.
    Respelt,
    /// Not written.
    Null,
    /// Not written; the text must be kept.
    Misfit,
}

impl<'j> Decoder<'j> {
    fn reply(mut self, records: RecordBody) -> Read<Decoded> {
        let mut decoded = Decoded::default();
        let shape = self.json.shape()?;
        match (shape, records.envelope) {
            (Shape::Object, Envelope::List(name) | Envelope::One(name)) => {
                self.envelope(name, records.schema, &mut decoded)?;
            }
            (Shape::Object | Shape::List, Envelope::Bare | Envelope::BareList) | (Shape::Null, Envelope::BareList) => {
                self.records(shape, records.schema, &mut decoded)?;
            }
            _ => {
                return Err(Problem::Foreign("it is neither an object nor a list that was asked for".to_owned()));
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
            let shape = self.json.shape()?;
            if !found && is_envelope(&name, envelope) {
                found = true;
                self.records(shape, schema, decoded)?;
            } else {
                decoded.note(&name, self.skip(shape)?.as_bytes());
            }
            goes_on = self.json.next_member()?;
        }
        if !found && decoded.problem.is_none() {
            return Err(Problem::Foreign(format!("there is no member {envelope}")));
        }
        Ok(())
    }

    /// Reads one record, a list of them, or nothing.
    fn records(&mut self, shape: Shape, schema: &'static Schema, decoded: &mut Decoded) -> Read<()> {
        match shape {
            Shape::Null => {
                decoded.is_null = true;
                self.json.skip(shape)?;
            }
            Shape::Object => self.whole_record(schema, decoded)?,
            Shape::List => {
                let mut element = self.json.enter_list()?;
                while let Some(shape) = element {
                    match shape {
                        Shape::Object => self.whole_record(schema, decoded)?,
                        Shape::Null => self.json.skip(shape)?,
                        _ => return Err(Problem::Foreign("a record is not an object".to_owned())),
                    }
                    element = self.json.next_element()?;
                }
            }
            _ => return Err(Problem::Foreign("a record is not an object".to_owned())),
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

    /// Writes the record at hand, whose opening brace was seen.
    fn record(&mut self, schema: &'static Schema, depth: usize) -> Read<()> {
        self.spend(COST_OF_RECORD + schema.fields.len() * COST_OF_MEMBER)?;
        let (mut extra, mut wire, mut misfits) = (String::new(), String::new(), String::new());
        let order = self.order_of(schema);
        let others = self.strays.len();
        let mut place = START;
        let mut is_first = true;
        self.out.push(b'{');
        let mut goes_on = self.json.enter_object()?;
        while goes_on {
            let step = self.orders[order].step(place, &mut self.json)?;
            place = step.place;
            let shape = self.json.shape()?;
            if let Some((at, member)) = step.member {
                let before = self.out.len();
                if !is_first {
                    self.out.push(b',');
                }
                write_name(&mut self.out, member.name.in_case(self.case));
                let start = self.json.at();
                let mut fit = self.value(&member.kind, shape, depth)?;
                let raw = self.json.since(start);
                if let (FieldType::Enumeration(values), Shape::Text) = (&member.kind, shape)
                    && !self.orders[order].lists(at, values, raw)
                {
                    // Kept, so that a value newer than this version can be sent back.
                    fit = Fit::Respelt;
                }
                for (place, stray) in self.strays.drain(others..) {
                    keep(&mut misfits, &format!("{}{place}", step.name), stray);
                }
                if depth == 0 && schema.identity == Some(at) {
                    self.identity = uuid(raw);
                }
                match fit {
                    Fit::Canonical => is_first = false,
                    Fit::Respelt => {
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
                keep(&mut extra, step.name, self.skip(shape)?);
            }
            goes_on = self.json.next_member()?;
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
                self.orders.push(Order::new(schema));
                self.orders.len() - 1
            }
        }
    }

    /// Reads one value to its end, whatever it is, and writes it if it fits.
    fn value(&mut self, kind: &'static FieldType, shape: Shape, depth: usize) -> Read<Fit> {
        let start = self.json.at();
        match kind {
            FieldType::Text | FieldType::Id | FieldType::Enumeration(_) if shape == Shape::Text => {
                self.json.text()?;
                self.copy_from(start);
                Ok(Fit::Canonical)
            }
            FieldType::Decimal if matches!(shape, Shape::Number | Shape::Text) => self.decimal(shape),
            FieldType::Boolean if matches!(shape, Shape::True | Shape::False) => {
                self.json.skip(shape)?;
                self.copy_from(start);
                Ok(Fit::Canonical)
            }
            FieldType::Record(schema) if shape == Shape::Object && depth < DEEPEST => {
                self.record(schema, depth + 1)?;
                Ok(Fit::Canonical)
            }
            FieldType::List(of) if shape == Shape::List && depth < DEEPEST => self.list(of, depth + 1),
            FieldType::Date(spelling) if shape == Shape::Text => self.date(*spelling),
            FieldType::Instant(spelling) if shape == Shape::Text => self.instant(*spelling),
            FieldType::Integer if matches!(shape, Shape::Number | Shape::Text) => self.integer(shape),
            FieldType::Text | FieldType::Id if shape == Shape::Number => {
                let number = self.json.number()?;
                write_quoted(&mut self.out, number.as_bytes());
                Ok(Fit::Respelt)
            }
            FieldType::Boolean if shape == Shape::Text => {
                let Ok(value) = unescaped(self.json.text()?).to_ascii_lowercase().parse::<bool>() else {
                    return Ok(Fit::Misfit);
                };
                self.out.extend_from_slice(value.to_string().as_bytes());
                Ok(Fit::Respelt)
            }
            FieldType::Json if shape != Shape::Null => {
                let raw = self.skip(shape)?;
                let values = raw.bytes().filter(|byte| matches!(byte, b'{' | b'[' | b',')).count();
                self.spend(values * COST_OF_VALUE)?;
                self.out.extend_from_slice(raw.as_bytes());
                Ok(Fit::Canonical)
            }
            _ => {
                self.json.skip(shape)?;
                Ok(if shape == Shape::Null { Fit::Null } else { Fit::Misfit })
            }
        }
    }

    /// An element that does not fit is left out and told of, so that it takes no other with it.
    fn list(&mut self, of: &'static FieldType, depth: usize) -> Read<Fit> {
        let mut is_respelt = false;
        self.out.push(b'[');
        let empty = self.out.len();
        let mut element = self.json.enter_list()?;
        let mut at = 0_usize;
        while let Some(shape) = element {
            self.spend(COST_OF_VALUE)?;
            let (before, strays, start) = (self.out.len(), self.strays.len(), self.json.at());
            if before > empty {
                self.out.push(b',');
            }
            match self.value(of, shape, depth)? {
                Fit::Canonical => {}
                Fit::Respelt => is_respelt = true,
                Fit::Null | Fit::Misfit => {
                    self.out.truncate(before);
                    self.strays.push((String::new(), self.json.since(start)));
                }
            }
            for (place, _) in &mut self.strays[strays..] {
                place.insert_str(0, &format!("[{at}]"));
            }
            at += 1;
            element = self.json.next_element()?;
        }
        self.out.push(b']');
        Ok(if is_respelt { Fit::Respelt } else { Fit::Canonical })
    }

    fn spend(&mut self, memory: usize) -> Read<()> {
        self.memory = self.memory.checked_sub(memory).ok_or(Problem::TooManyValues)?;
        Ok(())
    }

    fn integer(&mut self, shape: Shape) -> Read<Fit> {
        let (is_number, text) = (shape == Shape::Number, self.number(shape)?);
        let Some(value) = integer(&text) else { return Ok(Fit::Misfit) };
        let written = value.to_string();
        let is_canonical = is_number && written == text;
        self.out.extend_from_slice(written.as_bytes());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Respelt })
    }

    /// The digits as they stand, in quotes.
    fn decimal(&mut self, shape: Shape) -> Read<Fit> {
        let (is_number, text) = (shape == Shape::Number, self.number(shape)?);
        if !is_decimal(&text) {
            return Ok(Fit::Misfit);
        }
        write_quoted(&mut self.out, text.as_bytes());
        Ok(if is_number { Fit::Canonical } else { Fit::Respelt })
    }

    /// The text of a number, which may stand in quotes.
    fn number(&mut self, shape: Shape) -> Read<Cow<'j, str>> {
        Ok(if shape == Shape::Number { self.json.number()?.into() } else { unescaped(self.json.text()?) })
    }

    fn date(&mut self, spelling: DateStyle) -> Read<Fit> {
        let spelt = self.json.text()?;
        if let Some(milliseconds) = plain_microsoft(spelt) {
            let is_midnight = write_plain_date(&mut self.out, milliseconds);
            let is_canonical = is_midnight && spelling == DateStyle::Microsoft;
            return Ok(if is_canonical { Fit::Canonical } else { Fit::Respelt });
        }
        let text = unescaped(spelt);
        let Some(date) = calendar_date(&text) else { return Ok(Fit::Misfit) };
        let is_canonical = wire_date(date, spelling).is_some_and(|canonical| canonical == text);
        write_text(&mut self.out, &date.to_string());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Respelt })
    }

    fn instant(&mut self, spelling: DateStyle) -> Read<Fit> {
        let spelt = self.json.text()?;
        if let Some(milliseconds) = plain_microsoft(spelt) {
            write_plain_instant(&mut self.out, milliseconds);
            return Ok(if spelling == DateStyle::Microsoft { Fit::Canonical } else { Fit::Respelt });
        }
        let text = unescaped(spelt);
        let Some(instant) = instant(&text) else { return Ok(Fit::Misfit) };
        let instant = held(instant, self.case);
        let is_canonical = wire_instant(instant, spelling).is_some_and(|canonical| canonical == text);
        write_text(&mut self.out, &instant.to_string());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Respelt })
    }

    fn skip(&mut self, shape: Shape) -> Read<&'j str> {
        let start = self.json.at();
        self.json.skip(shape)?;
        Ok(self.json.since(start))
    }

    fn copy_from(&mut self, start: usize) {
        self.out.extend_from_slice(self.json.since(start).as_bytes());
    }
}

/// Whether a member holds the records: Xero is not strict about the case of its envelopes, nor about their plural.
pub(super) fn is_envelope(name: &str, envelope: &str) -> bool {
    let singular = |name: &str| name.strip_suffix('s').unwrap_or(name).to_ascii_lowercase();
    name == envelope || singular(name) == singular(envelope)
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

/// Adds a member, with its name as Xero spelt it, to the text of an object that is not closed yet.
fn keep(object: &mut String, name: &str, raw: &str) {
    object.push(if object.is_empty() { '{' } else { ',' });
    object.push('"');
    object.push_str(name);
    object.push_str("\":");
    object.push_str(raw);
}
