//! One posted line of an invoice: laid over the line as it was, completed from its account, and added up.

use crate::amount::Amount;
use crate::ids::{Guid, Ids};
use crate::input::{Members, PostDataInvalid};
use crate::ledger::Ledger;
use crate::ledger::invoice::InvoiceType;
use crate::ledger::line::{Line, LineAmountTypes};
use crate::records::Records;
use crate::records::items::{self, Defaults};

/// The members that a line's total is made of.
const SUM: &[&str] = &["Quantity", "UnitAmount", "LineAmount", "DiscountRate", "DiscountAmount"];

/// What the lines of one document have in common.
pub(super) struct Document<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) records: &'a Records,
    pub(super) kind: InvoiceType,
    pub(super) line_amount_types: LineAmountTypes,
    /// The tax of lines that nobody touched stands.
    pub(super) same_tax: bool,
    pub(super) unit_decimals: usize,
    /// Drafts may lack almost everything.
    pub(super) lenient: bool,
}

pub(super) struct DraftLine {
    pub(super) line: Line,
    /// Faults that Xero reports with the line only.
    pub(super) errors: Vec<String>,
    /// Faults that Xero reports with the document as well.
    pub(super) document_errors: Vec<String>,
}

impl Document<'_> {
    pub(super) fn line(
        &self,
        posted: &Members,
        base: Option<&Line>,
        ids: &mut Ids,
    ) -> Result<DraftLine, PostDataInvalid> {
        posted.allow("LineItem")?;
        let mut errors = Vec::new();
        let mut document_errors = Vec::new();
        let mut description = base.and_then(|line| line.description.clone());
        super::take(posted, "Description", &mut description)?;
        let mut item_code = base.and_then(|line| line.item_code.clone());
        super::take(posted, "ItemCode", &mut item_code)?;
        let item = self.item(item_code.as_deref(), base, &mut errors);
        description = description.or(item.description);
        if !self.lenient && description.is_none() && item_code.is_none() {
            errors.push("Description must be specified".to_owned());
        }
        let account = self.account(posted, base, item.account_code, &mut document_errors)?;
        let (tax_type, rate) = self.tax(posted, base, item.tax_type, account.as_ref(), &mut document_errors)?;
        let discount_rate = posted.amount("DiscountRate")?.or(base.and_then(|line| line.discount_rate));
        let discount_amount = posted.amount("DiscountAmount")?.or(base.and_then(|line| line.discount_amount));
        if discount_rate.or(discount_amount).is_some() && self.kind == InvoiceType::Accpay {
            errors.push("Discounts can only be given on ACCREC invoices".to_owned());
        }
        let quantity = posted.amount("Quantity")?.or(base.map(|line| line.quantity)).unwrap_or(Amount::ONE);
        let mut line = Line {
            id: base.map_or_else(|| ids.next(), |line| line.id),
            description,
            item_code,
            quantity,
            unit_amount: self.unit_amount(posted, base, item.unit_price, quantity)?,
            discount_rate,
            discount_amount,
            account,
            tax_type,
            tax_amount: Amount::ZERO,
            line_amount: Amount::ZERO,
        };
        line.line_amount = match base.filter(|_| SUM.iter().all(|name| posted.raw(name).is_none())) {
            Some(base) => base.line_amount,
            None => total(&line, posted, &mut errors)?,
        };
        line.tax_amount = self.tax_amount(posted, base, &line, rate)?;
        errors.splice(0..0, document_errors.iter().cloned());
        Ok(DraftLine { line, errors, document_errors })
    }

    /// What a newly named item says where the line says nothing.
    fn item(&self, code: Option<&str>, base: Option<&Line>, errors: &mut Vec<String>) -> Defaults {
        let Some(code) = code.filter(|code| base.is_none_or(|base| base.item_code.as_deref() != Some(code))) else {
            return Defaults::default();
        };
        let item = items::defaults(self.records, code, self.kind == InvoiceType::Accrec);
        item.unwrap_or_else(|| {
            errors.push(items::unknown(code));
            Defaults::default()
        })
    }

    fn unit_amount(
        &self,
        posted: &Members,
        base: Option<&Line>,
        of_item: Option<Amount>,
        quantity: Amount,
    ) -> Result<Amount, PostDataInvalid> {
        let stated = posted.amount("LineAmount")?.map(Amount::rounded);
        Ok(match (posted.amount("UnitAmount")?, stated) {
            (Some(unit), _) if self.unit_decimals < 4 => unit.rounded(),
            (Some(unit), _) => unit,
            (None, Some(total)) => total.divided_by(quantity).unwrap_or(Amount::ZERO),
            (None, None) => base.map(|line| line.unit_amount).or(of_item).unwrap_or_default(),
        })
    }

    fn tax_amount(
        &self,
        posted: &Members,
        base: Option<&Line>,
        line: &Line,
        rate: Amount,
    ) -> Result<Amount, PostDataInvalid> {
        let untouched =
            base.filter(|base| self.same_tax && base.line_amount == line.line_amount && base.tax_type == line.tax_type);
        Ok(match (posted.amount("TaxAmount")?, untouched) {
            (Some(tax), _) if self.line_amount_types != LineAmountTypes::NoTax => tax.rounded(),
            (None, Some(base)) => base.tax_amount,
            _ => self.line_amount_types.tax(line.line_amount, rate),
        })
    }

    fn account(
        &self,
        posted: &Members,
        base: Option<&Line>,
        of_item: Option<String>,
        errors: &mut Vec<String>,
    ) -> Result<Option<(String, Guid)>, PostDataInvalid> {
        let id = posted.text("AccountID")?;
        let known = id.is_some() || base.is_some_and(|line| line.account.is_some());
        let code = posted.text("AccountCode")?.filter(|code| !code.is_empty()).or(of_item.filter(|_| !known));
        let found = match (&code, &id) {
            (Some(code), _) => self.ledger.account_with_code(code),
            (None, Some(id)) => Guid::parse(id).and_then(|id| self.ledger.account_with_id(id)),
            (None, None) => {
                let account = base.and_then(|line| line.account.clone());
                if !self.lenient && account.is_none() {
                    errors.push("Account code or ID must be specified".to_owned());
                }
                return Ok(account);
            }
        };
        match found.filter(|account| account.takes_invoice_lines()) {
            Some(account) => Ok(Some((account.code.to_string(), account.id))),
            None => {
                let named = code.or(id).unwrap_or_default();
                errors.push(format!("Account code '{named}' is not a valid code for this document."));
                Ok(None)
            }
        }
    }

    /// The tax type and its rate: as posted, as before, else the account's, else the organisation's.
    fn tax(
        &self,
        posted: &Members,
        base: Option<&Line>,
        of_item: Option<String>,
        account: Option<&(String, Guid)>,
        errors: &mut Vec<String>,
    ) -> Result<(String, Amount), PostDataInvalid> {
        let organisation = &self.ledger.organisation;
        let suits = |code: &str| organisation.tax_of_side(code, self.kind == InvoiceType::Accrec);
        let of_item = of_item.filter(|_| base.is_none());
        if let Some(code) = posted.text("TaxType")?.filter(|code| !code.is_empty()).or(of_item) {
            return Ok(match suits(&code) {
                Some(tax) => (code, tax.rate),
                None => {
                    errors.push(format!(
                        "The TaxType code '{code}' does not exist or cannot be used for this type of transaction."
                    ));
                    (code, Amount::ZERO)
                }
            });
        }
        if let Some(base) = base {
            let rate = organisation.tax(&base.tax_type).map_or(Amount::ZERO, |tax| tax.rate);
            return Ok((base.tax_type.clone(), rate));
        }
        if self.line_amount_types == LineAmountTypes::NoTax {
            return Ok(("NONE".to_owned(), Amount::ZERO));
        }
        let of_account =
            account.and_then(|(_, id)| self.ledger.account_with_id(*id)).and_then(|account| suits(&account.tax_type));
        let side = match self.kind {
            InvoiceType::Accrec => organisation.sales_tax,
            InvoiceType::Accpay => organisation.purchases_tax,
        };
        let tax = of_account.or_else(|| suits(side));
        Ok(tax.map_or(("NONE".to_owned(), Amount::ZERO), |tax| (tax.code.to_string(), tax.rate)))
    }
}

/// Quantity times price less discount, which a stated total must agree with.
fn total(line: &Line, posted: &Members, errors: &mut Vec<String>) -> Result<Amount, PostDataInvalid> {
    let stated = posted.amount("LineAmount")?.map(Amount::rounded);
    let computed = line
        .quantity
        .line_total(line.unit_amount, line.discount_rate.unwrap_or(Amount::ZERO))
        .map(|total| total - line.discount_amount.unwrap_or(Amount::ZERO).rounded());
    Ok(match (computed, stated) {
        (None, _) => {
            errors.push("The line total is too large".to_owned());
            Amount::ZERO
        }
        (Some(computed), Some(stated)) => {
            if computed != stated && posted.raw("UnitAmount").is_some() {
                errors.push(format!(
                    "The line total {} does not match the expected line total {}",
                    stated.text(2),
                    computed.text(2)
                ));
            }
            stated
        }
        (Some(computed), None) => computed,
    })
}
