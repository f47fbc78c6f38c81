//! A line of a document: laid over the line as it was, completed from its item and its account, and added up.

use super::given::Given;
use crate::ledger::Ledger;
use crate::ledger::account::Account;
use crate::ledger::line::{Line, LineAmountTypes};
use crate::store::items::{self, Defaults};
use crate::store::{Records, tracking};
use crate::values::amount::Amount;
use crate::values::ids::Guid;

/// What the lines of one document have in common.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub(crate) struct Document<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) records: &'a Records,
    pub(crate) is_sale: bool,
    pub(crate) line_amount_types: LineAmountTypes,
    /// The tax of lines that nobody touched stands.
    pub(crate) same_tax: bool,
    pub(crate) unit_decimals: usize,
    /// Drafts may lack almost everything.
    pub(crate) lenient: bool,
    pub(crate) takes_discounts: bool,
    pub(crate) needs_accounts: bool,
    /// The account of money that has none of its own: an overpayment's.
    pub(crate) control: Option<&'static str>,
}

pub(crate) struct DraftLine {
    pub(crate) line: Line,
    /// Faults that Xero reports with the line only.
    pub(crate) errors: Vec<String>,
    /// Faults that Xero reports with the document as well.
    pub(crate) document_errors: Vec<String>,
}

