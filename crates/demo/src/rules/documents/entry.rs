//! What a document does to the accounts.

use super::kind::Kind;
use crate::ledger::Ledger;
use crate::ledger::journal_source::{Detail, Voucher};
use crate::ledger::posting::{Entry, Posting};
use crate::store::record::Value;
use crate::store::{Place, Row, tracking};

/// None while a document is no more than an intention, and for the kinds that always are.
pub(crate) fn of(place: Place, row: &Row, ledger: &Ledger) -> Option<Voucher> {
    let (record, control) = (&row.record, ledger.control()?);
    if !matches!(record.text("Status"), "AUTHORISED" | "PAID") {
        return None;
    }
    let is_sale = Kind::of(place.collection)?.is_sale(record.text("Type"));
    // A credit note takes back what a sale or a bill did.
    let (against, debits) = match place.collection {
        "BankTransactions" => (record.record("BankAccount")?.id("AccountID")?, !is_sale),
        "CreditNotes" => (if is_sale { control.receivable } else { control.payable }, is_sale),
        _ => return None,
    };
    let Some(Value::Day(date)) = record.get("Date") else { return None };
    let is_inclusive = record.text("LineAmountTypes") == "Inclusive";
    let signed = |amount: crate::values::amount::Amount| if debits { amount } else { -amount };
    let (mut postings, mut lines) = (Vec::new(), Vec::new());
    for line in record.record_list("LineItems") {
        let (amount, tax) = (line.amount("LineAmount")?, line.amount("TaxAmount")?);
        let net = if is_inclusive { amount - tax } else { amount };
        let account = line.id("AccountID").unwrap_or(control.rounding);
        postings.push(Posting { account, amount: signed(net) });
        lines.push(Detail {
            description: line.text("Description").to_owned(),
            tax_type: line.text("TaxType").to_owned(),
            tax: signed(tax),
            tracking: tracking::held(&line),
        });
    }
    postings.push(Posting { account: control.tax, amount: signed(record.amount("TotalTax")?) });
    Some(Voucher {
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
