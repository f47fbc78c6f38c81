//! The organisation, and the rules of tax in its country.

use std::sync::Arc;

use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::node::Node;

#[derive(Clone, Debug)]
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
    /// Nothing of before these days changes any more.
    pub(crate) period_lock: Option<Day>,
    pub(crate) year_lock: Option<Day>,
    pub(crate) created: i64,
    /// The first financial year is a long one: it ends with the first year end from this day on.
    pub(crate) opened: Day,
    pub(crate) taxes: Vec<Tax>,
    /// The tax types that new sales and purchase lines get when nobody says otherwise.
    pub(crate) sales_tax: &'static str,
    pub(crate) purchases_tax: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Tax {
    /// What callers know it by: the `TaxType`.
    pub(crate) code: Arc<str>,
    pub(crate) name: Arc<str>,
    /// Percent.
    pub(crate) rate: Amount,
    pub(crate) on_sales: bool,
    pub(crate) on_purchases: bool,
    /// False where it stays on old lines only.
    pub(crate) active: bool,
}

impl Organisation {
    pub(crate) fn tax(&self, code: &str) -> Option<&Tax> {
        self.taxes.iter().find(|tax| *tax.code == *code)
    }

    /// Why documents of these days cannot be entered or changed.
    pub(crate) fn lock_of(&self, days: impl IntoIterator<Item = Day>) -> Option<&'static str> {
        let first = days.into_iter().min()?;
        let is_before = |lock: Option<Day>| lock.is_some_and(|lock| first < lock);
        if is_before(self.year_lock) {
            Some("The document date cannot be before the end of year lock date.")
        } else if is_before(self.period_lock) {
            Some("The document date cannot be before the period lock date.")
        } else {
            None
        }
    }

    /// One that a new line of that side may carry.
    pub(crate) fn tax_of_side(&self, code: &str, is_sale: bool) -> Option<&Tax> {
        self.tax(code).filter(|tax| tax.active && if is_sale { tax.on_sales } else { tax.on_purchases })
    }

    /// Adds it, or puts it where the one with its code was.
    pub(crate) fn put_tax(&mut self, tax: Tax) {
        match self.taxes.iter_mut().find(|held| held.code == tax.code) {
            Some(held) => *held = tax,
            None => self.taxes.push(tax),
        }
    }

    pub(crate) fn node(&self) -> Node<'_> {
        let (day, month) = self.year_end;
        let mut members = vec![
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
        ];
        let locks = [("PeriodLockDate", self.period_lock), ("EndOfYearLockDate", self.year_lock)];
        members.extend(locks.into_iter().filter_map(|(name, lock)| Some((name, Node::Day(lock?)))));
        members.extend([
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
        ]);
        Node::Record(members)
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
