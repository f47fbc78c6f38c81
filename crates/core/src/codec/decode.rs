//! Xero's JSON into the language's names and values, in one walk and without a tree.
//!
//! A value that does not fit its declared kind never fails a page: the member is left out and its text kept.

use std::str;

use jiter::{Jiter, JiterError, Peek};
use serde::Deserialize;

use serde_json::Value;

use super::dates::{calendar_date, held, instant, wire_date, wire_instant};
use super::decimals::{integer, is_decimal};
use super::{DEEPEST, EXTRA, WIRE};
use crate::api::operation::{Envelope, Records};
use crate::api::schema::{Kind, Schema, Spelling};
use crate::codec::ids::uuid;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::names::Naming;

/// The records of a reply, each as JSON text in the language's names, and what stands around them.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    json: Vec<u8>,
    ends: Vec<usize>,
    identities: Vec<Option<u128>>,
    pub(crate) pagination: Pagination,
    /// What Xero remarks on a request that it carried out.
    pub(crate) warnings: Vec<String>,
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
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn record(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)?;
        // Records stand one after the other, with a comma between.
        let start = if at == 0 { 0 } else { self.ends[at - 1] + 1 };
        Some(&self.json[start..end])
    }

    /// The id of a record, where it is a UUID.
    pub(crate) fn identity(&self, at: usize) -> Option<u128> {
        self.identities.get(at).copied().flatten()
    }

    /// All records, with commas between them.
    pub(crate) fn records(&self) -> &[u8] {
        &self.json
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
            "problem" => self.problem = serde_json::from_slice(raw).ok().filter(Value::is_object),
            _ => {}
        }
    }
}

fn message(warning: &Value) -> Option<&str> {
    warning.as_str().or_else(|| warning.get("Message")?.as_str())
}

/// Reads the records of a reply, whether they stand alone, in a list, or in an envelope.
pub(crate) fn decode(body: &[u8], records: Records, naming: Naming) -> Result<Decoded> {
    let decoder = Decoder { json: Jiter::new(body), body, naming, out: Vec::with_capacity(body.len()), identity: None };
    decoder.reply(records).map_err(|problem| {
        Error::new(ErrorKind::Decode, format!("the reply is not what the API promises: {problem}"))
            .hint("a cut or foreign reply; check base_url and any proxy, and try again")
            .retryable()
    })
}

/// Why a reply as a whole cannot be read.
struct Problem(String);

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<JiterError> for Problem {
    fn from(error: JiterError) -> Self {
        Self(format!("{} at byte {}", error.error_type, error.index))
    }
}

struct Decoder<'j> {
    json: Jiter<'j>,
    body: &'j [u8],
    naming: Naming,
    out: Vec<u8>,
    /// Of the record that was read last.
    identity: Option<u128>,
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

