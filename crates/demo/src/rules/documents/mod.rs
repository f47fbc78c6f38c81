//! Documents other than invoices: credit notes, quotes, purchase orders, bank transactions, prepayments and
//! overpayments.

mod advance;
pub(crate) mod document_kind;
pub(crate) mod journal_source;
mod lines;

use super::rule::Rules;
use crate::records::draft::{CheckContext, RecordDraft};
use crate::store::record::{FieldValue, Record};
use crate::store::{Row, currencies};
use crate::values::amount::Amount;
use crate::values::dates::{Day, instant_text};
use crate::values::ids::Guid;
use crate::wire::query::Query;
use document_kind::DocumentKind;

const DOCUMENT: Rules = Rules {
    check,
    shown: Some(|record, row, context| {
        record.set("UpdatedDateUTCString", instant_text(row.updated).into());
        let contact = record.record("Contact").and_then(|contact| contact.id("ContactID"));
        if let Some(contact) = contact.and_then(|id| context.ledger.contact(id)) {
            record.set("Contact", reference(contact.id, &contact.name).into());
        }
    }),
    listed,
    after_write: advance::after_write,
    ..Rules::NONE
};
pub(crate) const CREDIT_NOTES: Rules = Rules { key: Some("CreditNoteNumber"), unpaged_without_lines: true, ..DOCUMENT };
pub(crate) const BANK_TRANSACTIONS: Rules = Rules { unpaged_without_lines: true, ..DOCUMENT };
pub(crate) const QUOTES: Rules = Rules { key: Some("QuoteNumber"), ..DOCUMENT };
pub(crate) const PURCHASE_ORDERS: Rules = Rules { key: Some("PurchaseOrderNumber"), ..DOCUMENT };
pub(crate) const OTHERS: Rules = DOCUMENT;
pub(crate) const ADVANCES: Rules = BANK_TRANSACTIONS;

/// Fields that only Xero sets, although the schemas do not mark them as read-only.
const COMPUTED: &[&str] = &["RemainingCredit", "Allocations", "Payments", "AppliedAmount", "FullyPaidOnDate"];

/// Filters by `DateFrom`, `ExpiryDateTo` and similar parameters, and by contact.
fn listed(record: &Record, query: &Query) -> bool {
    let within = |field: &str| {
        let Some(FieldValue::Day(day)) = record.get(field) else { return true };
        let bound = |end: &str| query.get(&format!("{field}{end}")).and_then(Day::parse);
        bound("From").is_none_or(|from| from <= *day) && bound("To").is_none_or(|to| *day <= to)
    };
    let contact = || record.record("Contact").and_then(|contact| contact.id("ContactID"));
    within("Date") && within("ExpiryDate") && query.get("ContactID").is_none_or(|id| Guid::parse(id) == contact())
}

fn check(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    let Some(kind) = DocumentKind::of(context.collection.name) else { return };
    for name in COMPUTED {
        let existing = draft.before.as_ref().and_then(|old| old.get(name)).cloned();
        draft.record.set(name, existing.unwrap_or(FieldValue::Null));
    }
    contact(draft, context, kind);
    status(draft, kind);
    dates(draft, context, kind);
    currency(draft, context, kind);
    number(draft, context, kind);
    lines::check(draft, context, kind);
    settled(draft);
    advance::check(draft, context);
    draft.record.set("HasAttachments", draft.before.as_ref().is_some_and(|old| old.is_true("HasAttachments")).into());
}

fn reference(id: Guid, name: &str) -> Record {
    Record::from([("ContactID", id.into()), ("Name", name.into())])
}

/// Finds the contact by ID or name. An unknown name creates a contact.
fn contact(draft: &mut RecordDraft, context: &CheckContext<'_>, kind: &DocumentKind) {
    let Some(posted) = draft.record.record("Contact").cloned() else {
        if kind.needs_contact {
            draft.add_error("Contact", "A Contact must be specified for this type of transaction");
        }
        return;
    };
    let (id, name) = (posted.id("ContactID"), posted.text("Name").trim().to_owned());
    let known = match id {
        Some(id) => context.ledger.contact(id),
        None => context.ledger.contact_named(&name),
    };
    let existing =
        draft.before.as_ref().and_then(|old| old.record("Contact")).and_then(|contact| contact.id("ContactID"));
    match known {
        Some(contact) => {
            if contact.archived && existing != Some(contact.id) {
                draft.add_error("Contact", "The contact is archived and cannot be used.");
            }
            draft.record.set("Contact", reference(contact.id, &contact.name).into());
        }
        None if id.is_none() && !name.is_empty() => {
            draft.record.set("Contact", reference(advance::new_contact(&name, context.now), &name).into());
        }
        None => draft.add_error("Contact", "The contact of the document does not exist"),
    }
}

