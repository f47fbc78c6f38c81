//! The files of a record: the list of them, one by id or name, and `PUT` or `POST` of one by name.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use hyper::HeaderMap;
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};

use super::API;
use super::owner::Owner;
use super::write::Write;
use crate::company::{self, Company};
use crate::ids::Guid;
use crate::ledger::Ledger;
use crate::ledger::attachments::Attachment;
use crate::ledger::history::Event;
use crate::reply::{Manner, Reply};
use crate::wire::Node;

/// For each record.
const MOST: usize = 10;

pub(crate) async fn list(
    State(company): State<Arc<Company>>,
    Extension(manner): Extension<Manner>,
    Extension(owner): Extension<Owner>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Reply {
    let state = company.lock();
    let Some(id) = owner.find(&state.ledger, &key) else { return Reply::not_found() };
    let all = nodes(&state.ledger, &headers, owner, id);
    Reply::document(manner, state.clock.now(), None, ("Attachments", all))
}

/// The files of a record as they stand in a document.
pub(crate) fn nodes<'a>(ledger: &'a Ledger, headers: &HeaderMap, owner: Owner, id: Guid) -> Node<'a> {
    let folder = folder(headers, owner, id);
    Node::List("Attachment", ledger.attachments(id).iter().map(|one| one.node(&folder)).collect())
}

/// The file itself, in its own type, whatever was asked for.
pub(crate) async fn get(
    State(company): State<Arc<Company>>,
    Extension(owner): Extension<Owner>,
    Path((key, file)): Path<(String, String)>,
) -> Reply {
    let state = company.lock();
    let found = owner.find(&state.ledger, &key).and_then(|id| state.ledger.attachment(id, &file));
    let Some(attachment) = found else { return Reply::not_found() };
    let mut reply = Reply::new(200, "application/octet-stream", attachment.content.clone());
    if let Ok(media_type) = HeaderValue::from_str(&attachment.media_type) {
        reply.content_type = media_type;
    }
    reply
}

pub(crate) async fn upload(
    Extension(owner): Extension<Owner>,
    Path((key, file_name)): Path<(String, String)>,
    write: Write,
) -> Reply {
    write.once(|state| match owner.find(&state.ledger, &key) {
        Some(id) => keep(state, &write, owner, id, file_name),
        None => Reply::not_found(),
    })
}

fn keep(state: &mut company::State, write: &Write, owner: Owner, id: Guid, file_name: String) -> Reply {
    let held = state.ledger.attachments(id);
    if file_name.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\0']) {
        return write.refusal("The file name holds a character that is not allowed.");
    }
    if write.body.is_empty() {
        return write.refusal("The file has no content.");
    }
    if held.len() >= MOST && held.iter().all(|one| one.file_name != file_name) {
        return write.refusal(&format!("A document has at most {MOST} attachments."));
    }
    let attachment = Attachment {
        id: state.ids.next(),
        file_name,
        media_type: write.header(CONTENT_TYPE.as_str()).unwrap_or("application/octet-stream").to_owned(),
        content: write.body.clone(),
        online: write.query.is_true("IncludeOnline"),
    };
    let now = state.clock.now();
    let name = attachment.file_name.clone();
    let details = format!("Attached the file {name} through the Xero API using xero-m2m demo");
    state.ledger.tell(id, Event { changes: "Attached a file", details, at: now });
    state.ledger.attach(id, attachment);
    let folder = folder(&write.headers, owner, id);
    let saved = state.ledger.attachment(id, &name).map(|one| one.node(&folder));
    let records = Node::List("Attachment", saved.into_iter().collect());
    Reply::document(write.manner, now, None, ("Attachments", records))
}

/// The address that a record's files lie under, at the host that the caller knows.
fn folder(headers: &HeaderMap, owner: Owner, id: Guid) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    format!("http://{host}{API}/{}/{id}/Attachments/", owner.resource())
}
