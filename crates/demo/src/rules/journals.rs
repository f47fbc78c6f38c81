//! Manual journals: lines that balance, on accounts that Xero does not keep by itself.

use xero_m2m_spec::Family;

use super::rule::Rules;
use crate::call::Call;
use crate::ledger::Ledger;
use crate::ledger::account::Account;
use crate::ledger::journal_source::{Detail, Voucher};
use crate::ledger::line::LineAmountTypes;
use crate::ledger::posting::{Entry, Posting};
use crate::records::draft::{Desk, Draft};
use crate::store::record::{Record, Value};
use crate::store::tracking::{self, Wanted};
use crate::store::{Place, Row};
use crate::values::amount::Amount;
use crate::values::dates::Day;

const FEWEST_LINES: usize = 2;

pub(crate) const MANUAL_JOURNALS: Rules = Rules { check, kept: keep, ..Rules::NONE };

fn keep(call: &mut Call<'_>, _: Place, row: &Row) {
    let ledger = &mut call.books.ledger;
    let voucher = voucher(row, ledger);
    ledger.put_document(row.id, voucher, call.now);
}

fn check(draft: &mut Draft, desk: &Desk<'_>) {
    draft.record.fill("Date", Value::Day(Day::of_millis(desk.now)));
    draft.record.fill("Status", "DRAFT");
    draft.record.fill("LineAmountTypes", "NoTax");
    draft.record.fill("ShowOnCashBasisReports", true);
    status(draft);
    super::rule::unlocked(draft, desk);
    let lines = draft.record.record_list("JournalLines");
    if lines.len() < FEWEST_LINES {
        draft.fault("JournalLines", format!("A journal must have at least {FEWEST_LINES} lines."));
    }
    let types = LineAmountTypes::parse(draft.record.text("LineAmountTypes")).unwrap_or(LineAmountTypes::NoTax);
    let mut sum = Amount::ZERO;
    let mut completed = Vec::with_capacity(lines.len());
    for (at, mut line) in lines.into_iter().enumerate() {
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
        for fault in complete(&mut line, types, desk) {
            draft.fault(format!("JournalLines[{at}]"), fault);
        }
        sum = sum + parts(&line, types).1;
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

/// Tax and tracking; gives what is wrong with them.
fn complete(line: &mut Record, types: LineAmountTypes, desk: &Desk<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    line.fill("TaxType", "NONE");
    let code = line.text("TaxType");
    let rate = desk.ledger.organisation.tax(code).filter(|tax| tax.active).map(|tax| tax.rate);
    if rate.is_none() {
        faults
            .push(format!("The TaxType code '{code}' does not exist or cannot be used for this type of transaction."));
    }
    let given = line.amount("TaxAmount").filter(|_| types != LineAmountTypes::NoTax);
    let tax =
        given.unwrap_or_else(|| types.tax(line.amount("LineAmount").unwrap_or_default(), rate.unwrap_or_default()));
    line.set("TaxAmount", tax.into());
    match tracking::find(desk.records, &Wanted::of(line).unwrap_or_default()) {
        Ok(found) => tracking::set(line, &found),
        Err(fault) => faults.push(fault),
    }
    faults
}

/// Net and gross of a line.
fn parts(line: &Record, types: LineAmountTypes) -> (Amount, Amount) {
    let amount = |name| line.amount(name).unwrap_or_default();
    let (stated, tax) = (amount("LineAmount"), amount("TaxAmount"));
    if types == LineAmountTypes::Inclusive { (stated - tax, stated) } else { (stated, stated + tax) }
}

/// What posted journals of those days add to the accounts of a class: debits less credits, without tax.
pub(crate) fn moved(call: &Call<'_>, class: &str, (from, to): (Day, Day)) -> Amount {
    let ledger = &call.books.ledger;
    let is_of_class =
        |line: &&Record| ledger.find_account(line.id("AccountID"), "").is_some_and(|account| account.class() == class);
    let rows = call.books.records.all(Place::new(Family::Accounting, "ManualJournals")).iter();
    rows.filter(|row| row.record.text("Status") == "POSTED")
        .filter(|row| row.record.day("Date").is_some_and(|day| (from..=to).contains(&day)))
        .flat_map(|row| {
            let types = LineAmountTypes::parse(row.record.text("LineAmountTypes")).unwrap_or(LineAmountTypes::NoTax);
            row.record.records("JournalLines").filter(is_of_class).map(move |line| parts(line, types).0)
        })
        .sum()
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

/// Drafts and voided ones are not in the books.
fn voucher(row: &Row, ledger: &Ledger) -> Option<Voucher> {
    let date = row.record.day("Date").filter(|_| row.record.text("Status") == "POSTED")?;
    let types = LineAmountTypes::parse(row.record.text("LineAmountTypes")).unwrap_or(LineAmountTypes::NoTax);
    let (mut postings, mut lines, mut sum) = (Vec::new(), Vec::new(), Amount::ZERO);
    for line in row.record.records("JournalLines") {
        let tax = line.amount("TaxAmount").unwrap_or_default();
        postings.push(Posting { account: line.id("AccountID")?, amount: parts(line, types).0 });
        lines.push(Detail {
            description: line.text("Description").to_owned(),
            tax_type: line.text("TaxType").to_owned(),
            tax,
            tracking: tracking::held(line),
        });
        sum = sum + tax;
    }
    if sum != Amount::ZERO {
        postings.push(Posting { account: ledger.control()?.tax, amount: sum });
    }
    Some(Voucher {
        kind: "MANJOURNAL",
        source: row.id,
        reference: row.record.text("Narration").to_owned(),
        entry: Entry { date, postings },
        lines,
    })
}
