//! The organisation facts and tax types of each region in which Custom Connections exist.

use crate::error::DemoError;
use crate::ledger::organisation::{Organisation, Tax};
use crate::values::amount::Amount;
use crate::values::dates::{Day, MILLIS_A_DAY};
use crate::values::ids::Guid;

const REGIONS: &[&str] = &["NZ", "AU", "UK", "US"];

pub(crate) fn organisation(region: &str, now: i64) -> Result<Organisation, DemoError> {
    let facts = match region.to_ascii_uppercase().as_str() {
        "NZ" => new_zealand(),
        "AU" => australia(),
        "UK" | "GB" => united_kingdom(),
        "US" => united_states(),
        _ => return Err(DemoError::unknown("region", region, REGIONS)),
    };
    let (year, ..) = Day::of_millis(now).civil();
    Ok(Organisation {
        id: Guid::named(&format!("organisation/{}", facts.version)),
        name: format!("Demo Company ({})", facts.version),
        period_lock: Day::new(year - 3, 12, 31),
        created: now - 90 * MILLIS_A_DAY,
        opened: Day::of_millis(now),
        ..facts
    })
}

fn new_zealand() -> Organisation {
    Organisation {
        version: "NZ",
        currency: "NZD",
        country: "NZ",
        tax_number: "111-111-111",
        year_end: (31, 3),
        tax_basis: "PAYMENTS",
        tax_period: "TWOMONTHS",
        timezone: "NEWZEALANDSTANDARDTIME",
        short_code: "!1lqVQ",
        taxes: vec![
            sales("OUTPUT2", "15% GST on Income", 1_500),
            purchases("INPUT2", "15% GST on Expenses", 1_500),
            sales("ZERORATED", "Zero Rated", 0),
            none("No GST"),
        ],
        sales_tax: "OUTPUT2",
        purchases_tax: "INPUT2",
        ..blank()
    }
}

fn australia() -> Organisation {
    Organisation {
        version: "AU",
        currency: "AUD",
        country: "AU",
        tax_number: "11 111 111 138",
        year_end: (30, 6),
        tax_basis: "ACCRUALS",
        tax_period: "QUARTERLY1",
        timezone: "AUSEASTERNSTANDARDTIME",
        short_code: "!2mrWR",
        taxes: vec![
            sales("OUTPUT", "GST on Income", 1_000),
            purchases("INPUT", "GST on Expenses", 1_000),
            sales("EXEMPTOUTPUT", "GST Free Income", 0),
            purchases("EXEMPTEXPENSES", "GST Free Expenses", 0),
            both("BASEXCLUDED", "BAS Excluded", 0),
            none("No GST"),
        ],
        sales_tax: "OUTPUT",
        purchases_tax: "INPUT",
        ..blank()
    }
}

fn united_kingdom() -> Organisation {
    Organisation {
        version: "UK",
        currency: "GBP",
        country: "GB",
        tax_number: "GB 111 1111 11",
        year_end: (31, 3),
        tax_basis: "ACCRUALS",
        tax_period: "QUARTERLY1",
        timezone: "GMTSTANDARDTIME",
        short_code: "!3nsXS",
        taxes: vec![
            sales("OUTPUT2", "20% (VAT on Income)", 2_000),
            purchases("INPUT2", "20% (VAT on Expenses)", 2_000),
            sales("RROUTPUT", "5% (VAT on Income)", 500),
            purchases("RRINPUT", "5% (VAT on Expenses)", 500),
            sales("ZERORATEDOUTPUT", "Zero Rated Income", 0),
            purchases("ZERORATEDINPUT", "Zero Rated Expenses", 0),
            sales("EXEMPTOUTPUT", "Exempt Income", 0),
            purchases("EXEMPTINPUT", "Exempt Expenses", 0),
            none("No VAT"),
        ],
        sales_tax: "OUTPUT2",
        purchases_tax: "INPUT2",
        ..blank()
    }
}

fn united_states() -> Organisation {
    Organisation {
        version: "US",
        currency: "USD",
        country: "US",
        tax_number: "101-2-303",
        year_end: (31, 12),
        tax_basis: "ACCRUALS",
        tax_period: "QUARTERLY1",
        timezone: "PACIFICSTANDARDTIME",
        short_code: "!4otYT",
        taxes: vec![
            sales("TAX001", "Sales Tax on Consulting", 825),
            sales("TAX002", "Sales Tax on Goods", 875),
            purchases("TAX003", "Tax on Purchases", 825),
            none("Tax Exempt"),
        ],
        sales_tax: "TAX001",
        purchases_tax: "TAX003",
        ..blank()
    }
}

fn blank() -> Organisation {
    Organisation {
        id: Guid::named(""),
        name: String::new(),
        version: "",
        currency: "",
        country: "",
        tax_number: "",
        year_end: (31, 12),
        tax_basis: "",
        tax_period: "",
        timezone: "",
        short_code: "",
        period_lock: None,
        year_lock: None,
        created: 0,
        opened: Day::of_millis(0),
        taxes: Vec::new(),
        sales_tax: "",
        purchases_tax: "",
    }
}

/// `rate` in hundredths of a percent.
fn sales(code: &str, name: &str, rate: i64) -> Tax {
    Tax { on_purchases: false, ..both(code, name, rate) }
}

fn purchases(code: &str, name: &str, rate: i64) -> Tax {
    Tax { on_sales: false, ..both(code, name, rate) }
}

fn both(code: &str, name: &str, rate: i64) -> Tax {
    let rate = Amount::from_cents(rate);
    Tax { code: code.into(), name: name.into(), rate, on_sales: true, on_purchases: true, active: true }
}

fn none(name: &str) -> Tax {
    both("NONE", name, 0)
}
