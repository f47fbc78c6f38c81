//! Documents beside invoices: credit notes, quotes, orders, bank transactions and the money received in advance.

mod advance;
mod entry;
mod kind;
mod lines;

use super::rule::Rules;
use crate::records::draft::{Desk, Draft};
use crate::store::record::{Record, Value};
use crate::store::{Row, currencies};
use crate::values::amount::Amount;
use crate::values::dates::{Day, instant_text};
use crate::values::ids::Guid;
use crate::wire::query::Query;
use kind::Kind;

const DOCUMENT: Rules = Rules {
    check,
    shown: Some(|record, row, desk| {
        record.set("UpdatedDateUTCString", instant_text(row.updated).into());
        let contact = record.record("Contact").and_then(|contact| contact.id("ContactID"));
        if let Some(contact) = contact.and_then(|id| desk.ledger.contact(id)) {
            record.set("Contact", reference(contact.id, &contact.name).into());
        }
    }),
    listed,
    kept: advance::keep,
    ..Rules::NONE
};
pub(crate) const CREDIT_NOTES: Rules = Rules { key: Some("CreditNoteNumber"), unpaged_without_lines: true, ..DOCUMENT };
pub(crate) const BANK_TRANSACTIONS: Rules = Rules { unpaged_without_lines: true, ..DOCUMENT };
pub(crate) const QUOTES: Rules = Rules { key: Some("QuoteNumber"), ..DOCUMENT };
pub(crate) const PURCHASE_ORDERS: Rules = Rules { key: Some("PurchaseOrderNumber"), ..DOCUMENT };
pub(crate) const OTHERS: Rules = DOCUMENT;
pub(crate) const ADVANCES: Rules = BANK_TRANSACTIONS;

/// What Xero alone writes, though the schemas let callers write it.
const COMPUTED: &[&str] = &["RemainingCredit", "Allocations", "Payments", "AppliedAmount", "FullyPaidOnDate"];

/// With `DateFrom`, `ExpiryDateTo` and their like, and the contact that a quote is for.
fn listed(record: &Record, query: &Query) -> bool {
    let within = |member: &str| {
        let Some(Value::Day(day)) = record.get(member) else { return true };
        let bound = |end: &str| query.get(&format!("{member}{end}")).and_then(Day::parse);
        bound("From").is_none_or(|from| from <= *day) && bound("To").is_none_or(|to| *day <= to)
    };
    let contact = || record.record("Contact").and_then(|contact| contact.id("ContactID"));
    within("Date") && within("ExpiryDate") && query.get("ContactID").is_none_or(|id| Guid::parse(id) == contact())
}

fn check(draft: &mut Draft, desk: &Desk<'_>) {
    let Some(kind) = Kind::of(desk.place.collection) else { return };
    for name in COMPUTED {
        let held = draft.before.as_ref().and_then(|old| old.get(name)).cloned();
        draft.record.set(name, held.unwrap_or(Value::Null));
    }
    contact(draft, desk, kind);
    status(draft, kind);
    dates(draft, desk, kind);
    currency(draft, desk, kind);
    number(draft, desk, kind);
    lines::check(draft, desk, kind);
    settled(draft);
    advance::check(draft, desk);
    draft.record.set("HasAttachments", draft.before.as_ref().is_some_and(|old| old.is_true("HasAttachments")).into());
}

fn reference(id: Guid, name: &str) -> Record {
    Record::from([("ContactID", id.into()), ("Name", name.into())])
}

/// By id, or by a name, which a new contact gets where nobody has it.
fn contact(draft: &mut Draft, desk: &Desk<'_>, kind: &Kind) {
    let Some(posted) = draft.record.record("Contact").cloned() else {
        if kind.needs_contact {
            draft.fault("Contact", "A Contact must be specified for this type of transaction");
        }
        return;
    };
    let (id, name) = (posted.id("ContactID"), posted.text("Name").trim().to_owned());
    let known = match id {
        Some(id) => desk.ledger.contact(id),
        None => desk.ledger.contact_named(&name),
    };
    let held = draft.before.as_ref().and_then(|old| old.record("Contact")).and_then(|contact| contact.id("ContactID"));
    match known {
        Some(contact) => {
            if contact.archived && held != Some(contact.id) {
                draft.fault("Contact", "The contact is archived and cannot be used.");
            }
            draft.record.set("Contact", reference(contact.id, &contact.name).into());
        }
        None if id.is_none() && !name.is_empty() => {
            draft.record.set("Contact", reference(advance::fresh_contact(&name, desk.now), &name).into());
        }
        None => draft.fault("Contact", "The contact of the document does not exist"),
    }
}

