//! The `where` and `order` parameters: a small, real part of Xero's expression language.

pub(crate) mod expression;
pub(crate) mod fields;
pub(crate) mod list;
pub(crate) mod order;
pub(crate) mod parse;
pub(crate) mod schemas;
pub(crate) mod selection;
pub(crate) mod token;
