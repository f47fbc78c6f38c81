//! Uploads, contents, the inbox, and the objects that files are associated with.

use std::sync::Arc;

use hyper::header::{CONTENT_TYPE, HeaderValue};
use xero_m2m_spec::Family;

use super::form_part::FormPart;
use crate::call::Call;
use crate::engine::target::{found, target};
use crate::records::outcome::Outcome;
use crate::records::request_error::RequestError;
use crate::rules::files::{FILES, FOLDERS, INBOX};
use crate::store::Row;
use crate::store::record::{FieldValue, Record};
use crate::values::ids::Guid;
use crate::wire::response::{ApiResponse, JSON};

pub(crate) fn special(call: &mut Call<'_>) -> Option<Result<Outcome, RequestError>> {
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

/// The number of files that are associated with each requested object.
pub(crate) fn count(call: &Call<'_>) -> ApiResponse {
    let requested = call.query.list("ObjectIds").unwrap_or_default();
    let counts = requested.into_iter().map(|id| (id.to_owned(), of_object(call, Guid::parse(id)).len().into()));
    let counts: serde_json::Map<String, serde_json::Value> = counts.collect();
    ApiResponse::new(200, JSON, serde_json::Value::Object(counts).to_string())
}

pub(crate) fn of_object(call: &Call<'_>, object: Option<Guid>) -> Vec<Arc<Row>> {
    let all = call.books.records.everywhere(Family::Files, "Associations");
    all.filter(|row| object.is_some() && row.record.id("ObjectId") == object).cloned().collect()
}

pub(crate) fn inbox(call: &Call<'_>) -> Result<Outcome, RequestError> {
    let row = call.books.records.find(FOLDERS, Guid::named(INBOX)).ok_or(RequestError::NotFound)?;
    let mut row = Row::clone(row);
    let existing =
        call.books.records.all(FILES).iter().filter(|file| file.record.id("FolderId") == Some(row.id)).count();
    row.record.set("FileCount", FieldValue::Integer(i64::try_from(existing).unwrap_or(i64::MAX)));
    Ok(Outcome::One(Arc::new(row)))
}

pub(crate) fn content(call: &Call<'_>) -> Result<Outcome, RequestError> {
    let row = found(call, &target(call)?.at(FILES, 0))?;
    let bytes = call.books.records.content(row.id).cloned().unwrap_or_default();
    let mut response = ApiResponse::new(200, "application/octet-stream", bytes);
    if let Ok(media_type) = HeaderValue::from_str(row.record.text("MimeType")) {
        response.content_type = media_type;
    }
    Ok(Outcome::Made(response))
}

pub(crate) fn upload(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let folder = match call.path.first() {
        None => Guid::named(INBOX),
        Some(text) => {
            let id = Guid::parse(text).ok_or(RequestError::NotFound)?;
            call.books.records.find(FOLDERS, id).ok_or(RequestError::NotFound)?.id
        }
    };
    let content_type = call.header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let form_part = FormPart::first(content_type, call.body)
        .ok_or_else(|| RequestError::rule("", "The file must be posted as multipart/form-data, with its name."))?;
    let id = call.ids.next();
    let size = i64::try_from(form_part.content.len()).unwrap_or(i64::MAX);
    let record = Record::from([
        ("Name", form_part.file_name.into()),
        ("MimeType", form_part.media_type.into()),
        ("Size", FieldValue::Integer(size)),
        ("CreatedDateUtc", FieldValue::Instant(call.now)),
        ("UpdatedDateUtc", FieldValue::Instant(call.now)),
        ("Id", id.into()),
        ("FolderId", folder.into()),
    ]);
    call.books.records.store_content(id, form_part.content);
    let row = Row { id, record, created: call.now, updated: call.now };
    call.books.records.put(FILES, row.clone());
    Ok(Outcome::One(Arc::new(row)))
}
