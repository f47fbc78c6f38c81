//! A customer or supplier.

use std::collections::BTreeMap;

use super::contact_balance::ContactBalance;
use super::contact_person::ContactPerson;
use super::payment_terms::PaymentTerms;
use super::typed_entries::{ADDRESS, PHONE, TypedEntries};
use crate::values::ids::Guid;
use crate::wire::node::{Node, NodeField};

/// Further text fields of a contact; those with true are shown even if empty.
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
#[expect(clippy::struct_excessive_bools, reason = "each is a field of its own in JSON")]
pub(crate) struct Contact {
    pub(crate) id: Guid,
    pub(crate) name: String,
    pub(crate) number: Option<String>,
    pub(crate) account_number: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) email: String,
    pub(crate) texts: BTreeMap<&'static str, String>,
    pub(crate) addresses: TypedEntries,
    pub(crate) phones: TypedEntries,
    pub(crate) persons: Vec<ContactPerson>,
    pub(crate) terms: PaymentTerms,
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
            addresses: TypedEntries::default(),
            phones: TypedEntries::default(),
            persons: Vec::new(),
            terms: PaymentTerms::default(),
            archived: false,
            is_customer: false,
            is_supplier: false,
            has_attachments: false,
            updated,
        }
    }

    pub(crate) fn node(&self, balance: Option<&ContactBalance>) -> Node<'_> {
        let mut fields = self.head();
        fields.extend(TEXTS.iter().filter_map(|(name, always)| {
            let text = self.texts.get(name).map(String::as_str).or(always.then_some(""));
            text.map(|text| (*name, Node::text(text)))
        }));
        fields.push(("Addresses", self.addresses.node(&ADDRESS)));
        fields.push(("Phones", self.phones.node(&PHONE)));
        self.finish(&mut fields);
        fields.push(("PaymentTerms", self.terms.node()));
        if let Some(balance) = balance {
            fields.push(("Balances", balance_node(balance)));
        }
        fields.push((
            "ContactPersons",
            Node::List("ContactPerson", self.persons.iter().map(ContactPerson::node).collect()),
        ));
        fields.push(("HasAttachments", Node::Bool(self.has_attachments)));
        fields.push(("HasValidationErrors", Node::Bool(false)));
        Node::Record(fields)
    }

    /// Without addresses, phones and sums: `summaryOnly=true`.
    pub(crate) fn summary(&self) -> Node<'_> {
        let mut fields = self.head();
        self.finish(&mut fields);
        fields.push(("HasValidationErrors", Node::Bool(false)));
        Node::Record(fields)
    }

    /// As it appears in an invoice of a list.
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

    fn head(&self) -> Vec<NodeField<'_>> {
        let mut fields = vec![("ContactID", Node::Guid(self.id))];
        let texts = [
            ("ContactNumber", self.number.as_deref()),
            ("AccountNumber", self.account_number.as_deref()),
            ("ContactStatus", Some(if self.archived { "ARCHIVED" } else { "ACTIVE" })),
            ("Name", Some(self.name.as_str())),
            ("FirstName", self.first_name.as_deref()),
            ("LastName", self.last_name.as_deref()),
            ("EmailAddress", Some(self.email.as_str())),
        ];
        fields.extend(texts.into_iter().filter_map(|(name, text)| text.map(|text| (name, Node::text(text)))));
        fields
    }

    fn finish<'a>(&'a self, fields: &mut Vec<NodeField<'a>>) {
        fields.push(("UpdatedDateUTC", Node::Instant(self.updated)));
        fields.push(("ContactGroups", Node::empty("ContactGroup")));
        fields.push(("IsSupplier", Node::Bool(self.is_supplier)));
        fields.push(("IsCustomer", Node::Bool(self.is_customer)));
    }
}

fn balance_node(balance: &ContactBalance) -> Node<'static> {
    let side = |outstanding, overdue| {
        Node::Record(vec![("Outstanding", Node::money(outstanding)), ("Overdue", Node::money(overdue))])
    };
    Node::Record(vec![
        ("AccountsReceivable", side(balance.receivable, balance.receivable_overdue)),
        ("AccountsPayable", side(balance.payable, balance.payable_overdue)),
    ])
}
