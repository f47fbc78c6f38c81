//! Manual journals: lines that balance, on accounts that Xero does not keep by itself.

use super::Rules;
use crate::amount::Amount;
use crate::dates::Day;
use crate::ledger::account::Account;
use crate::ledger::posting::{Entry, Posting};
use crate::ledger::voucher::{Detail, Voucher};
use crate::records::draft::{Desk, Draft};
use crate::records::store::Row;
use crate::records::value::Value;

const FEWEST_LINES: usize = 2;

pub(super) const MANUAL_JOURNALS: Rules =
    Rules { check, kept: |call, _, row| call.books.ledger.put_document(row.id, voucher(row), call.now), ..Rules::NONE };

fn check(draft: &mut Draft, desk: &Desk<'_>) {
    draft.record.fill("Date", Value::Day(Day::of_millis(desk.now)));
    draft.record.fill("Status", "DRAFT");
    draft.record.fill("LineAmountTypes", "NoTax");
    draft.record.fill("ShowOnCashBasisReports", true);
    status(draft);
    super::unlocked(draft, desk);
    let lines = draft.record.record_list("JournalLines");
    if lines.len() < FEWEST_LINES {
        draft.fault("JournalLines", format!("A journal must have at least {FEWEST_LINES} lines."));
    }
    let mut sum = Amount::ZERO;
    let mut completed = Vec::with_capacity(lines.len());
    for (at, mut line) in lines.into_iter().enumerate() {
        sum = sum + line.amount("LineAmount").unwrap_or_default();
        let found = desk.ledger.find_account(line.id("AccountID"), line.text("AccountCode"));
        match found.filter(|account| takes_journals(account)) {
            Some(account) => {
                line.set("AccountID", account.id.into());
                line.set("AccountCode", (&account.code).into());
            }
            None => draft.fault(
                format!("JournalLines[{at}]"),
                format!("Account code '{}' is not a valid code for this document.", line.text("AccountCode")),
            ),
        }
        line.fill("TaxType", "NONE");
        completed.push(line);
    }
    draft.record.set("JournalLines", completed.into());
    if sum != Amount::ZERO {
        draft.fault(
            "JournalLines",
            format!("The total debits must equal total credits; they differ by {}.", sum.text(2)),
        );
    }
}

fn status(draft: &mut Draft) {
    let next = draft.record.text("Status").to_owned();
    let old = draft.before.as_ref().map_or("", |old| old.text("Status")).to_owned();
    let may = match old.as_str() {
        "" => matches!(next.as_str(), "DRAFT" | "POSTED"),
        "DRAFT" => matches!(next.as_str(), "DRAFT" | "POSTED" | "DELETED"),
        "POSTED" => matches!(next.as_str(), "POSTED" | "VOIDED"),
        _ => false,
    };
    if !may {
        draft.fault("Status", format!("A journal that is '{old}' cannot become {next}."));
    }
}

/// Bank, receivables, payables, retained earnings and inventory have documents of their own.
fn takes_journals(account: &Account) -> bool {
    let is_kept = matches!(account.system, Some("DEBTORS" | "CREDITORS" | "RETAINEDEARNINGS"));
    account.bank.is_none() && !is_kept && account.kind != "INVENTORY" && !account.archived
}

/// Drafts and voided ones are not in the books. Amounts are taken as they stand: tax is a line of its own here.
fn voucher(row: &Row) -> Option<Voucher> {
    let date = row.record.day("Date").filter(|_| row.record.text("Status") == "POSTED")?;
    let posting = |line: &crate::records::Record| {
        Some(Posting { account: line.id("AccountID")?, amount: line.amount("LineAmount")? })
    };
    let lines = || row.record.records("JournalLines");
    let detail = |line: &crate::records::Record| Detail {
        description: line.text("Description").to_owned(),
        tax_type: line.text("TaxType").to_owned(),
        tax: Amount::ZERO,
    };
    Some(Voucher {
        kind: "MANJOURNAL",
        source: row.id,
        reference: row.record.text("Narration").to_owned(),
        entry: Entry { date, postings: lines().filter_map(posting).collect() },
        lines: lines().map(detail).collect(),
    })
}
