//! The record that a history or an attachment belongs to.

use xero_m2m_spec::Family;

use crate::call::Call;
use crate::store::CollectionKey;
use crate::values::ids::Guid;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    /// As in the path, such as `Invoices`.
    pub(crate) resource: &'static str,
    pub(crate) id: Guid,
}

impl Owner {
    /// The record that the path names, by ID or, where Xero allows it, by number.
    pub(crate) fn of(call: &Call<'_>) -> Option<Owner> {
        let (ledger, key, resource) = (&call.books.ledger, call.key(0), call.resource());
        let stored =
            |id| call.books.records.find(CollectionKey::new(Family::Accounting, resource), id).map(|row| row.id);
        let id = match resource {
            "Contacts" => ledger.find_contact(key).map(|contact| contact.id),
            "Invoices" => ledger.find_invoice(key).map(|invoice| invoice.id),
            "Accounts" => Guid::parse(key).and_then(|id| ledger.account_with_id(id)).map(|account| account.id),
            "Payments" => Guid::parse(key).and_then(|id| ledger.payment(id)).map(|payment| payment.id),
            _ => Guid::parse(key).and_then(stored),
        };
        Some(Owner { resource, id: id? })
    }
}
