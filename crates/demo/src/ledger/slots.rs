//! Addresses and phones: one of each kind, made of texts.

use crate::wire::node::Node;
use crate::wire::posted::{Members, PostDataInvalid};

/// What a slot is called and made of.
#[derive(Debug)]
pub(crate) struct Form {
    item: &'static str,
    kind: &'static str,
    /// With true: shown where nobody has filled it.
    kinds: &'static [(&'static str, bool)],
    members: &'static [(&'static str, bool)],
}

pub(crate) const ADDRESS: Form = Form {
    item: "Address",
    kind: "AddressType",
    kinds: &[("STREET", true), ("POBOX", true), ("DELIVERY", false)],
    members: &[
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

pub(crate) const PHONE: Form = Form {
    item: "Phone",
    kind: "PhoneType",
    kinds: &[("DDI", true), ("DEFAULT", true), ("FAX", true), ("MOBILE", true), ("OFFICE", false)],
    members: &[("PhoneNumber", true), ("PhoneAreaCode", true), ("PhoneCountryCode", true)],
};

type Texts = Vec<(&'static str, String)>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slots(Vec<(&'static str, Texts)>);

impl Slots {
    pub(crate) fn set(&mut self, kind: &'static str, texts: Texts) {
        self.0.retain(|(held, _)| *held != kind);
        if !texts.is_empty() {
            self.0.push((kind, texts));
        }
    }

    /// Fills the slots that are posted; the others stay.
    pub(crate) fn take(
        &mut self,
        form: &Form,
        posted: &[Members],
        errors: &mut Vec<String>,
    ) -> Result<(), PostDataInvalid> {
        for posted in posted {
            posted.allow(form.item)?;
            let word = posted.text(form.kind)?.unwrap_or_default();
            let Some((kind, _)) = form.kinds.iter().find(|(kind, _)| *kind == word) else {
                errors.push(format!("The {} '{word}' is not valid", form.kind));
                continue;
            };
            let mut texts = Texts::new();
            for (name, _) in form.members {
                if let Some(text) = posted.text(name)?.filter(|text| !text.is_empty()) {
                    texts.push((name, text));
                }
            }
            self.set(kind, texts);
        }
        Ok(())
    }

    pub(crate) fn node(&self, form: &Form) -> Node<'_> {
        let slot = |(kind, always): &(&'static str, bool)| {
            let held = self.0.iter().find(|(held, _)| held == kind).map(|(_, texts)| texts.as_slice());
            let texts = held.or(always.then_some(&[]))?;
            let mut members = vec![(form.kind, Node::text(kind))];
            members.extend(form.members.iter().filter_map(|(name, always)| {
                let text = texts.iter().find(|(held, _)| held == name).map(|(_, text)| text.as_str());
                text.or(always.then_some("")).map(|text| (*name, Node::text(text)))
            }));
            Some(Node::Record(members))
        };
        Node::List(form.item, form.kinds.iter().filter_map(slot).collect())
    }
}
