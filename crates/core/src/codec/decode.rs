//! Xero's JSON into the language's names and values, in one walk and without a tree.
//!
//! A value that does not fit its declared kind never fails a page: the member is left out and its text kept.

use std::str;

use jiter::{Jiter, JiterError, Peek};
use serde::Deserialize;

use super::dates::{calendar_date, instant, microsoft_date, microsoft_instant};
use super::decimals::is_decimal;
use super::{DEEPEST, EXTRA, WIRE};
use crate::api::schema::{Kind, Schema};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::names::Naming;

/// The integers that every language holds exactly.
const LARGEST_INTEGER: i64 = (1 << 53) - 1;

/// The records of a reply, each as JSON text in the language's names.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    json: Vec<u8>,
    ends: Vec<usize>,
    pub(crate) pagination: Option<Pagination>,
}

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

    /// All records, with commas between them.
    pub(crate) fn records(&self) -> &[u8] {
        &self.json
    }
}

/// Reads the records of `{"<envelope>": [...], "pagination": {...}}`.
pub(crate) fn decode(body: &[u8], envelope: &str, schema: &'static Schema, naming: Naming) -> Result<Decoded> {
    let decoder = Decoder { json: Jiter::new(body), body, naming, out: Vec::with_capacity(body.len()) };
    decoder.envelope(envelope, schema).map_err(|problem| {
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
    fn envelope(mut self, envelope: &str, schema: &'static Schema) -> std::result::Result<Decoded, Problem> {
        let mut decoded = Decoded::default();
        let mut found = false;
        let mut key = self.json.next_object()?.map(str::to_owned);
        while let Some(name) = key {
            let peek = self.json.peek()?;
            let start = self.json.current_index();
            if name == envelope && peek == Peek::Array {
                found = true;
                self.records(schema, &mut decoded)?;
            } else {
                self.json.known_skip(peek)?;
                if name == "pagination" {
                    decoded.pagination = serde_json::from_slice(&self.body[start..self.json.current_index()]).ok();
                }
            }
            key = self.json.next_key()?.map(str::to_owned);
        }
        self.json.finish()?;
        if !found {
            return Err(Problem(format!("there is no list of {envelope}")));
        }
        decoded.json = self.out;
        Ok(decoded)
    }

    fn records(&mut self, schema: &'static Schema, decoded: &mut Decoded) -> std::result::Result<(), Problem> {
        let mut element = self.json.known_array()?;
        while let Some(peek) = element {
            if peek == Peek::Object {
                if !self.out.is_empty() {
                    self.out.push(b',');
                }
                self.record(schema, 0)?;
                decoded.ends.push(self.out.len());
            } else {
                return Err(Problem("a record is not an object".to_owned()));
            }
            element = self.json.array_step()?;
        }
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
                    match fit {
                        Fit::Canonical => is_first = false,
                        Fit::Respelt => {
                            is_first = false;
                            keep(&mut wire, member.name.wire, raw);
                        }
                        Fit::Null => {
                            self.out.truncate(before);
                            keep(&mut wire, member.name.wire, raw);
                        }
                        Fit::Misfit => {
                            self.out.truncate(before);
                            keep(&mut extra, member.name.wire, raw);
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
            Kind::Text | Kind::Enumeration if peek == Peek::String => {
                self.json.known_str()?;
                self.copy_from(start);
                Ok(Fit::Canonical)
            }
            Kind::Boolean if matches!(peek, Peek::True | Peek::False) => {
                self.json.known_bool(peek)?;
                self.copy_from(start);
                Ok(Fit::Canonical)
            }
            Kind::Integer if peek.is_num() => self.integer(peek),
            Kind::Decimal if peek.is_num() || peek == Peek::String => self.decimal(peek),
            Kind::Date if peek == Peek::String => self.date(),
            Kind::Instant if peek == Peek::String => self.instant(),
            Kind::Record(schema) if peek == Peek::Object && depth < DEEPEST => {
                self.record(schema, depth + 1)?;
                Ok(Fit::Canonical)
            }
            Kind::List(of) if peek == Peek::Array && depth < DEEPEST => self.list(of, depth + 1),
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
        let digits = self.json.known_number_bytes(peek)?;
        let value = str::from_utf8(digits).ok().and_then(|text| text.parse::<i64>().ok());
        match value {
            Some(value) if value.abs() <= LARGEST_INTEGER => {
                self.out.extend_from_slice(value.to_string().as_bytes());
                Ok(Fit::Canonical)
            }
            _ => Ok(Fit::Misfit),
        }
    }

    /// The digits as they stand, in quotes.
    fn decimal(&mut self, peek: Peek) -> std::result::Result<Fit, Problem> {
        let (text, fit) = if peek == Peek::String {
            (self.json.known_str()?, Fit::Respelt)
        } else {
            (str::from_utf8(self.json.known_number_bytes(peek)?).unwrap_or_default(), Fit::Canonical)
        };
        if !is_decimal(text) {
            return Ok(Fit::Misfit);
        }
        self.out.push(b'"');
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'"');
        Ok(fit)
    }

    fn date(&mut self) -> std::result::Result<Fit, Problem> {
        let text = self.json.known_str()?;
        let Some(date) = calendar_date(text) else { return Ok(Fit::Misfit) };
        let is_canonical = microsoft_date(date).is_some_and(|spelling| spelling == text);
        write_text(&mut self.out, &date.to_string());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Respelt })
    }

    fn instant(&mut self) -> std::result::Result<Fit, Problem> {
        let text = self.json.known_str()?;
        let Some(instant) = instant(text) else { return Ok(Fit::Misfit) };
        let is_canonical = microsoft_instant(instant).is_some_and(|spelling| spelling == text);
        write_text(&mut self.out, &instant.to_string());
        Ok(if is_canonical { Fit::Canonical } else { Fit::Respelt })
    }

    fn copy_from(&mut self, start: usize) {
        self.out.extend_from_slice(&self.body[start..self.json.current_index()]);
    }
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
