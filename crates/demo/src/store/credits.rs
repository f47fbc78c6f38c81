//! Credit notes, prepayments and overpayments as the documents of refunds.

use std::sync::Arc;

use xero_m2m_spec::Family;

use super::record::{FieldValue, Record};
use super::{CollectionKey, Records, Row};
use crate::ledger::credit::Credit;
use crate::ledger::invoice::SettlementSource;
use crate::ledger::payment::Payment;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::posted::{PostDataInvalid, PostedFields};

/// The collection of each kind, the field of a payment that names it, and the field of its ID.
const KINDS: [(SettlementSource, &str, &str, &str); 3] = [
    (SettlementSource::CreditNote, "CreditNotes", "CreditNote", "CreditNoteID"),
    (SettlementSource::Prepayment, "Prepayments", "Prepayment", "PrepaymentID"),
    (SettlementSource::Overpayment, "Overpayments", "Overpayment", "OverpaymentID"),
];

pub(crate) fn collection(source: SettlementSource) -> CollectionKey {
    let (_, collection, ..) = KINDS.iter().find(|(kind, ..)| *kind == source).unwrap_or(&KINDS[0]);
    CollectionKey::new(Family::Accounting, collection)
}

/// None if it does not exist.
type FoundCredit = Option<(SettlementSource, Arc<Row>)>;

/// The credit of a posted payment; none if the payment is not a refund.
pub(crate) fn named(posted: &PostedFields, records: &Records) -> Result<Option<FoundCredit>, PostDataInvalid> {
    for (source, _, field, id) in KINDS {
        let Some(named) = posted.record(field)? else { continue };
        let id = named.text(id)?.and_then(|id| Guid::parse(&id));
        let number = named.text("CreditNoteNumber")?;
        let found = match (id, number) {
            (Some(id), _) => records.find(collection(source), id),
            (None, Some(number)) => with_number(records, &number),
            (None, None) => None,
        };
        return Ok(Some(found.map(|row| (source, Arc::clone(row)))));
    }
    let number = posted.text("CreditNoteNumber")?;
    Ok(number.map(|number| with_number(records, &number).map(|row| (SettlementSource::CreditNote, Arc::clone(row)))))
}

fn with_number<'a>(records: &'a Records, number: &str) -> Option<&'a Arc<Row>> {
    records
        .all(collection(SettlementSource::CreditNote))
        .iter()
        .find(|row| row.record.text("CreditNoteNumber") == number)
}

impl Row {
    /// Reduces the remaining credit by a refund.
    pub(crate) fn pay_back(&mut self, payment: &Payment) {
        let mut all = self.record.record_list("Payments");
        all.push(Record::from([
            ("PaymentID", payment.id.into()),
            ("Date", FieldValue::Day(payment.date)),
            ("Amount", payment.amount.into()),
            ("Reference", payment.reference.clone().into()),
        ]));
        let left = self.left() - payment.amount;
        self.settle(all, left, payment);
        if left == Amount::ZERO {
            self.record.set("Status", "PAID".into());
            self.record.set("FullyPaidOnDate", FieldValue::Day(payment.date));
        }
    }

    pub(crate) fn undo_pay_back(&mut self, payment: &Payment) {
        let mut all = self.record.record_list("Payments");
        all.retain(|one| one.id("PaymentID") != Some(payment.id));
        self.settle(all, self.left() + payment.amount, payment);
        self.record.set("Status", "AUTHORISED".into());
        self.record.set("FullyPaidOnDate", FieldValue::Null);
    }

    /// The remaining credit.
    pub(crate) fn left(&self) -> Amount {
        self.record.amount("RemainingCredit").unwrap_or_default()
    }

    fn settle(&mut self, payments: Vec<Record>, left: Amount, payment: &Payment) {
        self.record.set("Payments", payments.into());
        self.record.set("RemainingCredit", left.into());
        self.record.set("UpdatedDateUTC", FieldValue::Instant(payment.updated));
        self.updated = payment.updated;
    }

    /// The reference that a refund stores.
    pub(crate) fn credit(&self, source: SettlementSource) -> Credit {
        Credit {
            source,
            id: self.id,
            number: self.record.text("CreditNoteNumber").to_owned(),
            kind: self.record.text("Type").to_owned(),
            contact: self
                .record
                .record("Contact")
                .and_then(|contact| contact.id("ContactID"))
                .unwrap_or_else(|| Guid::named("")),
        }
    }

    pub(crate) fn is_authorised(&self) -> bool {
        matches!(self.record.text("Status"), "AUTHORISED" | "PAID")
    }
}
