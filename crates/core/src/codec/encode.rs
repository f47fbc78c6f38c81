//! Records given by the user into Xero's JSON: names checked, read-only members dropped, values in Xero's spelling.

use std::collections::BTreeMap;

use jiter::{Jiter, JiterError, Peek};
use serde_json::Value;

use super::dates::{given_date, given_instant, wire_date, wire_instant};
use super::decimals::{has_float_noise, is_decimal, is_json_number};
use super::faults::{Fault, Faults, NOT_A_VALUE};
use super::ids::uuid;
use super::{DEEPEST, EXTRA, MISFITS, WIRE, is_listed};
use crate::error::{Error, Result};
use crate::names::{nearest, suggestion};
use xero_m2m_spec::NameCase;
use xero_m2m_spec::{DateStyle, Field, FieldType, Schema};
use xero_m2m_spec::{Envelope, RecordBody};

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
    pub(crate) dates: DateStyle,
    /// Records in a request, at most.
    pub(crate) largest_batch: usize,
}

/// Writes one record, or a list of them cut into batches, each in its envelope. A list of none gives no batch. All that
/// cannot be sent is told at once, as Xero itself does.
pub(crate) fn encode(body: &[u8], records: RecordBody, manners: Manners, case: NameCase) -> Result<Vec<Batch>> {
    let mut encoder = Encoder {
        body,
        json: Jiter::new(body),
        case,
        manners,
        out: Vec::new(),
        path: String::new(),
        faults: Faults::default(),
    };
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
    encoder.faults.into_result().map(|()| batches)
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
    body: &'j [u8],
    json: Jiter<'j>,
    case: NameCase,
    manners: Manners,
    out: Vec<u8>,
    /// Where we are, for messages: `line_items[0].quantity`.
    path: String,
    faults: Faults,
}

