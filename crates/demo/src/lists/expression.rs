//! A filter as a tree, and whether it accepts a record.

use std::cmp::Ordering;

use super::fields::QueryInvalid;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::node::Node;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(Amount),
    Text(String),
    Guid(Guid),
    Moment(i64),
    /// A record or a list: there or not there, nothing more.
    Present,
}

#[derive(Debug)]
pub(crate) enum Filter {
    Or(Box<Filter>, Box<Filter>),
    And(Box<Filter>, Box<Filter>),
    Compare(Operand, Comparison, Operand),
    Holds(Operand, Test, String),
    IsTrue(Operand),
}

#[derive(Debug)]
pub(crate) enum Operand {
    Literal(Literal),
    Field(Path),
}

#[derive(Debug)]
pub(crate) struct Literal(pub(super) Value);

#[derive(Debug)]
pub(crate) struct Path {
    pub(super) segments: Vec<String>,
    pub(super) case: Option<Case>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Case {
    Lower,
    Upper,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Test {
    Contains,
    StartsWith,
    EndsWith,
}

impl Filter {
    pub(crate) fn accepts(&self, record: &Node<'_>) -> Result<bool, QueryInvalid> {
        match self {
            Filter::Or(left, right) => Ok(left.accepts(record)? || right.accepts(record)?),
            Filter::And(left, right) => Ok(left.accepts(record)? && right.accepts(record)?),
            Filter::Compare(left, comparison, right) => compare(&left.value(record), *comparison, &right.value(record)),
            Filter::Holds(field, test, part) => match field.value(record) {
                Value::Null => Ok(false),
                Value::Text(whole) => Ok(match test {
                    Test::Contains => whole.contains(part.as_str()),
                    Test::StartsWith => whole.starts_with(part.as_str()),
                    Test::EndsWith => whole.ends_with(part.as_str()),
                }),
                other => Err(QueryInvalid(format!("No applicable method exists in type '{}'", other.kind()))),
            },
            Filter::IsTrue(field) => match field.value(record) {
                Value::Bool(value) => Ok(value),
                other => {
                    Err(QueryInvalid(format!("Expression of type 'Boolean' expected, but it is '{}'", other.kind())))
                }
            },
        }
    }
}

impl Operand {
    fn value(&self, record: &Node<'_>) -> Value {
        match self {
            Operand::Literal(Literal(value)) => value.clone(),
            Operand::Field(path) => path.value(record),
        }
    }
}

impl Path {
    pub(super) fn value(&self, record: &Node<'_>) -> Value {
        let mut node = record;
        for segment in &self.segments {
            match node.member(segment) {
                Some(member) => node = member,
                None => return Value::Null,
            }
        }
        match (Value::of(node), self.case) {
            (Value::Text(text), Some(Case::Lower)) => Value::Text(text.to_lowercase()),
            (Value::Text(text), Some(Case::Upper)) => Value::Text(text.to_uppercase()),
            (value, _) => value,
        }
    }
}

impl Value {
    fn of(node: &Node<'_>) -> Value {
        match node {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Integer(value) => Amount::parse(&value.to_string()).map_or(Value::Null, Value::Number),
            Node::Decimal(amount, _) => Value::Number(*amount),
            Node::Number(text) => Amount::parse(text).map_or(Value::Null, Value::Number),
            Node::Text(text) => Value::Text(text.clone().into_owned()),
            Node::Guid(id) => Value::Guid(*id),
            Node::Day(day) | Node::DayText(day) => Value::Moment(day.millis()),
            Node::Instant(millis) | Node::Stamp(millis) | Node::InstantText(millis) => Value::Moment(*millis),
            Node::Record(_) | Node::List(..) | Node::Stream(..) => Value::Present,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Value::Null => "Object",
            Value::Bool(_) => "Boolean",
            Value::Number(_) => "Decimal",
            Value::Text(_) => "String",
            Value::Guid(_) => "Guid",
            Value::Moment(_) => "DateTime",
            Value::Present => "Record",
        }
    }

    /// Nothing where the two are of different kinds.
    pub(super) fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
            (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
            (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
            (Value::Guid(left), Value::Guid(right)) => Some(left.cmp(right)),
            (Value::Moment(left), Value::Moment(right)) => Some(left.cmp(right)),
            _ => None,
        }
    }
}

fn compare(left: &Value, comparison: Comparison, right: &Value) -> Result<bool, QueryInvalid> {
    if let (Value::Null, other) | (other, Value::Null) = (left, right) {
        return Ok(match comparison {
            Comparison::Equal => *other == Value::Null,
            Comparison::NotEqual => *other != Value::Null,
            _ => false,
        });
    }
    let order = left.order(right).ok_or_else(|| {
        QueryInvalid(format!(
            "Operator '{}' incompatible with operand types '{}' and '{}'",
            comparison.sign(),
            left.kind(),
            right.kind()
        ))
    })?;
    Ok(match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    })
}

impl Comparison {
    fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }
}
