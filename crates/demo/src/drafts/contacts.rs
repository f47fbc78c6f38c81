//! The contacts of one request.

use std::collections::HashMap;
use std::sync::Arc;

use super::contact::{lay_over, name_taken};
use super::{Batch, Desk, Draft, Way, finish};
use crate::books::Books;
use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::ledger::history_event::Event;
use crate::values::ids::{Guid, Ids};
use crate::wire::node::Node;
use crate::wire::posted::{Members, PostDataInvalid};

#[derive(Debug)]
pub(crate) struct Contacts {
    drafts: Vec<ContactDraft>,
    now: i64,
}

#[derive(Debug)]
pub(crate) struct ContactDraft {
    contact: Contact,
    errors: Vec<String>,
}

/// What the contacts before this one have taken.
#[derive(Default)]
struct Before {
    by_id: HashMap<Guid, Contact>,
    names: HashMap<String, Guid>,
    numbers: HashMap<String, Guid>,
}

impl Batch for Contacts {
    type Draft = ContactDraft;
    const MANY: &'static str = "Contacts";
    const ONE: &'static str = "Contact";

    fn find(ledger: &Ledger, key: &str) -> Option<Guid> {
        ledger.find_contact(key).map(|contact| contact.id)
    }

    fn check(posted: &[Members], desk: Desk<'_>, ids: &mut Ids) -> Result<Contacts, PostDataInvalid> {
        let mut before = Before::default();
        let mut drafts = Vec::new();
        for posted in posted {
            let draft = before.check(posted, desk, ids)?;
            if draft.is_good() {
                before.keep(&draft.contact);
            }
            drafts.push(draft);
        }
        Ok(Contacts { drafts, now: desk.now })
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
                ledger.tell(contact.id, Event { changes, details: contact.name.clone(), at: self.now });
            }
            ledger.put_contact(contact.clone());
        }
    }
}

impl Before {
    fn check(&self, posted: &Members, desk: Desk<'_>, ids: &mut Ids) -> Result<ContactDraft, PostDataInvalid> {
        posted.allow("Contact")?;
        let mut errors = Vec::new();
        let base = self.base(posted, desk, &mut errors)?;
        let mut contact = base.unwrap_or_else(|| Contact { id: ids.next(), ..Contact::named("", desk.now) });
        lay_over(&mut contact, posted, &mut errors)?;
        contact.updated = desk.now;
        if contact.name.is_empty() {
            errors.push("The contact name must be specified.".to_owned());
        } else if self.named(&contact.name, desk).is_some_and(|id| id != contact.id) {
            errors.push(name_taken(&contact.name));
        }
        if let Some(number) = &contact.number
            && self.numbered(number, desk).is_some_and(|id| id != contact.id)
        {
            errors.push(format!("The contact number {number} is already assigned to another contact."));
        }
        Ok(ContactDraft { contact, errors })
    }

    /// The contact that is to be changed, if it is one: by id, by number, by name.
    fn base(
        &self,
        posted: &Members,
        desk: Desk<'_>,
        errors: &mut Vec<String>,
    ) -> Result<Option<Contact>, PostDataInvalid> {
        let given = desk.id(posted, "ContactID", errors)?;
        if let Some(id) = given {
            let found = self.contact(id, desk);
            if found.is_none() || desk.way == Way::Create {
                errors.push("The contact with the supplied id was not found for this endpoint.".to_owned());
            }
            return Ok(found);
        }
        if desk.way == Way::Create {
            return Ok(None);
        }
        let number = posted.text("ContactNumber")?.and_then(|number| self.numbered(&number, desk));
        let found = match (number, posted.text("Name")?) {
            (None, Some(name)) => self.named(&name, desk),
            (number, _) => number,
        };
        Ok(found.and_then(|id| self.contact(id, desk)))
    }

    fn contact(&self, id: Guid, desk: Desk<'_>) -> Option<Contact> {
        self.by_id.get(&id).or_else(|| desk.ledger.contact(id).map(Arc::as_ref)).cloned()
    }

    fn named(&self, name: &str, desk: Desk<'_>) -> Option<Guid> {
        let here = self.names.get(&name.trim().to_lowercase()).copied();
        here.or_else(|| desk.ledger.contact_named(name).map(|contact| contact.id))
    }

    fn numbered(&self, number: &str, desk: Desk<'_>) -> Option<Guid> {
        let here = self.numbers.get(number).copied();
        here.or_else(|| desk.ledger.contact_with_number(number).map(|contact| contact.id))
    }

    fn keep(&mut self, contact: &Contact) {
        self.names.insert(contact.name.to_lowercase(), contact.id);
        self.numbers.extend(contact.number.iter().map(|number| (number.clone(), contact.id)));
        self.by_id.insert(contact.id, contact.clone());
    }
}

impl Draft for ContactDraft {
    fn is_good(&self) -> bool {
        self.errors.is_empty()
    }

    fn node(&self, _: usize, per_element: bool) -> Node<'_> {
        let Node::Record(mut members) = self.contact.node(None) else { return Node::Null };
        if !self.is_good() {
            members.retain(|(name, _)| *name != "HasValidationErrors");
            members.push(("HasValidationErrors", Node::Bool(true)));
        }
        finish(&mut members, &self.errors, self.is_good(), per_element);
        Node::Record(members)
    }
}
