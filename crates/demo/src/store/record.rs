//! A stored record: fields by their names in JSON, with exact values.

use std::sync::Arc;

use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FieldValue {
    /// Posted as null, which clears the existing value.
    Null,
    Text(String),
    Id(Guid),
    Bool(bool),
    Integer(i64),
    /// As posted, because scales differ.
    Decimal(String),
    Day(Day),
    Instant(i64),
    Record(Record),
    List(Vec<FieldValue>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record(Vec<(&'static str, FieldValue)>);

impl Record {
    /// None if it is missing or null.
    pub(crate) fn get(&self, name: &str) -> Option<&FieldValue> {
        let (_, value) = self.0.iter().find(|(field, _)| *field == name)?;
        Some(value).filter(|value| **value != FieldValue::Null)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut FieldValue> {
        self.0.iter_mut().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    pub(crate) fn set(&mut self, name: &'static str, value: FieldValue) {
        match self.get_mut(name) {
            Some(existing) => *existing = value,
            None => self.0.push((name, value)),
        }
    }

    /// Sets the field if it is missing or null.
    pub(crate) fn fill(&mut self, name: &'static str, value: impl Into<FieldValue>) {
        if self.get(name).is_none() {
            self.set(name, value.into());
        }
    }

    /// Sets the fields of `other`. Nested records are merged.
    pub(crate) fn merge(&mut self, other: Record) {
        for (name, value) in other.0 {
            match (self.get_mut(name), value) {
                (Some(FieldValue::Record(existing)), FieldValue::Record(record)) => existing.merge(record),
                (_, value) => self.set(name, value),
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &FieldValue)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(FieldValue::Text(text)) => text,
            _ => "",
        }
    }

    pub(crate) fn id(&self, name: &str) -> Option<Guid> {
        match self.get(name) {
            Some(FieldValue::Id(id)) => Some(*id),
            _ => None,
        }
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some(FieldValue::Bool(true)))
    }

    pub(crate) fn integer(&self, name: &str) -> i64 {
        match self.get(name) {
            Some(FieldValue::Integer(value)) => *value,
            _ => 0,
        }
    }

    pub(crate) fn amount(&self, name: &str) -> Option<Amount> {
        match self.get(name) {
            Some(FieldValue::Decimal(text)) => Amount::parse(text),
            _ => None,
        }
    }

    /// Whether it contains the ID at any depth.
    pub(crate) fn holds(&self, id: Guid) -> bool {
        self.0.iter().any(|(_, value)| value.holds(id))
    }

    pub(crate) fn day(&self, name: &str) -> Option<Day> {
        match self.get(name) {
            Some(FieldValue::Day(day)) => Some(*day),
            _ => None,
        }
    }

    pub(crate) fn records(&self, name: &str) -> impl Iterator<Item = &Record> {
        let values = match self.get(name) {
            Some(FieldValue::List(values)) => values.as_slice(),
            _ => &[],
        };
        values.iter().filter_map(|value| match value {
            FieldValue::Record(record) => Some(record),
            _ => None,
        })
    }

    /// As [`Record::records`], to be changed and put back.
    pub(crate) fn record_list(&self, name: &str) -> Vec<Record> {
        self.records(name).cloned().collect()
    }

    pub(crate) fn record(&self, name: &str) -> Option<&Record> {
        match self.get(name) {
            Some(FieldValue::Record(record)) => Some(record),
            _ => None,
        }
    }
}

impl FieldValue {
    fn holds(&self, id: Guid) -> bool {
        match self {
            FieldValue::Id(existing) => *existing == id,
            FieldValue::Record(record) => record.holds(id),
            FieldValue::List(values) => values.iter().any(|value| value.holds(id)),
            _ => false,
        }
    }
}

impl<const N: usize> From<[(&'static str, FieldValue); N]> for Record {
    fn from(fields: [(&'static str, FieldValue); N]) -> Record {
        Record(fields.into())
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> FieldValue {
        FieldValue::Text(text.to_owned())
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> FieldValue {
        FieldValue::Text(text)
    }
}

impl From<&Arc<str>> for FieldValue {
    fn from(text: &Arc<str>) -> FieldValue {
        FieldValue::Text(text.to_string())
    }
}

impl From<Guid> for FieldValue {
    fn from(id: Guid) -> FieldValue {
        FieldValue::Id(id)
    }
}

impl From<bool> for FieldValue {
    fn from(value: bool) -> FieldValue {
        FieldValue::Bool(value)
    }
}

impl From<i64> for FieldValue {
    fn from(value: i64) -> FieldValue {
        FieldValue::Integer(value)
    }
}

impl From<Amount> for FieldValue {
    fn from(amount: Amount) -> FieldValue {
        FieldValue::Decimal(amount.text(2))
    }
}

impl From<Record> for FieldValue {
    fn from(record: Record) -> FieldValue {
        FieldValue::Record(record)
    }
}

impl From<Vec<Record>> for FieldValue {
    fn from(records: Vec<Record>) -> FieldValue {
        FieldValue::List(records.into_iter().map(FieldValue::Record).collect())
    }
}
