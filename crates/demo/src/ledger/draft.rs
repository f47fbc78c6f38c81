//! A batch of posted invoices: each is checked by Xero's rules; the good ones may then be saved.

use std::collections::{HashMap, HashSet};

use super::Ledger;
use super::contact::Contact;
use super::draft_line::Document;
use super::invoice::{Invoice, InvoiceType, LineAmountTypes, Status, View};
use crate::amount::Amount;
use crate::dates::Day;
use crate::ids::{Guid, Ids};
use crate::input::{Members, PostDataInvalid};
use crate::wire::Node;

const MEMBERS: &[&str] = &[
    "Type",
    "Contact",
    "LineItems",
    "Date",
    "DueDate",
    "LineAmountTypes",
    "InvoiceID",
    "InvoiceNumber",
    "Reference",
    "BrandingThemeID",
    "Url",
    "CurrencyCode",
    "CurrencyRate",
    "Status",
    "SentToContact",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
    "SubTotal",
    "TotalTax",
    "Total",
];

const CONTACT_MEMBERS: &[&str] = &[
    "ContactID",
    "Name",
    "ContactNumber",
    "AccountNumber",
    "FirstName",
    "LastName",
    "CompanyNumber",
    "EmailAddress",
    "ContactPersons",
    "BankAccountDetails",
    "TaxNumber",
    "Addresses",
    "Phones",
    "Website",
    // What a contact that was read brings along; it changes nothing.
    "ContactStatus",
    "ContactGroups",
    "DefaultCurrency",
    "HasAttachments",
    "HasValidationErrors",
    "IsCustomer",
    "IsSupplier",
    "PaymentTerms",
    "UpdatedDateUTC",
];

pub(crate) struct Draft {
    invoice: Invoice,
    contact: Contact,
    /// False where the posted contact could not be told; `contact` is then blank.
    contact_known: bool,
    errors: Vec<String>,
    line_errors: Vec<Vec<String>>,
}

pub(crate) struct Batch<'a> {
    ledger: &'a Ledger,
    now: i64,
    unit_decimals: usize,
    numbers: HashSet<String>,
    new_contacts: HashMap<String, Contact>,
    drafts: Vec<Draft>,
}

