//! What Accounting's small resources do beyond reading and writing: the payment services of themes, and the set-up.

use std::sync::Arc;

use xero_m2m_spec::Family::Accounting;

use crate::call::Call;
use crate::engine::target::{body_shape, site};
use crate::records::outcome::{Outcome, Saved};
use crate::records::posted::{envelope_name, posted};
use crate::records::refusal::Refusal;
use crate::store::record::{Record, Value};
use crate::store::{Place, Row};
use crate::values::ids::Guid;
use crate::wire::posted::Members;

/// The ids that a body names its records by.
fn named(call: &Call<'_>, member: &str) -> Result<Vec<Guid>, Refusal> {
    let all = posted(call.body, [envelope_name(body_shape(call.operation)), None])?;
    let id = |members: &Members| {
        let text = members.text(member).ok().flatten().unwrap_or_default();
        Guid::parse(&text).ok_or_else(|| Refusal::rule(member, format!("The {member} must be specified.")))
    };
    all.iter().map(id).collect()
}

pub(crate) fn add_services(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let below = site(call)?.place;
    let mut rows = Vec::new();
    for id in named(call, "PaymentServiceID")? {
        let service = call.books.records.find(Place::new(Accounting, "PaymentServices"), id);
        let missing = || Refusal::rule("PaymentServiceID", format!("There is no payment service {id}."));
        rows.push(Arc::clone(service.ok_or_else(missing)?));
    }
    for row in &rows {
        call.books.records.put(below, Row::clone(row));
    }
    let saved = rows.into_iter().map(|row| Saved { row, faults: vec![] }).collect();
    Ok(Outcome::Saved { saved, per_element: false })
}

/// Says what it would take over; accounts and balances are kept by the ledger.
pub(crate) fn set_up(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let Some(shape) = body_shape(call.operation) else { return Ok(Outcome::Nothing) };
    let all = posted(call.body, [None, None])?;
    let site = site(call)?;
    let mut accounts = 0;
    for members in &all {
        let record = site.manners.reader.record(members, shape.schema)?;
        accounts += i64::try_from(record.records("Accounts").count()).unwrap_or(i64::MAX);
    }
    let counts = ["Updated", "Deleted", "Locked", "System", "Errored"].map(|name| (name, Value::Integer(0)));
    let mut summary = Record::from(counts);
    summary.set("Total", accounts.into());
    summary.set("New", accounts.into());
    summary.set("NewOrUpdated", accounts.into());
    summary.set("Present", (accounts > 0).into());
    let organisation = Record::from([("Present", false.into())]);
    let record = Record::from([("Accounts", summary.into()), ("Organisation", organisation.into())]);
    Ok(Outcome::One(Arc::new(Row { id: call.ids.next(), record, created: call.now, updated: call.now })))
}
