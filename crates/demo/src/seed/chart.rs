//! The chart of accounts.

use crate::ledger::account::{Account, Bank};
use crate::ledger::organisation::Organisation;
use crate::values::dates::MILLIS_A_DAY;
use crate::values::ids::Guid;

/// What kind of tax an account's lines usually carry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Sales,
    Purchases,
    NoTax,
}
use Side::{NoTax, Purchases, Sales};

/// Code, name, type, tax and system name.
type Row = (&'static str, &'static str, &'static str, Side, Option<&'static str>);

const ROWS: &[Row] = &[
    ("090", "Business Bank Account", "BANK", NoTax, None),
    ("091", "Business Savings Account", "BANK", NoTax, None),
    ("200", "Sales", "REVENUE", Sales, None),
    ("260", "Other Revenue", "REVENUE", Sales, None),
    ("270", "Interest Income", "REVENUE", NoTax, None),
    ("300", "Purchases", "DIRECTCOSTS", Purchases, None),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", Purchases, None),
    ("400", "Advertising", "EXPENSE", Purchases, None),
    ("404", "Bank Fees", "EXPENSE", NoTax, None),
    ("408", "Cleaning", "EXPENSE", Purchases, None),
    ("412", "Consulting & Accounting", "EXPENSE", Purchases, None),
    ("416", "Depreciation", "DEPRECIATN", NoTax, None),
    ("420", "Entertainment", "EXPENSE", Purchases, None),
    ("425", "Freight & Courier", "EXPENSE", Purchases, None),
    ("429", "General Expenses", "EXPENSE", Purchases, None),
    ("433", "Insurance", "EXPENSE", Purchases, None),
    ("437", "Interest Expense", "EXPENSE", NoTax, None),
    ("441", "Legal expenses", "EXPENSE", Purchases, None),
    ("445", "Light, Power, Heating", "EXPENSE", Purchases, None),
    ("449", "Motor Vehicle Expenses", "EXPENSE", Purchases, None),
    ("453", "Office Expenses", "EXPENSE", Purchases, None),
    ("461", "Printing & Stationery", "EXPENSE", Purchases, None),
    ("469", "Rent", "EXPENSE", Purchases, None),
    ("473", "Repairs and Maintenance", "EXPENSE", Purchases, None),
    ("477", "Wages and Salaries", "EXPENSE", NoTax, None),
    ("478", "Superannuation", "EXPENSE", NoTax, None),
    ("485", "Subscriptions", "EXPENSE", Purchases, None),
    ("489", "Telephone & Internet", "EXPENSE", Purchases, None),
    ("493", "Travel - National", "EXPENSE", Purchases, None),
    ("494", "Travel - International", "EXPENSE", NoTax, None),
    ("497", "Bank Revaluations", "EXPENSE", NoTax, Some("BANKCURRENCYGAIN")),
    ("498", "Unrealised Currency Gains", "EXPENSE", NoTax, Some("UNREALISEDCURRENCYGAIN")),
    ("499", "Realised Currency Gains", "EXPENSE", NoTax, Some("REALISEDCURRENCYGAIN")),
    ("505", "Income Tax Expense", "EXPENSE", NoTax, None),
    ("610", "Accounts Receivable", "CURRENT", NoTax, Some("DEBTORS")),
    ("620", "Prepayments", "CURRENT", NoTax, None),
    ("630", "Inventory", "INVENTORY", NoTax, None),
    ("710", "Office Equipment", "FIXED", Purchases, None),
    ("711", "Less Accumulated Depreciation on Office Equipment", "FIXED", NoTax, None),
    ("720", "Computer Equipment", "FIXED", Purchases, None),
    ("721", "Less Accumulated Depreciation on Computer Equipment", "FIXED", NoTax, None),
    ("800", "Accounts Payable", "CURRLIAB", NoTax, Some("CREDITORS")),
    ("801", "Unpaid Expense Claims", "CURRLIAB", NoTax, Some("UNPAIDEXPCLM")),
    ("820", "Sales Tax", "CURRLIAB", NoTax, Some("GST")),
    ("825", "Employee Tax Payable", "CURRLIAB", NoTax, None),
    ("826", "Superannuation Payable", "CURRLIAB", NoTax, None),
    ("830", "Income Tax Payable", "CURRLIAB", NoTax, None),
    ("835", "Revenue Received in Advance", "CURRLIAB", NoTax, None),
    ("840", "Historical Adjustment", "CURRLIAB", NoTax, Some("HISTORICAL")),
    ("850", "Suspense", "CURRLIAB", NoTax, None),
    ("855", "Clearing Account", "CURRLIAB", NoTax, None),
    ("860", "Rounding", "CURRLIAB", NoTax, Some("ROUNDING")),
    ("877", "Tracking Transfers", "CURRLIAB", NoTax, Some("TRACKINGTRANSFERS")),
    ("880", "Owner A Drawings", "EQUITY", NoTax, None),
    ("881", "Owner A Funds Introduced", "EQUITY", NoTax, None),
    ("900", "Loan", "TERMLIAB", NoTax, None),
    ("960", "Retained Earnings", "EQUITY", NoTax, Some("RETAINEDEARNINGS")),
    ("970", "Owner A Share Capital", "EQUITY", NoTax, None),
];

pub(crate) fn accounts(organisation: &Organisation, now: i64) -> Vec<Account> {
    let tax = |side| match side {
        Sales => organisation.sales_tax,
        Purchases => organisation.purchases_tax,
        NoTax => "NONE",
    };
    let account = |(code, name, kind, side, system): &Row| {
        let mut account = Account {
            id: Guid::named(&format!("account/{code}")),
            code: (*code).into(),
            name: (*name).into(),
            description: "".into(),
            kind,
            tax_type: tax(*side).into(),
            system: *system,
            bank: bank(code, organisation.currency),
            payments: matches!(*code, "850" | "855" | "880" | "881"),
            expense_claims: false,
            watched: false,
            own_reporting_code: None,
            archived: false,
            has_attachments: false,
            updated: now - 90 * MILLIS_A_DAY,
        };
        account.expense_claims = account.class() == "EXPENSE" && *side == Purchases;
        account
    };
    ROWS.iter().map(account).collect()
}

fn bank(code: &str, currency: &'static str) -> Option<Bank> {
    let number = match code {
        "090" => "0908007654321",
        "091" => "0908007654399",
        _ => return None,
    };
    Some(Bank { number: number.into(), kind: "BANK", currency })
}
