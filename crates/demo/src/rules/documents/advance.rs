//! Bank transactions, and the prepayments and overpayments that some of them are.

use super::journal_source;
use crate::call::Call;
use crate::ledger::contact::Contact;
use crate::records::draft::{CheckContext, RecordDraft};
use crate::store::record::{FieldValue, Record};
use crate::store::{CollectionKey, Row};
use crate::values::ids::Guid;

/// The fields that an advance copies from its bank transaction.
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

pub(crate) fn check(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    if context.collection.name != "BankTransactions" {
        return;
    }
    bank_account(draft, context);
    let kind = draft.record.text("Type").to_owned();
    if kind.ends_with("-TRANSFER") {
        draft.add_error("Type", "Transfers are made as BankTransfers");
    }
    draft.record.fill("IsReconciled", false);
    let is_deleted = draft.record.text("Status") == "DELETED";
    if is_deleted && draft.before.as_ref().is_some_and(|old| old.is_true("IsReconciled")) {
        draft.add_error("Status", "This Bank Transaction cannot be deleted as it is reconciled.");
    }
    if let Some((collection, field)) = advance(&kind) {
        let collection = CollectionKey::new(context.collection.family, collection);
        let existing = context.records.find(collection, draft.id);
        let is_used = |name: &&str| existing.is_some_and(|row| !row.record.record_list(name).is_empty());
        if ["Allocations", "Payments"].iter().any(is_used) {
            draft.add_error("", "This Bank Transaction cannot be edited as it has been allocated or paid back.");
        }
        draft.record.set(field, draft.id.into());
    }
}

fn bank_account(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    let Some(posted) = draft.record.record("BankAccount") else { return };
    let found = context.ledger.find_account(posted.id("AccountID"), posted.text("Code"));
    match found.filter(|account| account.bank.is_some() && !account.archived) {
        Some(account) => {
            let facts =
                [("AccountID", account.id.into()), ("Code", (&account.code).into()), ("Name", (&account.name).into())];
            draft.record.set("BankAccount", Record::from(facts).into());
        }
        None => draft.add_error("BankAccount", "The BankAccount is not an active bank account"),
    }
}

/// The collection of the advance that a type creates, and the field with its ID.
fn advance(kind: &str) -> Option<(&'static str, &'static str)> {
    if kind.ends_with("-PREPAYMENT") {
        Some(("Prepayments", "PrepaymentID"))
    } else if kind.ends_with("-OVERPAYMENT") {
        Some(("Overpayments", "OverpaymentID"))
    } else {
        None
    }
}

/// After saving a document: adds its new contact, posts it, and creates its advance.
pub(crate) fn after_write(call: &mut Call<'_>, collection: CollectionKey, row: &Row) {
    let ledger = &mut call.books.ledger;
    if let Some(contact) = row.record.record("Contact")
        && let Some(id) = contact.id("ContactID")
        && ledger.contact(id).is_none()
    {
        ledger.put_contact(Contact { id, ..Contact::named(contact.text("Name"), call.now) });
    }
    let journal_source = journal_source::of(collection, row, ledger);
    ledger.put_document(row.id, journal_source, call.now);
    if collection.name == "BankTransactions"
        && let Some((advances, field)) = advance(row.record.text("Type"))
    {
        call.books.records.put(CollectionKey::new(collection.family, advances), made(row, field));
    }
}

fn made(row: &Row, field: &'static str) -> Row {
    let is_over = row.record.text("Status") == "DELETED";
    let mut record = Record::default();
    for name in SHARED {
        record.set(name, row.record.get(name).cloned().unwrap_or(FieldValue::Null));
    }
    let left = row.record.amount("Total").filter(|_| !is_over).unwrap_or_default();
    record.set(field, FieldValue::Id(row.id));
    record.set("Status", (if is_over { "VOIDED" } else { "AUTHORISED" }).into());
    record.set("RemainingCredit", left.into());
    record.set("Allocations", Vec::new().into());
    record.set("Payments", Vec::new().into());
    record.set("HasAttachments", false.into());
    record.set("UpdatedDateUTC", FieldValue::Instant(row.updated));
    Row { record, ..row.clone() }
}

/// The ID of a new contact, the same for all documents of a request.
pub(crate) fn new_contact(name: &str, now: i64) -> Guid {
    Guid::named(&format!("contact of {now}/{}", name.to_lowercase()))
}
