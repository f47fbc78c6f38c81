//! The table of operations and the codes of errors, as the languages show them.

use serde_json::json;
use xero_m2m::spec::OPERATIONS;
use xero_m2m::{ErrorKind, NameCase};

use crate::names::CaseOfNames;

/// Every operation as JSON: name, Xero's operationId, method and path, parameters, what it gives, paging, scopes, and
/// whether a Custom Connection can reach it.
#[must_use]
pub fn operations_json(case: NameCase) -> Vec<u8> {
    let rows = OPERATIONS.iter().map(|operation| {
        json!({
            "name": operation.name_in(case),
            "operation_id": operation.name.wire(),
            "method": operation.method.as_str(),
            "path": operation.path,
            "parameters": operation.parameters.iter().map(|parameter| parameter.name.in_case(case)).collect::<Vec<_>>(),
            "gives": operation.response.name(),
            "record": operation.response.records().map(|records| records.schema.name),
            "paging": operation.paging.name(),
            "scopes": operation.scopes.granular,
            "broad_scopes": operation.scopes.broad,
            "idempotency_key": operation.takes_idempotency_key,
            "reachable": operation.reachable.name(),
        })
    });
    case.rename_keys(rows.collect()).to_string().into_bytes()
}

/// The codes of all errors.
#[must_use]
pub fn error_codes() -> Vec<&'static str> {
    ErrorKind::ALL.iter().map(|kind| kind.code()).collect()
}
