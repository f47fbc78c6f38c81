//! A line as it was posted.

use crate::store::tracking::TrackingInput;
use crate::values::amount::Amount;
use crate::wire::posted::{PostDataInvalid, PostedFields};

/// An empty text clears the existing value.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineInput {
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
    pub(crate) tracking: Option<Vec<TrackingInput>>,
}

impl LineInput {
    pub(crate) fn read(posted: &PostedFields) -> Result<LineInput, PostDataInvalid> {
        posted.allow("LineItem")?;
        Ok(LineInput {
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
            tracking: TrackingInput::read(posted)?,
        })
    }

    /// Whether it contains anything that changes the line's total.
    pub(crate) fn has_sum(&self) -> bool {
        let sum = [self.quantity, self.unit_amount, self.line_amount, self.discount_rate, self.discount_amount];
        sum.iter().any(Option::is_some)
    }
}
