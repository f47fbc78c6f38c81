//! What a document does to the accounts.

use super::kind::Kind;
use crate::ledger::Ledger;
use crate::ledger::posting::{Entry, Posting};
use crate::records::store::{Place, Row};
use crate::records::value::Value;

/// None while a document is no more than an intention, and for the kinds that always are.
pub(super) fn of(place: Place, row: &Row, ledger: &Ledger) -> Option<Entry> {
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
    let signed = |amount: crate::amount::Amount| if debits { amount } else { -amount };
    let mut postings = Vec::new();
    for line in record.record_list("LineItems") {
        let (amount, tax) = (line.amount("LineAmount")?, line.amount("TaxAmount")?);
        let net = if is_inclusive { amount - tax } else { amount };
        let account = line.id("AccountID").unwrap_or(control.rounding);
        postings.push(Posting { account, amount: signed(net) });
    }
    postings.push(Posting { account: control.tax, amount: signed(record.amount("TotalTax")?) });
    Some(Entry::against(against, *date, postings))
}
