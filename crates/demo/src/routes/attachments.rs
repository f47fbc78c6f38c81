//! The files of a record: the list of them, one by id or name, and `PUT` or `POST` of one by name.

use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};

use super::owner::Owner;
use crate::call::Call;
use crate::ledger::attachment::Attachment;
use crate::ledger::history_event::Event;
use crate::wire::node::Node;
use crate::wire::paths::API;
use crate::wire::response::Reply;

/// For each record.
const MOST: usize = 10;

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let Some(owner) = Owner::of(call) else { return Reply::not_found() };
    let all = nodes(call, owner);
    Reply::document(call.manner, call.now, None, ("Attachments", all))
}

/// The files of a record as they stand in a document.
pub(crate) fn nodes<'a>(call: &'a Call<'_>, owner: Owner) -> Node<'a> {
    let folder = folder(call, owner);
    Node::List("Attachment", call.books.ledger.attachments(owner.id).iter().map(|one| one.node(&folder)).collect())
}

/// The file itself, in its own type, whatever was asked for.
pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let found = Owner::of(call).and_then(|owner| call.books.ledger.attachment(owner.id, call.key(1)));
    let Some(attachment) = found else { return Reply::not_found() };
    let mut reply = Reply::new(200, "application/octet-stream", attachment.content.clone());
    if let Ok(media_type) = HeaderValue::from_str(&attachment.media_type) {
        reply.content_type = media_type;
    }
    reply
}

pub(crate) fn upload(call: &mut Call<'_>) -> Reply {
    let Some(owner) = Owner::of(call) else { return Reply::not_found() };
    let held = call.books.ledger.attachments(owner.id);
    let file_name = call.key(1).to_owned();
    if file_name.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\0']) {
        return call.refusal("The file name holds a character that is not allowed.");
    }
    if call.body.is_empty() {
        return call.refusal("The file has no content.");
    }
    if held.len() >= MOST && held.iter().all(|one| one.file_name != file_name) {
        return call.refusal(&format!("A document has at most {MOST} attachments."));
    }
    let attachment = Attachment {
        id: call.ids.next(),
        file_name: file_name.clone(),
        media_type: call.header(CONTENT_TYPE.as_str()).unwrap_or("application/octet-stream").to_owned(),
        content: call.body.clone(),
        online: call.query.is_true("IncludeOnline"),
    };
    let folder = folder(call, owner);
    let ledger = &mut call.books.ledger;
    let details = format!("Attached the file {file_name} through the Xero API using xero-m2m demo");
    ledger.tell(owner.id, Event { changes: "Attached a file", details, at: call.now });
    ledger.attach(owner.id, attachment);
    let saved = ledger.attachment(owner.id, &file_name).map(|one| one.node(&folder));
    let records = Node::List("Attachment", saved.into_iter().collect());
    Reply::document(call.manner, call.now, None, ("Attachments", records))
}

/// The address that a record's files lie under, at the host that the caller knows.
fn folder(call: &Call<'_>, owner: Owner) -> String {
    let host = call.header(HOST.as_str()).unwrap_or("127.0.0.1");
    let scheme = call.manner.scheme;
    format!("{scheme}://{host}{API}/{}/{}/Attachments/", owner.resource, owner.id)
}
