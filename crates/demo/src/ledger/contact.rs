//! A customer or supplier.

use std::collections::BTreeMap;

use super::contact_balance::Balance;
use super::person::Person;
use super::slots::{ADDRESS, PHONE, Slots};
use super::terms::Terms;
use crate::values::ids::Guid;
use crate::wire::node::{Member, Node};

/// What a contact also has in plain text; true is shown where it is empty.
pub(crate) const TEXTS: &[(&str, bool)] = &[
    ("CompanyNumber", false),
    ("BankAccountDetails", true),
    ("TaxNumber", true),
    ("TaxNumberType", false),
    ("AccountsReceivableTaxType", false),
    ("AccountsPayableTaxType", false),
    ("DefaultCurrency", false),
    ("SalesDefaultLineAmountType", false),
    ("PurchasesDefaultLineAmountType", false),
    ("SalesDefaultAccountCode", false),
    ("PurchasesDefaultAccountCode", false),
    ("TrackingCategoryName", false),
    ("TrackingCategoryOption", false),
    ("XeroNetworkKey", false),
];

#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of its own on the wire")]
pub(crate) struct Contact {
    pub(crate) id: Guid,
    pub(crate) name: String,
    pub(crate) number: Option<String>,
    pub(crate) account_number: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) email: String,
    pub(crate) texts: BTreeMap<&'static str, String>,
    pub(crate) addresses: Slots,
    pub(crate) phones: Slots,
    pub(crate) persons: Vec<Person>,
    pub(crate) terms: Terms,
    pub(crate) archived: bool,
    pub(crate) is_customer: bool,
    pub(crate) is_supplier: bool,
    pub(crate) has_attachments: bool,
    pub(crate) updated: i64,
}

impl Contact {
    pub(crate) fn named(name: &str, updated: i64) -> Contact {
        Contact {
            id: Guid::named(&format!("contact/{name}")),
            name: name.to_owned(),
            number: None,
            account_number: None,
            first_name: None,
            last_name: None,
            email: String::new(),
            texts: BTreeMap::new(),
            addresses: Slots::default(),
            phones: Slots::default(),
            persons: Vec::new(),
            terms: Terms::default(),
            archived: false,
            is_customer: false,
            is_supplier: false,
            has_attachments: false,
            updated,
        }
    }

    pub(crate) fn node(&self, balance: Option<&Balance>) -> Node<'_> {
        let mut members = self.head();
        members.extend(TEXTS.iter().filter_map(|(name, always)| {
            let text = self.texts.get(name).map(String::as_str).or(always.then_some(""));
            text.map(|text| (*name, Node::text(text)))
        }));
        members.push(("Addresses", self.addresses.node(&ADDRESS)));
        members.push(("Phones", self.phones.node(&PHONE)));
        self.finish(&mut members);
        members.push(("PaymentTerms", self.terms.node()));
        if let Some(balance) = balance {
            members.push(("Balances", balance_node(balance)));
        }
        members.push(("ContactPersons", Node::List("ContactPerson", self.persons.iter().map(Person::node).collect())));
        members.push(("HasAttachments", Node::Bool(self.has_attachments)));
        members.push(("HasValidationErrors", Node::Bool(false)));
        Node::Record(members)
    }

    /// Without addresses, phones and sums: `summaryOnly=true`.
    pub(crate) fn summary(&self) -> Node<'_> {
        let mut members = self.head();
        self.finish(&mut members);
        members.push(("HasValidationErrors", Node::Bool(false)));
        Node::Record(members)
    }

    /// As it stands inside an invoice of a list.
    pub(crate) fn reference(&self) -> Node<'_> {
        Node::Record(vec![
            ("ContactID", Node::Guid(self.id)),
            ("Name", Node::text(&self.name)),
            ("Addresses", Node::empty("Address")),
            ("Phones", Node::empty("Phone")),
            ("ContactGroups", Node::empty("ContactGroup")),
            ("ContactPersons", Node::empty("ContactPerson")),
            ("HasValidationErrors", Node::Bool(false)),
        ])
    }

    pub(crate) fn matches(&self, lower_term: &str) -> bool {
        let fields = [
            Some(&self.name),
            self.first_name.as_ref(),
            self.last_name.as_ref(),
            self.number.as_ref(),
            self.account_number.as_ref(),
            Some(&self.email),
        ];
        fields.into_iter().flatten().any(|field| field.to_lowercase().contains(lower_term))
    }

    fn head(&self) -> Vec<Member<'_>> {
        let mut members = vec![("ContactID", Node::Guid(self.id))];
        let texts = [
            ("ContactNumber", self.number.as_deref()),
            ("AccountNumber", self.account_number.as_deref()),
            ("ContactStatus", Some(if self.archived { "ARCHIVED" } else { "ACTIVE" })),
            ("Name", Some(self.name.as_str())),
            ("FirstName", self.first_name.as_deref()),
            ("LastName", self.last_name.as_deref()),
            ("EmailAddress", Some(self.email.as_str())),
        ];
        members.extend(texts.into_iter().filter_map(|(name, text)| text.map(|text| (name, Node::text(text)))));
        members
    }

    fn finish<'a>(&'a self, members: &mut Vec<Member<'a>>) {
        members.push(("UpdatedDateUTC", Node::Instant(self.updated)));
        members.push(("ContactGroups", Node::empty("ContactGroup")));
        members.push(("IsSupplier", Node::Bool(self.is_supplier)));
        members.push(("IsCustomer", Node::Bool(self.is_customer)));
    }
}

fn balance_node(balance: &Balance) -> Node<'static> {
    let side = |outstanding, overdue| {
        Node::Record(vec![("Outstanding", Node::money(outstanding)), ("Overdue", Node::money(overdue))])
    };
    Node::Record(vec![
        ("AccountsReceivable", side(balance.receivable, balance.receivable_overdue)),
        ("AccountsPayable", side(balance.payable, balance.payable_overdue)),
    ])
}
