//! Credit set against invoices: the credit shrinks, the invoice's due does, and both may become paid.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use xero_m2m_spec::Family;

use crate::call::Call;
use crate::conventions::convention::Manners;
use crate::engine::target::body_shape;
use crate::ledger::history_event::Event;
use crate::ledger::invoice::{Invoice, Settlement, Source};
use crate::ledger::status::Status;
use crate::records::draft::Draft;
use crate::records::outcome::{Outcome, Saved};
use crate::records::posted::{envelope_name, posted};
use crate::records::refusal::Refusal;
use crate::store::record::{Record, Value};
use crate::store::{Place, Row};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

/// The credit of a call, with the books as this request leaves them.
struct Desk<'c, 'a> {
    call: &'c Call<'a>,
    source: Source,
    credit: Row,
    invoices: HashMap<Guid, Invoice>,
}

pub(crate) fn allocate(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let (place, credit) = found(call)?;
    let Some(shape) = body_shape(call.operation) else { return Ok(Outcome::Nothing) };
    let reader = Manners::of(Family::Accounting).reader;
    let mut posted_all = Vec::new();
    for members in posted(call.body, [envelope_name(Some(shape)), None])? {
        posted_all.push((call.ids.next(), reader.record(&members, shape.schema)?));
    }
    let mut desk = Desk { call, source: source(place), credit: Row::clone(&credit), invoices: HashMap::new() };
    let drafts: Vec<Draft> = posted_all.into_iter().map(|(id, record)| desk.check(id, record)).collect();
    if !drafts.iter().all(Draft::is_good) {
        return Err(Refusal::Invalid(drafts));
    }
    let (mut credit, invoices) = (desk.credit, desk.invoices);
    credit.updated = call.now;
    credit.record.set("UpdatedDateUTC", Value::Instant(call.now));
    let number = credit.record.text("CreditNoteNumber").to_owned();
    call.books.records.put(place, credit);
    for invoice in invoices.into_values() {
        keep(call, invoice, "Credit Applied", &number);
    }
    let saved = drafts.into_iter().map(|draft| Saved { row: Arc::new(draft.row(call.now)), faults: Vec::new() });
    Ok(Outcome::Saved { saved: saved.collect(), per_element: false })
}

pub(crate) fn undo(call: &mut Call<'_>) -> Result<Outcome, Refusal> {
    let (place, credit) = found(call)?;
    let wanted = Guid::parse(call.key(1)).ok_or(Refusal::NotFound)?;
    let mut credit = Row::clone(&credit);
    let mut all = credit.record.record_list("Allocations");
    let at = all.iter().position(|one| one.id("AllocationID") == Some(wanted)).ok_or(Refusal::NotFound)?;
    let mut allocation = all.remove(at);
    let amount = allocation.amount("Amount").unwrap_or_default();
    let left = credit.record.amount("RemainingCredit").unwrap_or_default() + amount;
    credit.record.set("Allocations", all.into());
    credit.record.set("RemainingCredit", left.into());
    credit.record.set("Status", "AUTHORISED".into());
    credit.record.set("FullyPaidOnDate", Value::Null);
    credit.record.set("UpdatedDateUTC", Value::Instant(call.now));
    credit.updated = call.now;
    let invoice = allocation.record("Invoice").and_then(|invoice| invoice.id("InvoiceID"));
    if let Some(mut invoice) = invoice.and_then(|id| call.books.ledger.invoice(id)).map(Cow::into_owned) {
        let same = |one: &Settlement| one.id == credit.id && one.amount == amount;
        if let Some(at) = invoice.credits.iter().position(same) {
            invoice.credits.remove(at);
            if invoice.status == Status::Paid {
                invoice.status = Status::Authorised;
            }
        }
        keep(call, invoice, "Credit Removed", credit.record.text("CreditNoteNumber"));
    }
    call.books.records.put(place, credit);
    allocation.set("IsDeleted", true.into());
    Ok(Outcome::One(Arc::new(Row { id: wanted, record: allocation, created: call.now, updated: call.now })))
}

fn source(place: Place) -> Source {
    match place.collection {
        "Prepayments" => Source::Prepayment,
        "Overpayments" => Source::Overpayment,
        _ => Source::CreditNote,
    }
}

fn found(call: &Call<'_>) -> Result<(Place, Arc<Row>), Refusal> {
    let place = Place::new(Family::Accounting, call.resource());
    let row = Guid::parse(call.key(0)).and_then(|id| call.books.records.find(place, id));
    Ok((place, Arc::clone(row.ok_or(Refusal::NotFound)?)))
}

