//! Feed connections, deleted by a list of their IDs.

use std::sync::Arc;

use crate::call::Call;
use crate::records::draft::FieldError;
use crate::records::outcome::{Outcome, Saved};
use crate::records::posted::posted;
use crate::records::request_error::RequestError;
use crate::store::record::Record;
use crate::store::{CollectionKey, Row};
use crate::values::ids::Guid;

pub(crate) fn delete(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let connections = CollectionKey::new(call.operation.family, "FeedConnections");
    let mut saved = Vec::new();
    for fields in posted(call.body, [Some("items"), None])? {
        let text = fields.text("id").ok().flatten().unwrap_or_default();
        let removed = Guid::parse(&text).and_then(|id| call.books.records.remove(connections, id));
        saved.push(match removed {
            Some(row) => Saved { row, errors: Vec::new() },
            None => {
                let id = call.ids.next();
                let row = Arc::new(Row { id, record: Record::default(), created: call.now, updated: call.now });
                let message = format!("There is no feed connection '{text}'.");
                Saved { row, errors: vec![FieldError { name: "id".to_owned(), message }] }
            }
        });
    }
    Ok(Outcome::Saved { saved, per_element: true })
}
