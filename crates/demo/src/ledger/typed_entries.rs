//! Addresses and phones: one of each type, made of texts.

use crate::wire::node::Node;
use crate::wire::posted::{PostDataInvalid, PostedFields};

/// The names, types and fields of such entries.
#[derive(Debug)]
pub(crate) struct EntryShape {
    item: &'static str,
    kind: &'static str,
    /// Those with true are shown even if empty.
    kinds: &'static [(&'static str, bool)],
    fields: &'static [(&'static str, bool)],
}

pub(crate) const ADDRESS: EntryShape = EntryShape {
    item: "Address",
    kind: "AddressType",
    kinds: &[("STREET", true), ("POBOX", true), ("DELIVERY", false)],
    fields: &[
        ("AddressLine1", false),
        ("AddressLine2", false),
        ("AddressLine3", false),
        ("AddressLine4", false),
        ("City", true),
        ("Region", true),
        ("PostalCode", true),
        ("Country", true),
        ("AttentionTo", false),
    ],
};

pub(crate) const PHONE: EntryShape = EntryShape {
    item: "Phone",
    kind: "PhoneType",
    kinds: &[("DDI", true), ("DEFAULT", true), ("FAX", true), ("MOBILE", true), ("OFFICE", false)],
    fields: &[("PhoneNumber", true), ("PhoneAreaCode", true), ("PhoneCountryCode", true)],
};

type Texts = Vec<(&'static str, String)>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedEntries(Vec<(&'static str, Texts)>);

impl TypedEntries {
    pub(crate) fn set(&mut self, kind: &'static str, texts: Texts) {
        self.0.retain(|(existing, _)| *existing != kind);
        if !texts.is_empty() {
            self.0.push((kind, texts));
        }
    }

    /// Sets the posted entries and keeps the others.
    pub(crate) fn set_posted(
        &mut self,
        shape: &EntryShape,
        posted: &[PostedFields],
        errors: &mut Vec<String>,
    ) -> Result<(), PostDataInvalid> {
        for posted in posted {
            posted.allow(shape.item)?;
            let word = posted.text(shape.kind)?.unwrap_or_default();
            let Some((kind, _)) = shape.kinds.iter().find(|(kind, _)| *kind == word) else {
                errors.push(format!("The {} '{word}' is not valid", shape.kind));
                continue;
            };
            let mut texts = Texts::new();
            for (name, _) in shape.fields {
                if let Some(text) = posted.text(name)?.filter(|text| !text.is_empty()) {
                    texts.push((name, text));
                }
            }
            self.set(kind, texts);
        }
        Ok(())
    }

    pub(crate) fn node(&self, shape: &EntryShape) -> Node<'_> {
        let entry = |(kind, always): &(&'static str, bool)| {
            let existing = self.0.iter().find(|(existing, _)| existing == kind).map(|(_, texts)| texts.as_slice());
            let texts = existing.or(always.then_some(&[]))?;
            let mut fields = vec![(shape.kind, Node::text(kind))];
            fields.extend(shape.fields.iter().filter_map(|(name, always)| {
                let text = texts.iter().find(|(existing, _)| existing == name).map(|(_, text)| text.as_str());
                text.or(always.then_some("")).map(|text| (*name, Node::text(text)))
            }));
            Some(Node::Record(fields))
        };
        Node::List(shape.item, shape.kinds.iter().filter_map(entry).collect())
    }
}
