//! What happened to a record, and the notes that people left.

use super::Ledger;
use crate::ids::Guid;
use crate::wire::Node;

const USER: &str = "System Generated";

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) changes: &'static str,
    pub(crate) details: String,
    pub(crate) at: i64,
}

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

impl Event {
    pub(crate) fn node(&self) -> Node<'_> {
        let mut members = vec![("Changes", Node::text(self.changes))];
        members.extend(self.time());
        members.push(("User", Node::text(USER)));
        members.push(("Details", Node::text(&self.details)));
        Node::Record(members)
    }

    /// As the reply to a new note shows it.
    pub(crate) fn echo(&self) -> Node<'_> {
        let mut members = self.time().to_vec();
        members.push(("Details", Node::text(&self.details)));
        members.push(("ValidationErrors", Node::empty("ValidationError")));
        Node::Record(members)
    }

    fn time(&self) -> [(&'static str, Node<'static>); 2] {
        let mut text = crate::dates::instant_text(self.at);
        // The organisation's clock, which the demo company keeps at UTC: no zone.
        text.truncate(text.len() - 1);
        [("DateUTCString", Node::owned(text)), ("DateUTC", Node::Instant(self.at))]
    }
}
