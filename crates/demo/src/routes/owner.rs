//! The record that history and attachments hang on.

use xero_m2m_spec::Family;

use crate::call::Call;
use crate::store::Place;
use crate::values::ids::Guid;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    /// As it stands in addresses, such as `Invoices`.
    pub(crate) resource: &'static str,
    pub(crate) id: Guid,
}

impl Owner {
    /// The record that the call's path names: by id, or by number where Xero takes one.
    pub(crate) fn of(call: &Call<'_>) -> Option<Owner> {
        let (ledger, key, resource) = (&call.books.ledger, call.key(0), call.resource());
        let kept = |id| call.books.records.find(Place::new(Family::Accounting, resource), id).map(|row| row.id);
        let id = match resource {
            "Contacts" => ledger.find_contact(key).map(|contact| contact.id),
            "Invoices" => ledger.find_invoice(key).map(|invoice| invoice.id),
            "Accounts" => Guid::parse(key).and_then(|id| ledger.account_with_id(id)).map(|account| account.id),
            "Payments" => Guid::parse(key).and_then(|id| ledger.payment(id)).map(|payment| payment.id),
            _ => Guid::parse(key).and_then(kept),
        };
        Some(Owner { resource, id: id? })
    }
}
