//! A customer or supplier.

use super::Balance;
use crate::ids::Guid;
use crate::wire::{Member, Node};

#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub(crate) id: Guid,
    pub(crate) name: String,
    pub(crate) number: Option<String>,
    pub(crate) account_number: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) email: String,
    /// Area code and number.
    pub(crate) phone: Option<(String, String)>,
    /// Street, city and postal code.
    pub(crate) address: Option<(String, String, String)>,
    pub(crate) archived: bool,
    pub(crate) is_customer: bool,
    pub(crate) is_supplier: bool,
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
            phone: None,
            address: None,
            archived: false,
            is_customer: false,
            is_supplier: false,
            updated,
        }
    }

    pub(crate) fn node(&self, balance: Option<&Balance>) -> Node<'_> {
        let mut members = self.head();
        members.push(("BankAccountDetails", Node::text("")));
        members.push(("TaxNumber", Node::text("")));
        members.push(("Addresses", self.addresses()));
        members.push(("Phones", self.phones()));
        self.finish(&mut members);
        members.push(("PaymentTerms", Node::Record(vec![])));
        if let Some(balance) = balance {
            members.push(("Balances", balance_node(balance)));
        }
        members.push(("ContactPersons", Node::empty("ContactPerson")));
        members.push(("HasAttachments", Node::Bool(false)));
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

    fn addresses(&self) -> Node<'_> {
        let blank = |kind| {
            Node::Record(vec![
                ("AddressType", Node::text(kind)),
                ("City", Node::text("")),
                ("Region", Node::text("")),
                ("PostalCode", Node::text("")),
                ("Country", Node::text("")),
            ])
        };
        let postal = match &self.address {
            None => blank("POBOX"),
            Some((street, city, code)) => Node::Record(vec![
                ("AddressType", Node::text("POBOX")),
                ("AddressLine1", Node::text(street)),
                ("City", Node::text(city)),
                ("Region", Node::text("")),
                ("PostalCode", Node::text(code)),
                ("Country", Node::text("")),
            ]),
        };
        Node::List("Address", vec![blank("STREET"), postal])
    }

    fn phones(&self) -> Node<'_> {
        let phone = |kind, area, number| {
            Node::Record(vec![
                ("PhoneType", Node::text(kind)),
                ("PhoneNumber", Node::text(number)),
                ("PhoneAreaCode", Node::text(area)),
                ("PhoneCountryCode", Node::text("")),
            ])
        };
        let (area, number) = self.phone.as_ref().map_or(("", ""), |(area, number)| (area.as_str(), number.as_str()));
        Node::List(
            "Phone",
            vec![phone("DDI", "", ""), phone("DEFAULT", area, number), phone("FAX", "", ""), phone("MOBILE", "", "")],
        )
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
