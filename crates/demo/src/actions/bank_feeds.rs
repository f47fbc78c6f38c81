//! Feed connections, deleted by a list of their ids.

use std::sync::Arc;

use crate::call::Call;
use crate::records::draft::Fault;
use crate::records::outcome::{Outcome, Saved};
use crate::records::posted::posted;
use crate::records::refusal::Refusal;
use crate::store::record::Record;
use crate::store::{Place, Row};
use crate::values::ids::Guid;

pub(crate) fn delete(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
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
