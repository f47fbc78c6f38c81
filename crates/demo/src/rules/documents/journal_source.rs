//! What a document posts.

use super::document_kind::DocumentKind;
use crate::ledger::Ledger;
use crate::ledger::journal_source::{JournalSource, LineDetail};
use crate::ledger::posting::{Entry, Posting};
use crate::store::record::FieldValue;
use crate::store::{CollectionKey, Row, tracking};

/// None for a document that is not posted, such as a draft, a quote or a purchase order.
pub(crate) fn of(collection: CollectionKey, row: &Row, ledger: &Ledger) -> Option<JournalSource> {
    let (record, control) = (&row.record, ledger.control()?);
    if !matches!(record.text("Status"), "AUTHORISED" | "PAID") {
        return None;
    }
    let is_sale = DocumentKind::of(collection.name)?.is_sale(record.text("Type"));
    // A credit note reverses a sale or a bill.
    let (against, debits) = match collection.name {
        "BankTransactions" => (record.record("BankAccount")?.id("AccountID")?, !is_sale),
        "CreditNotes" => (if is_sale { control.receivable } else { control.payable }, is_sale),
        _ => return None,
    };
    let Some(FieldValue::Day(date)) = record.get("Date") else { return None };
    let is_inclusive = record.text("LineAmountTypes") == "Inclusive";
    let signed = |amount: crate::values::amount::Amount| if debits { amount } else { -amount };
    let (mut postings, mut lines) = (Vec::new(), Vec::new());
    for line in record.record_list("LineItems") {
        let (amount, tax) = (line.amount("LineAmount")?, line.amount("TaxAmount")?);
        let net = if is_inclusive { amount - tax } else { amount };
        let account = line.id("AccountID").unwrap_or(control.rounding);
        postings.push(Posting { account, amount: signed(net) });
        lines.push(LineDetail {
            description: line.text("Description").to_owned(),
            tax_type: line.text("TaxType").to_owned(),
            tax: signed(tax),
            tracking: tracking::of_line(&line),
        });
    }
    postings.push(Posting { account: control.tax, amount: signed(record.amount("TotalTax")?) });
    Some(JournalSource {
        kind: source_type(record.text("Type")),
        source: row.id,
        reference: record.text("Reference").to_owned(),
        entry: Entry::against(against, *date, postings),
        lines,
    })
}

fn source_type(kind: &str) -> &'static str {
    match kind {
        "ACCRECCREDIT" => "ACCRECCREDIT",
        "ACCPAYCREDIT" => "ACCPAYCREDIT",
        "RECEIVE-PREPAYMENT" => "ARPREPAYMENT",
        "SPEND-PREPAYMENT" => "APPREPAYMENT",
        "RECEIVE-OVERPAYMENT" => "AROVERPAYMENT",
        "SPEND-OVERPAYMENT" => "APOVERPAYMENT",
        "RECEIVE" => "CASHREC",
        _ => "CASHPAID",
    }
}
