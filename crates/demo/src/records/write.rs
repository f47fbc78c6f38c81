//! Writes records as documents, in the order and the spelling of the table's schemas.

use xero_m2m::api::schema::{Kind, Schema, Spelling};

use super::value::{Record, Value};
use crate::amount::Amount;
use crate::wire::Node;

/// How the decimals of a document are written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scale {
    /// At least two decimals, as money has; unit amounts this many.
    Units(usize),
    /// As they came.
    Verbatim,
}

pub(crate) fn node<'a>(record: &'a Record, schema: &'static Schema, scale: Scale) -> Node<'a> {
    let members = schema.members.iter().filter_map(|member| {
        let value = record.get(member.name.wire())?;
        Some((member.name.wire(), value_node(value, &member.kind, scale)))
    });
    Node::Record(members.collect())
}

fn value_node<'a>(value: &'a Value, kind: &'static Kind, scale: Scale) -> Node<'a> {
    match (value, kind) {
        (Value::Record(record), Kind::Record(schema)) => node(record, schema, scale),
        (Value::List(values), Kind::List(kind)) => {
            let item = match kind {
                Kind::Record(schema) => schema.short_name(),
                _ => "Value",
            };
            Node::List(item, values.iter().map(|value| value_node(value, kind, scale)).collect())
        }
        (Value::Day(day), Kind::Date(Spelling::Microsoft)) => Node::Day(*day),
        (Value::Day(day), _) => Node::DayText(*day),
        (Value::Instant(millis), Kind::Instant(Spelling::Microsoft)) => Node::Instant(*millis),
        (Value::Instant(millis), _) => Node::InstantText(*millis),
        (Value::Decimal(text), _) => decimal(text, scale),
        (Value::Text(text), _) => Node::text(text),
        (Value::Id(id), _) => Node::Guid(*id),
        (Value::Bool(value), _) => Node::Bool(*value),
        (Value::Integer(value), _) => Node::Integer(*value),
        (Value::Null | Value::Record(_) | Value::List(_), _) => Node::Null,
    }
}

fn decimal(text: &str, scale: Scale) -> Node<'_> {
    match (scale, Amount::parse(text)) {
        (Scale::Units(decimals), Some(amount)) => Node::Decimal(amount, decimals),
        _ => Node::Number(text),
    }
}
