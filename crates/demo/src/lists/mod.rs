//! Lists: the `where` and `order` parameters, a small part of Xero's expression language, and pages.

pub(crate) mod expression;
pub(crate) mod fields;
pub(crate) mod list_query;
pub(crate) mod order;
pub(crate) mod parse;
pub(crate) mod schemas;
pub(crate) mod selection;
pub(crate) mod token;
