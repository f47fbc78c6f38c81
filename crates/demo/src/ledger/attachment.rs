//! A file that is attached to a record.

use std::fmt::Write;

use hyper::body::Bytes;

use crate::values::ids::Guid;
use crate::wire::node::Node;

#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    pub(crate) id: Guid,
    pub(crate) file_name: String,
    pub(crate) media_type: String,
    pub(crate) content: Bytes,
    /// Whether the online invoice shows it.
    pub(crate) online: bool,
}

impl Attachment {
    /// `folder` is the address that the file lies under.
    pub(crate) fn node(&self, folder: &str) -> Node<'_> {
        let mut address = String::from(folder);
        for byte in self.file_name.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(byte)),
                _ => {
                    let _ = write!(address, "%{byte:02X}");
                }
            }
        }
        Node::Record(vec![
            ("AttachmentID", Node::Guid(self.id)),
            ("FileName", Node::text(&self.file_name)),
            ("Url", Node::owned(address)),
            ("MimeType", Node::text(&self.media_type)),
            ("ContentLength", Node::Integer(i64::try_from(self.content.len()).unwrap_or(i64::MAX))),
            ("IncludeOnline", Node::Bool(self.online)),
        ])
    }
}
