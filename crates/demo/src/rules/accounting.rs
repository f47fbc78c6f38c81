//! The rules of Accounting's smaller resources.

use super::rule::Rules;
use crate::records::draft::{Desk, Draft};
use crate::store::record::{Record, Value};
use crate::values::amount::Amount;

pub(crate) const ITEMS: Rules = Rules {
    key: Some("Code"),
    check: |draft, desk| {
        draft.at_most("Code", 30);
        draft.at_most("Name", 50);
        unique(draft, desk, "Code");
        details(draft, desk);
        draft.record.fill("IsSold", true);
        draft.record.fill("IsPurchased", true);
        draft.record.fill("IsTrackedAsInventory", false);
    },
    ..Rules::NONE
};

/// Lines will take their account and their tax from these.
fn details(draft: &mut Draft, desk: &Desk<'_>) {
    for (member, is_sale) in [("SalesDetails", true), ("PurchaseDetails", false)] {
        let Some(details) = draft.record.record(member).cloned() else { continue };
        let code = details.text("AccountCode");
        if !code.is_empty() && desk.ledger.account_with_code(code).is_none_or(|account| account.archived) {
            draft.fault(member, format!("Account code '{code}' is not a valid code for this item."));
        }
        let code = details.text("TaxType");
        if !code.is_empty() && desk.ledger.organisation.tax_of_side(code, is_sale).is_none() {
            draft.fault(member, format!("The TaxType code '{code}' does not exist or cannot be used here."));
        }
    }
}

const MOST_ACTIVE_CATEGORIES: usize = 2;
const MOST_CATEGORIES: usize = 4;

pub(crate) const TRACKING_CATEGORIES: Rules = Rules {
    check: |draft, desk| {
        unique(draft, desk, "Name");
        draft.record.fill("Status", "ACTIVE");
        let others = || desk.all().filter(|row| row.id != draft.id);
        let active = others().filter(|row| row.record.text("Status") == "ACTIVE").count();
        let is_active = draft.record.text("Status") == "ACTIVE";
        if is_active && active >= MOST_ACTIVE_CATEGORIES || draft.is_new() && others().count() >= MOST_CATEGORIES {
            draft.fault("", "An organisation has at most 2 active tracking categories, and 4 in all.");
        }
    },
    listed: |record, query| query.is_true("includeArchived") || record.text("Status") == "ACTIVE",
    shown: Some(|record, row, desk| {
        let options = desk.below("Options", row.id).map(|option| option.record.clone()).collect::<Vec<_>>();
        record.set("Options", options.into());
    }),
    deleted: |record| record.set("Status", "DELETED".into()),
    ..Rules::NONE
};

pub(crate) const TRACKING_OPTIONS: Rules = Rules {
    check: |draft, desk| {
        draft.at_most("Name", 100);
        unique(draft, desk, "Name");
        draft.record.fill("Status", "ACTIVE");
    },
    deleted: |record| record.set("Status", "DELETED".into()),
    ..Rules::NONE
};

pub(crate) const CONTACT_GROUPS: Rules = Rules {
    check: |draft, desk| {
        unique(draft, desk, "Name");
        draft.record.fill("Status", "ACTIVE");
    },
    listed: |record, _| record.text("Status") != "DELETED",
    shown: Some(|record, row, desk| {
        let contacts = desk.below("Contacts", row.id).map(|member| member.record.clone()).collect::<Vec<_>>();
        record.set("Contacts", contacts.into());
    }),
    ..Rules::NONE
};

pub(crate) const CONTACTS_OF_GROUP: Rules = Rules {
    check: |draft, desk| {
        let named = draft.record.id("ContactID").and_then(|id| desk.ledger.contact(id));
        match named {
            Some(contact) => draft.record.set("Name", contact.name.clone().into()),
            None => draft.fault("ContactID", "The contact does not exist."),
        }
    },
    takes_ids: true,
    ..Rules::NONE
};

pub(crate) const CURRENCIES: Rules =
    Rules { key: Some("Code"), check: |draft, desk| unique(draft, desk, "Code"), ..Rules::NONE };

pub(crate) const LINKED_TRANSACTIONS: Rules = Rules {
    check: |draft, _| {
        draft.record.fill("Type", "BILLABLEEXPENSE");
        let status = if draft.record.id("TargetTransactionID").is_some() { "ONDRAFT" } else { "APPROVED" };
        draft.record.fill("Status", status);
    },
    ..Rules::NONE
};

pub(crate) const PAYMENT_SERVICES: Rules =
    Rules { check: |draft, _| draft.record.fill("PaymentServiceType", "Custom"), ..Rules::NONE };
pub(crate) const CONTACTS: Rules = Rules { is_parent: |ledger, id| ledger.contact(id).is_some(), ..Rules::NONE };
pub(crate) const ORGANISATION: Rules = Rules { is_parent: |ledger, id| ledger.organisation.id == id, ..Rules::NONE };
pub(crate) const CIS_SETTINGS: Rules = Rules { initial: first_cis, ..Rules::NONE };

pub(crate) const REMINDERS: Rules =
    Rules { initial: |_| Record::from([("Enabled", Value::Bool(false))]), ..Rules::NONE };

/// The construction industry scheme is a British one.
fn first_cis(desk: &Desk<'_>) -> Record {
    if desk.place.parent == Some(desk.ledger.organisation.id) {
        let is_british = desk.ledger.organisation.version == "UK";
        return Record::from([
            ("CISContractorEnabled", is_british.into()),
            ("CISSubContractorEnabled", false.into()),
            ("Rate", Amount::from_cents(2_000).into()),
        ]);
    }
    Record::from([("CISEnabled", false.into())])
}

/// Names differ in more than their case.
pub(crate) fn unique(draft: &mut Draft, desk: &Desk<'_>, name: &str) {
    if desk.twin(draft, name).is_some() {
        draft.fault(name, format!("The {name} is in use already."));
    }
}
