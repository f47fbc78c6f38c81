//! The arguments of a call: names checked against the table, values turned into path, query and headers.

use http::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::address;
use crate::api::nearest_field;
use crate::api::operation::{Body, Operation, Paging, Parameter, Place, Reply, Value as Takes};
use crate::codec::{given_date, given_instant, header_instant, is_listed, uuid};
use crate::error::{Error, Result};
use crate::names::{Naming, nearest, suggestion};

/// More ids than these make an address that Xero answers with 404.
pub(crate) const MOST_IDS: usize = 40;

/// Arguments by the language's names, every one of which the operation knows.
#[derive(Debug, Clone)]
pub(crate) struct Arguments {
    operation: &'static Operation,
    naming: Naming,
    given: Map<String, Value>,
}

impl Arguments {
    pub(crate) fn parse(operation: &'static Operation, raw: Option<&RawValue>, naming: Naming) -> Result<Self> {
        let mut given: Map<String, Value> = match raw {
            Some(raw) => serde_json::from_str(raw.get()).map_err(|_| Error::argument("arguments are not an object"))?,
            None => Map::new(),
        };
        given.retain(|_, value| !value.is_null());
        let arguments = Self { operation, naming, given };
        arguments.check_names()?;
        Ok(arguments)
    }

    /// The text of an argument that the table's parameters do not describe, such as a file's name.
    pub(crate) fn text(&self, snake: &str) -> Result<Option<&str>> {
        let name = self.naming.name(snake);
        match self.given.get(&name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Error::argument(format!("{name} is not text")).hint("give it as a string")),
        }
    }

    /// A number from 1 to `most`.
    pub(crate) fn number(&self, snake: &str, default: u32, most: u32) -> Result<u32> {
        let name = self.naming.name(snake);
        match self.given.get(&name) {
            None => Ok(default),
            Some(value) => value
                .as_u64()
                .and_then(|value| u32::try_from(value).ok())
                .filter(|value| (1..=most).contains(value))
                .ok_or_else(|| Error::argument(format!("{name} is not a whole number from 1 to {most}"))),
        }
    }

    /// Where a list by offsets begins.
    pub(crate) fn offset(&self) -> Result<u64> {
        match self.given.get("offset") {
            None => Ok(0),
            Some(value) => value.as_u64().ok_or_else(|| Error::argument("offset is not a whole number from 0")),
        }
    }

    /// The same call in parts that each hold no more ids than fit into an address, in the order of the ids.
    pub(crate) fn parts(&self) -> Vec<Self> {
        let long =
            self.operation.parameters.iter().filter(|parameter| parameter.value.is_cut()).find_map(|parameter| {
                let name = parameter.name.in_case(self.naming);
                Some((name, self.given.get(name)?.as_array().filter(|ids| ids.len() > MOST_IDS)?))
            });
        match long {
            None => vec![self.clone()],
            Some((name, ids)) => ids
                .chunks(MOST_IDS)
                .map(|ids| {
                    let mut part = self.clone();
                    part.given.insert(name.to_owned(), ids.to_vec().into());
                    part
                })
                .collect(),
        }
    }

    /// The address below the host.
    pub(crate) fn path(&self) -> Result<String> {
        let mut path = format!("{}{}", self.operation.family.base(), self.operation.path);
        for parameter in self.operation.parameters.iter().filter(|parameter| parameter.place == Place::Path) {
            let name = parameter.name.in_case(self.naming);
            let Some(value) = self.given.get(name) else {
                return Err(
                    Error::argument(format!("{name} is missing")).hint("give the id or the number of the record")
                );
            };
            let text = value_text(parameter, name, value)?;
            let segment = match parameter.name.wire() {
                "FileName" | "AttachmentID" => address::file_name(name, &text)?,
                _ => address::segment(name, &text)?,
            };
            path = path.replace(&format!("{{{}}}", parameter.name.wire()), &segment);
        }
        Ok(path)
    }

    /// The query, without what the pager adds.
    pub(crate) fn query(&self) -> Result<Vec<(String, String)>> {
        self.placed(Place::Query)?
            .into_iter()
            .filter(|(parameter, _)| !self.operation.paging.owns(parameter.name.wire()))
            .map(|(parameter, text)| Ok((parameter.name.wire().to_owned(), text)))
            .collect()
    }

    pub(crate) fn headers(&self) -> Result<HeaderMap> {
        self.placed(Place::Header)?
            .into_iter()
            .map(|(parameter, text)| {
                let name = parameter.name.in_case(self.naming);
                Ok((header_name(parameter.name.wire())?, header_value(name, &text)?))
            })
            .collect()
    }

    fn placed(&self, place: Place) -> Result<Vec<(&'static Parameter, String)>> {
        let mut texts = Vec::new();
        for parameter in self.operation.parameters.iter().filter(|parameter| parameter.place == place) {
            let name = parameter.name.in_case(self.naming);
            match self.given.get(name) {
                Some(value) => texts.push((parameter, value_text(parameter, name, value)?)),
                None if parameter.required => {
                    return Err(Error::argument(format!("{name} is missing")).hint("Xero answers no call without it"));
                }
                None => {}
            }
        }
        Ok(texts)
    }

    fn check_names(&self) -> Result<()> {
        let names = self.operation.parameters.iter().map(|parameter| parameter.name.in_case(self.naming));
        let Some(unknown) =
            self.given.keys().find(|name| !self.is_own(name) && !names.clone().any(|known| known == *name))
        else {
            return Ok(());
        };
        Err(Error::argument(format!("there is no parameter {unknown:?}")).hint(suggestion(unknown, names)))
    }

    /// Names that the library adds to the wire's.
    fn is_own(&self, name: &str) -> bool {
        let is = |snake: &str| name == self.naming.name(snake);
        match (&self.operation.reply, &self.operation.body) {
            // Every list has a first page, whether Xero pages it or not.
            (Reply::Page(_), _) => {
                is("page") || (is("offset") && matches!(self.operation.paging, Paging::Offset { .. }))
            }
            (_, Body::Bytes) => is("content_type"),
            (_, Body::Form) => is("content_type") || is("name"),
            _ => false,
        }
    }
}

