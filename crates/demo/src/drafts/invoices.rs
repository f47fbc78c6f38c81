//! The invoices of one request.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::contact::{lay_over, name_taken};
use super::invoice::{InvoiceDraft, kind};
use super::{Batch, Desk, Draft, Way};
use crate::books::Books;
use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::ledger::history_event::Event;
use crate::ledger::invoice::Invoice;
use crate::ledger::invoice_type::InvoiceType;
use crate::values::ids::{Guid, Ids};
use crate::wire::posted::{Members, PostDataInvalid};

#[derive(Debug)]
pub(crate) struct Invoices {
    drafts: Vec<InvoiceDraft>,
    reserved: HashSet<String>,
    now: i64,
}

/// What the invoices before this one have taken or changed.
#[derive(Default)]
struct Before {
    numbers: HashSet<String>,
    invoices: HashMap<Guid, Invoice>,
    contacts: HashMap<Guid, Contact>,
    new_names: HashMap<String, Guid>,
}

impl Batch for Invoices {
    type Draft = InvoiceDraft;
    const MANY: &'static str = "Invoices";
    const ONE: &'static str = "Invoice";

    fn find(ledger: &Ledger, key: &str) -> Option<Guid> {
        ledger.find_invoice(key).map(|invoice| invoice.id)
    }

    fn check(posted: &[Members], desk: Desk<'_>, ids: &mut Ids) -> Result<Invoices, PostDataInvalid> {
        let mut before = Before::default();
        let mut drafts = Vec::new();
        for posted in posted {
            let draft = before.check(posted, desk, ids)?;
            if draft.is_good() {
                before.invoices.insert(draft.invoice.id, draft.invoice.clone());
                before.contacts.insert(draft.contact.id, draft.contact.clone());
            }
            drafts.push(draft);
        }
        Ok(Invoices { drafts, reserved: before.numbers, now: desk.now })
    }

    fn drafts(&self) -> &[InvoiceDraft] {
        &self.drafts
    }

    fn save(&mut self, books: &mut Books) {
        let ledger = &mut books.ledger;
        for draft in self.drafts.iter_mut().filter(|draft| draft.is_good()) {
            let InvoiceDraft { invoice, contact, .. } = draft;
            if invoice.number.is_empty() && invoice.is_sale() {
                invoice.number = ledger.fresh_number(&self.reserved);
            }
            if ledger.contact(contact.id).is_none_or(|held| **held != *contact) {
                ledger.put_contact(contact.clone());
            }
            if let Some(old) = ledger.invoice(invoice.id) {
                let changes = if old.status == invoice.status { "Edited" } else { invoice.status.event() };
                let details = ledger.told(invoice.id);
                ledger.tell(invoice.id, Event { changes, details, at: self.now });
            }
            ledger.put_invoice(invoice.clone());
            if let Some(held) = ledger.contact(contact.id) {
                *contact = Contact::clone(held);
            }
        }
    }
}

impl Before {
    fn check(&mut self, posted: &Members, desk: Desk<'_>, ids: &mut Ids) -> Result<InvoiceDraft, PostDataInvalid> {
        posted.allow("Invoice")?;
        let mut errors = Vec::new();
        let base = self.base(posted, desk, &mut errors)?;
        let fresh = || Invoice::blank(ids.next(), desk.ledger.organisation.currency, desk.now);
        let mut invoice = base.clone().unwrap_or_else(fresh);
        invoice.kind = kind(posted, base.as_ref(), &mut errors)?;
        invoice.number = self.number(posted, &invoice, desk, &mut errors)?;
        let contact = self.contact(posted, base.as_ref(), desk, ids, &mut errors)?;
        if let Some(contact) = &contact {
            invoice.contact = contact.id;
        }
        let contact_known = contact.is_some();
        let contact = contact.unwrap_or_else(|| Contact::named("", desk.now));
        let mut draft = InvoiceDraft { invoice, contact, contact_known, errors, line_errors: Vec::new() };
        draft.lay_over(base.as_ref(), posted, desk, ids)?;
        Ok(draft)
    }

