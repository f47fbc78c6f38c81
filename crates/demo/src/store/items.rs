//! What an item puts on the lines of documents that name it.

use xero_m2m_spec::Family;

use super::{Place, Records};
use crate::values::amount::Amount;

const ITEMS: Place = Place::new(Family::Accounting, "Items");

#[derive(Debug, Default)]
pub(crate) struct Defaults {
    pub(crate) description: Option<String>,
    pub(crate) unit_price: Option<Amount>,
    pub(crate) account_code: Option<String>,
    pub(crate) tax_type: Option<String>,
}

/// None where there is no such item.
pub(crate) fn defaults(records: &Records, code: &str, is_sale: bool) -> Option<Defaults> {
    let item = &records.all(ITEMS).iter().find(|row| row.record.text("Code") == code)?.record;
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let (details, description) =
        if is_sale { ("SalesDetails", "Description") } else { ("PurchaseDetails", "PurchaseDescription") };
    let details = item.record(details);
    let of = |name| details.and_then(|details| text(details.text(name)));
    Some(Defaults {
        description: text(item.text(description)).or_else(|| text(item.text("Name"))),
        unit_price: details.and_then(|details| details.amount("UnitPrice")),
        // What is tracked as inventory goes to the cost of goods sold when it is bought.
        account_code: of("AccountCode").or_else(|| of("COGSAccountCode")),
        tax_type: of("TaxType"),
    })
}
