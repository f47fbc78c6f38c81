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
pub(crate) mod credit;
pub(crate) mod entries;
pub(crate) mod history;
pub(crate) mod history_event;
pub(crate) mod interleaving;
pub(crate) mod invoice;
pub(crate) mod invoice_type;
pub(crate) mod invoices;
pub(crate) mod journal;
pub(crate) mod journal_source;
pub(crate) mod journal_sources;
pub(crate) mod journals;
pub(crate) mod line;
pub(crate) mod organisation;
pub(crate) mod payment;
pub(crate) mod payments;
pub(crate) mod person;
pub(crate) mod posting;
pub(crate) mod printed;
pub(crate) mod refunds;
pub(crate) mod slots;
pub(crate) mod status;
pub(crate) mod synthetic;
pub(crate) mod terms;
pub(crate) mod tracking;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::changes::{Category, Changes};
use crate::lists::selection::Chosen;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::query::Asked;
use account::Account;
use attachment::Attachment;
use contact::Contact;
use history_event::Event;
use invoice::Invoice;
use invoices::Invoices;
use journal::Journals;
use journal_source::Voucher;
use organisation::Organisation;
use payment::Payment;
use posting::Entry;
use status::Status;
use synthetic::Run;

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
    /// What the last list of invoices had, for its next page; forgotten when an invoice or a contact changes.
    chosen: Option<(Asked, Chosen)>,
    /// By the record that they hang on.
    attachments: HashMap<Guid, Vec<Attachment>>,
    events: HashMap<Guid, Vec<Event>>,
    /// Those that came in through the API, and the deleted ones.
    payments: HashMap<Guid, Arc<Payment>>,
    /// What is in the books beside the documents.
    entries: Vec<Arc<Entry>>,
    /// What the documents beside invoices do to the accounts, by their ids.
    vouchers: HashMap<Guid, Arc<Voucher>>,
    journals: Journals,
    generated_contacts: u32,
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
            chosen: None,
            attachments: HashMap::new(),
            events: HashMap::new(),
            payments: HashMap::new(),
            entries: Vec::new(),
            vouchers: HashMap::new(),
            journals: Journals::default(),
            generated_contacts: 0,
            changes: Changes::default(),
        }
    }

    /// What a document posts from then on, if it posts anything.
    pub(crate) fn put_document(&mut self, id: Guid, voucher: Option<Voucher>, at: i64) {
        let old = match &voucher {
            Some(voucher) => self.vouchers.insert(id, Arc::new(voucher.clone())),
            None => self.vouchers.remove(&id),
        };
        self.repost(old.map(Arc::unwrap_or_clone), voucher, at);
    }

    /// The account that money in advance stands on.
    fn advance_account(&self, advance: Guid) -> Option<Guid> {
        self.vouchers.get(&advance)?.entry.postings.first().map(|posting| posting.account)
    }

    /// Money of the seed that came or went without a document.
    pub(crate) fn add_entry(&mut self, entry: Entry) {
        let source = Guid::named(&format!("entry/{}", self.entries.len()));
        let received = entry.postings.last().is_some_and(|bank| bank.amount > Amount::ZERO);
        let voucher = Voucher::plain(if received { "CASHREC" } else { "CASHPAID" }, source, "", entry.clone());
        self.journals.add(voucher, false, entry.date.millis());
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

    /// By id or, as Xero also takes it, by contact number.
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
        self.chosen = None;
        let at = self.contacts.len();
        self.contact_ids.insert(contact.id, at);
        self.contact_names.insert(contact.name.trim().to_lowercase(), at);
        self.index_contact_number(&contact, at);
        self.contacts.push(Arc::new(contact));
    }

    /// Adds it, or puts it where the one with its id was.
    pub(crate) fn put_contact(&mut self, contact: Contact) {
        self.chosen = None;
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

    pub(crate) fn chosen_invoices(&self, asked: &Asked) -> Option<Chosen> {
        self.chosen.as_ref().filter(|(held, _)| held == asked).map(|(_, chosen)| chosen.clone())
    }

    pub(crate) fn remember_invoices(&mut self, asked: Asked, chosen: Chosen) {
        self.chosen = Some((asked, chosen));
    }

    /// By id or, as Xero also takes it, by invoice number.
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

    /// As part of a seed: nobody is told.
    pub(crate) fn add_invoice(&mut self, invoice: Invoice) {
        self.chosen = None;
        self.mark_contact(&invoice);
        self.post_invoice(None, &invoice);
        self.invoices.put(invoice);
    }

    /// Adds it, or puts it where the one with its id was.
    pub(crate) fn put_invoice(&mut self, invoice: Invoice) {
        self.chosen = None;
        let id = invoice.id;
        self.mark_contact(&invoice);
        let old = self.invoices.get(id).map(Cow::into_owned);
        self.post_invoice(old.as_ref(), &invoice);
        self.invoices.put(invoice);
        self.changes.changed(Category::Invoice, id, old.is_none());
    }

    pub(crate) fn add_generated(&mut self, run: Run) {
        self.chosen = None;
        let customers: Vec<Guid> = run.customers_by_now().collect();
        for customer in customers {
            self.mark(customer, true);
        }
        self.journals.add_generated(&run);
        self.invoices.add_run(run);
    }

    /// Whoever is on a document is a customer or a supplier from then on.
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

    /// The number that Xero would give to a sales invoice that comes without one.
    pub(crate) fn fresh_number(&self, reserved: &HashSet<String>) -> String {
        self.invoices.fresh_number(reserved)
    }

    /// The number of the next generated contact.
    pub(crate) fn next_generated_contact(&mut self) -> u32 {
        self.generated_contacts += 1;
        self.generated_contacts
    }
}