/// Checked drafts, free of the ledger they were checked against.
pub(crate) struct Checked {
    numbers: HashSet<String>,
    pub(crate) drafts: Vec<Draft>,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(ledger: &'a Ledger, now: i64, unit_decimals: usize) -> Batch<'a> {
        Batch { ledger, now, unit_decimals, numbers: HashSet::new(), new_contacts: HashMap::new(), drafts: Vec::new() }
    }

    pub(crate) fn done(self) -> Checked {
        Checked { numbers: self.numbers, drafts: self.drafts }
    }

    pub(crate) fn add(&mut self, posted: &Members, ids: &mut Ids) -> Result<(), PostDataInvalid> {
        posted.allow(MEMBERS)?;
        let mut errors = Vec::new();
        let kind = kind(posted, &mut errors)?;
        let status = status(posted, &mut errors)?;
        let line_amount_types = line_amount_types(posted, &mut errors)?;
        let contact = self.contact(posted, ids, &mut errors)?;
        let number = self.number(posted, kind, &mut errors)?;
        let date = posted.day("Date")?.unwrap_or(Day::of_millis(self.now));
        let draft = status == Status::Draft;
        if date < self.ledger.organisation.lock_date {
            errors.push("The document date cannot be before the period lock date.".to_owned());
        }
        if posted.text("InvoiceID")?.is_some() {
            errors.push("The document with the supplied id was not found for this endpoint.".to_owned());
        }
        self.currency(posted, &mut errors)?;

        let document =
            Document { ledger: self.ledger, kind, line_amount_types, unit_decimals: self.unit_decimals, draft };
        let mut lines = Vec::new();
        let mut line_errors = Vec::new();
        for posted in posted.records("LineItems")?.unwrap_or_default() {
            let line = document.line(&posted, ids)?;
            errors.extend(line.document_errors);
            lines.push(line.line);
            line_errors.push(line.errors);
        }
        if lines.is_empty() && !draft {
            errors.push("One or more line items must be specified".to_owned());
        }
        let mut invoice = Invoice {
            kind,
            id: ids.next(),
            number,
            reference: posted.text("Reference")?.unwrap_or_default(),
            url: posted.text("Url")?,
            contact: contact.as_ref().map_or_else(|| Guid::named(""), |contact| contact.id),
            date,
            due: posted.day("DueDate")?.or((!draft).then_some(date)),
            status,
            line_amount_types,
            lines,
            sub_total: Amount::ZERO,
            total_tax: Amount::ZERO,
            total: Amount::ZERO,
            payments: Vec::new(),
            credits: Vec::new(),
            currency: self.ledger.organisation.currency,
            sent: posted.bool("SentToContact")?.unwrap_or(false),
            created_by_app: true,
            updated: self.now,
        };
        invoice.add_up();
        totals_agree(posted, &invoice, &mut errors)?;
        let contact_known = contact.is_some();
        let contact = contact.unwrap_or_else(|| Contact::named("", self.now));
        self.drafts.push(Draft { invoice, contact, contact_known, errors, line_errors });
        Ok(())
    }

    fn contact(
        &mut self,
        posted: &Members,
        ids: &mut Ids,
        errors: &mut Vec<String>,
    ) -> Result<Option<Contact>, PostDataInvalid> {
        let Some(posted) = posted.record("Contact")? else {
            errors.push("A Contact must be specified for this type of transaction".to_owned());
            return Ok(None);
        };
        posted.allow(CONTACT_MEMBERS)?;
        let found = if let Some(id) = posted.text("ContactID")? {
            Guid::parse(&id)
                .and_then(|id| self.ledger.contact(id))
                .ok_or(format!("The contact with the ContactID '{id}' does not exist"))
        } else if let Some(number) = posted.text("ContactNumber")? {
            self.ledger
                .find_contact(&number)
                .ok_or(format!("The contact with the ContactNumber '{number}' does not exist"))
        } else if let Some(name) = posted.text("Name")?.filter(|name| !name.trim().is_empty()) {
            match self.ledger.contact_named(&name) {
                Some(contact) => Ok(contact),
                None if name.len() > 255 || name.contains(['<', '>']) => {
                    Err("The contact name is longer than 255 characters or contains < or >".to_owned())
                }
                None => return Ok(Some(self.new_contact(&name, ids))),
            }
        } else {
            Err("A Contact must be specified for this type of transaction".to_owned())
        };
        match found {
            Ok(contact) if contact.archived => {
                errors.push("The contact is archived and cannot be used.".to_owned());
                Ok(Some(Contact::clone(contact)))
            }
            Ok(contact) => Ok(Some(Contact::clone(contact))),
            Err(message) => {
                errors.push(message);
                Ok(None)
            }
        }
    }

    /// Xero makes a contact of an unknown name; a batch that names it twice gets one.
    fn new_contact(&mut self, name: &str, ids: &mut Ids) -> Contact {
        let now = self.now;
        self.new_contacts
            .entry(name.trim().to_lowercase())
            .or_insert_with(|| Contact { id: ids.next(), ..Contact::named(name.trim(), now) })
            .clone()
    }

    fn number(
        &mut self,
        posted: &Members,
        kind: InvoiceType,
        errors: &mut Vec<String>,
    ) -> Result<String, PostDataInvalid> {
        let number = posted.text("InvoiceNumber")?.unwrap_or_default();
        if number.len() > 255 {
            errors.push("The InvoiceNumber is longer than 255 characters".to_owned());
        }
        let unique = number.is_empty()
            || kind == InvoiceType::Accpay
            || !self.ledger.has_sales_number(&number) && self.numbers.insert(number.clone());
        if !unique {
            errors.push("Invoice # must be unique.".to_owned());
        }
        Ok(number)
    }

    fn currency(&self, posted: &Members, errors: &mut Vec<String>) -> Result<(), PostDataInvalid> {
        match posted.text("CurrencyCode")? {
            Some(code) if code != self.ledger.organisation.currency => {
                errors.push(format!("Organisation is not subscribed to currency {code}"));
            }
            _ => {}
        }
        Ok(())
    }
}

impl Checked {
    pub(crate) fn save(&mut self, ledger: &mut Ledger) {
        for draft in self.drafts.iter_mut().filter(|draft| draft.is_good()) {
            if draft.invoice.number.is_empty() && draft.invoice.kind == InvoiceType::Accrec {
                draft.invoice.number = ledger.fresh_number(&self.numbers);
            }
            if ledger.contact(draft.contact.id).is_none() {
                ledger.add_contact(draft.contact.clone());
            }
            ledger.add_invoice(draft.invoice.clone());
            if let Some(contact) = ledger.contact(draft.contact.id) {
                draft.contact = Contact::clone(contact);
            }
        }
    }
}

impl Draft {
    pub(crate) fn is_good(&self) -> bool {
        self.errors.is_empty() && self.line_errors.iter().all(Vec::is_empty)
    }

