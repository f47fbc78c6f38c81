//! The table of Xero's operations and records: data, which one generic path runs.

#[doc(hidden)]
pub mod operation;
#[doc(hidden)]
pub mod schema;
pub(crate) mod table;

use serde_json::{Value, json};

use crate::names::{Naming, nearest};
pub(crate) use operation::{Operation, Paging};
// The demo company answers by the same table.
#[doc(hidden)]
pub use table::{OPERATIONS, SCHEMAS};

/// Every operation as data: name, Xero's operationId, wire method and path, parameters, what it gives, paging, scopes, and whether a Custom
/// Connection can reach it.
#[must_use]
pub fn operations(naming: Naming) -> Value {
    let rows = table::OPERATIONS.iter().map(|operation| {
        json!({
            "name": operation.name_in(naming),
            "operation_id": operation.name.wire(),
            "method": operation.method.as_str(),
            "path": operation.path,
            "parameters": operation.parameters.iter().map(|parameter| parameter.name.in_case(naming)).collect::<Vec<_>>(),
            "gives": operation.reply.name(),
            "record": operation.reply.records().map(|records| records.schema.name),
            "paging": operation.paging.name(),
            "scopes": operation.scopes.granular,
            "broad_scopes": operation.scopes.broad,
            "idempotency_key": operation.takes_idempotency_key,
            "reachable": operation.reachable.name(),
        })
    });
    naming.rename_keys(rows.collect())
}

/// [`operations`] as JSON text.
#[must_use]
pub fn operations_json(naming: Naming) -> Vec<u8> {
    operations(naming).to_string().into_bytes()
}

/// The field that `name` may mean where Xero's own names are wanted, as in filters and orders: the same name in another
/// casing (`amount_due`, `amountDue`), else the one most like it, over the fields of all records.
#[must_use]
pub fn nearest_field(name: &str) -> Option<&'static str> {
    let bare = |name: &str| name.replace('_', "").to_ascii_lowercase();
    // Filters and orders exist where fields begin with a capital.
    let fields = || {
        let members = table::SCHEMAS.iter().flat_map(|schema| schema.members);
        members
            .map(|member| member.name.wire())
            .filter(|field| field.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    let wanted = bare(name);
    fields().find(|field| *field == name).or_else(|| fields().find(|field| bare(field) == wanted)).or_else(|| {
        nearest(&wanted, fields()).filter(|field| strsim::normalized_levenshtein(&bare(field), &wanted) >= 0.75)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_in_another_casing_and_a_misspelt_one_are_found() {
        for name in ["AmountDue", "amount_due", "amountDue", "AMOUNTDUE", "amout_due"] {
            assert_eq!(nearest_field(name), Some("AmountDue"), "{name}");
        }
        assert_eq!(nearest_field("invoice_id"), Some("InvoiceID"));
        for name in ["zzzz", "no_such", "order"] {
            assert_eq!(nearest_field(name), None, "{name}");
        }
    }
}
