//! A filter as a tree, and whether it accepts a record.

use std::cmp::Ordering;

use super::fields::QueryInvalid;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::node::Node;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FilterValue {
    Null,
    Bool(bool),
    Number(Amount),
    Text(String),
    Guid(Guid),
    Moment(i64),
    /// A record or a list, which can only be compared with null.
    Present,
}

#[derive(Debug)]
pub(crate) enum Filter {
    Or(Box<Filter>, Box<Filter>),
    And(Box<Filter>, Box<Filter>),
    Compare(Operand, Comparison, Operand),
    Holds(Operand, TextTest, String),
    IsTrue(Operand),
}

#[derive(Debug)]
pub(crate) enum Operand {
    Literal(Literal),
    Field(Path),
}

#[derive(Debug)]
pub(crate) struct Literal(pub(super) FilterValue);

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
pub(crate) enum TextTest {
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
                FilterValue::Null => Ok(false),
                FilterValue::Text(whole) => Ok(match test {
                    TextTest::Contains => whole.contains(part.as_str()),
                    TextTest::StartsWith => whole.starts_with(part.as_str()),
                    TextTest::EndsWith => whole.ends_with(part.as_str()),
                }),
                other => Err(QueryInvalid(format!("No applicable method exists in type '{}'", other.kind()))),
            },
            Filter::IsTrue(field) => match field.value(record) {
                FilterValue::Bool(value) => Ok(value),
                other => {
                    Err(QueryInvalid(format!("Expression of type 'Boolean' expected, but it is '{}'", other.kind())))
                }
            },
        }
    }
}

impl Operand {
    fn value(&self, record: &Node<'_>) -> FilterValue {
        match self {
            Operand::Literal(Literal(value)) => value.clone(),
            Operand::Field(path) => path.value(record),
        }
    }
}

impl Path {
    pub(super) fn value(&self, record: &Node<'_>) -> FilterValue {
        let mut node = record;
        for segment in &self.segments {
            match node.field(segment) {
                Some(schema_field) => node = schema_field,
                None => return FilterValue::Null,
            }
        }
        match (FilterValue::of(node), self.case) {
            (FilterValue::Text(text), Some(Case::Lower)) => FilterValue::Text(text.to_lowercase()),
            (FilterValue::Text(text), Some(Case::Upper)) => FilterValue::Text(text.to_uppercase()),
            (value, _) => value,
        }
    }
}

impl FilterValue {
    fn of(node: &Node<'_>) -> FilterValue {
        match node {
            Node::Null => FilterValue::Null,
            Node::Bool(value) => FilterValue::Bool(*value),
            Node::Integer(value) => Amount::parse(&value.to_string()).map_or(FilterValue::Null, FilterValue::Number),
            Node::Decimal(amount, _) => FilterValue::Number(*amount),
            Node::Number(text) => Amount::parse(text).map_or(FilterValue::Null, FilterValue::Number),
            Node::Text(text) => FilterValue::Text(text.clone().into_owned()),
            Node::Guid(id) => FilterValue::Guid(*id),
            Node::Day(day) | Node::DayText(day) => FilterValue::Moment(day.millis()),
            Node::Instant(millis) | Node::Stamp(millis) | Node::InstantText(millis) => FilterValue::Moment(*millis),
            Node::Record(_) | Node::List(..) | Node::Stream(..) => FilterValue::Present,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            FilterValue::Null => "Object",
            FilterValue::Bool(_) => "Boolean",
            FilterValue::Number(_) => "Decimal",
            FilterValue::Text(_) => "String",
            FilterValue::Guid(_) => "Guid",
            FilterValue::Moment(_) => "DateTime",
            FilterValue::Present => "Record",
        }
    }

    /// None if the types differ.
    pub(super) fn order(&self, other: &FilterValue) -> Option<Ordering> {
        match (self, other) {
            (FilterValue::Bool(left), FilterValue::Bool(right)) => Some(left.cmp(right)),
            (FilterValue::Number(left), FilterValue::Number(right)) => Some(left.cmp(right)),
            (FilterValue::Text(left), FilterValue::Text(right)) => Some(left.cmp(right)),
            (FilterValue::Guid(left), FilterValue::Guid(right)) => Some(left.cmp(right)),
            (FilterValue::Moment(left), FilterValue::Moment(right)) => Some(left.cmp(right)),
            _ => None,
        }
    }
}

fn compare(left: &FilterValue, comparison: Comparison, right: &FilterValue) -> Result<bool, QueryInvalid> {
    if let (FilterValue::Null, other) | (other, FilterValue::Null) = (left, right) {
        return Ok(match comparison {
            Comparison::Equal => *other == FilterValue::Null,
            Comparison::NotEqual => *other != FilterValue::Null,
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
