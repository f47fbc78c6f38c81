//! Bank transactions, and the prepayments and overpayments that some of them are.

use super::entry;
use crate::call::Call;
use crate::ledger::contact::Contact;
use crate::records::draft::{Desk, Draft};
use crate::store::record::{Record, Value};
use crate::store::{Place, Row};
use crate::values::ids::Guid;

/// What an advance has of its bank transaction.
const SHARED: &[&str] = &[
    "Type",
    "Contact",
    "Date",
    "DateString",
    "LineAmountTypes",
    "LineItems",
    "SubTotal",
    "TotalTax",
    "Total",
    "Reference",
    "CurrencyCode",
    "CurrencyRate",
];

pub(crate) fn check(draft: &mut Draft, desk: &Desk<'_>) {
    if desk.place.collection != "BankTransactions" {
        return;
    }
    bank_account(draft, desk);
    let kind = draft.record.text("Type").to_owned();
    if kind.ends_with("-TRANSFER") {
        draft.fault("Type", "Transfers are made as BankTransfers");
    }
    draft.record.fill("IsReconciled", false);
    let is_deleted = draft.record.text("Status") == "DELETED";
    if is_deleted && draft.before.as_ref().is_some_and(|old| old.is_true("IsReconciled")) {
        draft.fault("Status", "This Bank Transaction cannot be deleted as it is reconciled.");
    }
    if let Some((collection, member)) = advance(&kind) {
        let place = Place::new(desk.place.family, collection);
        let held = desk.records.find(place, draft.id);
        let is_used = |name: &&str| held.is_some_and(|row| !row.record.record_list(name).is_empty());
        if ["Allocations", "Payments"].iter().any(is_used) {
            draft.fault("", "This Bank Transaction cannot be edited as it has been allocated or paid back.");
        }
        draft.record.set(member, draft.id.into());
    }
}

fn bank_account(draft: &mut Draft, desk: &Desk<'_>) {
    let Some(posted) = draft.record.record("BankAccount") else { return };
    let found = desk.ledger.find_account(posted.id("AccountID"), posted.text("Code"));
    match found.filter(|account| account.bank.is_some() && !account.archived) {
        Some(account) => {
            let facts =
                [("AccountID", account.id.into()), ("Code", (&account.code).into()), ("Name", (&account.name).into())];
            draft.record.set("BankAccount", Record::from(facts).into());
        }
        None => draft.fault("BankAccount", "The BankAccount is not an active bank account"),
    }
}

/// The collection of the advance that a type makes, and the member that names it.
fn advance(kind: &str) -> Option<(&'static str, &'static str)> {
    if kind.ends_with("-PREPAYMENT") {
        Some(("Prepayments", "PrepaymentID"))
    } else if kind.ends_with("-OVERPAYMENT") {
        Some(("Overpayments", "OverpaymentID"))
    } else {
        None
    }
}

/// After a document is kept: its new contact, what it does to the accounts, and the advance that it is.
pub(crate) fn keep(call: &mut Call<'_>, place: Place, row: &Row) {
    let ledger = &mut call.books.ledger;
    if let Some(contact) = row.record.record("Contact")
        && let Some(id) = contact.id("ContactID")
        && ledger.contact(id).is_none()
    {
        ledger.put_contact(Contact { id, ..Contact::named(contact.text("Name"), call.now) });
    }
    let voucher = entry::of(place, row, ledger);
    ledger.put_document(row.id, voucher, call.now);
    if place.collection == "BankTransactions"
        && let Some((collection, member)) = advance(row.record.text("Type"))
    {
        call.books.records.put(Place::new(place.family, collection), made(row, member));
    }
}

fn made(row: &Row, member: &'static str) -> Row {
    let is_over = row.record.text("Status") == "DELETED";
    let mut record = Record::default();
    for name in SHARED {
        record.set(name, row.record.get(name).cloned().unwrap_or(Value::Null));
    }
    let left = row.record.amount("Total").filter(|_| !is_over).unwrap_or_default();
    record.set(member, Value::Id(row.id));
    record.set("Status", (if is_over { "VOIDED" } else { "AUTHORISED" }).into());
    record.set("RemainingCredit", left.into());
    record.set("Allocations", Vec::new().into());
    record.set("Payments", Vec::new().into());
    record.set("HasAttachments", false.into());
    record.set("UpdatedDateUTC", Value::Instant(row.updated));
    Row { record, ..row.clone() }
}

/// The id of a contact that is not there yet: the same for all documents of a request.
pub(crate) fn fresh_contact(name: &str, now: i64) -> Guid {
    Guid::named(&format!("contact of {now}/{}", name.to_lowercase()))
}
