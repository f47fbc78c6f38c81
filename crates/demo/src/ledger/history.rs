//! What happened to a record, and the notes that people left.

use super::Ledger;
use super::history_event::Event;
use crate::values::ids::Guid;

impl Ledger {
    /// The last event first. Records that nobody touched have been created, at least.
    pub(crate) fn history(&self, owner: Guid) -> Vec<Event> {
        match self.events.get(&owner) {
            Some(events) => events.iter().rev().cloned().collect(),
            None => self.birth(owner).into_iter().collect(),
        }
    }

    /// To be called before the record changes: its creation is read off it the first time.
    pub(crate) fn tell(&mut self, owner: Guid, event: Event) {
        if !self.events.contains_key(&owner) {
            let birth = self.birth(owner).into_iter().collect();
            self.events.insert(owner, birth);
        }
        self.events.entry(owner).or_default().push(event);
    }

    fn birth(&self, owner: Guid) -> Option<Event> {
        let (at, details) = match (self.invoice(owner), self.contact(owner)) {
            (Some(invoice), _) => (invoice.updated, self.told(owner)),
            (None, Some(contact)) => (contact.updated, contact.name.clone()),
            (None, None) => {
                let payment = self.payment(owner)?;
                (payment.updated, format!("Payment of {}", payment.amount.text(2)))
            }
        };
        Some(Event { changes: "Created", details, at })
    }

    /// An invoice in one sentence.
    pub(crate) fn told(&self, invoice: Guid) -> String {
        let Some(invoice) = self.invoice(invoice) else { return String::new() };
        let contact = self.contact(invoice.contact).map_or("", |contact| contact.name.as_str());
        let way = if invoice.is_sale() { "to" } else { "from" };
        format!("{} {way} {contact} for {}.", invoice.number, invoice.total.text(2)).trim_start().to_owned()
    }
}
