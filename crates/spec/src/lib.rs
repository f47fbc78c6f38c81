//! What Xero's API is, as data: every operation that a program can call, and every record that it sends or receives.
//!
//! The tables are generated from the API descriptions that Xero publishes; [`OPERATIONS`] and [`SCHEMAS`] list them, sorted by name.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod case;
mod operation;
mod schema;
#[cfg(feature = "tables")]
mod table;

pub use case::NameCase;
pub use operation::{
    Envelope, Family, Operation, Paging, Parameter, ParameterLocation, ParameterType, Reachable, RecordBody,
    RequestBody, ResponseBody, Scopes,
};
pub use schema::{DateStyle, Field, FieldType, Name, Schema};
#[cfg(feature = "tables")]
pub use table::{OPERATIONS, SCHEMAS};

/// The operation of this name in snake case, such as `payroll_nz.employees.list`.
#[cfg(feature = "tables")]
#[must_use]
pub fn operation(name: &str) -> Option<&'static Operation> {
    let found = OPERATIONS.binary_search_by(|operation| operation.name.snake().cmp(name));
    found.ok().map(|at| OPERATIONS[at])
}

/// The record type of this name with its family, such as `accounting.Invoice`.
#[cfg(feature = "tables")]
#[must_use]
pub fn schema(name: &str) -> Option<&'static Schema> {
    SCHEMAS.binary_search_by(|schema| schema.name.cmp(name)).ok().map(|at| SCHEMAS[at])
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_every_schema_is_found_by_its_name() {
        for operation in OPERATIONS {
            assert!(std::ptr::eq(super::operation(operation.name.snake()).unwrap(), *operation), "{operation:?}");
        }
        for schema in SCHEMAS {
            assert!(std::ptr::eq(super::schema(schema.name).unwrap(), *schema), "{}", schema.name);
        }
        assert!(operation("invoice.list").is_none() && schema("Invoice").is_none());
    }
}
