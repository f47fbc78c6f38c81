//! The rest of the books: conversion balances and money without an invoice.
//!
//! What the documents lack of the demo company's figures is entered here, so that they are the same
//! in every region although the tax within the documents differs.

use crate::amount::Amount;
use crate::dates::Day;
use crate::ids::Guid;
use crate::ledger::Ledger;
use crate::ledger::balance::{Span, Sums};
use crate::ledger::posting::{Control, Entry, Posting};

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
struct Desk<'a> {
    ledger: &'a mut Ledger,
    control: Control,
    today: Day,
}

pub(crate) fn add(ledger: &mut Ledger, today: Day) {
    let Some(control) = ledger.control() else { return };
    let mut desk = Desk { ledger, control, today };
    desk.takings();
    desk.expenses();
    desk.conversion();
    let tax = -Amount::from_cents(SALES_TAX) - desk.sums().of(control.tax);
    desk.enter(TAX_SETTLED, control.tax, tax);
}

impl Desk<'_> {
    fn sums(&self) -> Sums {
        let span = Span { from: None, to: self.today };
        self.ledger.sums(&[span]).pop().unwrap_or_default()
    }

    fn account(&self, code: &str) -> Guid {
        self.ledger.account_with_code(code).map_or(self.control.rounding, |account| account.id)
    }

    /// How much is missing on an account.
    fn lacks(&self, code: &str, cents: i64) -> Amount {
        Amount::from_cents(cents) - self.sums().of(self.account(code))
    }

    /// Sales over the counter.
    fn takings(&mut self) {
        let lacking = self.lacks("200", -SALES);
        self.taxed("200", self.ledger.organisation.sales_tax, lacking, &TAKINGS);
    }

    fn expenses(&mut self) {
        let advertising = self.lacks("400", ADVERTISING);
        self.taxed("400", self.ledger.organisation.purchases_tax, advertising, &[ADVERT]);
        let fees = self.account("404");
        for day in FEES {
            self.enter(day, fees, Amount::from_cents(BANK_FEE));
        }
        let accounts = self.ledger.accounts().iter().filter(|account| account.class == "EXPENSE");
        let lacking = Amount::from_cents(EXPENSES) - self.sums().total(accounts);
        let wages = self.account("477");
        for (day, part) in parts(lacking, &WAGES) {
            self.enter(day, wages, part);
        }
    }

    /// What was there when the company came to Xero.
    fn conversion(&mut self) {
        let fixed = self.ledger.accounts().iter().filter(|account| account.kind == "FIXED");
        let equipment = Amount::from_cents(FIXED_ASSETS) - self.sums().total(fixed);
        let postings = vec![
            Posting { account: self.account("720"), amount: equipment },
            Posting { account: self.account("840"), amount: -Amount::from_cents(HISTORICAL_ADJUSTMENT) },
            Posting { account: self.account("881"), amount: -Amount::from_cents(FUNDS_INTRODUCED) },
        ];
        self.ledger.add_entry(Entry::against(self.control.bank, self.today.plus(CONVERTED), postings));
    }

    /// An amount before tax, in parts on several days, each with its tax.
    fn taxed(&mut self, code: &str, tax_type: &str, amount: Amount, days: &[i64]) {
        let rate = self.ledger.organisation.tax(tax_type).map_or(Amount::ZERO, |tax| tax.rate);
        let account = self.account(code);
        for (day, part) in parts(amount, days) {
            let tax = Posting { account: self.control.tax, amount: part.tax_on_top(rate) };
            let postings = vec![Posting { account, amount: part }, tax];
            self.ledger.add_entry(Entry::against(self.control.bank, self.today.plus(day), postings));
        }
    }

    fn enter(&mut self, day: i64, account: Guid, amount: Amount) {
        if amount != Amount::ZERO {
            let postings = vec![Posting { account, amount }];
            self.ledger.add_entry(Entry::against(self.control.bank, self.today.plus(day), postings));
        }
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