fn keep(call: &mut Call<'_>, mut invoice: Invoice, changes: &'static str, number: &str) {
    invoice.updated = call.now;
    let ledger = &mut call.books.ledger;
    let details = format!("{changes} {number} to {}", invoice.number).trim().to_owned();
    ledger.tell(invoice.id, Event { changes, details, at: call.now });
    ledger.put_invoice(invoice);
}

impl Desk<'_, '_> {
    /// One allocation, checked against those before it and laid over the books of this request.
    fn check(&mut self, id: Guid, record: Record) -> Draft {
        let mut draft = Draft { id, record, before: None, created: self.call.now, faults: Vec::new() };
        let amount = draft.record.amount("Amount").unwrap_or_default().rounded();
        let date = match draft.record.get("Date") {
            Some(Value::Day(day)) => *day,
            _ => Day::of_millis(self.call.now),
        };
        let invoice = self.invoice(&draft.record);
        for fault in self.faults(amount, date, invoice.as_ref()) {
            draft.fault("", fault);
        }
        let Some(mut invoice) = invoice.filter(|_| draft.is_good()) else { return draft };
        invoice.credits.push(Settlement { id: self.credit.id, date, amount, source: self.source });
        if invoice.amount_due() == Amount::ZERO {
            invoice.status = Status::Paid;
        }
        let named = [("InvoiceID", invoice.id.into()), ("InvoiceNumber", invoice.number.clone().into())];
        draft.record = Record::from([
            ("AllocationID", id.into()),
            ("Invoice", Record::from(named).into()),
            ("Amount", amount.into()),
            ("Date", Value::Day(date)),
        ]);
        self.invoices.insert(invoice.id, invoice);
        let credit = &mut self.credit.record;
        let left = credit.amount("RemainingCredit").unwrap_or_default() - amount;
        let mut all = credit.record_list("Allocations");
        all.push(draft.record.clone());
        credit.set("Allocations", all.into());
        credit.set("RemainingCredit", left.into());
        if left == Amount::ZERO {
            credit.set("Status", "PAID".into());
            credit.set("FullyPaidOnDate", Value::Day(date));
        }
        draft
    }

    fn invoice(&self, record: &Record) -> Option<Invoice> {
        let named = record.record("Invoice")?;
        let ledger = &self.call.books.ledger;
        let held = match named.id("InvoiceID") {
            Some(id) => ledger.invoice(id),
            None => ledger.find_invoice(named.text("InvoiceNumber")),
        }?;
        Some(self.invoices.get(&held.id).cloned().unwrap_or_else(|| held.into_owned()))
    }

    fn faults(&self, amount: Amount, date: Day, invoice: Option<&Invoice>) -> Vec<&'static str> {
        let credit = &self.credit.record;
        let mut faults = Vec::new();
        let mut hold = |is_wrong: bool, fault| {
            if is_wrong {
                faults.push(fault);
            }
        };
        hold(amount <= Amount::ZERO, "The amount of an allocation must be greater than zero");
        hold(
            !matches!(credit.text("Status"), "AUTHORISED" | "PAID"),
            "Only an Authorised credit can be allocated to invoices",
        );
        hold(
            amount > credit.amount("RemainingCredit").unwrap_or_default(),
            "The amount to be allocated is greater than the remaining credit",
        );
        faults.extend(self.call.books.ledger.organisation.lock_of([date]));
        let mut hold = |is_wrong: bool, fault| {
            if is_wrong {
                faults.push(fault);
            }
        };
        let Some(invoice) = invoice else {
            hold(true, "The invoice of the allocation could not be found");
            return faults;
        };
        let is_sale = matches!(credit.text("Type"), "ACCRECCREDIT" | "RECEIVE-PREPAYMENT" | "RECEIVE-OVERPAYMENT");
        hold(is_sale != invoice.is_sale(), "The credit and the invoice are not of the same side");
        let contact = credit.record("Contact").and_then(|contact| contact.id("ContactID"));
        hold(contact != Some(invoice.contact), "The credit and the invoice have different contacts");
        hold(credit.text("CurrencyCode") != invoice.currency, "The credit and the invoice have different currencies");
        hold(
            !matches!(invoice.status, Status::Authorised | Status::Paid),
            "Credit can only be allocated to Authorised invoices",
        );
        hold(amount > invoice.amount_due(), "The amount to be allocated is greater than the amount due of the invoice");
        faults
    }
}
