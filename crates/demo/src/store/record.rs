//! A record as it is kept: members by their wire names, with exact values.

use std::sync::Arc;

use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Posted as null: it clears what was there.
    Null,
    Text(String),
    Id(Guid),
    Bool(bool),
    Integer(i64),
    /// As it was written, because scales differ.
    Decimal(String),
    Day(Day),
    Instant(i64),
    Record(Record),
    List(Vec<Value>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// None where it is absent or null.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let (_, value) = self.0.iter().find(|(member, _)| *member == name)?;
        Some(value).filter(|value| **value != Value::Null)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(member, _)| *member == name).map(|(_, value)| value)
    }

    pub(crate) fn set(&mut self, name: &'static str, value: Value) {
        match self.get_mut(name) {
            Some(held) => *held = value,
            None => self.0.push((name, value)),
        }
    }

    /// Sets it where it is absent.
    pub(crate) fn fill(&mut self, name: &'static str, value: impl Into<Value>) {
        if self.get(name).is_none() {
            self.set(name, value.into());
        }
    }

    /// Every member of `other` takes the place of the one that was here; records within are laid over in turn.
    pub(crate) fn lay_over(&mut self, other: Record) {
        for (name, value) in other.0 {
            match (self.get_mut(name), value) {
                (Some(Value::Record(held)), Value::Record(record)) => held.lay_over(record),
                (_, value) => self.set(name, value),
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    pub(crate) fn id(&self, name: &str) -> Option<Guid> {
        match self.get(name) {
            Some(Value::Id(id)) => Some(*id),
            _ => None,
        }
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Bool(true)))
    }

    pub(crate) fn integer(&self, name: &str) -> i64 {
        match self.get(name) {
            Some(Value::Integer(value)) => *value,
            _ => 0,
        }
    }

    pub(crate) fn amount(&self, name: &str) -> Option<Amount> {
        match self.get(name) {
            Some(Value::Decimal(text)) => Amount::parse(text),
            _ => None,
        }
    }

    /// Whether the id is in it, however deep.
    pub(crate) fn holds(&self, id: Guid) -> bool {
        self.0.iter().any(|(_, value)| value.holds(id))
    }

    pub(crate) fn day(&self, name: &str) -> Option<Day> {
        match self.get(name) {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        }
    }

    pub(crate) fn records(&self, name: &str) -> impl Iterator<Item = &Record> {
        let values = match self.get(name) {
            Some(Value::List(values)) => values.as_slice(),
            _ => &[],
        };
        values.iter().filter_map(|value| match value {
            Value::Record(record) => Some(record),
            _ => None,
        })
    }

    /// As [`Record::records`], to be changed and put back.
    pub(crate) fn record_list(&self, name: &str) -> Vec<Record> {
        self.records(name).cloned().collect()
    }

    pub(crate) fn record(&self, name: &str) -> Option<&Record> {
        match self.get(name) {
            Some(Value::Record(record)) => Some(record),
            _ => None,
        }
    }
}

impl Value {
    fn holds(&self, id: Guid) -> bool {
        match self {
            Value::Id(held) => *held == id,
            Value::Record(record) => record.holds(id),
            Value::List(values) => values.iter().any(|value| value.holds(id)),
            _ => false,
        }
    }
}

impl<const N: usize> From<[(&'static str, Value); N]> for Record {
    fn from(members: [(&'static str, Value); N]) -> Record {
        Record(members.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&Arc<str>> for Value {
    fn from(text: &Arc<str>) -> Value {
        Value::Text(text.to_string())
    }
}

impl From<Guid> for Value {
    fn from(id: Guid) -> Value {
        Value::Id(id)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Integer(value)
    }
}

impl From<Amount> for Value {
    fn from(amount: Amount) -> Value {
        Value::Decimal(amount.text(2))
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Value {
        Value::Record(record)
    }
}

impl From<Vec<Record>> for Value {
    fn from(records: Vec<Record>) -> Value {
        Value::List(records.into_iter().map(Value::Record).collect())
    }
}
