//! The books of the demo company: organisation, accounts, contacts and invoices, with their indexes.

pub(crate) mod account;
pub(crate) mod account_sums;
pub(crate) mod accounts;
pub(crate) mod attachment;
pub(crate) mod attachments;
pub(crate) mod balances;
pub(crate) mod budget;
pub(crate) mod contact;
pub(crate) mod contact_balance;
pub(crate) mod contact_person;
pub(crate) mod credit;
pub(crate) mod entries;
pub(crate) mod history;
pub(crate) mod history_event;
pub(crate) mod interleaving;
pub(crate) mod invoice;
pub(crate) mod invoice_text;
pub(crate) mod invoice_type;
pub(crate) mod invoices;
pub(crate) mod journal;
pub(crate) mod journal_source;
pub(crate) mod journal_sources;
pub(crate) mod journals;
pub(crate) mod line;
pub(crate) mod organisation;
pub(crate) mod payment;
pub(crate) mod payment_terms;
pub(crate) mod payments;
pub(crate) mod posting;
pub(crate) mod refunds;
pub(crate) mod status;
pub(crate) mod synthetic;
pub(crate) mod tracking;
pub(crate) mod typed_entries;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::changes::{Category, Changes};
use crate::lists::selection::Selection;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::query::ListKey;
use account::Account;
use attachment::Attachment;
use contact::Contact;
use history_event::HistoryEvent;
use invoice::Invoice;
use invoices::Invoices;
use journal::Journals;
use journal_source::JournalSource;
use organisation::Organisation;
use payment::Payment;
use posting::Entry;
use status::Status;
use synthetic::SyntheticRun;

/// Cloning is cheap enough for snapshots: the records themselves are shared.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) organisation: Arc<Organisation>,
    accounts: Arc<Vec<Account>>,
    contacts: Vec<Arc<Contact>>,
    contact_ids: HashMap<Guid, usize>,
    contact_names: HashMap<String, usize>,
    contact_numbers: HashMap<String, usize>,
    invoices: Invoices,
    /// The result of the last invoice list, for its next page. Cleared when an invoice or a contact changes.
    selection: Option<(ListKey, Selection)>,
    /// By the ID of the record that they are attached to.
    attachments: HashMap<Guid, Vec<Attachment>>,
    events: HashMap<Guid, Vec<HistoryEvent>>,
    /// Payments made through the API, and deleted ones.
    payments: HashMap<Guid, Arc<Payment>>,
    /// Entries without a document.
    entries: Vec<Arc<Entry>>,
    /// Journal sources of documents other than invoices, by ID.
    journal_sources: HashMap<Guid, Arc<JournalSource>>,
    journals: Journals,
    synthetic_contacts: u32,
    pub(crate) changes: Changes,
}

impl Ledger {
    pub(crate) fn new(organisation: Organisation, accounts: Vec<Account>) -> Ledger {
        Ledger {
            organisation: Arc::new(organisation),
            accounts: Arc::new(accounts),
            contacts: Vec::new(),
            contact_ids: HashMap::new(),
            contact_names: HashMap::new(),
            contact_numbers: HashMap::new(),
            invoices: Invoices::new(),
            selection: None,
            attachments: HashMap::new(),
            events: HashMap::new(),
            payments: HashMap::new(),
            entries: Vec::new(),
            journal_sources: HashMap::new(),
            journals: Journals::default(),
            synthetic_contacts: 0,
            changes: Changes::default(),
        }
    }

    /// Sets what a document posts, or removes it.
    pub(crate) fn put_document(&mut self, id: Guid, journal_source: Option<JournalSource>, at: i64) {
        let old = match &journal_source {
            Some(journal_source) => self.journal_sources.insert(id, Arc::new(journal_source.clone())),
            None => self.journal_sources.remove(&id),
        };
        self.repost(old.map(Arc::unwrap_or_clone), journal_source, at);
    }

    /// The account that a prepayment was posted to.
    fn advance_account(&self, advance: Guid) -> Option<Guid> {
        self.journal_sources.get(&advance)?.entry.postings.first().map(|posting| posting.account)
    }

    /// A cash entry of the seed without a document.
    pub(crate) fn add_entry(&mut self, entry: Entry) {
        let source = Guid::named(&format!("entry/{}", self.entries.len()));
        let received = entry.postings.last().is_some_and(|bank| bank.amount > Amount::ZERO);
        let journal_source =
            JournalSource::plain(if received { "CASHREC" } else { "CASHPAID" }, source, "", entry.clone());
        self.journals.add(journal_source, false, entry.date.millis());
        self.entries.push(Arc::new(entry));
    }

    pub(crate) fn contacts(&self) -> &[Arc<Contact>] {
        &self.contacts
    }

    pub(crate) fn contact(&self, id: Guid) -> Option<&Arc<Contact>> {
        self.contacts.get(*self.contact_ids.get(&id)?)
    }

    pub(crate) fn contact_named(&self, name: &str) -> Option<&Arc<Contact>> {
        self.contacts.get(*self.contact_names.get(&name.trim().to_lowercase())?)
    }