fn status(draft: &mut Draft, kind: &Kind) {
    let word = draft.record.text("Status").to_owned();
    let old = draft.before.as_ref().map(|old| (old.text("Status").to_owned(), old.text("Type").to_owned()));
    match old {
        None if word.is_empty() => draft.record.set("Status", kind.first.first().copied().unwrap_or_default().into()),
        None if kind.first.contains(&word.as_str()) => {}
        None => draft.fault("Status", format!("Document not of valid status for creation: {word}")),
        Some((old, _)) if !kind.may_move(&old, &word) => {
            let fault = format!("Document not of valid status for modification: {old} cannot become {word}");
            draft.fault("Status", fault);
        }
        Some((_, kind)) if kind != draft.record.text("Type") => {
            draft.fault("Type", "The type of a document cannot be changed");
        }
        Some(_) => {}
    }
}

fn dates(draft: &mut Draft, desk: &Desk<'_>, kind: &Kind) {
    if kind.collection == "RepeatingInvoices" {
        return;
    }
    draft.record.fill("Date", Value::Day(Day::of_millis(desk.now)));
    super::rule::unlocked(draft, desk);
    for (date, text) in [
        ("Date", "DateString"),
        ("DueDate", "DueDateString"),
        ("ExpiryDate", "ExpiryDateString"),
        ("DeliveryDate", "DeliveryDateString"),
    ] {
        if let Some(Value::Day(day)) = draft.record.get(date) {
            let written = day.to_string();
            draft.record.set(text, written.into());
        }
    }
}

fn currency(draft: &mut Draft, desk: &Desk<'_>, kind: &Kind) {
    let base = desk.ledger.organisation.currency;
    draft.record.fill("CurrencyCode", base);
    let code = draft.record.text("CurrencyCode").to_owned();
    let posts = matches!(kind.collection, "CreditNotes" | "BankTransactions");
    if let Some(fault) = currencies::fault(desk.records, base, &code, posts) {
        draft.fault("CurrencyCode", fault);
    }
    if code == base || draft.record.get("CurrencyRate").is_none() {
        draft.record.set("CurrencyRate", Value::Decimal("1.000000".to_owned()));
    }
}

/// Unique where the kind has numbers; a document without one gets the next.
fn number(draft: &mut Draft, desk: &Desk<'_>, kind: &Kind) {
    let Some((member, prefix)) = kind.number else { return };
    if draft.record.text(member).is_empty() {
        let used = |row: &Row| row.record.text(member).strip_prefix(prefix)?.parse::<u32>().ok();
        let last = desk.all().filter_map(used).max().unwrap_or(0);
        draft.record.set(member, format!("{prefix}{:04}", last.saturating_add(1)).into());
    } else if draft.record.text("Type") != "ACCPAYCREDIT" && desk.twin(draft, member).is_some() {
        draft.fault(member, format!("{member} must be unique."));
    }
}

/// What credit is left; once some is used, only little may change.
fn settled(draft: &mut Draft) {
    let total = draft.record.amount("Total").unwrap_or_default();
    if !matches!(draft.record.text("Type"), "ACCRECCREDIT" | "ACCPAYCREDIT") {
        return;
    }
    let is_used = ["Allocations", "Payments"].iter().any(|name| !draft.record.record_list(name).is_empty());
    let is_same = |old: &Record| {
        ["Total", "TotalTax", "Status", "CurrencyCode"].iter().all(|name| old.get(name) == draft.record.get(name))
    };
    if is_used && !draft.before.as_ref().is_some_and(is_same) {
        draft.fault("", "This document cannot be edited as it has a payment or credit note allocated to it.");
    }
    if !is_used {
        let is_over = matches!(draft.record.text("Status"), "VOIDED" | "DELETED");
        draft.record.set("RemainingCredit", (if is_over { Amount::ZERO } else { total }).into());
    }
    draft.record.fill("Allocations", Vec::new());
}
