//! The chart of accounts.

use crate::dates::MILLIS_A_DAY;
use crate::ids::Guid;
use crate::ledger::account::Account;
use crate::ledger::organisation::Organisation;

/// What kind of tax an account's lines usually carry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Sales,
    Purchases,
    NoTax,
}
use Side::{NoTax, Purchases, Sales};

type Row = (&'static str, &'static str, &'static str, &'static str, Side, Option<&'static str>);

const ROWS: &[Row] = &[
    ("090", "Business Bank Account", "BANK", "ASSET", NoTax, None),
    ("091", "Business Savings Account", "BANK", "ASSET", NoTax, None),
    ("200", "Sales", "REVENUE", "REVENUE", Sales, None),
    ("260", "Other Revenue", "REVENUE", "REVENUE", Sales, None),
    ("270", "Interest Income", "REVENUE", "REVENUE", NoTax, None),
    ("300", "Purchases", "DIRECTCOSTS", "EXPENSE", Purchases, None),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", "EXPENSE", Purchases, None),
    ("400", "Advertising", "EXPENSE", "EXPENSE", Purchases, None),
    ("404", "Bank Fees", "EXPENSE", "EXPENSE", NoTax, None),
    ("408", "Cleaning", "EXPENSE", "EXPENSE", Purchases, None),
    ("412", "Consulting & Accounting", "EXPENSE", "EXPENSE", Purchases, None),
    ("416", "Depreciation", "DEPRECIATN", "EXPENSE", NoTax, None),
    ("420", "Entertainment", "EXPENSE", "EXPENSE", Purchases, None),
    ("425", "Freight & Courier", "EXPENSE", "EXPENSE", Purchases, None),
    ("429", "General Expenses", "EXPENSE", "EXPENSE", Purchases, None),
    ("433", "Insurance", "EXPENSE", "EXPENSE", Purchases, None),
    ("437", "Interest Expense", "EXPENSE", "EXPENSE", NoTax, None),
    ("441", "Legal expenses", "EXPENSE", "EXPENSE", Purchases, None),
    ("445", "Light, Power, Heating", "EXPENSE", "EXPENSE", Purchases, None),
    ("449", "Motor Vehicle Expenses", "EXPENSE", "EXPENSE", Purchases, None),
    ("453", "Office Expenses", "EXPENSE", "EXPENSE", Purchases, None),
    ("461", "Printing & Stationery", "EXPENSE", "EXPENSE", Purchases, None),
    ("469", "Rent", "EXPENSE", "EXPENSE", Purchases, None),
    ("473", "Repairs and Maintenance", "EXPENSE", "EXPENSE", Purchases, None),
    ("477", "Wages and Salaries", "EXPENSE", "EXPENSE", NoTax, None),
    ("478", "Superannuation", "EXPENSE", "EXPENSE", NoTax, None),
    ("485", "Subscriptions", "EXPENSE", "EXPENSE", Purchases, None),
    ("489", "Telephone & Internet", "EXPENSE", "EXPENSE", Purchases, None),
    ("493", "Travel - National", "EXPENSE", "EXPENSE", Purchases, None),
    ("494", "Travel - International", "EXPENSE", "EXPENSE", NoTax, None),
    ("497", "Bank Revaluations", "EXPENSE", "EXPENSE", NoTax, Some("BANKCURRENCYGAIN")),
    ("498", "Unrealised Currency Gains", "EXPENSE", "EXPENSE", NoTax, Some("UNREALISEDCURRENCYGAIN")),
    ("499", "Realised Currency Gains", "EXPENSE", "EXPENSE", NoTax, Some("REALISEDCURRENCYGAIN")),
    ("505", "Income Tax Expense", "EXPENSE", "EXPENSE", NoTax, None),
    ("610", "Accounts Receivable", "CURRENT", "ASSET", NoTax, Some("DEBTORS")),
    ("620", "Prepayments", "CURRENT", "ASSET", NoTax, None),
    ("630", "Inventory", "INVENTORY", "ASSET", NoTax, None),
    ("710", "Office Equipment", "FIXED", "ASSET", Purchases, None),
    ("711", "Less Accumulated Depreciation on Office Equipment", "FIXED", "ASSET", NoTax, None),
    ("720", "Computer Equipment", "FIXED", "ASSET", Purchases, None),
    ("721", "Less Accumulated Depreciation on Computer Equipment", "FIXED", "ASSET", NoTax, None),
    ("800", "Accounts Payable", "CURRLIAB", "LIABILITY", NoTax, Some("CREDITORS")),
    ("801", "Unpaid Expense Claims", "CURRLIAB", "LIABILITY", NoTax, Some("UNPAIDEXPCLM")),
    ("820", "Sales Tax", "CURRLIAB", "LIABILITY", NoTax, Some("GST")),
    ("825", "Employee Tax Payable", "CURRLIAB", "LIABILITY", NoTax, None),
    ("826", "Superannuation Payable", "CURRLIAB", "LIABILITY", NoTax, None),
    ("830", "Income Tax Payable", "CURRLIAB", "LIABILITY", NoTax, None),
    ("835", "Revenue Received in Advance", "CURRLIAB", "LIABILITY", NoTax, None),
    ("840", "Historical Adjustment", "CURRLIAB", "LIABILITY", NoTax, Some("HISTORICAL")),
    ("850", "Suspense", "CURRLIAB", "LIABILITY", NoTax, None),
    ("855", "Clearing Account", "CURRLIAB", "LIABILITY", NoTax, None),
    ("860", "Rounding", "CURRLIAB", "LIABILITY", NoTax, Some("ROUNDING")),
    ("877", "Tracking Transfers", "CURRLIAB", "LIABILITY", NoTax, Some("TRACKINGTRANSFERS")),
    ("880", "Owner A Drawings", "EQUITY", "EQUITY", NoTax, None),
    ("881", "Owner A Funds Introduced", "EQUITY", "EQUITY", NoTax, None),
    ("900", "Loan", "TERMLIAB", "LIABILITY", NoTax, None),
    ("960", "Retained Earnings", "EQUITY", "EQUITY", NoTax, Some("RETAINEDEARNINGS")),
    ("970", "Owner A Share Capital", "EQUITY", "EQUITY", NoTax, None),
];

pub(crate) fn accounts(organisation: &Organisation, now: i64) -> Vec<Account> {
    let tax = |side| match side {
        Sales => organisation.sales_tax,
        Purchases => organisation.purchases_tax,
        NoTax => "NONE",
    };
    let account = |(code, name, kind, class, side, system): &Row| Account {
        id: Guid::named(&format!("account/{code}")),
        code,
        name,
        kind,
        class,
        tax_type: tax(*side),
        system: *system,
        bank: match *code {
            "090" => Some(("0908007654321", organisation.currency)),
            "091" => Some(("0908007654399", organisation.currency)),
            _ => None,
        },
        payments: matches!(*code, "850" | "855" | "880" | "881"),
        expense_claims: *class == "EXPENSE" && *side == Purchases,
        archived: false,
        updated: now - 90 * MILLIS_A_DAY,
    };
    ROWS.iter().map(account).collect()
}
