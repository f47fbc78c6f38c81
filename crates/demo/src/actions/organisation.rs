//! What an organisation of the demo may do.

use crate::store::Row;
use crate::store::record::Record;
use crate::values::ids::Guid;

/// What an organisation of the demo may do.
pub(crate) fn actions() -> Vec<Row> {
    const NAMES: [&str; 4] =
        ["UseMulticurrency", "CreateApprovedInvoice", "CreateApprovedBill", "AttachFilesToInvoices"];
    let row = |name: &str| {
        let record = Record::from([("Name", name.into()), ("Status", "ALLOWED".into())]);
        Row { id: Guid::named(&format!("action/{name}")), record, created: 0, updated: 0 }
    };
    NAMES.map(row).into()
}
