//! Income by customer and expense by supplier, from the invoices and bills of a span.

use std::collections::{BTreeSet, HashMap};

use super::figures::{date, span};
use crate::call::Call;
use crate::ledger::invoice::Invoice;
use crate::ledger::status::Status;
use crate::records::refusal::Refusal;
use crate::rules::journals;
use crate::store::record::{Record, Value};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

/// So many days after its due date an invoice counts as old.
const AGED: i64 = 90;

#[derive(Default)]
struct Totals {
    billed: Amount,
    paid: Amount,
    outstanding: Amount,
    aged: Amount,
    voided: Amount,
    credited: Amount,
    count: i64,
    codes: BTreeSet<String>,
}

pub(crate) fn totals(call: &Call<'_>, sales: bool) -> Result<Record, Refusal> {
    let ledger = &call.books.ledger;
    let (from, to) = span(call)?;
    let wanted: Option<Vec<Option<Guid>>> =
        call.query.list("contactIds").map(|ids| ids.into_iter().map(Guid::parse).collect());
    let today = Day::of_millis(call.now);
    let mut all = Totals::default();
    let mut by_contact: HashMap<Guid, Totals> = HashMap::new();
    let is_asked = |invoice: &Invoice| {
        invoice.is_sale() == sales
            && (from..=to).contains(&invoice.date)
            && wanted.as_ref().is_none_or(|wanted| wanted.contains(&Some(invoice.contact)))
    };
    for invoice in ledger.invoices().iter().filter(|invoice| is_asked(invoice)) {
        all.add(&invoice, today);
        by_contact.entry(invoice.contact).or_default().add(&invoice, today);
    }
    let named = ledger.contacts().iter().filter_map(|contact| Some((contact, by_contact.remove(&contact.id)?)));
    let contacts: Vec<Record> = named
        .filter(|(_, totals)| totals.count > 0)
        .map(|(contact, totals)| {
            let codes = totals.codes.iter().map(|code| Value::Text(code.clone())).collect();
            let mut record = Record::from([
                ("contactId", contact.id.into()),
                ("name", (&*contact.name).into()),
                ("accountCodes", Value::List(codes)),
            ]);
            totals.write(&mut record);
            record
        })
        .collect();
    let mut record = Record::from([("startDate", date(from)), ("endDate", date(to)), ("contacts", contacts.into())]);
    all.write(&mut record);
    if call.query.is_true("includeManualJournals") {
        let class = if sales { "REVENUE" } else { "EXPENSE" };
        let moved = journals::moved(call, class, (from, to));
        let total = if sales { -moved } else { moved };
        record.set("manualJournals", Record::from([("total", total.into())]).into());
    }
    Ok(record)
}

impl Totals {
    fn add(&mut self, invoice: &Invoice, today: Day) {
        match invoice.status {
            Status::Authorised | Status::Paid => {
                let due = invoice.amount_due();
                self.billed = self.billed + invoice.total;
                self.paid = self.paid + invoice.amount_paid();
                self.credited = self.credited + invoice.amount_credited();
                self.outstanding = self.outstanding + due;
                if invoice.due.is_some_and(|day| day.plus(AGED) < today) {
                    self.aged = self.aged + due;
                }
                let codes = invoice.lines.iter().filter_map(|line| line.account.as_ref());
                self.codes.extend(codes.map(|(code, _)| code.clone()));
            }
            Status::Voided => self.voided = self.voided + invoice.total,
            _ => return,
        }
        self.count += 1;
    }

    fn write(&self, record: &mut Record) {
        let detail = [("totalPaid", self.paid.into()), ("totalOutstanding", self.outstanding.into())];
        let other = [
            ("totalOutstandingAged", self.aged.into()),
            ("totalVoided", self.voided.into()),
            ("totalCredited", self.credited.into()),
            ("transactionCount", Value::Integer(self.count)),
        ];
        record.set("total", self.billed.into());
        record.set("totalDetail", Record::from(detail).into());
        record.set("totalOther", Record::from(other).into());
    }
}