    /// The invoice that is to be changed, if it is one: by id, or by the number of a sale.
    fn base(
        &self,
        posted: &Members,
        desk: Desk<'_>,
        errors: &mut Vec<String>,
    ) -> Result<Option<Invoice>, PostDataInvalid> {
        if let Some(id) = desk.id(posted, "InvoiceID", errors)? {
            let held = self.invoices.get(&id).map(Cow::Borrowed).or_else(|| desk.ledger.invoice(id));
            if held.is_none() || desk.way == Way::Create {
                errors.push("The document with the supplied id was not found for this endpoint.".to_owned());
                return Ok(None);
            }
            return Ok(held.map(Cow::into_owned));
        }
        let number = posted.text("InvoiceNumber")?.filter(|_| desk.way == Way::CreateOrUpdate);
        let is_bill = posted.text("Type")?.as_deref() == Some("ACCPAY");
        let held = number.filter(|_| !is_bill).and_then(|number| desk.ledger.sale_with_number(&number));
        Ok(held.map(|held| self.invoices.get(&held.id).cloned().unwrap_or_else(|| held.into_owned())))
    }

    fn number(
        &mut self,
        posted: &Members,
        invoice: &Invoice,
        desk: Desk<'_>,
        errors: &mut Vec<String>,
    ) -> Result<String, PostDataInvalid> {
        let number = posted.text("InvoiceNumber")?.unwrap_or_default();
        if number.is_empty() || number == invoice.number {
            return Ok(invoice.number.clone());
        }
        if number.len() > 255 {
            errors.push("The InvoiceNumber is longer than 255 characters".to_owned());
        }
        let unique = invoice.kind == InvoiceType::Accpay
            || !desk.ledger.has_sales_number(&number) && self.numbers.insert(number.clone());
        if !unique {
            errors.push("Invoice # must be unique.".to_owned());
        }
        Ok(number)
    }

    /// None where it could not be told.
    fn contact(
        &mut self,
        posted: &Members,
        base: Option<&Invoice>,
        desk: Desk<'_>,
        ids: &mut Ids,
        errors: &mut Vec<String>,
    ) -> Result<Option<Contact>, PostDataInvalid> {
        let held = |id| self.contacts.get(&id).or_else(|| desk.ledger.contact(id).map(Arc::as_ref)).cloned();
        let Some(posted) = posted.record("Contact")? else {
            if base.is_none() {
                errors.push("A Contact must be specified for this type of transaction".to_owned());
            }
            return Ok(base.and_then(|base| held(base.contact)));
        };
        posted.allow("Contact")?;
        let found = if let Some(id) = posted.text("ContactID")? {
            Guid::parse(&id).and_then(held).ok_or(format!("The contact with the ContactID '{id}' does not exist"))
        } else if let Some(number) = posted.text("ContactNumber")? {
            let named = desk.ledger.contact_with_number(&number).and_then(|contact| held(contact.id));
            named.ok_or(format!("The contact with the ContactNumber '{number}' does not exist"))
        } else if let Some(name) = posted.text("Name")?.filter(|name| !name.trim().is_empty()) {
            let key = name.trim().to_lowercase();
            let known = desk.ledger.contact_named(&name).map(|contact| contact.id);
            let id = known.or_else(|| self.new_names.get(&key).copied());
            Ok(id.and_then(held).unwrap_or_else(|| {
                let contact = Contact { id: ids.next(), ..Contact::named(name.trim(), desk.now) };
                self.new_names.insert(key, contact.id);
                contact
            }))
        } else {
            Err("A Contact must be specified for this type of transaction".to_owned())
        };
        match found {
            Ok(old) => {
                if old.archived && base.is_none_or(|base| base.contact != old.id) {
                    errors.push("The contact is archived and cannot be used.".to_owned());
                }
                // What else is posted of a contact changes the contact itself; its status is left alone.
                let mut contact = old.clone();
                lay_over(&mut contact, &posted, errors)?;
                contact.archived = old.archived;
                if contact.name != old.name
                    && desk.ledger.contact_named(&contact.name).is_some_and(|one| one.id != old.id)
                {
                    errors.push(name_taken(&contact.name));
                }
                if contact != old {
                    contact.updated = desk.now;
                }
                Ok(Some(contact))
            }
            Err(message) => {
                errors.push(message);
                Ok(None)
            }
        }
    }
}
