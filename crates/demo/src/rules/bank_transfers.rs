//! Money moved from one bank account to another.

use super::rule::Rules;
use crate::ledger::journal_source::Voucher;
use crate::ledger::posting::{Entry, Posting};
use crate::records::draft::{Desk, Draft};
use crate::store::Row;
use crate::store::record::{Record, Value};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

pub(crate) const BANK_TRANSFERS: Rules = Rules {
    check,
    kept: |call, _, row| call.books.ledger.put_document(row.id, voucher(row), call.now),
    listed: |record, query| query.is_true("includeDeleted") || record.text("Status") != "DELETED",
    ..Rules::NONE
};

fn check(draft: &mut Draft, desk: &Desk<'_>) {
    if draft.before.is_some() {
        return super::rule::only_deleted(draft, desk);
    }
    draft.record.fill("Date", Value::Day(Day::of_millis(desk.now)));
    super::rule::unlocked(draft, desk);
    let (from, to) = (bank(draft, desk, "FromBankAccount"), bank(draft, desk, "ToBankAccount"));
    if from.is_some() && from == to {
        draft.fault("ToBankAccount", "The accounts of a transfer must differ.");
    }
    if draft.record.amount("Amount").unwrap_or_default() <= Amount::ZERO {
        draft.fault("Amount", "The amount of a transfer must be greater than zero.");
    }
    for (member, way) in [("FromBankTransactionID", "from"), ("ToBankTransactionID", "to")] {
        draft.record.set(member, Guid::named(&format!("transfer {way}/{}", draft.id)).into());
    }
    draft.record.set("Status", "AUTHORISED".into());
    draft.record.set("CurrencyRate", Value::Decimal("1.000000".to_owned()));
    draft.record.set("HasAttachments", false.into());
}

/// Completes the account, which must be a bank account.
fn bank(draft: &mut Draft, desk: &Desk<'_>, member: &'static str) -> Option<Guid> {
    let posted = draft.record.record(member)?;
    let found = desk.ledger.find_account(posted.id("AccountID"), posted.text("Code"));
    let Some(account) = found.filter(|account| account.bank.is_some() && !account.archived) else {
        draft.fault(member, format!("The {member} is not an active bank account."));
        return None;
    };
    let facts = [("AccountID", account.id.into()), ("Code", (&account.code).into()), ("Name", (&account.name).into())];
    draft.record.set(member, Record::from(facts).into());
    Some(account.id)
}

fn voucher(row: &Row) -> Option<Voucher> {
    let date = row.record.day("Date").filter(|_| row.record.text("Status") == "AUTHORISED")?;
    let account = |member| row.record.record(member)?.id("AccountID");
    let amount = row.record.amount("Amount")?;
    let to = Posting { account: account("ToBankAccount")?, amount };
    let entry = Entry::against(account("FromBankAccount")?, date, vec![to]);
    Some(Voucher::plain("TRANSFER", row.id, row.record.text("Reference"), entry))
}
