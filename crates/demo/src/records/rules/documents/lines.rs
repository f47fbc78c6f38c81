//! The lines of a document: completed from their accounts, and added up as Xero rounds them.

use super::kind::{Kind, is_lenient};
use crate::amount::Amount;
use crate::ledger::account::Account;
use crate::ledger::line::LineAmountTypes;
use crate::records::draft::{Desk, Draft};
use crate::records::items;
use crate::records::value::{Record, Value};

const MOST_CATEGORIES: usize = 2;

/// What the lines of one document have in common.
struct Sheet<'a> {
    desk: &'a Desk<'a>,
    kind: &'static Kind,
    is_sale: bool,
    types: LineAmountTypes,
    /// The tax of lines that nobody touched stands.
    same_types: bool,
    lenient: bool,
    /// Money without an account of its own: an overpayment.
    control: Option<&'static str>,
}

pub(super) fn check(draft: &mut Draft, desk: &Desk<'_>, kind: &'static Kind) {
    let word = draft.record.text("LineAmountTypes").to_owned();
    let types = LineAmountTypes::parse(&word).unwrap_or(LineAmountTypes::Exclusive);
    let shown = if kind.collection == "Quotes" { types.name().to_uppercase() } else { types.name().to_owned() };
    draft.record.set("LineAmountTypes", shown.into());
    let type_word = draft.record.text("Type").to_owned();
    let is_sale = kind.is_sale(&type_word);
    let sheet = Sheet {
        desk,
        kind,
        is_sale,
        types,
        same_types: draft.before.as_ref().is_none_or(|old| old.text("LineAmountTypes").eq_ignore_ascii_case(&word)),
        lenient: is_lenient(draft.record.text("Status")),
        control: type_word.ends_with("-OVERPAYMENT").then_some(if is_sale { "DEBTORS" } else { "CREDITORS" }),
    };
    let held = draft.before.as_ref().map(|old| old.record_list("LineItems")).unwrap_or_default();
    let mut lines = draft.record.record_list("LineItems");
    if lines.is_empty() && !sheet.lenient {
        draft.fault("LineItems", "One or more line items must be specified");
    }
    let (mut sum, mut tax) = (Amount::ZERO, Amount::ZERO);
    for (at, line) in lines.iter_mut().enumerate() {
        let id = line.id("LineItemID");
        let old = held.iter().find(|old| id.is_some() && old.id("LineItemID") == id);
        if old.is_none() {
            line.set("LineItemID", Value::Null);
        }
        let mut faults = Vec::new();
        sheet.complete(line, old, &mut faults);
        for fault in faults {
            draft.fault(format!("LineItems[{at}]"), fault);
        }
        sum = sum + line.amount("LineAmount").unwrap_or_default();
        tax = tax + line.amount("TaxAmount").unwrap_or_default();
    }
    draft.record.set("LineItems", lines.into());
    let (net, gross) = match types {
        LineAmountTypes::Inclusive => (sum - tax, sum),
        LineAmountTypes::Exclusive | LineAmountTypes::NoTax => (sum, sum + tax),
    };
    if gross < Amount::ZERO {
        draft.fault("Total", "The document total must not be below zero.");
    }
    draft.record.set("SubTotal", net.into());
    draft.record.set("TotalTax", tax.into());
    draft.record.set("Total", gross.into());
}