const ID_HINT: &str = "ids are UUIDs, such as 243216c5-369e-4056-ac67-05388f86dc81";

/// A value as the wire wants it.
fn value_text(parameter: &Parameter, name: &str, value: &Value) -> Result<String> {
    let wrong = |wanted: &str| Error::argument(format!("{name} is not {wanted}"));
    match (parameter.value, value) {
        (Takes::Text, Value::String(text)) if parameter.name.wire() == "order" => ordered(name, text),
        (Takes::Text | Takes::Filter, Value::String(text)) => Ok(text.clone()),
        (Takes::Id, Value::String(text)) if uuid(text).is_some() => Ok(text.clone()),
        (Takes::Id, _) => Err(wrong("an id").hint(ID_HINT)),
        (Takes::Enumeration(values), Value::String(text)) => listed(name, values, text),
        (Takes::Text | Takes::Filter | Takes::Enumeration(_), _) => Err(wrong("text").hint("give it as a string")),
        (Takes::Ids { .. } | Takes::Texts { .. } | Takes::Enumerations(_), value) => {
            list_text(name, parameter.value, value)
        }
        (Takes::Boolean, Value::Bool(value)) => Ok(value.to_string()),
        (Takes::Boolean, _) => Err(wrong("true or false")),
        (Takes::Integer, Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        (Takes::Integer, _) => Err(wrong("a whole number")),
        (Takes::Date, value) => {
            let date = value.as_str().and_then(given_date).map(|date| date.to_string());
            date.ok_or_else(|| wrong("a calendar date").hint("give a date without a time, such as 2026-11-23"))
        }
        (Takes::Instant, value) => {
            let instant = value.as_str().and_then(given_instant).ok_or_else(|| {
                wrong("an instant").hint("give a date and time with its zone, such as 2026-01-31T23:59:59Z")
            })?;
            Ok(match parameter.place {
                Place::Header => header_instant(instant),
                Place::Path | Place::Query => format!("{}Z", header_instant(instant)),
            })
        }
    }
}

fn listed(name: &str, values: &'static str, text: &str) -> Result<String> {
    if is_listed(values, text) {
        return Ok(text.to_owned());
    }
    let hint = match nearest(text, values.split('|')) {
        Some(value) => format!("did you mean {value}?"),
        None => format!("there are: {}", values.replace('|', ", ")),
    };
    Err(Error::argument(format!("{name} has no value {text:?}")).hint(hint))
}

/// Values with commas between them; an empty list must not read as "no filter".
fn list_text(name: &str, takes: Takes, value: &Value) -> Result<String> {
    let wrong = || Error::argument(format!("{name} is not a list of texts")).hint("give a list, even of one");
    let items = match value {
        Value::String(_) => std::slice::from_ref(value),
        Value::Array(items) => items,
        _ => return Err(wrong()),
    };
    if items.is_empty() {
        return Err(Error::argument(format!("{name} is an empty list")).hint("leave it out to get all"));
    }
    let mut texts = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let text = item.as_str().ok_or_else(wrong)?;
        let place = format!("{name}[{at}]");
        match takes {
            Takes::Ids { .. } if uuid(text).is_none() => {
                return Err(Error::argument(format!("{place} is not an id")).hint(ID_HINT));
            }
            Takes::Enumerations(values) => {
                listed(&place, values, text)?;
            }
            _ if text.is_empty() || text.contains(',') => {
                return Err(Error::argument(format!("{place} is empty or holds a comma")));
            }
            _ => {}
        }
        texts.push(text);
    }
    Ok(texts.join(","))
}

