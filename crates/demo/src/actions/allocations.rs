//! Allocations of credits to invoices. An allocation reduces the remaining credit and the amount due, and can make both
//! paid.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use xero_m2m_spec::Family;

use crate::call::Call;
use crate::conventions::family::Conventions;
use crate::engine::target::body_shape;
use crate::ledger::history_event::HistoryEvent;
use crate::ledger::invoice::{Invoice, Settlement, SettlementSource};
use crate::ledger::status::Status;
use crate::records::draft::RecordDraft;
use crate::records::outcome::{Outcome, Saved};
use crate::records::posted::{envelope_name, posted};
use crate::records::request_error::RequestError;
use crate::store::record::{FieldValue, Record};
use crate::store::{CollectionKey, Row};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

/// The credit that the call allocates, and the invoices as earlier allocations of the same request changed them.
struct Allocator<'c, 'a> {
    call: &'c Call<'a>,
    source: SettlementSource,
    credit: Row,
    invoices: HashMap<Guid, Invoice>,
}

pub(crate) fn allocate(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let (collection, credit) = found(call)?;
    let Some(shape) = body_shape(call.operation) else { return Ok(Outcome::Nothing) };
    let reader = Conventions::of(Family::Accounting).reader;
    let mut posted_all = Vec::new();
    for fields in posted(call.body, [envelope_name(Some(shape)), None])? {
        posted_all.push((call.ids.next(), reader.record(&fields, shape.schema)?));
    }
    let mut allocator =
        Allocator { call, source: source(collection), credit: Row::clone(&credit), invoices: HashMap::new() };
    let drafts: Vec<RecordDraft> = posted_all.into_iter().map(|(id, record)| allocator.check(id, record)).collect();
    if !drafts.iter().all(RecordDraft::is_good) {
        return Err(RequestError::Invalid(drafts));
    }
    let (mut credit, invoices) = (allocator.credit, allocator.invoices);
    credit.updated = call.now;
    credit.record.set("UpdatedDateUTC", FieldValue::Instant(call.now));
    let number = credit.record.text("CreditNoteNumber").to_owned();
    call.books.records.put(collection, credit);
    for invoice in invoices.into_values() {
        store_invoice(call, invoice, "Credit Applied", &number);
    }
    let saved = drafts.into_iter().map(|draft| Saved { row: Arc::new(draft.row(call.now)), errors: Vec::new() });
    Ok(Outcome::Saved { saved: saved.collect(), per_element: false })
}

pub(crate) fn undo(call: &mut Call<'_>) -> Result<Outcome, RequestError> {
    let (collection, credit) = found(call)?;
    let wanted = Guid::parse(call.key(1)).ok_or(RequestError::NotFound)?;
    let mut credit = Row::clone(&credit);
    let mut all = credit.record.record_list("Allocations");
    let at = all.iter().position(|one| one.id("AllocationID") == Some(wanted)).ok_or(RequestError::NotFound)?;
    let mut allocation = all.remove(at);
    let amount = allocation.amount("Amount").unwrap_or_default();
    let left = credit.record.amount("RemainingCredit").unwrap_or_default() + amount;
    credit.record.set("Allocations", all.into());
    credit.record.set("RemainingCredit", left.into());
    credit.record.set("Status", "AUTHORISED".into());
    credit.record.set("FullyPaidOnDate", FieldValue::Null);
    credit.record.set("UpdatedDateUTC", FieldValue::Instant(call.now));
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
        store_invoice(call, invoice, "Credit Removed", credit.record.text("CreditNoteNumber"));
    }
    call.books.records.put(collection, credit);
    allocation.set("IsDeleted", true.into());
    Ok(Outcome::One(Arc::new(Row { id: wanted, record: allocation, created: call.now, updated: call.now })))
}

fn source(collection: CollectionKey) -> SettlementSource {
    match collection.name {
        "Prepayments" => SettlementSource::Prepayment,
        "Overpayments" => SettlementSource::Overpayment,
        _ => SettlementSource::CreditNote,
    }
}

fn found(call: &Call<'_>) -> Result<(CollectionKey, Arc<Row>), RequestError> {
    let collection = CollectionKey::new(Family::Accounting, call.resource());
    let row = Guid::parse(call.key(0)).and_then(|id| call.books.records.find(collection, id));
    Ok((collection, Arc::clone(row.ok_or(RequestError::NotFound)?)))
}

fn store_invoice(call: &mut Call<'_>, mut invoice: Invoice, changes: &'static str, number: &str) {
    invoice.updated = call.now;
    let ledger = &mut call.books.ledger;
    let details = format!("{changes} {number} to {}", invoice.number).trim().to_owned();
    ledger.record_event(invoice.id, HistoryEvent { changes, details, at: call.now });
    ledger.put_invoice(invoice);
}

impl Allocator<'_, '_> {
    /// Checks one allocation against the ones before it, and applies it.
    fn check(&mut self, id: Guid, record: Record) -> RecordDraft {
        let mut draft = RecordDraft { id, record, before: None, created: self.call.now, errors: Vec::new() };
        let amount = draft.record.amount("Amount").unwrap_or_default().rounded();
        let date = match draft.record.get("Date") {
            Some(FieldValue::Day(day)) => *day,
            _ => Day::of_millis(self.call.now),
        };
        let invoice = self.invoice(&draft.record);
        for add_error in self.errors(amount, date, invoice.as_ref()) {
            draft.add_error("", add_error);
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
            ("Date", FieldValue::Day(date)),
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
            credit.set("FullyPaidOnDate", FieldValue::Day(date));
        }
        draft
    }

    fn invoice(&self, record: &Record) -> Option<Invoice> {
        let named = record.record("Invoice")?;
        let ledger = &self.call.books.ledger;
        let existing = match named.id("InvoiceID") {
            Some(id) => ledger.invoice(id),
            None => ledger.find_invoice(named.text("InvoiceNumber")),
        }?;
        Some(self.invoices.get(&existing.id).cloned().unwrap_or_else(|| existing.into_owned()))
    }

    fn errors(&self, amount: Amount, date: Day, invoice: Option<&Invoice>) -> Vec<&'static str> {
        let credit = &self.credit.record;
        let mut errors = Vec::new();
        let mut hold = |is_wrong: bool, add_error| {
            if is_wrong {
                errors.push(add_error);
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
        errors.extend(self.call.books.ledger.organisation.lock_of([date]));
        let mut hold = |is_wrong: bool, add_error| {
            if is_wrong {
                errors.push(add_error);
            }
        };
        let Some(invoice) = invoice else {
            hold(true, "The invoice of the allocation could not be found");
            return errors;
        };
        let is_sale = matches!(credit.text("Type"), "ACCRECCREDIT" | "RECEIVE-PREPAYMENT" | "RECEIVE-OVERPAYMENT");
        hold(is_sale != invoice.is_sale(), "The credit and the invoice must both be sales or both be purchases");
        let contact = credit.record("Contact").and_then(|contact| contact.id("ContactID"));
        hold(contact != Some(invoice.contact), "The credit and the invoice have different contacts");
        hold(credit.text("CurrencyCode") != invoice.currency, "The credit and the invoice have different currencies");
        hold(
            !matches!(invoice.status, Status::Authorised | Status::Paid),
            "Credit can only be allocated to Authorised invoices",
        );
        hold(amount > invoice.amount_due(), "The amount to be allocated is greater than the amount due of the invoice");
        errors
    }
}