impl Sheet<'_> {
    fn complete(&self, line: &mut Record, old: Option<&Record>, faults: &mut Vec<String>) {
        let posted = line.clone();
        if let Some(old) = old {
            let mut merged = old.clone();
            merged.lay_over(posted.clone());
            *line = merged;
        }
        self.item(line, &posted, old, faults);
        if !self.lenient && line.text("Description").is_empty() && line.text("ItemCode").is_empty() {
            faults.push("Description must be specified".to_owned());
        }
        let discounted = line.get("DiscountRate").or(line.get("DiscountAmount")).is_some();
        if discounted && !self.kind.takes_discounts {
            faults.push("Discounts cannot be given on this type of document".to_owned());
        }
        if line.record_list("Tracking").len() > MOST_CATEGORIES {
            faults.push(format!("A line has at most {MOST_CATEGORIES} tracking categories"));
        }
        let account = self.account(line, faults);
        let rate = self.tax(line, account, faults);
        self.add_up(line, &posted, old, rate, faults);
    }

    /// What a newly named item says is on the line where nothing else is.
    fn item(&self, line: &mut Record, posted: &Record, old: Option<&Record>, faults: &mut Vec<String>) {
        let code = line.text("ItemCode");
        if code.is_empty() || old.is_some_and(|old| old.text("ItemCode") == code) {
            return;
        }
        let Some(item) = items::defaults(self.desk.records, code, self.is_sale) else {
            return faults.push(items::unknown(code));
        };
        let fill = |line: &mut Record, name, text: Option<String>| {
            if let Some(text) = text {
                line.fill(name, text);
            }
        };
        fill(line, "Description", item.description);
        if line.id("AccountID").is_none() {
            fill(line, "AccountCode", item.account_code);
        }
        fill(line, "TaxType", item.tax_type);
        if let Some(price) = item.unit_price.filter(|_| posted.amount("LineAmount").is_none()) {
            line.fill("UnitAmount", Value::Decimal(price.text(4)));
        }
    }

    fn account(&self, line: &mut Record, faults: &mut Vec<String>) -> Option<&Account> {
        let ledger = self.desk.ledger;
        let code = line.text("AccountCode").to_owned();
        let id = line.id("AccountID");
        let found = match (self.control, code.as_str(), id) {
            (Some(system), _, _) => ledger.account_of_system(system),
            (None, "", Some(id)) => ledger.account_with_id(id).filter(|account| account.takes_invoice_lines()),
            (None, "", None) => {
                if !self.lenient && self.kind.collection != "Quotes" {
                    faults.push("Account code or ID must be specified".to_owned());
                }
                return None;
            }
            (None, code, _) => ledger.account_with_code(code).filter(|account| account.takes_invoice_lines()),
        };
        match found {
            Some(account) => {
                line.set("AccountCode", (&account.code).into());
                line.set("AccountID", account.id.into());
            }
            None => faults.push(format!("Account code '{code}' is not a valid code for this document.")),
        }
        found
    }

    /// The rate of the tax type: as posted, else the account's, else the organisation's.
    fn tax(&self, line: &mut Record, account: Option<&Account>, faults: &mut Vec<String>) -> Amount {
        let organisation = &self.desk.ledger.organisation;
        let suits = |code: &str| organisation.tax_of_side(code, self.is_sale);
        if self.control.is_some() {
            line.set("TaxType", "NONE".into());
            return Amount::ZERO;
        }
        let code = line.text("TaxType").to_owned();
        if !code.is_empty() {
            let tax = suits(&code);
            if tax.is_none() {
                faults.push(format!(
                    "The TaxType code '{code}' does not exist or cannot be used for this type of transaction."
                ));
            }
            return tax.map_or(Amount::ZERO, |tax| tax.rate);
        }
        let side = if self.is_sale { organisation.sales_tax } else { organisation.purchases_tax };
        let tax = match self.types {
            LineAmountTypes::NoTax => None,
            _ => account.and_then(|account| suits(&account.tax_type)).or_else(|| suits(side)),
        };
        line.set("TaxType", tax.map_or("NONE", |tax| &tax.code).into());
        tax.map_or(Amount::ZERO, |tax| tax.rate)
    }

    fn add_up(&self, line: &mut Record, posted: &Record, old: Option<&Record>, rate: Amount, faults: &mut Vec<String>) {
        let quantity = line.amount("Quantity").unwrap_or(Amount::ONE);
        let stated = posted.amount("LineAmount").map(Amount::rounded);
        let unit = match (posted.amount("UnitAmount"), stated) {
            (Some(unit), _) => unit,
            (None, Some(total)) => total.divided_by(quantity).unwrap_or_default(),
            (None, None) => line.amount("UnitAmount").unwrap_or_default(),
        };
        let discount = line.amount("DiscountAmount").unwrap_or_default().rounded();
        let computed = quantity.line_total(unit, line.amount("DiscountRate").unwrap_or_default());
        let total = match (computed.map(|total| total - discount), stated) {
            (None, _) => {
                faults.push("The line total is too large".to_owned());
                Amount::ZERO
            }
            (Some(computed), Some(stated)) => {
                // What a line that was read brings along is no statement.
                let is_echo = old.is_some_and(|old| old.amount("LineAmount") == Some(stated));
                if computed != stated && posted.amount("UnitAmount").is_some() && !is_echo {
                    faults.push(format!(
                        "The line total {} does not match the expected line total {}",
                        stated.text(2),
                        computed.text(2)
                    ));
                }
                if is_echo { computed } else { stated }
            }
            (Some(computed), None) => computed,
        };
        let kept =
            posted.amount("TaxAmount").filter(|_| self.types != LineAmountTypes::NoTax && self.control.is_none());
        let is_stale = |tax: &Amount| {
            old.is_some_and(|old| {
                let same = old.amount("LineAmount") == Some(total) && old.text("TaxType") == line.text("TaxType");
                old.amount("TaxAmount") == Some(*tax) && !(same && self.same_types)
            })
        };
        let tax = kept.filter(|tax| !is_stale(tax)).map_or_else(|| self.types.tax(total, rate), Amount::rounded);
        line.set("Quantity", Value::Decimal(quantity.text(4)));
        line.set("UnitAmount", Value::Decimal(unit.text(4)));
        line.set("LineAmount", total.into());
        line.set("TaxAmount", tax.into());
        line.fill("Tracking", Vec::new());
    }
}
