//! Operations of Accounting's small resources beyond reading and writing: payment services of branding themes, and the
//! setup.

use std::sync::Arc;

use xero_m2m_spec::Family::Accounting;

use crate::call::Call;
use crate::engine::target::{body_shape, target};
use crate::records::outcome::{Outcome, Saved};
use crate::records::posted::{envelope_name, posted};
use crate::records::request_error::RequestError;
use crate::store::record::{FieldValue, Record};
use crate::store::{CollectionKey, Row};
use crate::values::ids::Guid;
use crate::wire::posted::PostedFields;

/// The IDs in the body.
fn named(call: &Call<'_>, field: &str) -> Result<Vec<Guid>, RequestError> {
    let all = posted(call.body, [envelope_name(body_shape(call.operation)), None])?;
    let id = |fields: &PostedFields| {
        let text = fields.text(field).ok().flatten().unwrap_or_default();
        Guid::parse(&text).ok_or_else(|| RequestError::rule(field, format!("The {field} must be specified.")))
    };
    all.iter().map(id).collect()
}

pub(crate) fn add_services(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let below = target(call)?.collection;
    let mut rows = Vec::new();
    for id in named(call, "PaymentServiceID")? {
        let service = call.books.records.find(CollectionKey::new(Accounting, "PaymentServices"), id);
        let missing = || RequestError::rule("PaymentServiceID", format!("There is no payment service {id}."));
        rows.push(Arc::clone(service.ok_or_else(missing)?));
    }
    for row in &rows {
        call.books.records.put(below, Row::clone(row));
    }
    let saved = rows.into_iter().map(|row| Saved { row, errors: vec![] }).collect();
    Ok(Outcome::Saved { saved, per_element: false })
}

/// Reports what a setup would import. The demo company imports nothing.
pub(crate) fn set_up(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let Some(shape) = body_shape(call.operation) else { return Ok(Outcome::Nothing) };
    let all = posted(call.body, [None, None])?;
    let target = target(call)?;
    let mut accounts = 0;
    for fields in &all {
        let record = target.conventions.reader.record(fields, shape.schema)?;
        accounts += i64::try_from(record.records("Accounts").count()).unwrap_or(i64::MAX);
    }
    let counts = ["Updated", "Deleted", "Locked", "System", "Errored"].map(|name| (name, FieldValue::Integer(0)));
    let mut summary = Record::from(counts);
    summary.set("Total", accounts.into());
    summary.set("New", accounts.into());
    summary.set("NewOrUpdated", accounts.into());
    summary.set("Present", (accounts > 0).into());
    let organisation = Record::from([("Present", false.into())]);
    let record = Record::from([("Accounts", summary.into()), ("Organisation", organisation.into())]);
    Ok(Outcome::One(Arc::new(Row { id: call.ids.next(), record, created: call.now, updated: call.now })))
}
