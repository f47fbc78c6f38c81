//! A payment of an invoice, a bill or a credit.

use super::credit::Credit;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) id: Guid,
    pub(crate) of: PaidDocument,
    pub(crate) account: Guid,
    pub(crate) date: Day,
    pub(crate) amount: Amount,
    pub(crate) reference: String,
    pub(crate) reconciled: bool,
    pub(crate) deleted: bool,
    pub(crate) updated: i64,
}

/// The document that is paid or refunded.
#[derive(Clone, Debug)]
pub(crate) enum PaidDocument {
    Invoice(Guid),
    Credit(Credit),
}
