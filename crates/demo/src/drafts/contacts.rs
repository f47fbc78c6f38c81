//! The contacts of one request.

use std::collections::HashMap;
use std::sync::Arc;

use super::contact::{apply, name_in_use};
use super::{Batch, CheckedDraft, WriteContext, WriteMode, finish};
use crate::books::Books;
use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::ledger::history_event::HistoryEvent;
use crate::values::ids::{Guid, Ids};
use crate::wire::node::Node;
use crate::wire::posted::{PostDataInvalid, PostedFields};

#[derive(Debug)]
pub(crate) struct ContactBatch {
    drafts: Vec<ContactDraft>,
    now: i64,
}

#[derive(Debug)]
pub(crate) struct ContactDraft {
    contact: Contact,
    errors: Vec<String>,
}

/// IDs, names and numbers that earlier contacts of the request use.
#[derive(Default)]
struct Earlier {
    by_id: HashMap<Guid, Contact>,
    names: HashMap<String, Guid>,
    numbers: HashMap<String, Guid>,
}

impl Batch for ContactBatch {
    type Item = ContactDraft;
    const MANY: &'static str = "Contacts";
    const ONE: &'static str = "Contact";

    fn find(ledger: &Ledger, key: &str) -> Option<Guid> {
        ledger.find_contact(key).map(|contact| contact.id)
    }

    fn check(
        posted: &[PostedFields],
        context: WriteContext<'_>,
        ids: &mut Ids,
    ) -> Result<ContactBatch, PostDataInvalid> {
        let mut earlier = Earlier::default();
        let mut drafts = Vec::new();
        for posted in posted {
            let draft = earlier.check(posted, context, ids)?;
            if draft.is_good() {
                earlier.add(&draft.contact);
            }
            drafts.push(draft);
        }
        Ok(ContactBatch { drafts, now: context.now })
    }

    fn drafts(&self) -> &[ContactDraft] {
        &self.drafts
    }

    fn save(&mut self, books: &mut Books) {
        let ledger = &mut books.ledger;
        for ContactDraft { contact, .. } in self.drafts.iter().filter(|draft| draft.is_good()) {
            if let Some(old) = ledger.contact(contact.id) {
                let changes = match (old.archived, contact.archived) {
                    (false, true) => "Archived",
                    (true, false) => "Restored",
                    _ => "Edited",
                };
                ledger.record_event(contact.id, HistoryEvent { changes, details: contact.name.clone(), at: self.now });
            }
            ledger.put_contact(contact.clone());
        }
    }
}

impl Earlier {
    fn check(
        &self,
        posted: &PostedFields,
        context: WriteContext<'_>,
        ids: &mut Ids,
    ) -> Result<ContactDraft, PostDataInvalid> {
        posted.allow("Contact")?;
        let mut errors = Vec::new();
        let base = self.base(posted, context, &mut errors)?;
        let mut contact = base.unwrap_or_else(|| Contact { id: ids.next(), ..Contact::named("", context.now) });
        apply(&mut contact, posted, &mut errors)?;
        contact.updated = context.now;
        if contact.name.is_empty() {
            errors.push("The contact name must be specified.".to_owned());
        } else if self.named(&contact.name, context).is_some_and(|id| id != contact.id) {
            errors.push(name_in_use(&contact.name));
        }
        if let Some(number) = &contact.number
            && self.numbered(number, context).is_some_and(|id| id != contact.id)
        {
            errors.push(format!("The contact number {number} is already assigned to another contact."));
        }
        Ok(ContactDraft { contact, errors })
    }

    /// The existing contact to update, found by ID, number or name.
    fn base(
        &self,
        posted: &PostedFields,
        context: WriteContext<'_>,
        errors: &mut Vec<String>,
    ) -> Result<Option<Contact>, PostDataInvalid> {
        let input = context.id(posted, "ContactID", errors)?;
        if let Some(id) = input {
            let found = self.contact(id, context);
            if found.is_none() || context.mode == WriteMode::Create {
                errors.push("The contact with the supplied id was not found for this endpoint.".to_owned());
            }
            return Ok(found);
        }
        if context.mode == WriteMode::Create {
            return Ok(None);
        }
        let number = posted.text("ContactNumber")?.and_then(|number| self.numbered(&number, context));
        let found = match (number, posted.text("Name")?) {
            (None, Some(name)) => self.named(&name, context),
            (number, _) => number,
        };
        Ok(found.and_then(|id| self.contact(id, context)))
    }

    fn contact(&self, id: Guid, context: WriteContext<'_>) -> Option<Contact> {
        self.by_id.get(&id).or_else(|| context.ledger.contact(id).map(Arc::as_ref)).cloned()
    }

    fn named(&self, name: &str, context: WriteContext<'_>) -> Option<Guid> {
        let here = self.names.get(&name.trim().to_lowercase()).copied();
        here.or_else(|| context.ledger.contact_named(name).map(|contact| contact.id))
    }

    fn numbered(&self, number: &str, context: WriteContext<'_>) -> Option<Guid> {
        let here = self.numbers.get(number).copied();
        here.or_else(|| context.ledger.contact_with_number(number).map(|contact| contact.id))
    }

    fn add(&mut self, contact: &Contact) {
        self.names.insert(contact.name.to_lowercase(), contact.id);
        self.numbers.extend(contact.number.iter().map(|number| (number.clone(), contact.id)));
        self.by_id.insert(contact.id, contact.clone());
    }
}

impl CheckedDraft for ContactDraft {
    fn is_good(&self) -> bool {
        self.errors.is_empty()
    }

    fn node(&self, _: usize, per_element: bool) -> Node<'_> {
        let Node::Record(mut fields) = self.contact.node(None) else { return Node::Null };
        if !self.is_good() {
            fields.retain(|(name, _)| *name != "HasValidationErrors");
            fields.push(("HasValidationErrors", Node::Bool(true)));
        }
        finish(&mut fields, &self.errors, self.is_good(), per_element);
        Node::Record(fields)
    }
}
