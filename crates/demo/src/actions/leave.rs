//! The approval of leave in Payroll AU.

use std::sync::Arc;

use crate::call::Call;
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::store::record::Value;
use crate::store::{Place, Row};
use crate::values::ids::Guid;

/// Approves or rejects a leave application: every period of it gets that status.
pub(crate) fn decide(call: &mut Call<'_>, status: &'static str) -> Result<Outcome, Refusal> {
    let place = Place::new(call.operation.family, "LeaveApplications");
    let id = Guid::parse(call.key(0)).ok_or(Refusal::NotFound)?;
    let mut row = Row::clone(call.books.records.find(place, id).ok_or(Refusal::NotFound)?);
    if let Some(Value::List(periods)) = row.record.get_mut("LeavePeriods") {
        for period in periods {
            if let Value::Record(period) = period {
                period.set("LeavePeriodStatus", status.into());
            }
        }
    }
    row.record.set("UpdatedDateUTC", Value::Instant(call.now));
    row.updated = call.now;
    call.books.records.put(place, row.clone());
    Ok(Outcome::One(Arc::new(row)))
}