    /// The invoice as Xero echoes it; `per_element` adds the marks of `summarizeErrors=false`.
    pub(crate) fn node(&self, unit_decimals: usize, per_element: bool) -> Node<'_> {
        let view = View { line_items: true, summary: false, whole_contact: true, unit_decimals };
        let Node::Record(mut members) = self.invoice.node(&self.contact, view) else {
            return Node::Null;
        };
        if !self.is_good() {
            for (name, value) in &mut members {
                match (*name, value) {
                    ("HasErrors", value) => *value = Node::Bool(true),
                    ("LineItems", Node::List(_, lines)) => self.mark_lines(lines),
                    ("Contact", contact) if !self.contact_known => *contact = Node::Record(vec![]),
                    _ => {}
                }
            }
        }
        if per_element {
            let word = if self.is_good() { "OK" } else { "ERROR" };
            members.push(("StatusAttributeString", Node::text(word)));
        }
        if !self.is_good() {
            members.push(("ValidationErrors", messages(&self.errors)));
        }
        Node::Record(members)
    }

    fn mark_lines<'a>(&'a self, lines: &mut [Node<'a>]) {
        for (line, errors) in lines.iter_mut().zip(&self.line_errors) {
            if let Node::Record(members) = line {
                members.push(("ValidationErrors", messages(errors)));
            }
        }
    }
}

fn messages(errors: &[String]) -> Node<'_> {
    let message = |text: &'_ String| Node::Record(vec![("Message", Node::owned(text.clone()))]);
    Node::List("ValidationError", errors.iter().map(message).collect())
}

fn kind(posted: &Members, errors: &mut Vec<String>) -> Result<InvoiceType, PostDataInvalid> {
    Ok(match posted.text("Type")?.as_deref() {
        Some("ACCREC") => InvoiceType::Accrec,
        Some("ACCPAY") => InvoiceType::Accpay,
        Some(other) => {
            errors.push(format!("The invoice type '{other}' is not valid; it must be ACCREC or ACCPAY"));
            InvoiceType::Accrec
        }
        None => {
            errors.push("Invoice type must be specified".to_owned());
            InvoiceType::Accrec
        }
    })
}

fn status(posted: &Members, errors: &mut Vec<String>) -> Result<Status, PostDataInvalid> {
    Ok(match posted.text("Status")?.as_deref() {
        None | Some("DRAFT") => Status::Draft,
        Some("SUBMITTED") => Status::Submitted,
        Some("AUTHORISED") => Status::Authorised,
        Some(other) => {
            errors.push(format!("Invoice not of valid status for creation: {other}"));
            Status::Draft
        }
    })
}

fn line_amount_types(posted: &Members, errors: &mut Vec<String>) -> Result<LineAmountTypes, PostDataInvalid> {
    Ok(match posted.text("LineAmountTypes")?.as_deref() {
        None | Some("Exclusive" | "EXCLUSIVE") => LineAmountTypes::Exclusive,
        Some("Inclusive" | "INCLUSIVE") => LineAmountTypes::Inclusive,
        Some("NoTax" | "NOTAX") => LineAmountTypes::NoTax,
        Some(other) => {
            errors.push(format!("The LineAmountTypes '{other}' is not valid"));
            LineAmountTypes::Exclusive
        }
    })
}

fn totals_agree(posted: &Members, invoice: &Invoice, errors: &mut Vec<String>) -> Result<(), PostDataInvalid> {
    let sums = [
        ("SubTotal", invoice.sub_total, "The document subtotal"),
        ("TotalTax", invoice.total_tax, "The document tax total"),
        ("Total", invoice.total, "The document total"),
    ];
    for (name, sum, what) in sums {
        if posted.amount(name)?.is_some_and(|stated| stated != sum) {
            errors.push(format!("{what} does not equal the sum of the lines."));
        }
    }
    Ok(())
}
