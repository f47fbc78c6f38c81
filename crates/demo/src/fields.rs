//! Reads the JSON objects of options and commands, and refuses what it does not know by name.

use serde_json::{Map, Value};

use crate::error::DemoError;
use crate::values::dates::parse_instant;

pub(crate) struct Fields {
    owner: String,
    values: Map<String, Value>,
}

impl Fields {
    pub(crate) fn parse(owner: &str, json: &[u8]) -> Result<Fields, DemoError> {
        let text = if json.is_empty() { b"{}" } else { json };
        match serde_json::from_slice(text) {
            Ok(Value::Object(values)) => Ok(Fields { owner: owner.to_owned(), values }),
            Ok(Value::Null) => Ok(Fields { owner: owner.to_owned(), values: Map::new() }),
            Ok(_) => Err(DemoError::new(format!("{owner} must be a JSON object"))),
            Err(error) => Err(DemoError::new(format!("{owner} are not JSON: {error}"))),
        }
    }

    pub(crate) fn of(owner: &str, value: &Value) -> Result<Fields, DemoError> {
        match value {
            Value::Object(values) => Ok(Fields { owner: owner.to_owned(), values: values.clone() }),
            _ => Err(DemoError::new(format!("{owner} must be an object"))),
        }
    }

    pub(crate) fn allow(&self, names: &[&str]) -> Result<(), DemoError> {
        match self.values.keys().find(|name| !names.contains(&name.as_str())) {
            Some(name) => Err(DemoError::unknown(&format!("member of {}", self.owner), name, names)),
            None => Ok(()),
        }
    }

    /// The value, or none where it is absent or null.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn all(&self) -> &Map<String, Value> {
        &self.values
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, DemoError> {
        self.read(name, "a text", |value| value.as_str().map(str::to_owned))
    }

    pub(crate) fn bool(&self, name: &str) -> Result<Option<bool>, DemoError> {
        self.read(name, "true or false", Value::as_bool)
    }

    pub(crate) fn count(&self, name: &str) -> Result<Option<u64>, DemoError> {
        self.read(name, "a whole number, zero or more", Value::as_u64)
    }

    /// From zero to `largest`.
    pub(crate) fn number(&self, name: &str, largest: f64) -> Result<Option<f64>, DemoError> {
        self.read(name, &format!("a number from 0 to {largest}"), |value| {
            value.as_f64().filter(|number| (0.0..=largest).contains(number))
        })
    }

    pub(crate) fn size(&self, name: &str) -> Result<Option<usize>, DemoError> {
        Ok(self.count(name)?.map(|count| usize::try_from(count).unwrap_or(usize::MAX)))
    }

    /// Seconds, given as milliseconds; at most some thousands of years.
    pub(crate) fn seconds(&self, name: &str) -> Result<Option<i64>, DemoError> {
        self.read(name, "a number of seconds", |value| {
            let seconds = value.as_f64().filter(|seconds| seconds.abs() < 1e11)?;
            #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
            Some((seconds * 1_000.0).round() as i64)
        })
    }

    pub(crate) fn instant(&self, name: &str) -> Result<Option<i64>, DemoError> {
        self.read(name, "a time such as \"2026-11-23T00:00:00Z\"", |value| parse_instant(value.as_str()?))
    }

    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, DemoError> {
        self.read(name, "a list of texts", |value| {
            value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
        })
    }

    fn read<T>(&self, name: &str, kind: &str, convert: impl Fn(&Value) -> Option<T>) -> Result<Option<T>, DemoError> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => convert(value)
                .map(Some)
                .ok_or_else(|| DemoError::new(format!("\"{name}\" in {} must be {kind}", self.owner))),
        }
    }
}
