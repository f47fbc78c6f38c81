//! The table of Xero's operations and records: data, which one generic path runs.

#[doc(hidden)]
pub mod operation;
#[doc(hidden)]
pub mod schema;
pub(crate) mod table;

use serde_json::{Value, json};

use crate::names::Naming;
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
