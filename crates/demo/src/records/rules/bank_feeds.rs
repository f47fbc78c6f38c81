//! Feed connections and statements.

use std::sync::Arc;

use super::Rules;
use crate::call::Call;
use crate::ids::Guid;
use crate::records::draft::{Desk, Draft, Fault};
use crate::records::outcome::{Outcome, Saved};
use crate::records::posted::posted;
use crate::records::refusal::Refusal;
use crate::records::store::{Place, Row};
use crate::records::value::Record;

pub(super) const CONNECTIONS: Rules = Rules { check: check_connection, ..Rules::NONE };

pub(super) const STATEMENTS: Rules = Rules { check: check_statement, ..Rules::NONE };

fn check_connection(draft: &mut Draft, desk: &Desk<'_>) {
    for name in ["accountToken", "accountType", "currency"] {
        if draft.record.get(name).is_none() {
            draft.fault(name, format!("For the request field '{name}' a value is required."));
        }
    }
    draft.at_most("accountNumber", 40);
    draft.at_most("accountName", 30);
    if desk.twin(draft, "accountToken").is_some() {
        draft.fault("accountToken", "The account is already connected in the current organisation.");
    }
    let id = draft.id;
    draft.record.fill("accountId", id);
    draft.record.set("status", "PENDING".into());
}

fn check_statement(draft: &mut Draft, desk: &Desk<'_>) {
    match draft.record.id("feedConnectionId") {
        Some(id) if desk.holds("FeedConnections", id) => {}
        _ => draft.fault("feedConnectionId", "The feed connection was not found."),
    }
    if draft.record.day("startDate").zip(draft.record.day("endDate")).is_none_or(|(start, end)| start > end) {
        draft.fault("startDate", "The start date must not be after the end date.");
    }
    let lines = draft.record.records("statementLines").count();
    draft.record.set("statementLineCount", i64::try_from(lines).unwrap_or(i64::MAX).into());
    draft.record.set("status", "PENDING".into());
}

pub(super) fn delete(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let connections = Place::new(call.operation.family, "FeedConnections");
    let mut saved = Vec::new();
    for members in posted(call.body, [Some("items"), None])? {
        let text = members.text("id").ok().flatten().unwrap_or_default();
        let removed = Guid::parse(&text).and_then(|id| call.books.records.remove(connections, id));
        saved.push(match removed {
            Some(row) => Saved { row, faults: Vec::new() },
            None => {
                let id = call.ids.next();
                let row = Arc::new(Row { id, record: Record::default(), created: call.now, updated: call.now });
                let message = format!("There is no feed connection '{text}'.");
                Saved { row, faults: vec![Fault { name: "id".to_owned(), message }] }
            }
        });
    }
    Ok(Outcome::Saved { saved, per_element: true })
}
