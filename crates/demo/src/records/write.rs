//! Writes records as documents, in the order and the spelling of the table's schemas.

use xero_m2m_spec::{DateStyle, FieldType, Schema};

use crate::store::record::{Record, Value};
use crate::values::amount::Amount;
use crate::wire::node::Node;

/// How the decimals of a document are written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scale {
    /// Two for money and a fixed number for rates and quantities; unit amounts have this many.
    Units(usize),
    /// As they came.
    Verbatim,
}

pub(crate) fn node<'a>(record: &'a Record, schema: &'static Schema, scale: Scale) -> Node<'a> {
    let members = schema.fields.iter().filter_map(|member| {
        let value = record.get(member.name.wire())?;
        let name = member.name.wire();
        let node = match value {
            Value::Decimal(text) => decimal(name, text, scale),
            _ => value_node(value, &member.kind, scale),
        };
        Some((name, node))
    });
    Node::Record(members.collect())
}

fn value_node<'a>(value: &'a Value, kind: &'static FieldType, scale: Scale) -> Node<'a> {
    match (value, kind) {
        (Value::Record(record), FieldType::Record(schema)) => node(record, schema, scale),
        (Value::List(values), FieldType::List(kind)) => {
            let item = match kind {
                FieldType::Record(schema) => schema.short_name(),
                _ => "Value",
            };
            Node::List(item, values.iter().map(|value| value_node(value, kind, scale)).collect())
        }
        (Value::Day(day), FieldType::Date(DateStyle::Microsoft)) => Node::Day(*day),
        (Value::Day(day), _) => Node::DayText(*day),
        (Value::Instant(millis), FieldType::Instant(DateStyle::Microsoft)) => Node::Instant(*millis),
        (Value::Instant(millis), _) => Node::InstantText(*millis),
        (Value::Decimal(text), _) => decimal("", text, scale),
        (Value::Text(text), _) => Node::text(text),
        (Value::Id(id), _) => Node::Guid(*id),
        (Value::Bool(value), _) => Node::Bool(*value),
        (Value::Integer(value), _) => Node::Integer(*value),
        (Value::Null | Value::Record(_) | Value::List(_), _) => Node::Null,
    }
}

fn decimal<'a>(name: &str, text: &'a str, scale: Scale) -> Node<'a> {
    match (scale, Amount::parse(text)) {
        (Scale::Units(units), Some(amount)) => match name {
            "UnitAmount" | "UnitPrice" => Node::Decimal(amount, units),
            "Quantity" | "QuantityOnHand" | "Rate" | "DisplayTaxRate" | "EffectiveRate" => Node::Decimal(amount, 4),
            "CurrencyRate" if text.split_once('.').is_some_and(|(_, fraction)| fraction.len() > 4) => {
                Node::Number(text)
            }
            "CurrencyRate" => Node::Decimal(amount, 6),
            _ => Node::money(amount),
        },
        _ => Node::Number(text),
    }
}
