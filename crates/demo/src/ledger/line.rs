//! A line of an invoice, and how tax stands in it.

use super::tracking::Tracking;
use crate::values::amount::Amount;
use crate::values::ids::Guid;
use crate::wire::node::Node;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineAmountTypes {
    Exclusive,
    Inclusive,
    NoTax,
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "LineAmount is Xero's name")]
pub(crate) struct Line {
    pub(crate) id: Guid,
    pub(crate) description: Option<String>,
    pub(crate) item_code: Option<String>,
    pub(crate) quantity: Amount,
    pub(crate) unit_amount: Amount,
    pub(crate) discount_rate: Option<Amount>,
    pub(crate) discount_amount: Option<Amount>,
    pub(crate) account: Option<(String, Guid)>,
    pub(crate) tax_type: String,
    pub(crate) tax_amount: Amount,
    pub(crate) line_amount: Amount,
    pub(crate) tracking: Vec<Tracking>,
}

impl LineAmountTypes {
    pub(crate) fn parse(name: &str) -> Option<LineAmountTypes> {
        [LineAmountTypes::Exclusive, LineAmountTypes::Inclusive, LineAmountTypes::NoTax]
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            LineAmountTypes::Exclusive => "Exclusive",
            LineAmountTypes::Inclusive => "Inclusive",
            LineAmountTypes::NoTax => "NoTax",
        }
    }

    /// The tax on a line of that amount.
    pub(crate) fn tax(self, line_amount: Amount, rate: Amount) -> Amount {
        match self {
            LineAmountTypes::Exclusive => line_amount.tax_on_top(rate),
            LineAmountTypes::Inclusive => line_amount.tax_within(rate),
            LineAmountTypes::NoTax => Amount::ZERO,
        }
    }
}

/// What the lines come to: rounding happened line by line, so this only adds. Net, tax and gross.
pub(crate) fn add_up(lines: &[Line], types: LineAmountTypes) -> [Amount; 3] {
    let sum: Amount = lines.iter().map(|line| line.line_amount).sum();
    let tax: Amount = lines.iter().map(|line| line.tax_amount).sum();
    match types {
        LineAmountTypes::Inclusive => [sum - tax, tax, sum],
        LineAmountTypes::Exclusive | LineAmountTypes::NoTax => [sum, tax, sum + tax],
    }
}

impl Line {
    pub(crate) fn node(&self, unit_decimals: usize) -> Node<'_> {
        let mut members = Vec::with_capacity(12);
        if let Some(item_code) = &self.item_code {
            members.push(("ItemCode", Node::text(item_code)));
        }
        if let Some(description) = &self.description {
            members.push(("Description", Node::text(description)));
        }
        members.push(("UnitAmount", Node::Decimal(self.unit_amount, unit_decimals)));
        members.push(("TaxType", Node::text(&self.tax_type)));
        members.push(("TaxAmount", Node::money(self.tax_amount)));
        members.push(("LineAmount", Node::money(self.line_amount)));
        if let Some(rate) = self.discount_rate {
            members.push(("DiscountRate", Node::money(rate)));
        }
        if let Some(amount) = self.discount_amount {
            members.push(("DiscountAmount", Node::money(amount)));
        }
        if let Some((code, id)) = &self.account {
            members.push(("AccountCode", Node::text(code)));
            members.push(("AccountID", Node::Guid(*id)));
        }
        members.push(("Tracking", Tracking::nodes(&self.tracking, "TrackingCategory")));
        members.push(("Quantity", Node::Decimal(self.quantity, 4)));
        members.push(("LineItemID", Node::Guid(self.id)));
        Node::Record(members)
    }
}
