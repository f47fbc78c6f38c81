//! The invoices of one request.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::contact::{apply, name_in_use};
use super::invoice::{InvoiceDraft, kind};
use super::{Batch, CheckedDraft, WriteContext, WriteMode};
use crate::books::Books;
use crate::ledger::Ledger;
use crate::ledger::contact::Contact;
use crate::ledger::history_event::HistoryEvent;
use crate::ledger::invoice::Invoice;
use crate::ledger::invoice_type::InvoiceType;
use crate::values::ids::{Guid, Ids};
use crate::wire::posted::{PostDataInvalid, PostedFields};

#[derive(Debug)]
pub(crate) struct InvoiceBatch {
    drafts: Vec<InvoiceDraft>,
    reserved: HashSet<String>,
    now: i64,
}

/// Numbers, invoices and contacts that earlier invoices of the request use or change.
#[derive(Default)]
struct Earlier {
    numbers: HashSet<String>,
    invoices: HashMap<Guid, Invoice>,
    contacts: HashMap<Guid, Contact>,
    new_names: HashMap<String, Guid>,
}

impl Batch for InvoiceBatch {
    type Item = InvoiceDraft;
    const MANY: &'static str = "Invoices";
    const ONE: &'static str = "Invoice";

    fn find(ledger: &Ledger, key: &str) -> Option<Guid> {
        ledger.find_invoice(key).map(|invoice| invoice.id)
    }

    fn check(
        posted: &[PostedFields],
        context: WriteContext<'_>,
        ids: &mut Ids,
    ) -> Result<InvoiceBatch, PostDataInvalid> {
        let mut earlier = Earlier::default();
        let mut drafts = Vec::new();
        for posted in posted {
            let draft = earlier.check(posted, context, ids)?;
            if draft.is_good() {
                earlier.invoices.insert(draft.invoice.id, draft.invoice.clone());
                earlier.contacts.insert(draft.contact.id, draft.contact.clone());
            }
            drafts.push(draft);
        }
        Ok(InvoiceBatch { drafts, reserved: earlier.numbers, now: context.now })
    }

    fn drafts(&self) -> &[InvoiceDraft] {
        &self.drafts
    }

    fn save(&mut self, books: &mut Books) {
        let ledger = &mut books.ledger;
        for draft in self.drafts.iter_mut().filter(|draft| draft.is_good()) {
            let InvoiceDraft { invoice, contact, .. } = draft;
            if invoice.number.is_empty() && invoice.is_sale() {
                invoice.number = ledger.next_free_number(&self.reserved);
            }
            if ledger.contact(contact.id).is_none_or(|existing| **existing != *contact) {
                ledger.put_contact(contact.clone());
            }
            if let Some(old) = ledger.invoice(invoice.id) {
                let changes = if old.status == invoice.status { "Edited" } else { invoice.status.event() };
                let details = ledger.summary(invoice.id);
                ledger.record_event(invoice.id, HistoryEvent { changes, details, at: self.now });
            }
            ledger.put_invoice(invoice.clone());
            if let Some(existing) = ledger.contact(contact.id) {
                *contact = Contact::clone(existing);
            }
        }
    }
}

impl Earlier {
    fn check(
        &mut self,
        posted: &PostedFields,
        context: WriteContext<'_>,
        ids: &mut Ids,
    ) -> Result<InvoiceDraft, PostDataInvalid> {
        posted.allow("Invoice")?;
        let mut errors = Vec::new();
        let base = self.base(posted, context, &mut errors)?;
        let blank = || Invoice::blank(ids.next(), context.ledger.organisation.currency, context.now);
        let mut invoice = base.clone().unwrap_or_else(blank);
        invoice.kind = kind(posted, base.as_ref(), &mut errors)?;
        invoice.number = self.number(posted, &invoice, context, &mut errors)?;
        let contact = self.contact(posted, base.as_ref(), context, ids, &mut errors)?;
        if let Some(contact) = &contact {
            invoice.contact = contact.id;
        }
        let contact_known = contact.is_some();
        let contact = contact.unwrap_or_else(|| Contact::named("", context.now));
        let mut draft = InvoiceDraft { invoice, contact, contact_known, errors, line_errors: Vec::new() };
        draft.apply(base.as_ref(), posted, context, ids)?;
        Ok(draft)
    }

