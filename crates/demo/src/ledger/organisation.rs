//! The organisation, and the rules of tax in its country.

use crate::amount::Amount;
use crate::dates::Day;
use crate::ids::Guid;
use crate::wire::Node;

#[derive(Debug)]
pub(crate) struct Organisation {
    pub(crate) id: Guid,
    pub(crate) name: String,
    pub(crate) version: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) country: &'static str,
    pub(crate) tax_number: &'static str,
    pub(crate) year_end: (i64, i64),
    pub(crate) tax_basis: &'static str,
    pub(crate) tax_period: &'static str,
    pub(crate) timezone: &'static str,
    pub(crate) short_code: &'static str,
    pub(crate) lock_date: Day,
    pub(crate) created: i64,
    /// The first financial year is a long one: it ends with the first year end from this day on.
    pub(crate) opened: Day,
    pub(crate) taxes: Vec<Tax>,
    /// The tax types that new sales and purchase lines get when nobody says otherwise.
    pub(crate) sales_tax: &'static str,
    pub(crate) purchases_tax: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Tax {
    pub(crate) code: &'static str,
    /// Percent.
    pub(crate) rate: Amount,
    pub(crate) on_sales: bool,
    pub(crate) on_purchases: bool,
}

impl Organisation {
    pub(crate) fn tax(&self, code: &str) -> Option<Tax> {
        self.taxes.iter().find(|tax| tax.code == code).copied()
    }

    pub(crate) fn node(&self) -> Node<'_> {
        let (day, month) = self.year_end;
        Node::Record(vec![
            ("Name", Node::text(&self.name)),
            ("LegalName", Node::text(&self.name)),
            ("PaysTax", Node::Bool(true)),
            ("Version", Node::text(self.version)),
            ("OrganisationType", Node::text("COMPANY")),
            ("BaseCurrency", Node::text(self.currency)),
            ("CountryCode", Node::text(self.country)),
            ("IsDemoCompany", Node::Bool(true)),
            ("OrganisationStatus", Node::text("ACTIVE")),
            ("TaxNumber", Node::text(self.tax_number)),
            ("FinancialYearEndDay", Node::Integer(day)),
            ("FinancialYearEndMonth", Node::Integer(month)),
            ("SalesTaxBasis", Node::text(self.tax_basis)),
            ("SalesTaxPeriod", Node::text(self.tax_period)),
            ("DefaultSalesTax", Node::text("Remember previous")),
            ("DefaultPurchasesTax", Node::text("Remember previous")),
            ("PeriodLockDate", Node::Day(self.lock_date)),
            ("CreatedDateUTC", Node::Instant(self.created)),
            ("OrganisationEntityType", Node::text("COMPANY")),
            ("Timezone", Node::text(self.timezone)),
            ("ShortCode", Node::text(self.short_code)),
            ("OrganisationID", Node::Guid(self.id)),
            ("Edition", Node::text("BUSINESS")),
            ("Class", Node::text("DEMO")),
            ("Addresses", Node::List("Address", vec![address()])),
            ("Phones", Node::List("Phone", vec![phone()])),
            ("ExternalLinks", Node::empty("ExternalLink")),
            ("PaymentTerms", Node::Record(vec![])),
        ])
    }
}

fn address() -> Node<'static> {
    Node::Record(vec![
        ("AddressType", Node::text("POBOX")),
        ("AddressLine1", Node::text("23 Main Street")),
        ("AddressLine2", Node::text("Central City")),
        ("City", Node::text("Marineville")),
        ("Region", Node::text("")),
        ("PostalCode", Node::text("1234")),
        ("Country", Node::text("")),
        ("AttentionTo", Node::text("")),
    ])
}

fn phone() -> Node<'static> {
    Node::Record(vec![
        ("PhoneType", Node::text("OFFICE")),
        ("PhoneNumber", Node::text("1234 5678")),
        ("PhoneAreaCode", Node::text("0800")),
    ])
}
