//! Reads posted JSON into records, guided by the table's schemas.

use xero_m2m_spec::{Field, FieldType, Schema};

use crate::store::record::{Record, Value};
use crate::values::dates::{Day, parse_instant};
use crate::values::ids::Guid;
use crate::wire::posted::{Members, list};

/// Some schemas hold each other; nobody nests them deeper than this.
const DEEPEST: usize = 24;

/// What cannot be read: the path of the member, empty for the body as a whole, and what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    pub(crate) name: String,
    pub(crate) message: String,
}

/// How a family takes what is posted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    pub(crate) names: Names,
    /// Where the clock stands, for the relative dates of a seed; none for what callers post.
    pub(crate) seed: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// In their exact case.
    Strict,
    /// In any case.
    Lax,
}

impl Misfit {
    pub(crate) fn body(message: impl Into<String>) -> Misfit {
        Misfit { name: String::new(), message: message.into() }
    }
}

impl Reader {
    pub(crate) fn record(self, members: &Members, schema: &'static Schema) -> Result<Record, Misfit> {
        self.members(members, schema, "", DEEPEST)
    }

    fn members(self, posted: &Members, schema: &'static Schema, above: &str, depth: usize) -> Result<Record, Misfit> {
        let mut record = Record::default();
        let mut seen = Vec::new();
        for (at, (name, json)) in posted.iter().enumerate() {
            let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
            let (place, member) = self.member(schema, name, at).ok_or_else(|| unrecognised(name, &path))?;
            if seen.contains(&place) {
                return Err(unrecognised(name, &path));
            }
            seen.push(place);
            // Xero's own libraries send what only Xero writes; it changes nothing.
            if member.read_only && self.seed.is_none() {
                continue;
            }
            let value = self.value(json, &member.kind, &path, depth)?;
            record.set(member.name.wire(), value);
        }
        Ok(record)
    }

    fn member(self, schema: &'static Schema, name: &str, hint: usize) -> Option<(usize, &'static Field)> {
        schema.by_wire_name(name, hint).or_else(|| {
            let is_named = |member: &Field| member.name.wire().eq_ignore_ascii_case(name);
            let place = schema.fields.iter().position(is_named).filter(|_| self.names == Names::Lax)?;
            Some((place, &schema.fields[place]))
        })
    }

    fn value(self, json: &str, kind: &'static FieldType, path: &str, depth: usize) -> Result<Value, Misfit> {
        if json == "null" {
            return Ok(Value::Null);
        }
        if depth == 0 {
            return Err(Misfit { name: path.to_owned(), message: "The posted data is nested too deeply.".to_owned() });
        }
        match kind {
            FieldType::Record(schema) => {
                let members = Members::parse(json).map_err(|_| misfit(path, json))?;
                self.members(&members, schema, path, depth - 1).map(Value::Record)
            }
            FieldType::List(kind) => {
                let items = list(json).map_err(|_| misfit(path, json))?;
                let read = |(at, item): (usize, &serde_json::value::RawValue)| {
                    self.value(item.get(), kind, &format!("{path}[{at}]"), depth - 1)
                };
                items.iter().map(AsRef::as_ref).enumerate().map(read).collect::<Result<_, _>>().map(Value::List)
            }
            FieldType::Boolean => match json {
                "true" | "\"true\"" => Ok(Value::Bool(true)),
                "false" | "\"false\"" => Ok(Value::Bool(false)),
                _ => Err(misfit(path, json)),
            },
            FieldType::Json => Ok(Value::Text(json.to_owned())),
            _ => self.scalar(json, kind, path),
        }
    }

    fn scalar(self, json: &str, kind: &'static FieldType, path: &str) -> Result<Value, Misfit> {
        let text = match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str::<String>(json).map_err(|_| misfit(path, json))?,
            // Xero takes a number for a text.
            Some(b'-' | b'0'..=b'9') => json.to_owned(),
            _ => return Err(misfit(path, json)),
        };
        if text.is_empty() && !matches!(kind, FieldType::Text) {
            return Ok(Value::Null);
        }
        let value = match kind {
            FieldType::Id => match self.seed {
                Some(_) => Some(Value::Id(Guid::parse(&text).unwrap_or_else(|| Guid::named(&text)))),
                None => Guid::parse(&text).map(Value::Id),
            },
            FieldType::Enumeration(values) => {
                let listed = values.split('|').find(|value| value.eq_ignore_ascii_case(&text));
                listed.map(Value::from)
            }
            FieldType::Integer => integer(&text).map(Value::Integer),
            FieldType::Decimal => is_number(&text).then(|| Value::Decimal(text.clone())),
            FieldType::Date(_) => self.relative(&text).or_else(|| Day::parse(&text)).map(Value::Day),
            FieldType::Instant(_) => {
                let day = || Day::parse(&text).filter(|_| text.starts_with("/Date(") || text.len() == 10);
                let millis = || microsoft_instant(&text).or_else(|| parse_instant(&text));
                let moment = self.relative(&text).map(Day::millis).or_else(millis);
                moment.or_else(|| day().map(Day::millis)).map(Value::Instant)
            }
            _ => Some(Value::Text(text.clone())),
        };
        value.ok_or_else(|| misfit(path, json))
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

fn unrecognised(name: &str, path: &str) -> Misfit {
    let message = format!(
        "The element '{name}' was not recognised. Ensure the element name has the correct case and that there are no duplicate elements of the same name."
    );
    Misfit { name: path.to_owned(), message }
}

fn misfit(path: &str, json: &str) -> Misfit {
    let shown: String = json.chars().take(60).collect();
    let message = format!("The value '{shown}' could not be read for the element '{path}'.");
    Misfit { name: path.to_owned(), message }
}

fn integer(text: &str) -> Option<i64> {
    let whole = text.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|byte| byte == b'0'));
    whole.map_or(text, |(whole, _)| whole).parse().ok()
}

fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

fn microsoft_instant(text: &str) -> Option<i64> {
    let digits = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let label = digits.char_indices().skip(1).find(|(_, sign)| matches!(sign, '+' | '-'));
    digits[..label.map_or(digits.len(), |(at, _)| at)].parse().ok()
}
