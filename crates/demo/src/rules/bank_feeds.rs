//! Feed connections and statements.

use super::rule::Rules;
use crate::records::draft::{Desk, Draft};

pub(crate) const CONNECTIONS: Rules = Rules { check: check_connection, ..Rules::NONE };
pub(crate) const STATEMENTS: Rules = Rules { check: check_statement, ..Rules::NONE };

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