impl Encoder<'_> {
    fn batches(&mut self, records: RecordBody) -> Result<Vec<Batch>> {
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
                _ => encoder.refuse(peek, "a record", GIVE_A_RECORD),
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
        let mut meant = Given::default();
        let mut sent_by_xero = None;
        let first_fault = self.faults.len();
        let companions = if depth == 0 { self.companions(schema) } else { None }.unwrap_or_default();
        let is_written = |member: &Field| match member.only_with {
            Some(companion) => companions.has(usize::from(companion)),
            None => !member.read_only,
        };
        self.out.push(b'{');
        let mut key = self.json.known_object().map_err(|error| not_json(&error))?.map(str::to_owned);
        while let Some(name) = key {
            match schema.by_any_name(&name, self.case) {
                Some((at, member)) if is_written(member) => {
                    if !told.note(at) {
                        self.twice(schema, member, &name);
                    }
                    if !is_first {
                        self.out.push(b',');
                    }
                    is_first = false;
                    self.out.extend_from_slice(format!("\"{}\":", member.name.wire()).as_bytes());
                    let known = self.faults.len();
                    if self.within(&name, |encoder| encoder.value(&member.kind, depth))? == Written::Value {
                        let _ = given.note(at);
                    }
                    self.faults.of_member(known, depth, member.name.wire());
                }
                None if name == WIRE && self.json.peek().is_ok_and(|peek| peek == Peek::String) => {
                    sent_by_xero = Some(self.json.known_str().map_err(|error| not_json(&error))?.to_owned());
                }
                None if name == NOT_A_VALUE => self.not_a_value()?,
                None if ![EXTRA, WIRE, MISFITS].contains(&name.as_str()) => {
                    if let Some(at) = self.unknown(schema, &name) {
                        let _ = meant.note(at);
                    }
                    self.json.next_skip().map_err(|error| not_json(&error))?;
                }
                _ => self.json.next_skip().map_err(|error| not_json(&error))?,
            }
            key = self.json.next_key().map_err(|error| not_json(&error))?.map(str::to_owned);
        }
        self.out.push(b'}');
        if let Some(sent) = sent_by_xero.filter(|_| self.faults.len() > first_fault) {
            let sent: BTreeMap<String, Value> = serde_json::from_str(&sent).unwrap_or_default();
            self.faults.forgive_unlisted(first_fault, depth, &sent);
        }
        if depth == 0 {
            self.check_complete(schema, &given, &meant);
        }
        Ok(())
    }

    /// The members of the record ahead that have a value, where one of them may let others be written. None in a record
    /// that Xero sent, which tells more that only Xero sets: once it is changed, its totals are out of date.
    fn companions(&self, schema: &'static Schema) -> Option<Given> {
        schema.fields.iter().find(|member| member.only_with.is_some())?;
        let mut given = Given::default();
        let mut ahead = Jiter::new(self.body.get(self.json.current_index()..)?);
        let mut key = ahead.known_object().ok()?.map(str::to_owned);
        while let Some(name) = key {
            let has_value = ahead.peek().ok()? != Peek::Null;
            match schema.by_any_name(&name, self.case).filter(|_| has_value) {
                Some((_, member)) if member.read_only && member.only_with.is_none() => return None,
                Some((at, _)) => _ = given.note(at),
                None => {}
            }
            ahead.next_skip().ok()?;
            key = ahead.next_key().ok()?.map(str::to_owned);
        }
        Some(given)
    }

    /// What is missing, but for what a misspelt name may have meant.
    fn check_complete(&mut self, schema: &'static Schema, given: &Given, meant: &Given) {
        if self.manners.completeness != Completeness::New {
            return;
        }
        for (at, member) in schema.fields.iter().enumerate() {
            if member.required && !given.has(at) && !meant.has(at) {
                let name = member.name.in_case(self.case);
                self.faults.add(
                    Fault::at(self.joined(name), "is missing")
                        .hint(format!("a new {} must have it", schema.short_name())),
                );
            }
        }
    }

    /// In our name and in Xero's; which of the two is meant cannot be known.
    fn twice(&mut self, schema: &Schema, member: &Field, name: &str) {
        let ours = member.name.in_case(self.case);
        let what = format!("{} has {name:?} twice", schema.short_name());
        let hint = format!("{ours} and {} are the same member: give one of them", member.name.wire());
        self.faults.add(Fault::of(&self.path, name, what).hint(hint));
    }

    /// Tells of a member that there is not; gives the place of the one that may be meant.
    fn unknown(&mut self, schema: &'static Schema, name: &str) -> Option<usize> {
        let names = schema.fields.iter().map(|member| member.name.in_case(self.case));
        let what = format!("{} has no member {name:?}", schema.short_name());
        self.faults.add(Fault::of(&self.path, name, what).hint(suggestion(name, names.clone())));
        let meant = nearest(name, names.clone())?;
        names.clone().position(|known| known == meant)
    }

    fn value(&mut self, kind: &'static FieldType, depth: usize) -> Result<Written> {
        let peek = self.json.peek().map_err(|error| not_json(&error))?;
        if peek == Peek::Null {
            self.json.known_null().map_err(|error| not_json(&error))?;
            self.out.extend_from_slice(b"null");
            return Ok(Written::Nothing);
        }
        match kind {
            FieldType::Text => {
                let Some(text) = self.text(peek, "text")? else { return Ok(Written::Value) };
                self.write_text(&text);
                if text.is_empty() {
                    return Ok(Written::Nothing);
                }
            }
            FieldType::Id => {
                let Some(text) = self.text(peek, "an id")? else { return Ok(Written::Value) };
                if uuid(&text).is_none() {
                    self.wrong("an id", "ids are UUIDs, such as 243216c5-369e-4056-ac67-05388f86dc81");
                }
                self.write_text(&text);
            }
            FieldType::Enumeration(values) => {
                let Some(text) = self.text(peek, "text")? else { return Ok(Written::Value) };
                if !is_listed(values, &text) {
                    self.unlisted(values, &text);
                }
                self.write_text(&text);
            }
            FieldType::Boolean if matches!(peek, Peek::True | Peek::False) => {
                let value = self.json.known_bool(peek).map_err(|error| not_json(&error))?;
                self.out.extend_from_slice(if value { b"true" } else { b"false" });
            }
            FieldType::Integer if peek.is_num() => {
                let digits = self.json.known_number_bytes(peek).map_err(|error| not_json(&error))?;
                let is_integer = std::str::from_utf8(digits).is_ok_and(|text| text.parse::<i64>().is_ok());
                self.out.extend_from_slice(digits);
                if !is_integer {
                    self.wrong(WHOLE_NUMBER, "");
                }
            }
            FieldType::Decimal => self.decimal(peek)?,
            FieldType::Date(_) => self.date(peek)?,
            FieldType::Instant(_) => self.instant(peek)?,
            FieldType::Record(schema) if peek == Peek::Object && depth < DEEPEST => self.record(schema, depth + 1)?,
            FieldType::List(of) if peek == Peek::Array && depth < DEEPEST => self.list(of, depth + 1)?,
            FieldType::Json => {
                let json = self.json.next_bytes().map_err(|error| not_json(&error))?;
                self.out.extend_from_slice(json);
                self.faults.within_json(&self.path, json);
            }
            FieldType::Boolean => self.refuse(peek, "true or false", "")?,
            FieldType::Integer => self.refuse(peek, WHOLE_NUMBER, "")?,
            FieldType::Record(_) => self.refuse(peek, "a record", GIVE_A_RECORD)?,
            FieldType::List(_) => self.refuse(peek, "a list", "give a list, even of one")?,
        }
        Ok(Written::Value)
    }

    /// A date in the family's spelling; one that already is in Xero's own stays as it is.
    fn date(&mut self, peek: Peek) -> Result<()> {
        let Some(text) = self.text(peek, "a date")? else { return Ok(()) };
        let Some(date) = given_date(&text) else {
            self.wrong("a calendar date", "give a date without a time, such as 2026-11-23");
            return Ok(());
        };
        let spelt = if text.starts_with("/Date(") { None } else { wire_date(date, self.manners.dates) };
        self.write_text(&spelt.unwrap_or(text));
        Ok(())
    }

    fn instant(&mut self, peek: Peek) -> Result<()> {
        let Some(text) = self.text(peek, "an instant")? else { return Ok(()) };
        let Some(instant) = given_instant(&text) else {
            self.wrong("an instant", "give a date and time with its zone, such as 2026-11-23T10:30:00Z");
            return Ok(());
        };
        let spelt = match self.manners.dates {
            DateStyle::Microsoft if !text.starts_with("/Date(") => wire_instant(instant, self.manners.dates),
            _ => None,
        };
        self.write_text(&spelt.unwrap_or(text));
        Ok(())
    }

    fn unlisted(&mut self, values: &'static str, text: &str) {
        let hint = match nearest(text, values.split('|')) {
            Some(value) => format!("did you mean {value}?"),
            None => "see the member's type for its values; a value newer than this version can be sent by client.raw"
                .to_owned(),
        };
        self.faults.add(Fault::at(self.path.clone(), "is not one of its values").hint(hint).unlisted(text));
    }

    fn list(&mut self, of: &'static FieldType, depth: usize) -> Result<()> {
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
            let Some(text) = self.text(peek, "a decimal")? else { return Ok(()) };
            (text, false)
        };
        // Python's whole numbers are exact, however long; JavaScript's are floats too.
        let may_be_float = self.case == NameCase::Camel || text.contains(['.', 'e', 'E']);
        if is_number && may_be_float && has_float_noise(&text) {
            self.wrong("an exact amount", "a float's arithmetic shows; compute with decimals, or round");
        } else if !is_decimal(&text) || !is_json_number(&text) {
            self.wrong("a decimal", "give a Decimal, or text such as \"12.50\"");
        }
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// A text; none where another kind of value stands there, which is passed.
    fn text(&mut self, peek: Peek, what: &str) -> Result<Option<String>> {
        if peek != Peek::String {
            self.refuse(peek, what, "give it as a string")?;
            return Ok(None);
        }
        self.json.known_str().map(|text| Some(text.to_owned())).map_err(|error| not_json(&error))
    }

    /// Passes a value of the wrong kind, or one that a language could not write as JSON, which says why itself.
    fn refuse(&mut self, peek: Peek, wanted: &str, hint: &'static str) -> Result<()> {
        if peek != Peek::Object {
            self.wrong(wanted, hint);
            return self.json.known_skip(peek).map_err(|error| not_json(&error));
        }
        let mut name = self.json.known_object().map_err(|error| not_json(&error))?.map(str::to_owned);
        if name.as_deref() != Some(NOT_A_VALUE) {
            self.wrong(wanted, hint);
        }
        while let Some(member) = name {
            if member == NOT_A_VALUE {
                self.not_a_value()?;
            } else {
                self.json.next_skip().map_err(|error| not_json(&error))?;
            }
            name = self.json.next_key().map_err(|error| not_json(&error))?.map(str::to_owned);
        }
        Ok(())
    }

    fn not_a_value(&mut self) -> Result<()> {
        let reason = self.json.next_str().map_err(|error| not_json(&error))?;
        self.faults.add(Fault::not_a_value(&self.path, reason));
        Ok(())
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

    fn joined(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn wrong(&mut self, wanted: &str, hint: &'static str) {
        self.faults.add(Fault::at(self.path.clone(), format!("is not {wanted}")).hint(hint));
    }
}

const GIVE_A_RECORD: &str = "give a record, or its fields by name";
const WHOLE_NUMBER: &str = "a whole number";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::schema;
    use serde_json::{Value, json};

    const CHANGES: Manners = Manners { completeness: Completeness::Changes, dates: DateStyle::Iso, largest_batch: 2 };

    fn invoices() -> RecordBody {
        RecordBody { envelope: Envelope::List("Invoices"), schema: schema("accounting.Invoice").unwrap() }
    }

    fn invoice(body: &str) -> Result<Value> {
        let batches = encode(body.as_bytes(), invoices(), CHANGES, NameCase::Snake)?;
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
    fn totals_are_sent_beside_a_rounding_amount_in_a_record_of_the_users_own() {
        let body = r#"{"total":"10.02","sub_total":"9.00","TotalTax":1,"rounding_amount":"0.02","amount_due":null}"#;
        let wire = json!({"Total":10.02,"SubTotal":9.0,"TotalTax":1,"RoundingAmount":0.02});
        assert_eq!(invoice(body).unwrap(), json!({"Invoices":[wire]}));
        // Each record of a list for itself.
        let list = br#"[{"total":5},{"total":5,"rounding_amount":0}]"#;
        let batches = encode(list, invoices(), CHANGES, NameCase::Snake).unwrap();
        assert_eq!(batches[0].body, br#"{"Invoices":[{},{"Total":5,"RoundingAmount":0}]}"#);
    }

    #[test]
    fn totals_that_stand_alone_or_in_a_record_of_xeros_are_dropped() {
        for (body, wire) in [
            (r#"{"total":"10.02","rounding_amount":null}"#, json!({"RoundingAmount":null})),
            (r#"{"total":"10.02","rounding_amount":"0.02","amount_due":"10.02"}"#, json!({"RoundingAmount":0.02})),
            (
                r#"{"payments":[{"invoice":{"total":1,"rounding_amount":1}}],"total":3,"rounding_amount":"0.02"}"#,
                json!({"RoundingAmount":0.02}),
            ),
        ] {
            assert_eq!(invoice(body).unwrap(), json!({"Invoices":[wire]}), "{body}");
        }
        // What is dropped is not looked at; what is sent is.
        assert!(invoice(r#"{"total":"much"}"#).is_ok());
        let refused = invoice(r#"{"rounding_amount":"0.02","total":"much"}"#).unwrap_err().to_string();
        assert!(refused.starts_with("total is not a decimal"), "{refused}");
    }

    #[test]
    fn the_invoice_within_a_payment_has_no_totals() {
        let payments =
            RecordBody { envelope: Envelope::List("Payments"), schema: schema("accounting.Payment").unwrap() };
        let body = br#"{"amount":1,"invoice":{"total":1,"rounding_amount":"0.02"}}"#;
        let batches = encode(body, payments, CHANGES, NameCase::Snake).unwrap();
        assert_eq!(batches[0].body, br#"{"Payments":[{"Amount":1,"Invoice":{"RoundingAmount":0.02}}]}"#);
    }

    #[test]
    fn amounts_keep_their_digits() {
        let body = br#"[{"line_items":[{"unit_amount":"19.90","quantity":3}]}]"#;
        let batches = encode(body, invoices(), CHANGES, NameCase::Snake).unwrap();
        let wire = r#"{"Invoices":[{"LineItems":[{"UnitAmount":19.90,"Quantity":3}]}]}"#;
        assert_eq!(batches, [Batch { body: wire.as_bytes().to_vec(), count: 1 }]);
    }

    #[test]
    fn long_lists_are_cut_into_batches() {
        let batches =
            encode(br#"[{"reference":"a"},{"reference":"b"},{"reference":"c"}]"#, invoices(), CHANGES, NameCase::Snake)
                .unwrap();
        let bodies: Vec<_> = batches.iter().map(|batch| String::from_utf8_lossy(&batch.body).into_owned()).collect();
        assert_eq!(
            bodies,
            [r#"{"Invoices":[{"Reference":"a"},{"Reference":"b"}]}"#, r#"{"Invoices":[{"Reference":"c"}]}"#]
        );
        assert_eq!(encode(b"[]", invoices(), CHANGES, NameCase::Snake).unwrap(), []);
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

    fn issues(body: &str) -> Vec<(usize, String, String)> {
        let error = encode(body.as_bytes(), invoices(), CHANGES, NameCase::Snake).unwrap_err();
        let issues = error.details().issues.clone().unwrap();
        issues.into_iter().map(|issue| (issue.index, issue.path, issue.message)).collect()
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_with_its_record_and_its_place() {
        let body = r#"[{"tpye":"ACCREC","line_items":[{"quantity":"many","unit_amount":[1]},{"account_code":{"a":1}}]},
            {"reference":"fine"},{"status":"AUTHORIZED","date":7,"contact":{"contact_id":"x"},"line_items":{}}]"#;
        let found = issues(body);
        let places: Vec<_> = found.iter().map(|(index, path, _)| (*index, path.as_str())).collect();
        assert_eq!(
            places,
            [
                (0, "tpye"),
                (0, "line_items[0].quantity"),
                (0, "line_items[0].unit_amount"),
                (0, "line_items[1].account_code"),
                (2, "status"),
                (2, "date"),
                (2, "contact.contact_id"),
                (2, "line_items"),
            ]
        );
        assert_eq!(found[4].2, "is not one of its values; did you mean AUTHORISED?");
        let error = encode(body.as_bytes(), invoices(), CHANGES, NameCase::Snake).unwrap_err();
        assert_eq!(error.message(), "Invoice has no member \"tpye\" (in [0]) (and 7 more)");
        assert!(
            error.to_string().contains("\n  [0].line_items[0].quantity: is not a decimal; give a Decimal"),
            "{error}"
        );
        let many = format!("[{}]", vec![r#"{"reference":[7]}"#; 1005].join(","));
        let error = encode(many.as_bytes(), invoices(), CHANGES, NameCase::Snake).unwrap_err();
        assert_eq!(error.message(), "[0].reference is not text (and 1004 more)");
        assert_eq!(error.details().issues.as_ref().unwrap().len(), 1000);
        // One alone is told in a sentence.
        let one = encode(br#"{"reference":[7]}"#, invoices(), CHANGES, NameCase::Snake).unwrap_err();
        assert_eq!(one.to_string(), "reference is not text\nhint: give it as a string");
        assert_eq!(one.details().issues.as_ref().unwrap().len(), 1);
    }

    #[test]
    fn what_a_language_cannot_write_is_told_with_its_place() {
        let reason = "NaN is not a number; leave the member out";
        let mark = json!({"\0": reason});
        for (body, path) in [
            (json!({"line_items": [{"quantity": mark}]}), "line_items[0].quantity"),
            (json!({"reference": mark}), "reference"),
            (json!({"contact": mark}), "contact"),
            (json!({"line_items": mark}), "line_items"),
            (json!({"line_items": [mark]}), "line_items[0]"),
            (json!({"due_date": mark}), "due_date"),
            (json!({"sent_to_contact": mark}), "sent_to_contact"),
        ] {
            let found = issues(&body.to_string());
            assert_eq!(found, [(0, path.to_owned(), reason.to_owned())], "{body}");
            let error = encode(body.to_string().as_bytes(), invoices(), CHANGES, NameCase::Snake).unwrap_err();
            assert_eq!(error.message(), format!("{path}: NaN is not a number"));
            assert_eq!(error.advice(), Some("leave the member out"));
        }
    }

    #[test]
    fn a_value_newer_than_this_version_goes_back_where_it_came_from() {
        let fetched = r#"{"status":"LATER","_wire":"{\"Status\":\"LATER\"}","contact":{"contact_status":"NEW","_wire":"{\"ContactStatus\":\"NEW\"}"}}"#;
        let sent = invoice(fetched).unwrap();
        assert_eq!(sent["Invoices"][0]["Status"], "LATER");
        assert_eq!(sent["Invoices"][0]["Contact"]["ContactStatus"], "NEW");
        // A user's own word is checked, whatever Xero said before and wherever it said it.
        for typed in [
            r#"{"status":"LATER"}"#,
            r#"{"status":"LATR","_wire":"{\"Status\":\"LATER\"}"}"#,
            r#"{"contact":{"contact_status":"NEW"},"_wire":"{\"ContactStatus\":\"NEW\"}"}"#,
        ] {
            assert!(invoice(typed).is_err(), "{typed}");
        }
    }
}
