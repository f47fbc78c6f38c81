//! A credit note or money in advance as a payment knows it: what may be paid back.

use super::contact::Contact;
use super::invoice::Source;
use crate::values::ids::Guid;
use crate::wire::node::{Member, Node};

#[derive(Clone, Debug)]
pub(crate) struct Credit {
    pub(crate) source: Source,
    pub(crate) id: Guid,
    /// Of credit notes only.
    pub(crate) number: String,
    /// Such as `ACCRECCREDIT` or `SPEND-PREPAYMENT`.
    pub(crate) kind: String,
    pub(crate) contact: Guid,
}

impl Credit {
    /// Whether a customer has it, so that paying it back costs us money.
    pub(crate) fn is_sale(&self) -> bool {
        self.kind == "ACCRECCREDIT" || self.kind.starts_with("RECEIVE")
    }

    pub(super) fn payment_type(&self) -> &'static str {
        match (self.source, self.is_sale()) {
            (Source::Prepayment, true) => "ARPREPAYMENTPAYMENT",
            (Source::Prepayment, false) => "APPREPAYMENTPAYMENT",
            (Source::Overpayment, true) => "AROVERPAYMENTPAYMENT",
            (Source::Overpayment, false) => "APOVERPAYMENTPAYMENT",
            (_, true) => "ARCREDITPAYMENT",
            (_, false) => "APCREDITPAYMENT",
        }
    }

    /// As a payment shows it.
    pub(super) fn member(&self, contact: Option<&Contact>) -> Member<'static> {
        let (name, id) = match self.source {
            Source::Prepayment => ("Prepayment", "PrepaymentID"),
            Source::Overpayment => ("Overpayment", "OverpaymentID"),
            _ => ("CreditNote", "CreditNoteID"),
        };
        let mut members = vec![("Type", Node::owned(self.kind.clone())), (id, Node::Guid(self.id))];
        if !self.number.is_empty() {
            members.push(("CreditNoteNumber", Node::owned(self.number.clone())));
        }
        if let Some(contact) = contact {
            let facts = vec![("ContactID", Node::Guid(contact.id)), ("Name", Node::owned(contact.name.clone()))];
            members.push(("Contact", Node::Record(facts)));
        }
        (name, Node::Record(members))
    }
}