    /// The existing invoice to update, found by ID or by the number of a sale.
    fn base(
        &self,
        posted: &PostedFields,
        context: WriteContext<'_>,
        errors: &mut Vec<String>,
    ) -> Result<Option<Invoice>, PostDataInvalid> {
        if let Some(id) = context.id(posted, "InvoiceID", errors)? {
            let existing = self.invoices.get(&id).map(Cow::Borrowed).or_else(|| context.ledger.invoice(id));
            if existing.is_none() || context.mode == WriteMode::Create {
                errors.push("The document with the supplied id was not found for this endpoint.".to_owned());
                return Ok(None);
            }
            return Ok(existing.map(Cow::into_owned));
        }
        let number = posted.text("InvoiceNumber")?.filter(|_| context.mode == WriteMode::CreateOrUpdate);
        let is_bill = posted.text("Type")?.as_deref() == Some("ACCPAY");
        let existing = number.filter(|_| !is_bill).and_then(|number| context.ledger.sale_with_number(&number));
        Ok(existing.map(|existing| self.invoices.get(&existing.id).cloned().unwrap_or_else(|| existing.into_owned())))
    }

    fn number(
        &mut self,
        posted: &PostedFields,
        invoice: &Invoice,
        context: WriteContext<'_>,
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
            || !context.ledger.has_sales_number(&number) && self.numbers.insert(number.clone());
        if !unique {
            errors.push("Invoice # must be unique.".to_owned());
        }
        Ok(number)
    }

    /// None if it was not found.
    fn contact(
        &mut self,
        posted: &PostedFields,
        base: Option<&Invoice>,
        context: WriteContext<'_>,
        ids: &mut Ids,
        errors: &mut Vec<String>,
    ) -> Result<Option<Contact>, PostDataInvalid> {
        let existing = |id| self.contacts.get(&id).or_else(|| context.ledger.contact(id).map(Arc::as_ref)).cloned();
        let Some(posted) = posted.record("Contact")? else {
            if base.is_none() {
                errors.push("A Contact must be specified for this type of transaction".to_owned());
            }
            return Ok(base.and_then(|base| existing(base.contact)));
        };
        posted.allow("Contact")?;
        let found = if let Some(id) = posted.text("ContactID")? {
            Guid::parse(&id).and_then(existing).ok_or(format!("The contact with the ContactID '{id}' does not exist"))
        } else if let Some(number) = posted.text("ContactNumber")? {
            let named = context.ledger.contact_with_number(&number).and_then(|contact| existing(contact.id));
            named.ok_or(format!("The contact with the ContactNumber '{number}' does not exist"))
        } else if let Some(name) = posted.text("Name")?.filter(|name| !name.trim().is_empty()) {
            let key = name.trim().to_lowercase();
            let known = context.ledger.contact_named(&name).map(|contact| contact.id);
            let id = known.or_else(|| self.new_names.get(&key).copied());
            Ok(id.and_then(existing).unwrap_or_else(|| {
                let contact = Contact { id: ids.next(), ..Contact::named(name.trim(), context.now) };
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
                // Other posted fields update the contact itself, except its status.
                let mut contact = old.clone();
                apply(&mut contact, &posted, errors)?;
                contact.archived = old.archived;
                if contact.name != old.name
                    && context.ledger.contact_named(&contact.name).is_some_and(|one| one.id != old.id)
                {
                    errors.push(name_in_use(&contact.name));
                }
                if contact != old {
                    contact.updated = context.now;
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
