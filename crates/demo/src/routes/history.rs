//! `GET` and `PUT` of the history of a record.

use super::owner::Owner;
use super::posted::posted;
use crate::call::Call;
use crate::ledger::history_event::Event;
use crate::values::ids::Guid;
use crate::wire::node::Node;
use crate::wire::posted::{Members, PostDataInvalid};
use crate::wire::response::Reply;

const LONGEST_NOTE: usize = 2_500;

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let Some(Owner { id, .. }) = Owner::of(call) else { return Reply::not_found() };
    let events = call.books.ledger.history(id);
    let records = Node::List("HistoryRecord", events.iter().map(Event::node).collect());
    Reply::document(call.manner, call.now, None, ("HistoryRecords", records))
}

pub(crate) fn note(call: &mut Call<'_>) -> Reply {
    let Some(Owner { id, .. }) = Owner::of(call) else { return Reply::not_found() };
    match notes(call.body) {
        Ok(notes) => add(call, id, notes),
        Err(error) => Reply::post_data_invalid(call.manner, &error),
    }
}

fn notes(body: &[u8]) -> Result<Vec<String>, PostDataInvalid> {
    let details = |posted: &Members| {
        posted.allow("HistoryRecord")?;
        Ok(posted.text("Details")?.unwrap_or_default())
    };
    posted(body, "HistoryRecords")?.iter().map(details).collect()
}

fn add(call: &mut Call<'_>, id: Guid, notes: Vec<String>) -> Reply {
    let now = call.now;
    let fault = |note: &String| match note.chars().count() {
        0 => Some("The Details of a note must be specified.".to_owned()),
        1..=LONGEST_NOTE => None,
        _ => Some(format!("The Details of a note are longer than {LONGEST_NOTE} characters.")),
    };
    let events: Vec<_> = notes.into_iter().map(|details| (fault(&details), details)).collect();
    if events.iter().any(|(fault, _)| fault.is_some()) {
        let bad = events.iter().filter_map(|(fault, details)| Some((fault.as_ref()?, details)));
        let element = |(fault, details): (&String, &String)| {
            let errors = crate::drafts::messages(std::slice::from_ref(fault));
            Node::Record(vec![("Details", Node::owned(details.clone())), ("ValidationErrors", errors)])
        };
        let message = "A validation exception occurred";
        let elements = Some(bad.map(element).collect());
        return Reply::api_exception(call.manner, 10, "ValidationException", message, elements);
    }
    let events: Vec<Event> =
        events.into_iter().map(|(_, details)| Event { changes: "Note", details, at: now }).collect();
    for event in &events {
        call.books.ledger.tell(id, event.clone());
    }
    let records = Node::List("HistoryRecord", events.iter().map(Event::echo).collect());
    Reply::document(call.manner, now, None, ("HistoryRecords", records))
}
