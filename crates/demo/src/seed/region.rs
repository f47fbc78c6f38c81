//! The organisation facts and tax types of each region in which Custom Connections exist.

use crate::amount::Amount;
use crate::dates::{Day, MILLIS_A_DAY};
use crate::error::DemoError;
use crate::ids::Guid;
use crate::ledger::organisation::{Organisation, Tax};

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
    let lock_date = Day::new(year - 3, 12, 31).unwrap_or(Day::of_millis(0));
    Ok(Organisation {
        id: Guid::named(&format!("organisation/{}", facts.version)),
        name: format!("Demo Company ({})", facts.version),
        lock_date,
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
        taxes: vec![sales("OUTPUT2", 1_500), purchases("INPUT2", 1_500), sales("ZERORATED", 0), none()],
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
            sales("OUTPUT", 1_000),
            purchases("INPUT", 1_000),
            sales("EXEMPTOUTPUT", 0),
            purchases("EXEMPTEXPENSES", 0),
            both("BASEXCLUDED", 0),
            none(),
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
            sales("OUTPUT2", 2_000),
            purchases("INPUT2", 2_000),
            sales("RROUTPUT", 500),
            purchases("RRINPUT", 500),
            sales("ZERORATEDOUTPUT", 0),
            purchases("ZERORATEDINPUT", 0),
            sales("EXEMPTOUTPUT", 0),
            purchases("EXEMPTINPUT", 0),
            none(),
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
        taxes: vec![sales("TAX001", 825), sales("TAX002", 875), purchases("TAX003", 825), none()],
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
        lock_date: Day::of_millis(0),
        created: 0,
        opened: Day::of_millis(0),
        taxes: Vec::new(),
        sales_tax: "",
        purchases_tax: "",
    }
}

/// `rate` in hundredths of a percent.
fn sales(code: &'static str, rate: i64) -> Tax {
    Tax { code, rate: Amount::from_cents(rate), on_sales: true, on_purchases: false }
}

fn purchases(code: &'static str, rate: i64) -> Tax {
    Tax { code, rate: Amount::from_cents(rate), on_sales: false, on_purchases: true }
}

fn both(code: &'static str, rate: i64) -> Tax {
    Tax { code, rate: Amount::from_cents(rate), on_sales: true, on_purchases: true }
}

fn none() -> Tax {
    both("NONE", 0)
}
