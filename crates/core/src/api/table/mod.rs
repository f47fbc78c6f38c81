//! The table: every operation that the library can call and every record that it knows.

mod accounting;
mod accounting_schemas;
mod app_store;
mod app_store_schemas;
mod assets;
mod assets_schemas;
mod bank_feeds;
mod bank_feeds_schemas;
mod files;
mod files_schemas;
mod finance;
mod finance_schemas;
mod identity;
mod identity_schemas;
mod index;
mod payroll_au;
mod payroll_au_schemas;
mod payroll_au_v2;
mod payroll_au_v2_schemas;
mod payroll_nz;
mod payroll_nz_schemas;
mod payroll_uk;
mod payroll_uk_schemas;
mod projects;
mod projects_schemas;

use super::operation::Operation;
use super::schema::Schema;
use crate::error::{Error, Result};
use crate::names::{Naming, nearest};

pub use index::{OPERATIONS, SCHEMAS};

/// The operation of this name, in the language's casing.
pub(crate) fn operation(name: &str, naming: Naming) -> Result<&'static Operation> {
    let snake = naming.to_snake(name);
    let found = OPERATIONS.binary_search_by(|operation| operation.name.snake().cmp(&snake));
    match found.map(|at| OPERATIONS[at]) {
        Ok(operation) if operation.name_in(naming) == name => Ok(operation),
        _ => {
            let names = OPERATIONS.iter().map(|operation| operation.name_in(naming));
            let hint = nearest(name, names).map(|name| format!("did you mean {name}?"));
            Err(Error::argument(format!("there is no operation {name:?}"))
                .hint(hint.unwrap_or_else(|| "client.operations() lists them".to_owned())))
        }
    }
}

/// The schema of this name, such as `accounting.Invoice`.
pub(crate) fn schema(name: &str) -> Result<&'static Schema> {
    let found = SCHEMAS.binary_search_by(|schema| schema.name.cmp(name));
    found.map(|at| SCHEMAS[at]).map_err(|_| Error::argument(format!("there is no record type {name:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_schema_is_found_by_its_name() {
        for operation in OPERATIONS {
            for naming in [Naming::Snake, Naming::Camel] {
                let name = operation.name_in(naming);
                assert!(std::ptr::eq(super::operation(name, naming).unwrap(), *operation), "{name}");
            }
        }
        for schema in SCHEMAS {
            assert!(std::ptr::eq(super::schema(schema.name).unwrap(), *schema), "{}", schema.name);
        }
    }

    #[test]
    fn a_misspelt_operation_finds_its_neighbour() {
        let error = operation("invoice.list", Naming::Snake).unwrap_err();
        assert!(error.to_string().contains("did you mean invoices.list?"));
        assert!(operation("zzz", Naming::Snake).unwrap_err().to_string().contains("client.operations()"));
    }
}
