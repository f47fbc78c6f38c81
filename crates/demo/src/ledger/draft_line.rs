//! One posted line of an invoice: checked, completed from its account, and added up.

use super::Ledger;
use super::invoice::{InvoiceType, Line, LineAmountTypes};
use crate::amount::Amount;
use crate::ids::{Guid, Ids};
use crate::input::{Members, PostDataInvalid};

const MEMBERS: &[&str] = &[
    "LineItemID",
    "Description",
    "Quantity",
    "UnitAmount",
    "ItemCode",
    "AccountCode",
    "AccountID",
    "TaxType",
    "TaxAmount",
    "LineAmount",
    "Tracking",
    "DiscountRate",
    "DiscountAmount",
    "Item",
];

/// What the lines of one document have in common.
pub(crate) struct Document<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) kind: InvoiceType,
    pub(crate) line_amount_types: LineAmountTypes,
    pub(crate) unit_decimals: usize,
    /// Drafts may lack almost everything.
    pub(crate) draft: bool,
}

pub(crate) struct DraftLine {
    pub(crate) line: Line,
    /// Faults that Xero reports with the line only.
    pub(crate) errors: Vec<String>,
    /// Faults that Xero reports with the document as well.
    pub(crate) document_errors: Vec<String>,
}

impl Document<'_> {
    pub(crate) fn line(&self, posted: &Members, ids: &mut Ids) -> Result<DraftLine, PostDataInvalid> {
        posted.allow(MEMBERS)?;
        let mut errors = Vec::new();
        let mut document_errors = Vec::new();
        let description = posted.text("Description")?.filter(|text| !text.is_empty());
        let item_code = posted.text("ItemCode")?;
        if !self.draft && description.is_none() && item_code.is_none() {
            errors.push("Description must be specified".to_owned());
        }
        let account = self.account(posted, &mut document_errors)?;
        let (tax_type, rate) = self.tax(posted, account.as_ref(), &mut document_errors)?;

        let discount_rate = posted.amount("DiscountRate")?;
        let discount_amount = posted.amount("DiscountAmount")?;
        if discount_rate.or(discount_amount).is_some() && self.kind == InvoiceType::Accpay {
            errors.push("Discounts can only be given on ACCREC invoices".to_owned());
        }
        let quantity = posted.amount("Quantity")?.unwrap_or(Amount::ONE);
        let stated = posted.amount("LineAmount")?.map(Amount::rounded);
        let unit_amount = match (posted.amount("UnitAmount")?, stated) {
            (Some(unit), _) if self.unit_decimals < 4 => unit.rounded(),
            (Some(unit), _) => unit,
            (None, Some(total)) => total.divided_by(quantity).unwrap_or(Amount::ZERO),
            (None, None) => Amount::ZERO,
        };
        let computed = quantity
            .line_total(unit_amount, discount_rate.unwrap_or(Amount::ZERO))
            .map(|total| total - discount_amount.unwrap_or(Amount::ZERO).rounded());
        let line_amount = match (computed, stated) {
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
        };
        let tax_amount = match posted.amount("TaxAmount")? {
            Some(tax) if self.line_amount_types != LineAmountTypes::NoTax => tax.rounded(),
            _ => self.line_amount_types.tax(line_amount, rate),
        };
        errors.splice(0..0, document_errors.iter().cloned());
        let line = Line {
            id: ids.next(),
            description,
            item_code,
            quantity,
            unit_amount,
            discount_rate,
            discount_amount,
            account,
            tax_type,
            tax_amount,
            line_amount,
        };
        Ok(DraftLine { line, errors, document_errors })
    }

    fn account(&self, posted: &Members, errors: &mut Vec<String>) -> Result<Option<(String, Guid)>, PostDataInvalid> {
        let code = posted.text("AccountCode")?.filter(|code| !code.is_empty());
        let id = posted.text("AccountID")?;
        let found = match (&code, &id) {
            (Some(code), _) => self.ledger.account_with_code(code),
            (None, Some(id)) => Guid::parse(id).and_then(|id| self.ledger.account_with_id(id)),
            (None, None) => {
                if !self.draft {
                    errors.push("Account code or ID must be specified".to_owned());
                }
                return Ok(None);
            }
        };
        match found.filter(|account| account.takes_invoice_lines()) {
            Some(account) => Ok(Some((account.code.to_owned(), account.id))),
            None => {
                let named = code.or(id).unwrap_or_default();
                errors.push(format!("Account code '{named}' is not a valid code for this document."));
                Ok(None)
            }
        }
    }

    /// The tax type and its rate: as posted, else the account's, else the organisation's.
    fn tax(
        &self,
        posted: &Members,
        account: Option<&(String, Guid)>,
        errors: &mut Vec<String>,
    ) -> Result<(String, Amount), PostDataInvalid> {
        let organisation = &self.ledger.organisation;
        let suits = |code: &str| {
            organisation.tax(code).filter(|tax| match self.kind {
                InvoiceType::Accrec => tax.on_sales,
                InvoiceType::Accpay => tax.on_purchases,
            })
        };
        if let Some(code) = posted.text("TaxType")?.filter(|code| !code.is_empty()) {
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
        if self.line_amount_types == LineAmountTypes::NoTax {
            return Ok(("NONE".to_owned(), Amount::ZERO));
        }
        let of_account =
            account.and_then(|(_, id)| self.ledger.account_with_id(*id)).and_then(|account| suits(account.tax_type));
        let side = match self.kind {
            InvoiceType::Accrec => organisation.sales_tax,
            InvoiceType::Accpay => organisation.purchases_tax,
        };
        let tax = of_account.or_else(|| suits(side));
        Ok(tax.map_or(("NONE".to_owned(), Amount::ZERO), |tax| (tax.code.to_owned(), tax.rate)))
    }
}
