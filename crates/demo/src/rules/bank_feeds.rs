//! Feed connections and statements.

use super::rule::Rules;
use crate::records::draft::{CheckContext, RecordDraft};

pub(crate) const CONNECTIONS: Rules = Rules { check: check_connection, ..Rules::NONE };
pub(crate) const STATEMENTS: Rules = Rules { check: check_statement, ..Rules::NONE };

fn check_connection(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    for name in ["accountToken", "accountType", "currency"] {
        if draft.record.get(name).is_none() {
            draft.add_error(name, format!("For the request field '{name}' a value is required."));
        }
    }
    draft.at_most("accountNumber", 40);
    draft.at_most("accountName", 30);
    if context.duplicate(draft, "accountToken").is_some() {
        draft.add_error("accountToken", "The account is already connected in the current organisation.");
    }
    let id = draft.id;
    draft.record.fill("accountId", id);
    draft.record.set("status", "PENDING".into());
}

fn check_statement(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    match draft.record.id("feedConnectionId") {
        Some(id) if context.holds("FeedConnections", id) => {}
        _ => draft.add_error("feedConnectionId", "The feed connection was not found."),
    }
    if draft.record.day("startDate").zip(draft.record.day("endDate")).is_none_or(|(start, end)| start > end) {
        draft.add_error("startDate", "The start date must not be after the end date.");
    }
    let lines = draft.record.records("statementLines").count();
    draft.record.set("statementLineCount", i64::try_from(lines).unwrap_or(i64::MAX).into());
    draft.record.set("status", "PENDING".into());
}
