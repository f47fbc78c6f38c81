//! Reads posted JSON into records, guided by the table's schemas.

use xero_m2m_spec::{Field, FieldType, Schema};

use crate::store::record::{FieldValue, Record};
use crate::values::dates::{Day, parse_instant, parse_microsoft};
use crate::values::ids::Guid;
use crate::wire::posted::{PostedFields, list};

/// Limits recursion, because some schemas contain each other.
const DEEPEST: usize = 24;

/// A value that cannot be read: the path of its field, empty for the whole body, and the reason.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnreadableField {
    pub(crate) name: String,
    pub(crate) message: String,
}

/// How a family reads posted records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    pub(crate) names: Names,
    /// The current time, for relative dates in a seed; none for posted records.
    pub(crate) seed: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Field names must match in case.
    ExactCase,
    /// Field names match in any case.
    AnyCase,
}

impl UnreadableField {
    pub(crate) fn body(message: impl Into<String>) -> UnreadableField {
        UnreadableField { name: String::new(), message: message.into() }
    }
}

impl Reader {
    pub(crate) fn record(self, fields: &PostedFields, schema: &'static Schema) -> Result<Record, UnreadableField> {
        self.fields(fields, schema, "", DEEPEST)
    }

    fn fields(
        self,
        posted: &PostedFields,
        schema: &'static Schema,
        above: &str,
        depth: usize,
    ) -> Result<Record, UnreadableField> {
        let mut record = Record::default();
        let mut seen = Vec::new();
        for (at, (name, json)) in posted.iter().enumerate() {
            let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
            let (collection, field) = self.field(schema, name, at).ok_or_else(|| unrecognised(name, &path))?;
            if seen.contains(&collection) {
                return Err(unrecognised(name, &path));
            }
            seen.push(collection);
            // Xero's own libraries send read-only fields, which are ignored.
            if field.read_only && self.seed.is_none() {
                continue;
            }
            let value = self.value(json, &field.kind, &path, depth)?;
            record.set(field.name.wire(), value);
        }
        Ok(record)
    }

    fn field(self, schema: &'static Schema, name: &str, hint: usize) -> Option<(usize, &'static Field)> {
        schema.by_wire_name(name, hint).or_else(|| {
            let is_named = |field: &Field| field.name.wire().eq_ignore_ascii_case(name);
            let collection = schema.fields.iter().position(is_named).filter(|_| self.names == Names::AnyCase)?;
            Some((collection, &schema.fields[collection]))
        })
    }

    fn value(
        self,
        json: &str,
        kind: &'static FieldType,
        path: &str,
        depth: usize,
    ) -> Result<FieldValue, UnreadableField> {
        if json == "null" {
            return Ok(FieldValue::Null);
        }
        if depth == 0 {
            return Err(UnreadableField {
                name: path.to_owned(),
                message: "The posted data is nested too deeply.".to_owned(),
            });
        }
        match kind {
            FieldType::Record(schema) => {
                let fields = PostedFields::parse(json).map_err(|_| unreadable(path, json))?;
                self.fields(&fields, schema, path, depth - 1).map(FieldValue::Record)
            }
            FieldType::List(kind) => {
                let items = list(json).map_err(|_| unreadable(path, json))?;
                let read = |(at, item): (usize, &serde_json::value::RawValue)| {
                    self.value(item.get(), kind, &format!("{path}[{at}]"), depth - 1)
                };
                items.iter().map(AsRef::as_ref).enumerate().map(read).collect::<Result<_, _>>().map(FieldValue::List)
            }
            FieldType::Boolean => match json {
                "true" | "\"true\"" => Ok(FieldValue::Bool(true)),
                "false" | "\"false\"" => Ok(FieldValue::Bool(false)),
                _ => Err(unreadable(path, json)),
            },
            FieldType::Json => Ok(FieldValue::Text(json.to_owned())),
            _ => self.scalar(json, kind, path),
        }
    }

    fn scalar(self, json: &str, kind: &'static FieldType, path: &str) -> Result<FieldValue, UnreadableField> {
        let text = match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str::<String>(json).map_err(|_| unreadable(path, json))?,
            // Xero accepts a number for a text.
            Some(b'-' | b'0'..=b'9') => json.to_owned(),
            _ => return Err(unreadable(path, json)),
        };
        if text.is_empty() && !matches!(kind, FieldType::Text) {
            return Ok(FieldValue::Null);
        }
        let value = match kind {
            FieldType::Id => match self.seed {
                Some(_) => Some(FieldValue::Id(Guid::parse(&text).unwrap_or_else(|| Guid::named(&text)))),
                None => Guid::parse(&text).map(FieldValue::Id),
            },
            FieldType::Enumeration(values) => {
                let listed = values.split('|').find(|value| value.eq_ignore_ascii_case(&text));
                listed.map(FieldValue::from)
            }
            FieldType::Integer => integer(&text).map(FieldValue::Integer),
            FieldType::Decimal => is_number(&text).then(|| FieldValue::Decimal(text.clone())),
            FieldType::Date(_) => self.relative(&text).or_else(|| Day::parse(&text)).map(FieldValue::Day),
            FieldType::Instant(_) => {
                let day = || Day::parse(&text).filter(|_| text.starts_with("/Date(") || text.len() == 10);
                let millis = || parse_microsoft(&text).or_else(|| parse_instant(&text));
                let moment = self.relative(&text).map(Day::millis).or_else(millis);
                moment.or_else(|| day().map(Day::millis)).map(FieldValue::Instant)
            }
            _ => Some(FieldValue::Text(text.clone())),
        };
        value.ok_or_else(|| unreadable(path, json))
    }

    /// `today`, `today-30` and `today+14` of a seed.
    fn relative(self, text: &str) -> Option<Day> {
        let today = Day::of_millis(self.seed?);
        match text.strip_prefix("today")? {
            "" => Some(today),
            days => days.parse().ok().map(|days| today.plus(days)),
        }
    }
}

fn unrecognised(name: &str, path: &str) -> UnreadableField {
    let message = format!(
        "The element '{name}' was not recognised. Ensure the element name has the correct case and that there are no duplicate elements of the same name."
    );
    UnreadableField { name: path.to_owned(), message }
}

fn unreadable(path: &str, json: &str) -> UnreadableField {
    let shown: String = json.chars().take(60).collect();
    let message = format!("The value '{shown}' could not be read for the element '{path}'.");
    UnreadableField { name: path.to_owned(), message }
}

fn integer(text: &str) -> Option<i64> {
    let whole = text.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|byte| byte == b'0'));
    whole.map_or(text, |(whole, _)| whole).parse().ok()
}

fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}
