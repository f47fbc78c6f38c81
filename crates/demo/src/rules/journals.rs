//! Manual journals: balanced lines on accounts other than system accounts.

use xero_m2m_spec::Family;

use super::rule::Rules;
use crate::call::Call;
use crate::ledger::Ledger;
use crate::ledger::account::Account;
use crate::ledger::journal_source::{JournalSource, LineDetail};
use crate::ledger::line::LineAmountTypes;
use crate::ledger::posting::{Entry, Posting};
use crate::records::draft::{CheckContext, RecordDraft};
use crate::store::record::{FieldValue, Record};
use crate::store::tracking::{self, TrackingInput};
use crate::store::{CollectionKey, Row};
use crate::values::amount::Amount;
use crate::values::dates::Day;

const FEWEST_LINES: usize = 2;

pub(crate) const MANUAL_JOURNALS: Rules = Rules { check, after_write, ..Rules::NONE };

fn after_write(call: &mut Call<'_>, _: CollectionKey, row: &Row) {
    let ledger = &mut call.books.ledger;
    let journal_source = journal_source(row, ledger);
    ledger.put_document(row.id, journal_source, call.now);
}

fn check(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    draft.record.fill("Date", FieldValue::Day(Day::of_millis(context.now)));
    draft.record.fill("Status", "DRAFT");
    draft.record.fill("LineAmountTypes", "NoTax");
    draft.record.fill("ShowOnCashBasisReports", true);
    status(draft);
    super::rule::unlocked(draft, context);
    let lines = draft.record.record_list("JournalLines");
    if lines.len() < FEWEST_LINES {
        draft.add_error("JournalLines", format!("A journal must have at least {FEWEST_LINES} lines."));
    }
    let types = LineAmountTypes::parse(draft.record.text("LineAmountTypes")).unwrap_or(LineAmountTypes::NoTax);
    let mut sum = Amount::ZERO;
    let mut completed = Vec::with_capacity(lines.len());
    for (at, mut line) in lines.into_iter().enumerate() {
        let found = context.ledger.find_account(line.id("AccountID"), line.text("AccountCode"));
        match found.filter(|account| allows_journals(account)) {
            Some(account) => {
                line.set("AccountID", account.id.into());
                line.set("AccountCode", (&account.code).into());
            }
            None => draft.add_error(
                format!("JournalLines[{at}]"),
                format!("Account code '{}' is not a valid code for this document.", line.text("AccountCode")),
            ),
        }
        for add_error in complete(&mut line, types, context) {
            draft.add_error(format!("JournalLines[{at}]"), add_error);
        }
        sum = sum + parts(&line, types).1;
        completed.push(line);
    }
    draft.record.set("JournalLines", completed.into());
    if sum != Amount::ZERO {
        draft.add_error(
            "JournalLines",
            format!("The total debits must equal total credits; they differ by {}.", sum.text(2)),
        );
    }
}

/// Sets tax and tracking, and returns the errors.
fn complete(line: &mut Record, types: LineAmountTypes, context: &CheckContext<'_>) -> Vec<String> {
    let mut errors = Vec::new();
    line.fill("TaxType", "NONE");
    let code = line.text("TaxType");
    let rate = context.ledger.organisation.tax(code).filter(|tax| tax.active).map(|tax| tax.rate);
    if rate.is_none() {
        errors
            .push(format!("The TaxType code '{code}' does not exist or cannot be used for this type of transaction."));
    }
    let input = line.amount("TaxAmount").filter(|_| types != LineAmountTypes::NoTax);
    let tax =
        input.unwrap_or_else(|| types.tax(line.amount("LineAmount").unwrap_or_default(), rate.unwrap_or_default()));
    line.set("TaxAmount", tax.into());
    match tracking::find(context.records, &TrackingInput::of(line).unwrap_or_default()) {
        Ok(found) => tracking::set(line, &found),
        Err(add_error) => errors.push(add_error),
    }
    errors
}

/// Net and gross of a line.
fn parts(line: &Record, types: LineAmountTypes) -> (Amount, Amount) {
    let amount = |name| line.amount(name).unwrap_or_default();
    let (stated, tax) = (amount("LineAmount"), amount("TaxAmount"));
    if types == LineAmountTypes::Inclusive { (stated - tax, stated) } else { (stated, stated + tax) }
}

/// What posted journals of those days add to the accounts of a class: debits minus credits, without tax.
pub(crate) fn moved(call: &Call<'_>, class: &str, (from, to): (Day, Day)) -> Amount {
    let ledger = &call.books.ledger;
    let is_of_class =
        |line: &&Record| ledger.find_account(line.id("AccountID"), "").is_some_and(|account| account.class() == class);
    let rows = call.books.records.all(CollectionKey::new(Family::Accounting, "ManualJournals")).iter();
    rows.filter(|row| row.record.text("Status") == "POSTED")
        .filter(|row| row.record.day("Date").is_some_and(|day| (from..=to).contains(&day)))
        .flat_map(|row| {
            let types = LineAmountTypes::parse(row.record.text("LineAmountTypes")).unwrap_or(LineAmountTypes::NoTax);
            row.record.records("JournalLines").filter(is_of_class).map(move |line| parts(line, types).0)
        })
        .sum()
}

fn status(draft: &mut RecordDraft) {
    let next = draft.record.text("Status").to_owned();
    let old = draft.before.as_ref().map_or("", |old| old.text("Status")).to_owned();
    let may = match old.as_str() {
        "" => matches!(next.as_str(), "DRAFT" | "POSTED"),
        "DRAFT" => matches!(next.as_str(), "DRAFT" | "POSTED" | "DELETED"),
        "POSTED" => matches!(next.as_str(), "POSTED" | "VOIDED"),
        _ => false,
    };
    if !may {
        draft.add_error("Status", format!("A journal that is '{old}' cannot become {next}."));
    }
}

/// Bank, receivables, payables, retained earnings and inventory accept no manual journals.
fn allows_journals(account: &Account) -> bool {
    let is_kept = matches!(account.system, Some("DEBTORS" | "CREDITORS" | "RETAINEDEARNINGS"));
    account.bank.is_none() && !is_kept && account.kind != "INVENTORY" && !account.archived
}

/// None for drafts and voided journals.
fn journal_source(row: &Row, ledger: &Ledger) -> Option<JournalSource> {
    let date = row.record.day("Date").filter(|_| row.record.text("Status") == "POSTED")?;
    let types = LineAmountTypes::parse(row.record.text("LineAmountTypes")).unwrap_or(LineAmountTypes::NoTax);
    let (mut postings, mut lines, mut sum) = (Vec::new(), Vec::new(), Amount::ZERO);
    for line in row.record.records("JournalLines") {
        let tax = line.amount("TaxAmount").unwrap_or_default();
        postings.push(Posting { account: line.id("AccountID")?, amount: parts(line, types).0 });
        lines.push(LineDetail {
            description: line.text("Description").to_owned(),
            tax_type: line.text("TaxType").to_owned(),
            tax,
            tracking: tracking::of_line(line),
        });
        sum = sum + tax;
    }
    if sum != Amount::ZERO {
        postings.push(Posting { account: ledger.control()?.tax, amount: sum });
    }
    Some(JournalSource {
        kind: "MANJOURNAL",
        source: row.id,
        reference: row.record.text("Narration").to_owned(),
        entry: Entry { date, postings },
        lines,
    })
}
