//! The table: every operation that the library can call, sorted by name.

mod accounting;
mod accounting_schemas;

use super::operation::Operation;
use super::schema::Schema;
use crate::error::{Error, Result};
use crate::names::{Naming, suggestion};

pub(crate) use accounting::OPERATIONS;

/// The operation of this name, in the language's casing.
pub(crate) fn operation(name: &str, naming: Naming) -> Result<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name_in(naming) == name).ok_or_else(|| {
        let names = OPERATIONS.iter().map(|operation| operation.name_in(naming));
        Error::argument(format!("there is no operation {name:?}")).hint(suggestion(name, names))
    })
}

pub(crate) fn schema(name: &str) -> Result<&'static Schema> {
    accounting_schemas::SCHEMAS
        .iter()
        .copied()
        .find(|schema| schema.name == name)
        .ok_or_else(|| Error::argument(format!("there is no record type {name:?}")))
}
