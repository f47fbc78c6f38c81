//! Files that hang on a record.

use super::Ledger;
use super::attachment::Attachment;
use crate::values::ids::Guid;

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
            self.put_account(super::account::Account { has_attachments: true, ..account.clone() });
        }
        if let Some(contact) = self.contact(owner).filter(|contact| !contact.has_attachments) {
            let mut contact = super::contact::Contact::clone(contact);
            contact.has_attachments = true;
            self.put_contact(contact);
        }
    }
}
