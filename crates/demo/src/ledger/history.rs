//! The history of records: changes and notes.

use super::Ledger;
use super::history_event::HistoryEvent;
use crate::values::ids::Guid;

impl Ledger {
    /// The latest event first. Every record has at least its creation.
    pub(crate) fn history(&self, owner: Guid) -> Vec<HistoryEvent> {
        match self.events.get(&owner) {
            Some(events) => events.iter().rev().cloned().collect(),
            None => self.creation(owner).into_iter().collect(),
        }
    }

    /// Must be called before the record changes, because the first call derives the creation event from it.
    pub(crate) fn record_event(&mut self, owner: Guid, event: HistoryEvent) {
        if !self.events.contains_key(&owner) {
            let creation = self.creation(owner).into_iter().collect();
            self.events.insert(owner, creation);
        }
        self.events.entry(owner).or_default().push(event);
    }

    fn creation(&self, owner: Guid) -> Option<HistoryEvent> {
        let (at, details) = match (self.invoice(owner), self.contact(owner)) {
            (Some(invoice), _) => (invoice.updated, self.summary(owner)),
            (None, Some(contact)) => (contact.updated, contact.name.clone()),
            (None, None) => {
                let payment = self.payment(owner)?;
                (payment.updated, format!("Payment of {}", payment.amount.text(2)))
            }
        };
        Some(HistoryEvent { changes: "Created", details, at })
    }

    /// A one-line description of an invoice.
    pub(crate) fn summary(&self, invoice: Guid) -> String {
        let Some(invoice) = self.invoice(invoice) else { return String::new() };
        let contact = self.contact(invoice.contact).map_or("", |contact| contact.name.as_str());
        let preposition = if invoice.is_sale() { "to" } else { "from" };
        format!("{} {preposition} {contact} for {}.", invoice.number, invoice.total.text(2)).trim_start().to_owned()
    }
}
