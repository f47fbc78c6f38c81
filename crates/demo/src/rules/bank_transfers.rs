//! Money moved from one bank account to another.

use super::rule::Rules;
use crate::ledger::journal_source::JournalSource;
use crate::ledger::posting::{Entry, Posting};
use crate::records::draft::{CheckContext, RecordDraft};
use crate::store::Row;
use crate::store::record::{FieldValue, Record};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

pub(crate) const BANK_TRANSFERS: Rules = Rules {
    check,
    after_write: |call, _, row| call.books.ledger.put_document(row.id, journal_source(row), call.now),
    listed: |record, query| query.is_true("includeDeleted") || record.text("Status") != "DELETED",
    ..Rules::NONE
};

fn check(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    if draft.before.is_some() {
        return super::rule::only_deleted(draft, context);
    }
    draft.record.fill("Date", FieldValue::Day(Day::of_millis(context.now)));
    super::rule::unlocked(draft, context);
    let (from, to) = (bank(draft, context, "FromBankAccount"), bank(draft, context, "ToBankAccount"));
    if from.is_some() && from == to {
        draft.add_error("ToBankAccount", "The accounts of a transfer must differ.");
    }
    if draft.record.amount("Amount").unwrap_or_default() <= Amount::ZERO {
        draft.add_error("Amount", "The amount of a transfer must be greater than zero.");
    }
    for (field, way) in [("FromBankTransactionID", "from"), ("ToBankTransactionID", "to")] {
        draft.record.set(field, Guid::named(&format!("transfer {way}/{}", draft.id)).into());
    }
    draft.record.set("Status", "AUTHORISED".into());
    draft.record.set("CurrencyRate", FieldValue::Decimal("1.000000".to_owned()));
    draft.record.set("HasAttachments", false.into());
}

/// Completes the reference to a bank account.
fn bank(draft: &mut RecordDraft, context: &CheckContext<'_>, field: &'static str) -> Option<Guid> {
    let posted = draft.record.record(field)?;
    let found = context.ledger.find_account(posted.id("AccountID"), posted.text("Code"));
    let Some(account) = found.filter(|account| account.bank.is_some() && !account.archived) else {
        draft.add_error(field, format!("The {field} is not an active bank account."));
        return None;
    };
    let facts = [("AccountID", account.id.into()), ("Code", (&account.code).into()), ("Name", (&account.name).into())];
    draft.record.set(field, Record::from(facts).into());
    Some(account.id)
}

fn journal_source(row: &Row) -> Option<JournalSource> {
    let date = row.record.day("Date").filter(|_| row.record.text("Status") == "AUTHORISED")?;
    let account = |field| row.record.record(field)?.id("AccountID");
    let amount = row.record.amount("Amount")?;
    let to = Posting { account: account("ToBankAccount")?, amount };
    let entry = Entry::against(account("FromBankAccount")?, date, vec![to]);
    Some(JournalSource::plain("TRANSFER", row.id, row.record.text("Reference"), entry))
}
