//! What a caller says of a line.

use crate::store::tracking::Wanted;
use crate::values::amount::Amount;
use crate::wire::posted::{Members, PostDataInvalid};

/// An empty text clears what was there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) description: Option<String>,
    pub(crate) item_code: Option<String>,
    pub(crate) account_code: Option<String>,
    pub(crate) account_id: Option<String>,
    pub(crate) tax_type: Option<String>,
    pub(crate) quantity: Option<Amount>,
    pub(crate) unit_amount: Option<Amount>,
    pub(crate) line_amount: Option<Amount>,
    pub(crate) discount_rate: Option<Amount>,
    pub(crate) discount_amount: Option<Amount>,
    pub(crate) tax_amount: Option<Amount>,
    pub(crate) tracking: Option<Vec<Wanted>>,
}

impl Given {
    pub(crate) fn read(posted: &Members) -> Result<Given, PostDataInvalid> {
        posted.allow("LineItem")?;
        Ok(Given {
            description: posted.text("Description")?,
            item_code: posted.text("ItemCode")?,
            account_code: posted.text("AccountCode")?.filter(|code| !code.is_empty()),
            account_id: posted.text("AccountID")?,
            tax_type: posted.text("TaxType")?.filter(|code| !code.is_empty()),
            quantity: posted.amount("Quantity")?,
            unit_amount: posted.amount("UnitAmount")?,
            line_amount: posted.amount("LineAmount")?,
            discount_rate: posted.amount("DiscountRate")?,
            discount_amount: posted.amount("DiscountAmount")?,
            tax_amount: posted.amount("TaxAmount")?,
            tracking: Wanted::read(posted)?,
        })
    }

    /// Whether it says anything that the line's total is made of.
    pub(crate) fn has_sum(&self) -> bool {
        let sum = [self.quantity, self.unit_amount, self.line_amount, self.discount_rate, self.discount_amount];
        sum.iter().any(Option::is_some)
    }
}