impl Decoder<'_> {
    fn reply(mut self, records: Records) -> std::result::Result<Decoded, Problem> {
        let mut decoded = Decoded::default();
        let peek = self.json.peek()?;
        match (peek, records.envelope) {
            (Peek::Object, Envelope::List(name) | Envelope::One(name)) => {
                self.envelope(name, records.schema, &mut decoded)?;
            }
            (Peek::Object | Peek::Array, Envelope::Bare | Envelope::BareList) => {
                self.records(peek, records.schema, &mut decoded)?;
            }
            _ => return Err(Problem("it is neither an object nor a list that was asked for".to_owned())),
        }
        self.json.finish()?;
        decoded.json = self.out;
        Ok(decoded)
    }

    fn envelope(
        &mut self,
        envelope: &str,
        schema: &'static Schema,
        decoded: &mut Decoded,
    ) -> std::result::Result<(), Problem> {
        let mut found = false;
        let mut key = self.json.next_object()?.map(str::to_owned);
        while let Some(name) = key {
            let peek = self.json.peek()?;
            if !found && is_envelope(&name, envelope) {
                found = true;
                self.records(peek, schema, decoded)?;
            } else {
                let start = self.json.current_index();
                self.json.known_skip(peek)?;
                decoded.note(&name, &self.body[start..self.json.current_index()]);
            }
            key = self.json.next_key()?.map(str::to_owned);
        }
        if !found && decoded.problem.is_none() {
            return Err(Problem(format!("there is no member {envelope}")));
        }
        Ok(())
    }

    /// Reads one record, a list of them, or nothing.
    fn records(
        &mut self,
        peek: Peek,
        schema: &'static Schema,
        decoded: &mut Decoded,
    ) -> std::result::Result<(), Problem> {
        match peek {
            Peek::Null => self.json.known_null()?,
            Peek::Object => self.whole_record(schema, decoded)?,
            Peek::Array => {
                let mut element = self.json.known_array()?;
                while let Some(peek) = element {
                    match peek {
                        Peek::Object => self.whole_record(schema, decoded)?,
                        Peek::Null => self.json.known_null()?,
                        _ => return Err(Problem("a record is not an object".to_owned())),
                    }
                    element = self.json.array_step()?;
                }
            }
            _ => return Err(Problem("a record is not an object".to_owned())),
        }
        Ok(())
    }

    fn whole_record(&mut self, schema: &'static Schema, decoded: &mut Decoded) -> std::result::Result<(), Problem> {
        if !self.out.is_empty() {
            self.out.push(b',');
        }
        self.identity = None;
        self.record(schema, 0)?;
        decoded.ends.push(self.out.len());
        decoded.identities.push(self.identity);
        Ok(())
    }

    /// Writes the record at hand, whose opening brace was seen.
    fn record(&mut self, schema: &'static Schema, depth: usize) -> std::result::Result<(), Problem> {
        let mut extra = Vec::new();
        let mut wire = Vec::new();
        let mut hint = 0;
        let mut is_first = true;
        self.out.push(b'{');
        let mut key = self.json.known_object()?;
        while let Some(wire_name) = key {
            match schema.by_wire_name(wire_name, hint) {
                Some((at, member)) => {
                    hint = at + 1;
                    let before = self.out.len();
                    if !is_first {
                        self.out.push(b',');
                    }
                    write_name(&mut self.out, member.name.in_case(self.naming));
                    let peek = self.json.peek()?;
                    let start = self.json.current_index();
                    let fit = self.value(&member.kind, peek, depth)?;
                    let raw = &self.body[start..self.json.current_index()];
                    if depth == 0 && schema.identity == Some(at) {
                        self.identity = uuid(raw);
                    }
                    match fit {
                        Fit::Canonical => is_first = false,
                        Fit::Respelt => {
                            is_first = false;
                            keep(&mut wire, member.name.wire(), raw);
                        }
                        Fit::Null => {
                            self.out.truncate(before);
                            keep(&mut wire, member.name.wire(), raw);
                        }
                        Fit::Misfit => {
                            self.out.truncate(before);
                            keep(&mut extra, member.name.wire(), raw);
                        }
                    }
                }
                None => {
                    let name = wire_name.to_owned();
                    let peek = self.json.peek()?;
                    let start = self.json.current_index();
                    self.json.known_skip(peek)?;
                    keep(&mut extra, &name, &self.body[start..self.json.current_index()]);
                }
            }
            key = self.json.next_key()?;
        }
        for (name, mut kept) in [(EXTRA, extra), (WIRE, wire)] {
            if !kept.is_empty() {
                kept.push(b'}');
                if !is_first {
                    self.out.push(b',');
                }
                is_first = false;
                write_name(&mut self.out, name);
                write_text(&mut self.out, &String::from_utf8_lossy(&kept));
            }
        }
        self.out.push(b'}');
        Ok(())
    }

    /// Reads one value to its end, whatever it is, and writes it if it fits.
    fn value(&mut self, kind: &'static Kind, peek: Peek, depth: usize) -> std::result::Result<Fit, Problem> {
        if peek == Peek::Null {
            self.json.known_null()?;
            return Ok(Fit::Null);
        }
        let start = self.json.current_index();
        match kind {
            Kind::Text | Kind::Id | Kind::Enumeration(_) if peek == Peek::String => {
                self.json.known_str()?;
                self.copy_from(start);
                Ok(Fit::Canonical)
            }
            Kind::Text | Kind::Id if peek.is_num() => {
                write_quoted(&mut self.out, self.json.known_number_bytes(peek)?);
                Ok(Fit::Respelt)
            }
            Kind::Boolean if matches!(peek, Peek::True | Peek::False) => {
                self.json.known_bool(peek)?;
                self.copy_from(start);
                Ok(Fit::Canonical)
            }
            Kind::Boolean if peek == Peek::String => {
                let Ok(value) = self.json.known_str()?.to_ascii_lowercase().parse::<bool>() else {
                    return Ok(Fit::Misfit);
                };
                self.out.extend_from_slice(value.to_string().as_bytes());
                Ok(Fit::Respelt)
            }
            Kind::Integer if peek.is_num() || peek == Peek::String => self.integer(peek),
            Kind::Decimal if peek.is_num() || peek == Peek::String => self.decimal(peek),
            Kind::Date(spelling) if peek == Peek::String => self.date(*spelling),
            Kind::Instant(spelling) if peek == Peek::String => self.instant(*spelling),
            Kind::Record(schema) if peek == Peek::Object && depth < DEEPEST => {
                self.record(schema, depth + 1)?;
                Ok(Fit::Canonical)
            }
            Kind::List(of) if peek == Peek::Array && depth < DEEPEST => self.list(of, depth + 1),
            Kind::Json => {
                self.json.known_skip(peek)?;
                self.copy_from(start);
                Ok(Fit::Canonical)
            }
            _ => {
                self.json.known_skip(peek)?;
                Ok(Fit::Misfit)
            }
        }
    }

    fn list(&mut self, of: &'static Kind, depth: usize) -> std::result::Result<Fit, Problem> {
        let mut fits = true;
        self.out.push(b'[');
        let mut element = self.json.known_array()?;
        let mut is_first = true;
        while let Some(peek) = element {
            if fits {
                if !is_first {
                    self.out.push(b',');
                }
                is_first = false;
                // An element cannot be left out without moving the others.
                fits = matches!(self.value(of, peek, depth)?, Fit::Canonical);
            } else {
                self.json.known_skip(peek)?;
            }
            element = self.json.array_step()?;
        }
        self.out.push(b']');
        Ok(if fits { Fit::Canonical } else { Fit::Misfit })
    }

    fn integer(&mut self, peek: Peek) -> std::result::Result<Fit, Problem> {
        let (text, is_number) = number(&mut self.json, peek)?;
        let Some(value) = integer(text) else { return Ok(Fit::Misfit) };
        let written = value.to_string();
        let is_canonical = is_number && written == text;
        self.out.extend_from_slice(written.as_bytes());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Respelt })
    }

    /// The digits as they stand, in quotes.
    fn decimal(&mut self, peek: Peek) -> std::result::Result<Fit, Problem> {
        let (text, is_number) = number(&mut self.json, peek)?;
        if !is_decimal(text) {
            return Ok(Fit::Misfit);
        }
        write_quoted(&mut self.out, text.as_bytes());
        Ok(if is_number { Fit::Canonical } else { Fit::Respelt })
    }

    fn date(&mut self, spelling: Spelling) -> std::result::Result<Fit, Problem> {
        let text = self.json.known_str()?;
        let Some(date) = calendar_date(text) else { return Ok(Fit::Misfit) };
        let is_canonical = wire_date(date, spelling).is_some_and(|canonical| canonical == text);
        write_text(&mut self.out, &date.to_string());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Respelt })
    }

    fn instant(&mut self, spelling: Spelling) -> std::result::Result<Fit, Problem> {
        let text = self.json.known_str()?;
        let Some(instant) = instant(text) else { return Ok(Fit::Misfit) };
        let instant = held(instant, self.naming);
        let is_canonical = wire_instant(instant, spelling).is_some_and(|canonical| canonical == text);
        write_text(&mut self.out, &instant.to_string());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Respelt })
    }

    fn copy_from(&mut self, start: usize) {
        self.out.extend_from_slice(&self.body[start..self.json.current_index()]);
    }
}

/// Whether a member holds the records: Xero is not strict about the case of its envelopes, nor about their plural.
fn is_envelope(name: &str, envelope: &str) -> bool {
    let singular = |name: &str| name.strip_suffix('s').unwrap_or(name).to_ascii_lowercase();
    name == envelope || singular(name) == singular(envelope)
}

/// The text of a number, which may stand in quotes.
fn number<'a>(json: &'a mut Jiter<'_>, peek: Peek) -> std::result::Result<(&'a str, bool), Problem> {
    if peek == Peek::String {
        return Ok((json.known_str()?, false));
    }
    Ok((str::from_utf8(json.known_number_bytes(peek)?).unwrap_or_default(), true))
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

/// Adds a member to the text of an object that is not closed yet.
fn keep(object: &mut Vec<u8>, name: &str, raw: &[u8]) {
    object.push(if object.is_empty() { b'{' } else { b',' });
    write_text(object, name);
    object.push(b':');
    object.extend_from_slice(raw);
}
