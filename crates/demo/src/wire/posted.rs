//! Reads a posted body: numbers stay text (a float would lose cents), unknown and doubled members are found.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use xero_m2m_spec::SCHEMAS;

use crate::values::amount::Amount;
use crate::values::dates::Day;

/// A body that Xero answers with error 17, `PostDataInvalidException`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PostDataInvalid(pub(crate) String);

#[derive(Debug, Default)]
pub(crate) struct Members(Vec<(String, Box<RawValue>)>);

impl Members {
    pub(crate) fn parse(json: &str) -> Result<Members, PostDataInvalid> {
        serde_json::from_str(json).map_err(|error| PostDataInvalid(format!("JSON could not be read: {error}")))
    }

    /// Refuses members that Accounting's records of that name do not have, or that come twice. Those that only Xero
    /// writes may come along, as its own libraries send them; they change nothing.
    pub(crate) fn allow(&self, record: &str) -> Result<(), PostDataInvalid> {
        let schema = SCHEMAS.iter().find(|schema| schema.name.strip_prefix("accounting.") == Some(record));
        let known = |name: &str, at| schema.is_some_and(|schema| schema.by_wire_name(name, at).is_some());
        self.allow_those(known)
    }

    pub(crate) fn allow_only(&self, wanted: &str) -> Result<(), PostDataInvalid> {
        self.allow_those(|name, _| name == wanted)
    }

    fn allow_those(&self, known: impl Fn(&str, usize) -> bool) -> Result<(), PostDataInvalid> {
        let mut seen = HashSet::new();
        match self.0.iter().enumerate().find(|(at, (name, _))| !known(name, *at) || !seen.insert(name)) {
            Some((_, (name, _))) => Err(PostDataInvalid(format!(
                "The element '{name}' was not recognised. Ensure the element name has the correct case and that there are no duplicate elements of the same name."
            ))),
            None => Ok(()),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, json)| (name.as_str(), json.get()))
    }

    /// The raw JSON of a member, or none where it is absent or null.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(member, _)| member == name)?;
        Some(value.get()).filter(|json| *json != "null")
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, PostDataInvalid> {
        let Some(json) = self.raw(name) else { return Ok(None) };
        match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str(json).map(Some).map_err(|_| misfit(name, json)),
            // Xero takes `"AccountCode": 200` for the text "200".
            Some(b'-' | b'0'..=b'9') => Ok(Some(json.to_owned())),
            _ => Err(misfit(name, json)),
        }
    }

    pub(crate) fn amount(&self, name: &str) -> Result<Option<Amount>, PostDataInvalid> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => match Amount::parse(text.trim()) {
                Some(amount) => Ok(Some(amount)),
                None => Err(misfit(name, &text)),
            },
        }
    }

    pub(crate) fn day(&self, name: &str) -> Result<Option<Day>, PostDataInvalid> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => Day::parse(&text).map(Some).ok_or_else(|| misfit(name, &text)),
        }
    }

    pub(crate) fn bool(&self, name: &str) -> Result<Option<bool>, PostDataInvalid> {
        match self.raw(name) {
            None => Ok(None),
            Some("true" | "\"true\"") => Ok(Some(true)),
            Some("false" | "\"false\"") => Ok(Some(false)),
            Some(json) => Err(misfit(name, json)),
        }
    }

    pub(crate) fn record(&self, name: &str) -> Result<Option<Members>, PostDataInvalid> {
        self.raw(name).map(Members::parse).transpose()
    }

    pub(crate) fn records(&self, name: &str) -> Result<Option<Vec<Members>>, PostDataInvalid> {
        self.raw(name).map(records).transpose()
    }
}

/// A JSON list of objects.
pub(crate) fn records(json: &str) -> Result<Vec<Members>, PostDataInvalid> {
    serde_json::from_str(json).map_err(|error| PostDataInvalid(format!("JSON could not be read: {error}")))
}

/// The raw items of a JSON list.
pub(crate) fn list(json: &str) -> Result<Vec<Box<RawValue>>, PostDataInvalid> {
    serde_json::from_str(json).map_err(|error| PostDataInvalid(format!("JSON could not be read: {error}")))
}

fn misfit(name: &str, value: &str) -> PostDataInvalid {
    let shown: String = value.chars().take(60).collect();
    PostDataInvalid(format!("The value '{shown}' could not be read for the element '{name}'."))
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    members.push(entry);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::{Members, records};

    #[test]
    fn numbers_keep_every_digit() {
        let members = Members::parse(r#"{"UnitAmount": 0.1, "Quantity": "3.0000"}"#).expect("JSON");
        let read = |name| members.amount(name).expect("a number").expect("present").text(4);
        assert_eq!((read("UnitAmount"), read("Quantity")), ("0.1000".into(), "3.0000".into()));
    }

    #[test]
    fn unknown_and_doubled_members_are_refused() {
        for json in [r#"{"Colour": 1}"#, r#"{"Type": "ACCREC", "Type": "ACCPAY"}"#] {
            let refused = Members::parse(json).expect("JSON").allow("Invoice");
            assert!(refused.expect_err(json).0.contains("was not recognised"));
        }
    }

    #[test]
    fn broken_json_and_wrong_kinds_are_refused() {
        assert!(Members::parse("{\"a\":").is_err());
        assert!(records("[1]").is_err());
        assert!(Members::parse(r#"{"Date": {}}"#).expect("JSON").day("Date").is_err());
    }
}
