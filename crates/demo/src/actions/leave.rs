//! The approval of leave in Payroll AU.

use std::sync::Arc;

use crate::call::Call;
use crate::records::outcome::Outcome;
use crate::records::request_error::RequestError;
use crate::store::record::FieldValue;
use crate::store::{CollectionKey, Row};
use crate::values::ids::Guid;

/// Approves or rejects a leave application: every period of it gets that status.
pub(crate) fn decide(call: &mut Call<'_>, status: &'static str) -> Result<Outcome, RequestError> {
    let collection = CollectionKey::new(call.operation.family, "LeaveApplications");
    let id = Guid::parse(call.key(0)).ok_or(RequestError::NotFound)?;
    let mut row = Row::clone(call.books.records.find(collection, id).ok_or(RequestError::NotFound)?);
    if let Some(FieldValue::List(periods)) = row.record.get_mut("LeavePeriods") {
        for period in periods {
            if let FieldValue::Record(period) = period {
                period.set("LeavePeriodStatus", status.into());
            }
        }
    }
    row.record.set("UpdatedDateUTC", FieldValue::Instant(call.now));
    row.updated = call.now;
    call.books.records.put(collection, row.clone());
    Ok(Outcome::One(Arc::new(row)))
}