fn status(draft: &mut RecordDraft, kind: &DocumentKind) {
    let word = draft.record.text("Status").to_owned();
    let old = draft.before.as_ref().map(|old| (old.text("Status").to_owned(), old.text("Type").to_owned()));
    match old {
        None if word.is_empty() => draft.record.set("Status", kind.first.first().copied().unwrap_or_default().into()),
        None if kind.first.contains(&word.as_str()) => {}
        None => draft.add_error("Status", format!("Document not of valid status for creation: {word}")),
        Some((old, _)) if !kind.allows_change(&old, &word) => {
            let add_error = format!("Document not of valid status for modification: {old} cannot become {word}");
            draft.add_error("Status", add_error);
        }
        Some((_, kind)) if kind != draft.record.text("Type") => {
            draft.add_error("Type", "The type of a document cannot be changed");
        }
        Some(_) => {}
    }
}

fn dates(draft: &mut RecordDraft, context: &CheckContext<'_>, kind: &DocumentKind) {
    if kind.collection == "RepeatingInvoices" {
        return;
    }
    draft.record.fill("Date", FieldValue::Day(Day::of_millis(context.now)));
    super::rule::unlocked(draft, context);
    for (date, text) in [
        ("Date", "DateString"),
        ("DueDate", "DueDateString"),
        ("ExpiryDate", "ExpiryDateString"),
        ("DeliveryDate", "DeliveryDateString"),
    ] {
        if let Some(FieldValue::Day(day)) = draft.record.get(date) {
            let written = day.to_string();
            draft.record.set(text, written.into());
        }
    }
}

fn currency(draft: &mut RecordDraft, context: &CheckContext<'_>, kind: &DocumentKind) {
    let base = context.ledger.organisation.currency;
    draft.record.fill("CurrencyCode", base);
    let code = draft.record.text("CurrencyCode").to_owned();
    let posts = matches!(kind.collection, "CreditNotes" | "BankTransactions");
    if let Some(add_error) = currencies::fault(context.records, base, &code, posts) {
        draft.add_error("CurrencyCode", add_error);
    }
    if code == base || draft.record.get("CurrencyRate").is_none() {
        draft.record.set("CurrencyRate", FieldValue::Decimal("1.000000".to_owned()));
    }
}

/// Checks that the number is unique, or assigns the next one.
fn number(draft: &mut RecordDraft, context: &CheckContext<'_>, kind: &DocumentKind) {
    let Some((field, prefix)) = kind.number else { return };
    if draft.record.text(field).is_empty() {
        let used = |row: &Row| row.record.text(field).strip_prefix(prefix)?.parse::<u32>().ok();
        let last = context.all().filter_map(used).max().unwrap_or(0);
        draft.record.set(field, format!("{prefix}{:04}", last.saturating_add(1)).into());
    } else if draft.record.text("Type") != "ACCPAYCREDIT" && context.duplicate(draft, field).is_some() {
        draft.add_error(field, format!("{field} must be unique."));
    }
}

/// Sets the remaining credit. A used credit note allows few changes.
fn settled(draft: &mut RecordDraft) {
    let total = draft.record.amount("Total").unwrap_or_default();
    if !matches!(draft.record.text("Type"), "ACCRECCREDIT" | "ACCPAYCREDIT") {
        return;
    }
    let is_used = ["Allocations", "Payments"].iter().any(|name| !draft.record.record_list(name).is_empty());
    let is_same = |old: &Record| {
        ["Total", "TotalTax", "Status", "CurrencyCode"].iter().all(|name| old.get(name) == draft.record.get(name))
    };
    if is_used && !draft.before.as_ref().is_some_and(is_same) {
        draft.add_error("", "This document cannot be edited as it has a payment or credit note allocated to it.");
    }
    if !is_used {
        let is_over = matches!(draft.record.text("Status"), "VOIDED" | "DELETED");
        draft.record.set("RemainingCredit", (if is_over { Amount::ZERO } else { total }).into());
    }
    draft.record.fill("Allocations", Vec::new());
}
