//! Uploads, contents, the inbox, and the objects that files are associated with.

use std::sync::Arc;

use hyper::header::{CONTENT_TYPE, HeaderValue};
use xero_m2m_spec::Family;

use super::form_part::Part;
use crate::call::Call;
use crate::engine::target::{found, site};
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::rules::files::{FILES, FOLDERS, INBOX};
use crate::store::Row;
use crate::store::record::{Record, Value};
use crate::values::ids::Guid;
use crate::wire::response::{JSON, Reply};

pub(crate) fn special(call: &mut Call<'_>) -> Option<Result<Outcome, Refusal>> {
    match call.operation.name.snake() {
        "files.files.upload" | "files.files.upload_to_folder" => Some(upload(call)),
        "files.files.content" => Some(content(call)),
        "files.inbox.get" => Some(inbox(call)),
        "files.associations.count" => Some(Ok(Outcome::Made(count(call)))),
        "files.associations.list_by_object" => {
            let rows = of_object(call, Guid::parse(call.key(0)));
            Some(Ok(Outcome::Page { rows, pagination: None }))
        }
        _ => None,
    }
}

/// How many files hang on each object that is asked for.
pub(crate) fn count(call: &Call<'_>) -> Reply {
    let asked = call.query.list("ObjectIds").unwrap_or_default();
    let counts = asked.into_iter().map(|id| (id.to_owned(), of_object(call, Guid::parse(id)).len().into()));
    let counts: serde_json::Map<String, serde_json::Value> = counts.collect();
    Reply::new(200, JSON, serde_json::Value::Object(counts).to_string())
}

pub(crate) fn of_object(call: &Call<'_>, object: Option<Guid>) -> Vec<Arc<Row>> {
    let all = call.books.records.everywhere(Family::Files, "Associations");
    all.filter(|row| object.is_some() && row.record.id("ObjectId") == object).cloned().collect()
}

pub(crate) fn inbox(call: &Call<'_>) -> Result<Outcome, Refusal> {
    let row = call.books.records.find(FOLDERS, Guid::named(INBOX)).ok_or(Refusal::NotFound)?;
    let mut row = Row::clone(row);
    let held = call.books.records.all(FILES).iter().filter(|file| file.record.id("FolderId") == Some(row.id)).count();
    row.record.set("FileCount", Value::Integer(i64::try_from(held).unwrap_or(i64::MAX)));
    Ok(Outcome::One(Arc::new(row)))
}

pub(crate) fn content(call: &Call<'_>) -> Result<Outcome, Refusal> {
    let row = found(call, &site(call)?.at(FILES, 0))?;
    let bytes = call.books.records.content(row.id).cloned().unwrap_or_default();
    let mut reply = Reply::new(200, "application/octet-stream", bytes);
    if let Ok(media_type) = HeaderValue::from_str(row.record.text("MimeType")) {
        reply.content_type = media_type;
    }
    Ok(Outcome::Made(reply))
}

pub(crate) fn upload(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let folder = match call.path.first() {
        None => Guid::named(INBOX),
        Some(text) => {
            let id = Guid::parse(text).ok_or(Refusal::NotFound)?;
            call.books.records.find(FOLDERS, id).ok_or(Refusal::NotFound)?.id
        }
    };
    let content_type = call.header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let part = Part::first(content_type, call.body)
        .ok_or_else(|| Refusal::rule("", "The file must be posted as multipart/form-data, with its name."))?;
    let id = call.ids.next();
    let size = i64::try_from(part.content.len()).unwrap_or(i64::MAX);
    let record = Record::from([
        ("Name", part.file_name.into()),
        ("MimeType", part.media_type.into()),
        ("Size", Value::Integer(size)),
        ("CreatedDateUtc", Value::Instant(call.now)),
        ("UpdatedDateUtc", Value::Instant(call.now)),
        ("Id", id.into()),
        ("FolderId", folder.into()),
    ]);
    call.books.records.keep_content(id, part.content);
    let row = Row { id, record, created: call.now, updated: call.now };
    call.books.records.put(FILES, row.clone());
    Ok(Outcome::One(Arc::new(row)))
}
