//! Tax rates: those of the region, which stand, and those that users make, which documents compute with.

use super::accounting::unique;
use super::rule::Rules;
use crate::call::Call;
use crate::ledger::organisation::Tax;
use crate::records::draft::{Desk, Draft};
use crate::store::record::{Record, Value};
use crate::store::{Place, Row};
use crate::values::amount::Amount;

const LONGEST_NAME: usize = 50;

pub(crate) const TAX_RATES: Rules =
    Rules { key: Some("TaxType"), other_key: Some("Name"), check, kept: keep, ..Rules::NONE };

fn check(draft: &mut Draft, desk: &Desk<'_>) {
    draft.at_most("Name", LONGEST_NAME);
    unique(draft, desk, "Name");
    let code = draft.before.as_ref().map(|old| old.text("TaxType").to_owned());
    if code.as_ref().is_some_and(|code| !is_made_by_users(code)) {
        draft.fault("TaxType", "The tax rates of the system cannot be changed.");
        return;
    }
    // Those that users make are named TAX001 and so on.
    let code = code.unwrap_or_else(|| {
        let taken = |name: &str| desk.all().any(|row| row.record.text("TaxType") == name);
        (1..=999).map(|number| format!("TAX{number:03}")).find(|name| !taken(name)).unwrap_or_default()
    });
    draft.record.set("TaxType", code.into());
    draft.record.fill("Status", "ACTIVE");
    let mut components = draft.record.record_list("TaxComponents");
    if components.is_empty() {
        draft.fault("TaxComponents", "A tax rate has at least one component.");
    }
    for (at, component) in components.iter_mut().enumerate() {
        if component.text("Name").is_empty() {
            draft.fault(format!("TaxComponents[{at}]"), "The Name of a tax component must be specified.");
        }
        if component.amount("Rate").is_none_or(|rate| rate < Amount::ZERO || rate > Amount::from_cents(10_000)) {
            draft.fault(format!("TaxComponents[{at}]"), "The Rate of a tax component is a number from 0 to 100.");
        }
        component.fill("IsCompound", false);
        component.fill("IsNonRecoverable", false);
    }
    if components.iter().filter(|component| component.is_true("IsCompound")).count() > 1 {
        draft.fault("TaxComponents", "Only one component of a tax rate can be compound.");
    }
    let rate = effective(&components);
    draft.record.set("TaxComponents", components.into());
    let report = draft.record.text("ReportTaxType").to_owned();
    complete(&mut draft.record, rate, !report.starts_with("INPUT"), !report.starts_with("OUTPUT"));
}

fn is_made_by_users(code: &str) -> bool {
    code.strip_prefix("TAX").is_some_and(|number| number.parse::<u16>().is_ok())
}

/// A compound component is laid on the amount with the other taxes on it.
fn effective(components: &[Record]) -> Amount {
    let rates = |compound: bool| -> Amount {
        let of_kind = components.iter().filter(|component| component.is_true("IsCompound") == compound);
        of_kind.filter_map(|component| component.amount("Rate")).sum()
    };
    let (simple, compound) = (rates(false), rates(true));
    simple + compound + compound.percent(simple).unwrap_or_default()
}

fn complete(record: &mut Record, rate: Amount, on_sales: bool, on_purchases: bool) {
    for (name, value) in [
        ("CanApplyToAssets", true),
        ("CanApplyToEquity", true),
        ("CanApplyToExpenses", on_purchases),
        ("CanApplyToLiabilities", true),
        ("CanApplyToRevenue", on_sales),
    ] {
        record.set(name, value.into());
    }
    for name in ["DisplayTaxRate", "EffectiveRate"] {
        record.set(name, Value::Decimal(rate.text(4)));
    }
}

/// A rate of the region as its record.
pub(crate) fn record(tax: &Tax) -> Record {
    let component = Record::from([
        ("Name", "Tax".into()),
        ("Rate", Value::Decimal(tax.rate.text(4))),
        ("IsCompound", false.into()),
        ("IsNonRecoverable", false.into()),
    ]);
    let report = match (tax.on_sales, tax.on_purchases) {
        (true, false) => "OUTPUT",
        (false, true) => "INPUT",
        _ => "NONE",
    };
    let mut record = Record::from([
        ("Name", (&tax.name).into()),
        ("TaxType", (&tax.code).into()),
        ("TaxComponents", vec![component].into()),
        ("Status", "ACTIVE".into()),
        ("ReportTaxType", report.into()),
    ]);
    complete(&mut record, tax.rate, tax.on_sales, tax.on_purchases);
    record
}

/// The ledger computes with it from now on.
fn keep(call: &mut Call<'_>, _: Place, row: &Row) {
    let record = &row.record;
    let tax = Tax {
        code: record.text("TaxType").into(),
        name: record.text("Name").into(),
        rate: record.amount("EffectiveRate").unwrap_or_default(),
        on_sales: record.is_true("CanApplyToRevenue"),
        on_purchases: record.is_true("CanApplyToExpenses"),
        active: record.text("Status") == "ACTIVE",
    };
    std::sync::Arc::make_mut(&mut call.books.ledger.organisation).put_tax(tax);
}