pub(crate) fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::argument(format!("{name:?} is not the name of a header")))
}

pub(crate) fn header_value(name: &str, value: &str) -> Result<HeaderValue> {
    let is_plain = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    HeaderValue::from_str(value).ok().filter(|_| is_plain).ok_or_else(|| {
        Error::argument(format!("{name} holds a character that no header may hold"))
            .hint("use visible ASCII, without line breaks")
    })
}

/// An order as it was given, where it names fields as Xero does: with a capital, and without underscores.
fn ordered(name: &str, order: &str) -> Result<String> {
    let is_xeros = |part: &str| !part.contains('_') && !part.starts_with(|first: char| first.is_ascii_lowercase());
    for field in order.split(',').filter_map(|one| one.split_whitespace().next()) {
        if field.split('.').all(is_xeros) {
            continue;
        }
        let meant = field.split('.').map(|part| if is_xeros(part) { Some(part) } else { nearest_field(part) });
        if let Some(meant) = meant.collect::<Option<Vec<_>>>() {
            return Err(Error::argument(format!("{name}: {field:?} is not one of Xero's fields"))
                .hint(format!("did you mean {}?", meant.join("."))));
        }
    }
    Ok(order.to_owned())
}

#[cfg(test)]
mod order_tests {
    use super::ordered;

    #[test]
    fn an_order_by_a_field_in_our_casing_names_the_one_that_is_meant() {
        for order in ["AmountDue", "Date DESC, Contact.Name", "InvoiceNumber ASC", "", "zzzz_qqqq", "DESC DESC"] {
            assert_eq!(ordered("order", order).unwrap(), order);
        }
        for (order, hint) in [
            ("amount_due", "did you mean AmountDue?"),
            ("amountDue DESC", "did you mean AmountDue?"),
            ("Date,contact.name ASC", "did you mean Contact.Name?"),
            ("invoice_id", "did you mean InvoiceID?"),
        ] {
            let error = ordered("order", order).unwrap_err();
            assert_eq!(error.advice(), Some(hint), "{order}");
            assert!(error.message().starts_with("order: "), "{error}");
        }
    }
}
