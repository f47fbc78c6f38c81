//! The lines of a document: read from their records, and written back as they come out.

use super::kind::{Kind, is_lenient};
use crate::drafts::given::Given;
use crate::drafts::line::Document;
use crate::ledger::line::{Line, LineAmountTypes, add_up};
use crate::records::draft::{Desk, Draft};
use crate::store::record::{Record, Value};
use crate::store::tracking::{self, Wanted};
use crate::values::amount::Amount;
use crate::values::ids::Guid;

/// Records keep every decimal; replies show as many as are asked for.
const UNIT_DECIMALS: usize = 4;

pub(crate) fn check(draft: &mut Draft, desk: &Desk<'_>, kind: &'static Kind) {
    let word = draft.record.text("LineAmountTypes").to_owned();
    let types = LineAmountTypes::parse(&word).unwrap_or(LineAmountTypes::Exclusive);
    let shown = if kind.collection == "Quotes" { types.name().to_uppercase() } else { types.name().to_owned() };
    draft.record.set("LineAmountTypes", shown.into());
    let type_word = draft.record.text("Type").to_owned();
    let is_sale = kind.is_sale(&type_word);
    let document = Document {
        ledger: desk.ledger,
        records: desk.records,
        is_sale,
        line_amount_types: types,
        same_tax: draft.before.as_ref().is_none_or(|old| old.text("LineAmountTypes").eq_ignore_ascii_case(&word)),
        unit_decimals: UNIT_DECIMALS,
        lenient: is_lenient(draft.record.text("Status")),
        takes_discounts: kind.takes_discounts,
        needs_accounts: kind.collection != "Quotes",
        control: type_word.ends_with("-OVERPAYMENT").then_some(if is_sale { "DEBTORS" } else { "CREDITORS" }),
    };
    let held = draft.before.as_ref().map(|old| old.record_list("LineItems")).unwrap_or_default();
    let mut records = draft.record.record_list("LineItems");
    if records.is_empty() && !document.lenient {
        draft.fault("LineItems", "One or more line items must be specified");
    }
    let mut lines = Vec::with_capacity(records.len());
    let kept = |record: &Record| {
        let id = record.id("LineItemID");
        held.iter().find(|old| id.is_some() && old.id("LineItemID") == id)
    };
    for (at, record) in records.iter_mut().enumerate() {
        let old = kept(record);
        // What is posted as it stands, or not posted at all, says nothing.
        let given = if old == Some(&*record) { Given::default() } else { given(record) };
        let base = old.map(line);
        let done = document.line(&given, base.as_ref(), || Guid::named(""));
        for fault in done.errors {
            draft.fault(format!("LineItems[{at}]"), fault);
        }
        if let Some(old) = old {
            let mut merged = old.clone();
            merged.lay_over(std::mem::take(record));
            *record = merged;
        } else {
            record.set("LineItemID", Value::Null);
        }
        write(record, &done.line);
        lines.push(done.line);
    }
    // Xero puts new lines before those that are kept.
    records.sort_by_key(|record| kept(record).is_some());
    draft.record.set("LineItems", records.into());
    let [net, tax, gross] = add_up(&lines, types);
    if gross < Amount::ZERO {
        draft.fault("Total", "The document total must not be below zero.");
    }
    draft.record.set("SubTotal", net.into());
    draft.record.set("TotalTax", tax.into());
    draft.record.set("Total", gross.into());
}

fn text(record: &Record, name: &str) -> Option<String> {
    Some(record.text(name).to_owned()).filter(|text| !text.is_empty())
}

fn given(record: &Record) -> Given {
    Given {
        description: text(record, "Description"),
        item_code: text(record, "ItemCode"),
        account_code: text(record, "AccountCode"),
        account_id: record.id("AccountID").map(|id| id.to_string()),
        tax_type: text(record, "TaxType"),
        quantity: record.amount("Quantity"),
        unit_amount: record.amount("UnitAmount"),
        line_amount: record.amount("LineAmount"),
        discount_rate: record.amount("DiscountRate"),
        discount_amount: record.amount("DiscountAmount"),
        tax_amount: record.amount("TaxAmount"),
        tracking: Wanted::of(record),
    }
}

/// A line as it was kept.
fn line(record: &Record) -> Line {
    let amount = |name| record.amount(name).unwrap_or_default();
    Line {
        id: record.id("LineItemID").unwrap_or_else(|| Guid::named("")),
        description: text(record, "Description"),
        item_code: text(record, "ItemCode"),
        quantity: amount("Quantity"),
        unit_amount: amount("UnitAmount"),
        discount_rate: record.amount("DiscountRate"),
        discount_amount: record.amount("DiscountAmount"),
        account: record.id("AccountID").map(|id| (record.text("AccountCode").to_owned(), id)),
        tax_type: record.text("TaxType").to_owned(),
        tax_amount: amount("TaxAmount"),
        line_amount: amount("LineAmount"),
        tracking: tracking::held(record),
    }
}

fn write(record: &mut Record, line: &Line) {
    let texts = [("Description", &line.description), ("ItemCode", &line.item_code)];
    for (name, text) in texts {
        if let Some(text) = text {
            record.set(name, text.clone().into());
        }
    }
    if let Some((code, id)) = &line.account {
        record.set("AccountCode", code.clone().into());
        record.set("AccountID", (*id).into());
    }
    record.set("TaxType", line.tax_type.clone().into());
    record.set("Quantity", Value::Decimal(line.quantity.text(4)));
    record.set("UnitAmount", Value::Decimal(line.unit_amount.text(4)));
    record.set("LineAmount", line.line_amount.into());
    record.set("TaxAmount", line.tax_amount.into());
    tracking::set(record, &line.tracking);
}
