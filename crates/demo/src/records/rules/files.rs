//! Files: uploads as forms, contents, the inbox, and where files hang.

use std::sync::Arc;

use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use xero_m2m_spec::Family;

use super::Rules;
use crate::call::Call;
use crate::ids::Guid;
use crate::records::engine::{found, site};
use crate::records::outcome::Outcome;
use crate::records::refusal::Refusal;
use crate::records::store::{Place, Row};
use crate::records::value::{Record, Value};
use crate::reply::{JSON, Reply};

const FILES: Place = Place::new(Family::Files, "Files");
const FOLDERS: Place = Place::new(Family::Files, "Folders");
const INBOX: &str = "folder/Inbox";

pub(super) const OF_FOLDERS: Rules = Rules {
    check: |draft, desk| {
        super::accounting::unique(draft, desk, "Name");
        draft.record.fill("IsInbox", false);
    },
    shown: Some(|record, row, desk| {
        let held = desk.records.all(FILES).iter().filter(|file| file.record.id("FolderId") == Some(row.id)).count();
        record.set("FileCount", Value::Integer(i64::try_from(held).unwrap_or(i64::MAX)));
    }),
    stays: |row, _| row.record.is_true("IsInbox").then(|| "The inbox cannot be deleted.".to_owned()),
    ..Rules::NONE
};

pub(super) const OF_FILES: Rules = Rules {
    check: |draft, desk| {
        let folder = draft.record.id("FolderId");
        if folder.is_some_and(|folder| !desk.holds("Folders", folder)) {
            draft.fault("FolderId", "The folder does not exist.");
        }
    },
    ..Rules::NONE
};

pub(super) const ASSOCIATIONS: Rules = Rules { key: Some("ObjectId"), ..Rules::NONE };

pub(super) fn special(call: &mut Call<'_>) -> Option<Result<Outcome, Refusal>> {
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
fn count(call: &Call<'_>) -> Reply {
    let asked = call.query.list("ObjectIds").unwrap_or_default();
    let counts = asked.into_iter().map(|id| (id.to_owned(), of_object(call, Guid::parse(id)).len().into()));
    let counts: serde_json::Map<String, serde_json::Value> = counts.collect();
    Reply::new(200, JSON, serde_json::Value::Object(counts).to_string())
}

fn of_object(call: &Call<'_>, object: Option<Guid>) -> Vec<Arc<Row>> {
    let all = call.books.records.everywhere(Family::Files, "Associations");
    all.filter(|row| object.is_some() && row.record.id("ObjectId") == object).cloned().collect()
}

fn inbox(call: &Call<'_>) -> Result<Outcome, Refusal> {
    let row = call.books.records.find(FOLDERS, Guid::named(INBOX)).ok_or(Refusal::NotFound)?;
    let mut row = Row::clone(row);
    let held = call.books.records.all(FILES).iter().filter(|file| file.record.id("FolderId") == Some(row.id)).count();
    row.record.set("FileCount", Value::Integer(i64::try_from(held).unwrap_or(i64::MAX)));
    Ok(Outcome::One(Arc::new(row)))
}

fn content(call: &Call<'_>) -> Result<Outcome, Refusal> {
    let row = found(call, &site(call)?.at(FILES, 0))?;
    let bytes = call.books.records.content(row.id).cloned().unwrap_or_default();
    let mut reply = Reply::new(200, "application/octet-stream", bytes);
    if let Ok(media_type) = HeaderValue::from_str(row.record.text("MimeType")) {
        reply.content_type = media_type;
    }
    Ok(Outcome::Made(reply))
}

fn upload(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
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

/// One file of a form.
struct Part {
    file_name: String,
    media_type: String,
    content: Bytes,
}

impl Part {
    /// The first part that has a file name or a content type of its own.
    fn first(content_type: &str, body: &Bytes) -> Option<Part> {
        let boundary = parameter(content_type, "boundary")?;
        let line = format!("--{boundary}");
        let mut at = position(body, line.as_bytes(), 0)?;
        let mut name = None;
        loop {
            let head_start = at + line.len() + 2;
            let head_end = position(body, b"\r\n\r\n", head_start)?;
            let head = std::str::from_utf8(&body[head_start..head_end]).ok()?;
            let next = position(body, line.as_bytes(), head_end)?;
            let content = body.slice(head_end + 4..next.checked_sub(2)?.max(head_end + 4));
            let header = |wanted: &str| {
                head.lines().find_map(|line| {
                    let (key, value) = line.split_once(':')?;
                    key.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
                })
            };
            let disposition = header("content-disposition").unwrap_or_default();
            let file_name = parameter(&disposition, "filename");
            let media_type = header("content-type");
            if file_name.is_some() || media_type.is_some() {
                let media_type = media_type.unwrap_or_else(|| "application/octet-stream".to_owned());
                return Some(Part { file_name: name.or(file_name)?, media_type, content });
            }
            // The form's own "name" goes before the name of the file.
            if parameter(&disposition, "name").is_some_and(|field| field == "name") {
                name = String::from_utf8(content.to_vec()).ok().filter(|name| !name.is_empty());
            }
            at = next;
        }
    }
}

/// `name="value"` or `name=value` of a header.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim_matches('"').to_owned())
    })
}

fn position(whole: &[u8], part: &[u8], from: usize) -> Option<usize> {
    let rest = whole.get(from..)?;
    rest.windows(part.len()).position(|window| window == part).map(|at| at + from)
}
