//! Writes records in the field order and date style of their schemas.

use xero_m2m_spec::{DateStyle, FieldType, Schema};

use crate::store::record::{FieldValue, Record};
use crate::values::amount::Amount;
use crate::wire::node::Node;

/// How the decimals of a document are written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scale {
    /// Two for money and a fixed number for rates and quantities; this number for unit amounts.
    Units(usize),
    /// As they were posted.
    Verbatim,
}

pub(crate) fn node<'a>(record: &'a Record, schema: &'static Schema, scale: Scale) -> Node<'a> {
    let fields = schema.fields.iter().filter_map(|field| {
        let value = record.get(field.name.wire())?;
        let name = field.name.wire();
        let node = match value {
            FieldValue::Decimal(text) => decimal(name, text, scale),
            _ => value_node(value, &field.kind, scale),
        };
        Some((name, node))
    });
    Node::Record(fields.collect())
}

fn value_node<'a>(value: &'a FieldValue, kind: &'static FieldType, scale: Scale) -> Node<'a> {
    match (value, kind) {
        (FieldValue::Record(record), FieldType::Record(schema)) => node(record, schema, scale),
        (FieldValue::List(values), FieldType::List(kind)) => {
            let item = match kind {
                FieldType::Record(schema) => schema.short_name(),
                _ => "Value",
            };
            Node::List(item, values.iter().map(|value| value_node(value, kind, scale)).collect())
        }
        (FieldValue::Day(day), FieldType::Date(DateStyle::Microsoft)) => Node::Day(*day),
        (FieldValue::Day(day), _) => Node::DayText(*day),
        (FieldValue::Instant(millis), FieldType::Instant(DateStyle::Microsoft)) => Node::Instant(*millis),
        (FieldValue::Instant(millis), _) => Node::InstantText(*millis),
        (FieldValue::Decimal(text), _) => decimal("", text, scale),
        (FieldValue::Text(text), _) => Node::text(text),
        (FieldValue::Id(id), _) => Node::Guid(*id),
        (FieldValue::Bool(value), _) => Node::Bool(*value),
        (FieldValue::Integer(value), _) => Node::Integer(*value),
        (FieldValue::Null | FieldValue::Record(_) | FieldValue::List(_), _) => Node::Null,
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
