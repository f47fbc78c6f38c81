//! Payments of invoices and bills, and what they do to them.

use super::credit::Credit;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) id: Guid,
    pub(crate) of: Document,
    pub(crate) account: Guid,
    pub(crate) date: Day,
    pub(crate) amount: Amount,
    pub(crate) reference: String,
    pub(crate) reconciled: bool,
    pub(crate) deleted: bool,
    pub(crate) updated: i64,
}

/// What is paid, or paid back.
#[derive(Clone, Debug)]
pub(crate) enum Document {
    Invoice(Guid),
    Credit(Credit),
}