    /// By ID or, as Xero also allows, by contact number.
    pub(crate) fn find_contact(&self, key: &str) -> Option<&Arc<Contact>> {
        match Guid::parse(key) {
            Some(id) => self.contact(id),
            None => self.contact_with_number(key),
        }
    }

    pub(crate) fn contact_with_number(&self, number: &str) -> Option<&Arc<Contact>> {
        self.contacts.get(*self.contact_numbers.get(number)?)
    }

    pub(crate) fn add_contact(&mut self, contact: Contact) {
        self.selection = None;
        let at = self.contacts.len();
        self.contact_ids.insert(contact.id, at);
        self.contact_names.insert(contact.name.trim().to_lowercase(), at);
        self.index_contact_number(&contact, at);
        self.contacts.push(Arc::new(contact));
    }

    /// Adds it or replaces the one with its ID.
    pub(crate) fn put_contact(&mut self, contact: Contact) {
        self.selection = None;
        let at = self.contact_ids.get(&contact.id).copied();
        self.changes.changed(Category::Contact, contact.id, at.is_none());
        let Some(at) = at else { return self.add_contact(contact) };
        let old = self.contacts[at].name.trim().to_lowercase();
        if self.contact_names.get(&old) == Some(&at) {
            self.contact_names.remove(&old);
        }
        self.contact_names.insert(contact.name.trim().to_lowercase(), at);
        if let Some(old) = self.contacts[at].number.as_ref().filter(|old| contact.number.as_ref() != Some(old))
            && self.contact_numbers.get(old) == Some(&at)
        {
            self.contact_numbers.remove(old);
        }
        self.index_contact_number(&contact, at);
        self.contacts[at] = Arc::new(contact);
    }

    fn index_contact_number(&mut self, contact: &Contact, at: usize) {
        if let Some(number) = &contact.number {
            self.contact_numbers.entry(number.clone()).or_insert(at);
        }
    }

    pub(crate) fn invoices(&self) -> &Invoices {
        &self.invoices
    }

    pub(crate) fn selected_invoices(&self, key: &ListKey) -> Option<Selection> {
        self.selection.as_ref().filter(|(existing, _)| existing == key).map(|(_, selection)| selection.clone())
    }

    pub(crate) fn remember_selection(&mut self, key: ListKey, selection: Selection) {
        self.selection = Some((key, selection));
    }

    /// By ID or, as Xero also allows, by invoice number.
    pub(crate) fn find_invoice(&self, key: &str) -> Option<Cow<'_, Invoice>> {
        match Guid::parse(key) {
            Some(id) => self.invoice(id),
            None => self.invoices.numbered(key),
        }
    }

    pub(crate) fn invoice(&self, id: Guid) -> Option<Cow<'_, Invoice>> {
        self.invoices.get(id)
    }

    pub(crate) fn sale_with_number(&self, number: &str) -> Option<Cow<'_, Invoice>> {
        self.invoices.sale(number)
    }

    pub(crate) fn has_sales_number(&self, number: &str) -> bool {
        self.invoices.sale(number).is_some()
    }

    /// Adds an invoice of the seed, without a webhook event.
    pub(crate) fn add_invoice(&mut self, invoice: Invoice) {
        self.selection = None;
        self.mark_contact(&invoice);
        self.post_invoice(None, &invoice);
        self.invoices.put(invoice);
    }

    /// Adds it or replaces the one with its ID.
    pub(crate) fn put_invoice(&mut self, invoice: Invoice) {
        self.selection = None;
        let id = invoice.id;
        self.mark_contact(&invoice);
        let old = self.invoices.get(id).map(Cow::into_owned);
        self.post_invoice(old.as_ref(), &invoice);
        self.invoices.put(invoice);
        self.changes.changed(Category::Invoice, id, old.is_none());
    }

    pub(crate) fn add_synthetic(&mut self, run: SyntheticRun) {
        self.selection = None;
        let customers: Vec<Guid> = run.current_customers().collect();
        for customer in customers {
            self.mark(customer, true);
        }
        self.journals.add_synthetic(&run);
        self.invoices.add_run(run);
    }

    /// Marks the contact of an issued document as a customer or a supplier.
    fn mark_contact(&mut self, invoice: &Invoice) {
        if !matches!(invoice.status, Status::Draft | Status::Deleted) {
            self.mark(invoice.contact, invoice.is_sale());
        }
    }

    fn mark(&mut self, contact: Guid, sale: bool) {
        if let Some(contact) = self.contact_ids.get(&contact)
            && let Some(contact) = self.contacts.get_mut(*contact)
            && !(if sale { contact.is_customer } else { contact.is_supplier })
        {
            let contact = Arc::make_mut(contact);
            contact.is_customer |= sale;
            contact.is_supplier |= !sale;
        }
    }

    /// The number for a sales invoice that was posted without one.
    pub(crate) fn next_free_number(&self, reserved: &HashSet<String>) -> String {
        self.invoices.next_free_number(reserved)
    }

    /// The number of the next synthetic contact.
    pub(crate) fn next_synthetic_contact(&mut self) -> u32 {
        self.synthetic_contacts += 1;
        self.synthetic_contacts
    }
}
