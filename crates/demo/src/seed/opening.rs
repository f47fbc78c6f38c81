//! The rest of the books: conversion balances and money without an invoice.
//!
//! What the documents lack of the demo company's figures is entered here, so that they are the same
//! in every region although the tax within the documents differs.

use serde_json::json;

use super::clerk::Clerk;
use crate::error::DemoError;
use crate::ledger::Ledger;
use crate::ledger::account_sums::{Span, Sums};
use crate::ledger::posting::{Control, Entry, Posting};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

const SALES: i64 = 2_953_918;
const ADVERTISING: i64 = 965_705;
const EXPENSES: i64 = 2_127_245;
const SALES_TAX: i64 = 42_259;
const FIXED_ASSETS: i64 = 469_828;
const HISTORICAL_ADJUSTMENT: i64 = 413_098;
const FUNDS_INTRODUCED: i64 = 11_595;
const BANK_FEE: i64 = 1_500;

const CONVERTED: i64 = -152;
const TAKINGS: [i64; 6] = [-140, -119, -98, -77, -56, -28];
const FEES: [i64; 5] = [-123, -93, -63, -34, -4];
const WAGES: [i64; 2] = [-47, -17];
const ADVERT: i64 = -52;
const TAX_SETTLED: i64 = -3;

/// Enters into the books what they lack, against the bank.
struct Desk<'a, 'b> {
    clerk: &'a mut Clerk<'b>,
    control: Control,
    today: Day,
}

/// Money in or out of the bank with nothing but a line to say what for.
struct Money<'a> {
    what: &'a str,
    contact: &'a str,
    account: &'a str,
    tax_type: &'a str,
}

pub(crate) fn add(clerk: &mut Clerk<'_>, today: Day) -> Result<(), DemoError> {
    let Some(control) = clerk.books.ledger.control() else { return Ok(()) };
    let mut desk = Desk { clerk, control, today };
    desk.takings()?;
    desk.expenses()?;
    desk.conversion();
    let tax = -Amount::from_cents(SALES_TAX) - desk.sums().of(control.tax);
    desk.enter(TAX_SETTLED, vec![Posting { account: control.tax, amount: tax }]);
    Ok(())
}

impl Desk<'_, '_> {
    fn ledger(&self) -> &Ledger {
        &self.clerk.books.ledger
    }

    fn sums(&self) -> Sums {
        let span = Span { from: None, to: self.today };
        self.ledger().sums(&[span]).pop().unwrap_or_default()
    }

    fn account(&self, code: &str) -> Guid {
        self.ledger().account_with_code(code).map_or(self.control.rounding, |account| account.id)
    }

    /// How much is missing on an account.
    fn lacks(&self, code: &str, cents: i64) -> Amount {
        Amount::from_cents(cents) - self.sums().of(self.account(code))
    }

    /// Sales over the counter.
    fn takings(&mut self) -> Result<(), DemoError> {
        let lacking = self.lacks("200", -SALES);
        let tax_type = self.ledger().organisation.sales_tax;
        let money = Money { what: "Counter sales", contact: "Bayside Club", account: "200", tax_type };
        parts(lacking, &TAKINGS).into_iter().try_for_each(|(day, part)| self.bank(&money, day, part))
    }

    fn expenses(&mut self) -> Result<(), DemoError> {
        let lacking = self.lacks("400", ADVERTISING);
        let tax_type = self.ledger().organisation.purchases_tax;
        let advert = Money { what: "Advertising campaign", contact: "SMART Agency", account: "400", tax_type };
        self.bank(&advert, ADVERT, lacking)?;
        let fee = Money { what: "Bank fee", contact: "Ridgeway Bank", account: "404", tax_type: "NONE" };
        FEES.into_iter().try_for_each(|day| self.bank(&fee, day, Amount::from_cents(BANK_FEE)))?;
        let accounts = self.ledger().accounts().iter().filter(|account| account.class() == "EXPENSE");
        let lacking = Amount::from_cents(EXPENSES) - self.sums().total(accounts);
        let wages = Money { what: "Wages", contact: "Ridgeway Bank", account: "477", tax_type: "NONE" };
        parts(lacking, &WAGES).into_iter().try_for_each(|(day, part)| self.bank(&wages, day, part))
    }

    /// What was there when the company came to Xero.
    fn conversion(&mut self) {
        let fixed = self.ledger().accounts().iter().filter(|account| account.kind == "FIXED");
        let equipment = Amount::from_cents(FIXED_ASSETS) - self.sums().total(fixed);
        let postings = vec![
            Posting { account: self.account("720"), amount: equipment },
            Posting { account: self.account("840"), amount: -Amount::from_cents(HISTORICAL_ADJUSTMENT) },
            Posting { account: self.account("881"), amount: -Amount::from_cents(FUNDS_INTRODUCED) },
        ];
        self.enter(CONVERTED, postings);
    }

    /// A bank transaction of this amount before tax: spent above zero, received below.
    fn bank(&mut self, money: &Money<'_>, day: i64, amount: Amount) -> Result<(), DemoError> {
        if amount == Amount::ZERO {
            return Ok(());
        }
        let spent = amount > Amount::ZERO;
        let date = self.today.plus(day);
        let transaction = json!({
            "Type": if spent { "SPEND" } else { "RECEIVE" },
            "Contact": { "Name": money.contact },
            "BankAccount": { "AccountID": self.control.bank.to_string() },
            "Date": date.to_string(),
            "IsReconciled": true,
            "LineAmountTypes": "Exclusive",
            "LineItems": [{
                "Description": money.what,
                "UnitAmount": if spent { amount } else { -amount }.text(2),
                "AccountCode": money.account,
                "TaxType": money.tax_type,
            }],
        });
        let name = format!("bank transaction/{}/{day}", money.what);
        self.clerk.create(&name, "/BankTransactions", &transaction, date.millis())?;
        Ok(())
    }

    fn enter(&mut self, day: i64, postings: Vec<Posting>) {
        let entry = Entry::against(self.control.bank, self.today.plus(day), postings);
        self.clerk.books.ledger.add_entry(entry);
    }
}

/// About the same on each day, without losing a cent.
fn parts(amount: Amount, days: &[i64]) -> Vec<(i64, Amount)> {
    if amount == Amount::ZERO {
        return Vec::new();
    }
    let count = i64::try_from(days.len()).unwrap_or(1);
    let each = amount.divided_by(Amount::from_cents(count * 100)).unwrap_or_default().rounded();
    let mut left = amount;
    let mut parts = Vec::new();
    for (at, day) in days.iter().enumerate() {
        let part = if at + 1 == days.len() { left } else { each };
        left = left - part;
        parts.push((*day, part));
    }
    parts
}
