//! Plain values: amounts, dates, ids and numbers.

pub(crate) mod amount;
pub(crate) mod dates;
pub(crate) mod digits;
pub(crate) mod ids;
pub(crate) mod months;
pub(crate) mod split_mix64;
