//! A credit note, prepayment or overpayment, as a refund refers to it.

use super::contact::Contact;
use super::invoice::SettlementSource;
use crate::values::ids::Guid;
use crate::wire::node::{Node, NodeField};

#[derive(Clone, Debug)]
pub(crate) struct Credit {
    pub(crate) source: SettlementSource,
    pub(crate) id: Guid,
    /// Of credit notes only.
    pub(crate) number: String,
    /// Such as `ACCRECCREDIT` or `SPEND-PREPAYMENT`.
    pub(crate) kind: String,
    pub(crate) contact: Guid,
}

impl Credit {
    /// Whether it belongs to a customer, so that a refund is paid out.
    pub(crate) fn is_sale(&self) -> bool {
        self.kind == "ACCRECCREDIT" || self.kind.starts_with("RECEIVE")
    }

    pub(super) fn payment_type(&self) -> &'static str {
        match (self.source, self.is_sale()) {
            (SettlementSource::Prepayment, true) => "ARPREPAYMENTPAYMENT",
            (SettlementSource::Prepayment, false) => "APPREPAYMENTPAYMENT",
            (SettlementSource::Overpayment, true) => "AROVERPAYMENTPAYMENT",
            (SettlementSource::Overpayment, false) => "APOVERPAYMENTPAYMENT",
            (_, true) => "ARCREDITPAYMENT",
            (_, false) => "APCREDITPAYMENT",
        }
    }

    /// As a payment shows it.
    pub(super) fn field(&self, contact: Option<&Contact>) -> NodeField<'static> {
        let (name, id) = match self.source {
            SettlementSource::Prepayment => ("Prepayment", "PrepaymentID"),
            SettlementSource::Overpayment => ("Overpayment", "OverpaymentID"),
            _ => ("CreditNote", "CreditNoteID"),
        };
        let mut fields = vec![("Type", Node::owned(self.kind.clone())), (id, Node::Guid(self.id))];
        if !self.number.is_empty() {
            fields.push(("CreditNoteNumber", Node::owned(self.number.clone())));
        }
        if let Some(contact) = contact {
            let facts = vec![("ContactID", Node::Guid(contact.id)), ("Name", Node::owned(contact.name.clone()))];
            fields.push(("Contact", Node::Record(facts)));
        }
        (name, Node::Record(fields))
    }
}
