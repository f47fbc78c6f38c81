//! Files that hang on a record.

use std::fmt::Write;

use hyper::body::Bytes;

use super::Ledger;
use crate::ids::Guid;
use crate::wire::Node;

#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    pub(crate) id: Guid,
    pub(crate) file_name: String,
    pub(crate) media_type: String,
    pub(crate) content: Bytes,
    /// Whether the online invoice shows it.
    pub(crate) online: bool,
}

impl Ledger {
    pub(crate) fn attachments(&self, owner: Guid) -> &[Attachment] {
        self.attachments.get(&owner).map_or(&[], Vec::as_slice)
    }

    /// By id or by file name.
    pub(crate) fn attachment(&self, owner: Guid, key: &str) -> Option<&Attachment> {
        let id = Guid::parse(key);
        let all = self.attachments(owner);
        all.iter().find(|one| Some(one.id) == id).or_else(|| all.iter().find(|one| one.file_name == key))
    }

    /// A file of a name that is there already takes its place and its id.
    pub(crate) fn attach(&mut self, owner: Guid, attachment: Attachment) {
        let all = self.attachments.entry(owner).or_default();
        match all.iter_mut().find(|one| one.file_name == attachment.file_name) {
            Some(one) => *one = Attachment { id: one.id, ..attachment },
            None => all.push(attachment),
        }
        self.mark_attachments(owner);
    }

    fn mark_attachments(&mut self, owner: Guid) {
        if let Some(invoice) = self.invoice(owner).filter(|invoice| !invoice.has_attachments) {
            let mut invoice = invoice.into_owned();
            invoice.has_attachments = true;
            self.put_invoice(invoice);
        }
        if let Some(account) = self.account_with_id(owner).filter(|account| !account.has_attachments) {
            self.put_account(super::Account { has_attachments: true, ..account.clone() });
        }
        if let Some(contact) = self.contact(owner).filter(|contact| !contact.has_attachments) {
            let mut contact = super::Contact::clone(contact);
            contact.has_attachments = true;
            self.put_contact(contact);
        }
    }
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