impl Document<'_> {
    /// `id` is that of a new line.
    pub(crate) fn line(&self, given: &Given, base: Option<&Line>, id: impl FnOnce() -> Guid) -> DraftLine {
        let (mut errors, mut document_errors) = (Vec::new(), Vec::new());
        let mut description = base.and_then(|line| line.description.clone());
        super::lay(given.description.as_ref(), &mut description);
        let mut item_code = base.and_then(|line| line.item_code.clone());
        super::lay(given.item_code.as_ref(), &mut item_code);
        let item = self.item(item_code.as_deref(), base, &mut errors);
        description = description.or(item.description);
        if !self.lenient && description.is_none() && item_code.is_none() {
            errors.push("Description must be specified".to_owned());
        }
        let account = self.account(given, base, item.account_code, &mut document_errors);
        let (tax_type, rate) = self.tax(given, base, item.tax_type, account.as_ref(), &mut document_errors);
        let discount_rate = given.discount_rate.or(base.and_then(|line| line.discount_rate));
        let discount_amount = given.discount_amount.or(base.and_then(|line| line.discount_amount));
        if discount_rate.or(discount_amount).is_some() && !self.takes_discounts {
            errors.push("Discounts can only be given on ACCREC invoices, quotes and purchase orders".to_owned());
        }
        let quantity = given.quantity.or(base.map(|line| line.quantity)).unwrap_or(Amount::ONE);
        let tracking = match &given.tracking {
            None => base.map(|line| line.tracking.clone()).unwrap_or_default(),
            Some(wanted) => tracking::find(self.records, wanted).unwrap_or_else(|fault| {
                errors.push(fault);
                Vec::new()
            }),
        };
        let mut line = Line {
            id: base.map_or_else(id, |line| line.id),
            description,
            item_code,
            quantity,
            unit_amount: self.unit_amount(given, base, item.unit_price, quantity),
            discount_rate,
            discount_amount,
            account,
            tax_type,
            tax_amount: Amount::ZERO,
            line_amount: Amount::ZERO,
            tracking,
        };
        line.line_amount = match base.filter(|_| !given.has_sum()) {
            Some(base) => base.line_amount,
            None => total(&line, given, &mut errors),
        };
        line.tax_amount = self.tax_amount(given, base, &line, rate);
        errors.splice(0..0, document_errors.iter().cloned());
        DraftLine { line, errors, document_errors }
    }

    /// What a newly named item says where the line says nothing.
    fn item(&self, code: Option<&str>, base: Option<&Line>, errors: &mut Vec<String>) -> Defaults {
        let Some(code) = code.filter(|code| base.is_none_or(|base| base.item_code.as_deref() != Some(code))) else {
            return Defaults::default();
        };
        let item = items::defaults(self.records, code, self.is_sale);
        item.unwrap_or_else(|| {
            errors.push(format!("Item code '{code}' is not valid"));
            Defaults::default()
        })
    }

    fn unit_amount(&self, given: &Given, base: Option<&Line>, of_item: Option<Amount>, quantity: Amount) -> Amount {
        match (given.unit_amount, given.line_amount.map(Amount::rounded)) {
            (Some(unit), _) if self.unit_decimals < 4 => unit.rounded(),
            (Some(unit), _) => unit,
            (None, Some(total)) => total.divided_by(quantity).unwrap_or(Amount::ZERO),
            (None, None) => base.map(|line| line.unit_amount).or(of_item).unwrap_or_default(),
        }
    }

    fn tax_amount(&self, given: &Given, base: Option<&Line>, line: &Line, rate: Amount) -> Amount {
        let untouched =
            base.filter(|base| self.same_tax && base.line_amount == line.line_amount && base.tax_type == line.tax_type);
        let is_taxed = self.line_amount_types != LineAmountTypes::NoTax && self.control.is_none();
        match (given.tax_amount.filter(|_| is_taxed), untouched) {
            (Some(tax), _) => tax.rounded(),
            (None, Some(base)) if given.tax_amount.is_none() => base.tax_amount,
            _ => self.line_amount_types.tax(line.line_amount, rate),
        }
    }

    fn account(
        &self,
        given: &Given,
        base: Option<&Line>,
        of_item: Option<String>,
        errors: &mut Vec<String>,
    ) -> Option<(String, Guid)> {
        let own = |account: &Account| (account.code.to_string(), account.id);
        if let Some(system) = self.control {
            return self.ledger.account_of_system(system).map(own);
        }
        let id = given.account_id.as_deref();
        let is_known = id.is_some() || base.is_some_and(|line| line.account.is_some());
        let code = given.account_code.clone().or(of_item.filter(|_| !is_known));
        let found = match (&code, id) {
            (Some(code), _) => self.ledger.account_with_code(code),
            (None, Some(id)) => Guid::parse(id).and_then(|id| self.ledger.account_with_id(id)),
            (None, None) => {
                let account = base.and_then(|line| line.account.clone());
                if self.needs_accounts && !self.lenient && account.is_none() {
                    errors.push("Account code or ID must be specified".to_owned());
                }
                return account;
            }
        };
        let found = found.filter(|account| account.takes_invoice_lines());
        if found.is_none() {
            let named = code.as_deref().or(id).unwrap_or_default();
            errors.push(format!("Account code '{named}' is not a valid code for this document."));
        }
        found.map(own)
    }

    /// The tax type and its rate: as given, as before, else the item's, the account's, the organisation's.
    fn tax(
        &self,
        given: &Given,
        base: Option<&Line>,
        of_item: Option<String>,
        account: Option<&(String, Guid)>,
        errors: &mut Vec<String>,
    ) -> (String, Amount) {
        let organisation = &self.ledger.organisation;
        let suits = |code: &str| organisation.tax_of_side(code, self.is_sale);
        if self.control.is_some() {
            return ("NONE".to_owned(), Amount::ZERO);
        }
        if let Some(code) = given.tax_type.clone().or(of_item.filter(|_| base.is_none())) {
            let tax = suits(&code);
            if tax.is_none() {
                errors.push(format!(
                    "The TaxType code '{code}' does not exist or cannot be used for this type of transaction."
                ));
            }
            let rate = tax.map_or(Amount::ZERO, |tax| tax.rate);
            return (code, rate);
        }
        if let Some(base) = base {
            let rate = organisation.tax(&base.tax_type).map_or(Amount::ZERO, |tax| tax.rate);
            return (base.tax_type.clone(), rate);
        }
        if self.line_amount_types == LineAmountTypes::NoTax {
            return ("NONE".to_owned(), Amount::ZERO);
        }
        let of_account =
            account.and_then(|(_, id)| self.ledger.account_with_id(*id)).and_then(|account| suits(&account.tax_type));
        let side = if self.is_sale { organisation.sales_tax } else { organisation.purchases_tax };
        let tax = of_account.or_else(|| suits(side));
        tax.map_or(("NONE".to_owned(), Amount::ZERO), |tax| (tax.code.to_string(), tax.rate))
    }
}

/// Quantity times price less discount, which a stated total must agree with.
fn total(line: &Line, given: &Given, errors: &mut Vec<String>) -> Amount {
    let stated = given.line_amount.map(Amount::rounded);
    let computed = line
        .quantity
        .line_total(line.unit_amount, line.discount_rate.unwrap_or(Amount::ZERO))
        .map(|total| total - line.discount_amount.unwrap_or(Amount::ZERO).rounded());
    match (computed, stated) {
        (None, _) => {
            errors.push("The line total is too large".to_owned());
            Amount::ZERO
        }
        (Some(computed), Some(stated)) => {
            if computed != stated && given.unit_amount.is_some() {
                errors.push(format!(
                    "The line total {} does not match the expected line total {}",
                    stated.text(2),
                    computed.text(2)
                ));
            }
            stated
        }
        (Some(computed), None) => computed,
    }
}
