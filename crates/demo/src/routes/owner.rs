//! The kinds of records that history and attachments hang on.

use crate::ids::Guid;
use crate::ledger::Ledger;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner {
    Contact,
    Invoice,
}

impl Owner {
    /// By id or number, as Xero takes both.
    pub(crate) fn find(self, ledger: &Ledger, key: &str) -> Option<Guid> {
        match self {
            Owner::Contact => ledger.find_contact(key).map(|contact| contact.id),
            Owner::Invoice => ledger.find_invoice(key).map(|invoice| invoice.id),
        }
    }

    pub(crate) fn resource(self) -> &'static str {
        match self {
            Owner::Contact => "Contacts",
            Owner::Invoice => "Invoices",
        }
    }
}
