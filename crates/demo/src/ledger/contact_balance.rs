//! What a contact owes the organisation, and what the organisation owes the contact.

use super::invoice_type::InvoiceType;
use crate::values::amount::Amount;

/// What a contact owes us and what we owe them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) receivable: Amount,
    pub(crate) receivable_overdue: Amount,
    pub(crate) payable: Amount,
    pub(crate) payable_overdue: Amount,
}

impl Balance {
    pub(super) fn add(&mut self, kind: InvoiceType, due: Amount, is_overdue: bool) {
        let (outstanding, late) = match kind {
            InvoiceType::Accrec => (&mut self.receivable, &mut self.receivable_overdue),
            InvoiceType::Accpay => (&mut self.payable, &mut self.payable_overdue),
        };
        *outstanding = *outstanding + due;
        if is_overdue {
            *late = *late + due;
        }
    }
}
