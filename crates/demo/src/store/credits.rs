//! Credit notes, prepayments and overpayments as what a payment pays back.

use std::sync::Arc;

use xero_m2m_spec::Family;

use super::record::{Record, Value};
use super::{Place, Records, Row};
use crate::ledger::credit::Credit;
use crate::ledger::invoice::Source;
use crate::ledger::payment::Payment;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::posted::{Members, PostDataInvalid};

/// Where each kind is kept, the member that a payment names it by, and the one of its id.
const KINDS: [(Source, &str, &str, &str); 3] = [
    (Source::CreditNote, "CreditNotes", "CreditNote", "CreditNoteID"),
    (Source::Prepayment, "Prepayments", "Prepayment", "PrepaymentID"),
    (Source::Overpayment, "Overpayments", "Overpayment", "OverpaymentID"),
];

pub(crate) fn place(source: Source) -> Place {
    let (_, collection, ..) = KINDS.iter().find(|(kind, ..)| *kind == source).unwrap_or(&KINDS[0]);
    Place::new(Family::Accounting, collection)
}

/// None where the books do not have it.
type Found = Option<(Source, Arc<Row>)>;

/// The credit that a posted payment is for, if it is for one at all.
pub(crate) fn named(posted: &Members, records: &Records) -> Result<Option<Found>, PostDataInvalid> {
    for (source, _, member, id) in KINDS {
        let Some(named) = posted.record(member)? else { continue };
        let id = named.text(id)?.and_then(|id| Guid::parse(&id));
        let number = named.text("CreditNoteNumber")?;
        let found = match (id, number) {
            (Some(id), _) => records.find(place(source), id),
            (None, Some(number)) => with_number(records, &number),
            (None, None) => None,
        };
        return Ok(Some(found.map(|row| (source, Arc::clone(row)))));
    }
    let number = posted.text("CreditNoteNumber")?;
    Ok(number.map(|number| with_number(records, &number).map(|row| (Source::CreditNote, Arc::clone(row)))))
}

fn with_number<'a>(records: &'a Records, number: &str) -> Option<&'a Arc<Row>> {
    records.all(place(Source::CreditNote)).iter().find(|row| row.record.text("CreditNoteNumber") == number)
}

impl Row {
    /// Takes back a payment's amount of what is left.
    pub(crate) fn pay_back(&mut self, payment: &Payment) {
        let mut all = self.record.record_list("Payments");
        all.push(Record::from([
            ("PaymentID", payment.id.into()),
            ("Date", Value::Day(payment.date)),
            ("Amount", payment.amount.into()),
            ("Reference", payment.reference.clone().into()),
        ]));
        let left = self.left() - payment.amount;
        self.settle(all, left, payment);
        if left == Amount::ZERO {
            self.record.set("Status", "PAID".into());
            self.record.set("FullyPaidOnDate", Value::Day(payment.date));
        }
    }

    pub(crate) fn undo_pay_back(&mut self, payment: &Payment) {
        let mut all = self.record.record_list("Payments");
        all.retain(|one| one.id("PaymentID") != Some(payment.id));
        self.settle(all, self.left() + payment.amount, payment);
        self.record.set("Status", "AUTHORISED".into());
        self.record.set("FullyPaidOnDate", Value::Null);
    }

    /// How much of the credit nobody has used.
    pub(crate) fn left(&self) -> Amount {
        self.record.amount("RemainingCredit").unwrap_or_default()
    }

    fn settle(&mut self, payments: Vec<Record>, left: Amount, payment: &Payment) {
        self.record.set("Payments", payments.into());
        self.record.set("RemainingCredit", left.into());
        self.record.set("UpdatedDateUTC", Value::Instant(payment.updated));
        self.updated = payment.updated;
    }

    /// What a payment keeps of it.
    pub(crate) fn credit(&self, source: Source) -> Credit {
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
