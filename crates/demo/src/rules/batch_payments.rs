//! Several invoices, or several bills, paid at once.

use std::borrow::Cow;

use super::rule::Rules;
use crate::call::Call;
use crate::ledger::invoice::Invoice;
use crate::ledger::payment::{Document, Payment};
use crate::ledger::status::Status;
use crate::records::draft::{Desk, Draft};
use crate::store::record::Record;
use crate::store::{Place, Row};
use crate::values::amount::Amount;
use crate::values::ids::Guid;

pub(crate) const BATCH_PAYMENTS: Rules = Rules { check, kept: keep, ..Rules::NONE };

fn check(draft: &mut Draft, desk: &Desk<'_>) {
    if draft.before.is_some() {
        return super::rule::only_deleted(draft, desk);
    }
    super::rule::unlocked(draft, desk);
    account(draft, desk);
    let payments = draft.record.record_list("Payments");
    if payments.is_empty() {
        draft.fault("Payments", "A batch has at least one payment.");
    }
    let mut completed: Vec<Record> = Vec::with_capacity(payments.len());
    let (mut total, mut sales, mut bills) = (Amount::ZERO, 0, 0);
    for (at, mut payment) in payments.into_iter().enumerate() {
        let amount = payment.amount("Amount").unwrap_or_default().rounded();
        let Some(invoice) = invoice(&payment, desk) else {
            draft.fault(format!("Payments[{at}]"), "The invoice of the payment could not be found");
            continue;
        };
        let taken = |all: &[Record]| -> Amount {
            let same = all.iter().filter(|one| paid(one) == Some(invoice.id));
            same.filter_map(|one| one.amount("Amount")).sum()
        };
        let promised = taken(&completed) + taken(&waiting(desk));
        if amount <= Amount::ZERO {
            draft.fault(format!("Payments[{at}]"), "Payment amount must be greater than 0");
        } else if invoice.status != Status::Authorised {
            draft.fault(format!("Payments[{at}]"), "Payments can only be made against Authorised documents");
        } else if amount + promised > invoice.amount_due() {
            let fault = "Payment amount exceeds the amount outstanding on this document";
            draft.fault(format!("Payments[{at}]"), fault);
        }
        if invoice.is_sale() {
            sales += 1;
        } else {
            bills += 1;
        }
        total = total + amount;
        let named = [("InvoiceID", invoice.id.into()), ("InvoiceNumber", invoice.number.clone().into())];
        payment.set("Invoice", Record::from(named).into());
        payment.set("Amount", amount.into());
        completed.push(payment);
    }
    if sales > 0 && bills > 0 {
        draft.fault("Payments", "A batch pays invoices or bills, not both.");
    }
    draft.record.set("Payments", completed.into());
    draft.record.set("Type", (if sales > 0 { "RECBATCH" } else { "PAYBATCH" }).into());
    draft.record.set("Status", "AUTHORISED".into());
    draft.record.set("TotalAmount", total.into());
    draft.record.set("IsReconciled", false.into());
}

fn account(draft: &mut Draft, desk: &Desk<'_>) {
    let Some(posted) = draft.record.record("Account") else { return };
    let found = desk.ledger.find_account(posted.id("AccountID"), posted.text("Code"));
    match found.filter(|account| account.takes_payments()) {
        Some(account) => {
            let facts = [("AccountID", account.id.into()), ("Code", (&account.code).into())];
            draft.record.set("Account", Record::from(facts).into());
        }
        None => draft.fault("Account", "The account does not exist, or takes no payments"),
    }
}

/// The payments of batches of the same request, which the ledger has not taken in yet.
fn waiting(desk: &Desk<'_>) -> Vec<Record> {
    let all = desk.all().flat_map(|row| row.record.records("Payments"));
    all.filter(|payment| payment.id("PaymentID").is_some_and(|id| !desk.ledger.has_payment(id))).cloned().collect()
}

fn paid(payment: &Record) -> Option<Guid> {
    payment.record("Invoice")?.id("InvoiceID")
}

fn invoice<'a>(payment: &Record, desk: &Desk<'a>) -> Option<Cow<'a, Invoice>> {
    let named = payment.record("Invoice")?;
    match named.id("InvoiceID") {
        Some(id) => desk.ledger.invoice(id),
        None => desk.ledger.find_invoice(named.text("InvoiceNumber")),
    }
}

/// The ledger takes each payment in, or takes it back.
fn keep(call: &mut Call<'_>, _: Place, row: &Row) {
    let is_deleted = row.record.text("Status") == "DELETED";
    let facts = row.record.record("Account").and_then(|account| account.id("AccountID")).zip(row.record.day("Date"));
    let Some((account, date)) = facts else { return };
    let ledger = &mut call.books.ledger;
    for record in row.record.records("Payments") {
        let (Some(id), Some(amount)) = (record.id("PaymentID"), record.amount("Amount")) else { continue };
        let Some(mut invoice) = paid(record).and_then(|id| ledger.invoice(id)).map(Cow::into_owned) else {
            continue;
        };
        let payment = Payment {
            id,
            of: Document::Invoice(invoice.id),
            account,
            date,
            amount,
            reference: row.record.text("Reference").to_owned(),
            reconciled: false,
            deleted: is_deleted,
            updated: call.now,
        };
        if is_deleted {
            invoice.unsettle(&payment);
        } else {
            invoice.settle(&payment);
        }
        ledger.put_payment(payment, invoice);
    }
}
