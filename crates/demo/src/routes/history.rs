//! `GET` and `PUT` of the history of a record.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};

use super::owner::Owner;
use super::posted::posted;
use super::write::Write;
use crate::company::{self, Company};
use crate::ids::Guid;
use crate::input::{Members, PostDataInvalid};
use crate::ledger::history::Event;
use crate::reply::{Manner, Reply};
use crate::wire::Node;

const LONGEST_NOTE: usize = 2_500;

pub(crate) async fn list(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    Extension(owner): Extension<Owner>,
    Path(key): Path<String>,
) -> Reply {
    let state = company.lock();
    let Some(id) = owner.find(&state.ledger, &key) else { return Reply::not_found() };
    let events = state.ledger.history(id);
    let records = Node::List("HistoryRecord", events.iter().map(Event::node).collect());
    Reply::document(manner, state.clock.now(), None, ("HistoryRecords", records))
}

pub(crate) async fn note(Extension(owner): Extension<Owner>, Path(key): Path<String>, write: Write) -> Reply {
    write.once(|state| match owner.find(&state.ledger, &key) {
        None => Reply::not_found(),
        Some(id) => match notes(&write.body) {
            Ok(notes) => add(state, &write, id, notes),
            Err(error) => Reply::post_data_invalid(write.manner, &error),
        },
    })
}

fn notes(body: &[u8]) -> Result<Vec<String>, PostDataInvalid> {
    let details = |posted: &Members| {
        posted.allow(&["Details", "Changes", "User"])?;
        Ok(posted.text("Details")?.unwrap_or_default())
    };
    posted(body, "HistoryRecords")?.iter().map(details).collect()
}

fn add(state: &mut company::State, write: &Write, id: Guid, notes: Vec<String>) -> Reply {
    let now = state.clock.now();
    let fault = |note: &String| match note.chars().count() {
        0 => Some("The Details of a note must be specified.".to_owned()),
        1..=LONGEST_NOTE => None,
        _ => Some(format!("The Details of a note are longer than {LONGEST_NOTE} characters.")),
    };
    let events: Vec<_> = notes.into_iter().map(|details| (fault(&details), details)).collect();
    if events.iter().any(|(fault, _)| fault.is_some()) {
        let bad = events.iter().filter_map(|(fault, details)| Some((fault.as_ref()?, details)));
        let element = |(fault, details): (&String, &String)| {
            let errors = crate::ledger::draft::messages(std::slice::from_ref(fault));
            Node::Record(vec![("Details", Node::owned(details.clone())), ("ValidationErrors", errors)])
        };
        let message = "A validation exception occurred";
        let elements = Some(bad.map(element).collect());
        return Reply::api_exception(write.manner, 10, "ValidationException", message, elements);
    }
    let events: Vec<Event> =
        events.into_iter().map(|(_, details)| Event { changes: "Note", details, at: now }).collect();
    for event in &events {
        state.ledger.tell(id, event.clone());
    }
    let records = Node::List("HistoryRecord", events.iter().map(Event::echo).collect());
    Reply::document(write.manner, now, None, ("HistoryRecords", records))
}
