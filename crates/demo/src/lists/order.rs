//! The `order` parameter: fields with ASC or DESC, separated by commas.

use std::cmp::Ordering;

use super::expression::{Path, Value};
use super::fields::{FilterSchema, QueryInvalid, member};
use crate::wire::node::Node;

#[derive(Debug)]
pub(crate) struct Order(Vec<(Path, bool)>);

/// The values by which one record is put in its place.
pub(crate) struct Key(Vec<Value>);

impl Order {
    pub(crate) fn parse(text: &str, schema: FilterSchema) -> Result<Order, QueryInvalid> {
        text.split(',').map(|part| field(part, schema)).collect::<Result<_, _>>().map(Order)
    }

    pub(crate) fn key(&self, record: &Node<'_>) -> Key {
        Key(self.0.iter().map(|(path, _)| path.value(record)).collect())
    }

    /// The places of those records in order.
    pub(crate) fn sorted(&self, mut keyed: Vec<(Key, usize)>) -> Vec<usize> {
        keyed.sort_by(|(left, _), (right, _)| self.compare(left, right));
        keyed.into_iter().map(|(_, place)| place).collect()
    }

    fn compare(&self, left: &Key, right: &Key) -> Ordering {
        for ((left, right), (_, descending)) in left.0.iter().zip(&right.0).zip(&self.0) {
            let order = match (left, right) {
                (Value::Null, Value::Null) => Ordering::Equal,
                (Value::Null, _) => Ordering::Less,
                (_, Value::Null) => Ordering::Greater,
                _ => left.order(right).unwrap_or(Ordering::Equal),
            };
            let order = if *descending { order.reverse() } else { order };
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }
}

fn field(part: &str, schema: FilterSchema) -> Result<(Path, bool), QueryInvalid> {
    let mut words = part.split_whitespace();
    let name = words.next().ok_or_else(|| QueryInvalid("Expression expected".to_owned()))?;
    let descending = match words.next().map(str::to_ascii_uppercase).as_deref() {
        None | Some("ASC" | "ASCENDING") => false,
        Some("DESC" | "DESCENDING") => true,
        Some(_) => return Err(QueryInvalid("Syntax error".to_owned())),
    };
    let known = match name.split_once('.') {
        None => schema.has(name),
        Some((owner, inner)) => {
            schema.has(owner) && schema.within(owner).is_some_and(|schema| member(schema, inner).is_some())
        }
    };
    if !known || words.next().is_some() {
        return Err(QueryInvalid(format!("No property or field '{name}' exists in type '{}'", schema.name)));
    }
    Ok((Path { segments: name.split('.').map(str::to_owned).collect(), case: None }, descending))
}

#[cfg(test)]
mod tests {
    use super::Order;
    use crate::lists::schemas::INVOICE;
    use crate::values::amount::Amount;
    use crate::wire::node::Node;

    #[test]
    fn records_are_put_in_order_by_several_fields() {
        let order = Order::parse("Total DESC, InvoiceNumber", INVOICE).expect("an order");
        let key = |cents, number| {
            order.key(&Node::Record(vec![
                ("Total", Node::money(Amount::from_cents(cents))),
                ("InvoiceNumber", Node::text(number)),
            ]))
        };
        assert!(order.compare(&key(200, "B"), &key(100, "A")).is_lt());
        assert!(order.compare(&key(100, "B"), &key(100, "A")).is_gt());
    }

    #[test]
    fn an_unknown_field_or_direction_is_refused() {
        for text in ["Colour", "Total SIDEWAYS", "Total ASC extra", "", "Contact.Colour"] {
            assert!(Order::parse(text, INVOICE).is_err(), "{text}");
        }
    }
}
