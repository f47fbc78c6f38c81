//! Balance sheet, profit and loss, trial balance.

use std::collections::HashMap;

use super::figures::{date, day, shown, sided, since, span, total, until};
use crate::call::Call;
use crate::ledger::Ledger;
use crate::ledger::account::Account;
use crate::ledger::account_sums::Sums;
use crate::records::refusal::Refusal;
use crate::store::record::{Record, Value};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

pub(crate) fn balance_sheet(call: &Call<'_>) -> Result<Record, Refusal> {
    let ledger = &call.books.ledger;
    let to = day(call, "balanceDate")?.unwrap_or_else(|| Day::of_millis(call.now));
    let sums = ledger.sums(&[until(to)]);
    let Some(sums) = sums.first() else { return Ok(Record::default()) };
    let earned = -sums.total(ledger.accounts().iter().filter(|account| account.is_profit_and_loss()));
    let mut equity = types(ledger, sums, "EQUITY");
    // Nobody books what is earned; it is part of the equity all the same.
    let earnings = Record::from([("name", "Current Year Earnings".into()), ("total", earned.into())]);
    equity.push(kind("EQUITY", vec![earnings]));
    Ok(Record::from([
        ("balanceDate", date(to)),
        ("asset", group(types(ledger, sums, "ASSET"))),
        ("liability", group(types(ledger, sums, "LIABILITY"))),
        ("equity", group(equity)),
    ]))
}

/// The accounts of a class that have a balance, by their type.
fn types(ledger: &Ledger, sums: &Sums, class: &str) -> Vec<Record> {
    let mut kinds: Vec<(&str, Vec<Record>)> = Vec::new();
    for account in ledger.accounts().iter().filter(|account| account.class() == class) {
        let sum = sums.of(account.id);
        if sum == Amount::ZERO {
            continue;
        }
        let line = shown(account, "accountID", if class == "ASSET" { sum } else { -sum });
        match kinds.iter_mut().find(|(kind, _)| *kind == account.kind) {
            Some((_, lines)) => lines.push(line),
            None => kinds.push((account.kind, vec![line])),
        }
    }
    kinds.into_iter().map(|(name, lines)| kind(name, lines)).collect()
}

fn kind(name: &str, lines: Vec<Record>) -> Record {
    Record::from([("accountType", name.into()), ("total", total(&lines).into()), ("accounts", lines.into())])
}

fn group(types: Vec<Record>) -> Value {
    Record::from([("total", total(&types).into()), ("accountTypes", types.into())]).into()
}

pub(crate) fn profit_and_loss(call: &Call<'_>) -> Result<Record, Refusal> {
    let ledger = &call.books.ledger;
    let (from, to) = span(call)?;
    let sums = ledger.sums(&[since(from, to)]);
    let Some(sums) = sums.first() else { return Ok(Record::default()) };
    let section = |title: &'static str, is_income: bool, holds: fn(&str) -> bool| {
        let class = if is_income { "REVENUE" } else { "EXPENSE" };
        let accounts = ledger.accounts().iter().filter(|account| account.class() == class && holds(account.kind));
        let moved = accounts.map(|account| (account, sums.of(account.id))).filter(|(_, sum)| *sum != Amount::ZERO);
        let lines: Vec<Record> =
            moved.map(|(account, sum)| shown(account, "accountID", if is_income { -sum } else { sum })).collect();
        (!lines.is_empty()).then(|| {
            Record::from([("title", title.into()), ("total", total(&lines).into()), ("accounts", lines.into())])
        })
    };
    let sections = |sections: [Option<Record>; 2]| sections.into_iter().flatten().collect::<Vec<_>>();
    let revenue = sections([
        section("Trading Income", true, |kind| kind != "OTHERINCOME"),
        section("Other Income", true, |kind| kind == "OTHERINCOME"),
    ]);
    let expense = sections([
        section("Direct Cost", false, |kind| kind == "DIRECTCOSTS"),
        section("Operating Expenses", false, |kind| kind != "DIRECTCOSTS"),
    ]);
    Ok(Record::from([
        ("startDate", date(from)),
        ("endDate", date(to)),
        ("netProfitLoss", (total(&revenue) - total(&expense)).into()),
        ("revenue", group(revenue)),
        ("expense", group(expense)),
    ]))
}

pub(crate) fn trial_balance(call: &Call<'_>) -> Result<Record, Refusal> {
    let ledger = &call.books.ledger;
    let to = day(call, "endDate")?.unwrap_or_else(|| Day::of_millis(call.now));
    // The first year has whatever was there before it.
    let start = ledger.year_start(to);
    let mut all: HashMap<Guid, Amount> = HashMap::new();
    let mut year: HashMap<Guid, [Amount; 2]> = HashMap::new();
    let mut of_earlier_years = Amount::ZERO;
    let is_of_a_year: HashMap<Guid, bool> =
        ledger.accounts().iter().map(|account| (account.id, account.is_profit_and_loss())).collect();
    ledger.each_entry(|entry| {
        for posting in entry.postings.iter().filter(|_| entry.date <= to) {
            let is_earlier = start.is_some_and(|start| entry.date < start);
            if is_earlier && is_of_a_year.get(&posting.account) == Some(&true) {
                of_earlier_years = of_earlier_years + posting.amount;
                continue;
            }
            let sum = all.entry(posting.account).or_default();
            *sum = *sum + posting.amount;
            if !is_earlier {
                let [debits, credits] = year.entry(posting.account).or_default();
                if posting.amount < Amount::ZERO {
                    *credits = *credits - posting.amount;
                } else {
                    *debits = *debits + posting.amount;
                }
            }
        }
    });
    if let Some(retained) = ledger.account_of_system("RETAINEDEARNINGS") {
        let sum = all.entry(retained.id).or_default();
        *sum = *sum + of_earlier_years;
    }
    let line = |account: &Account| {
        let balance = all.get(&account.id).copied().unwrap_or_default();
        let moved = year.get(&account.id).copied().unwrap_or_default();
        (balance != Amount::ZERO || moved != [Amount::ZERO; 2]).then(|| balanced(account, balance, moved))
    };
    let accounts: Vec<Record> = ledger.accounts().iter().filter_map(line).collect();
    Ok(Record::from([
        ("startDate", date(start.unwrap_or(ledger.organisation.opened))),
        ("endDate", date(to)),
        ("accounts", accounts.into()),
    ]))
}

fn balanced(account: &Account, balance: Amount, [debits, credits]: [Amount; 2]) -> Record {
    let moved = debits - credits;
    let movement = Record::from([
        ("debits", debits.into()),
        ("credits", credits.into()),
        ("movement", sided(moved, "entryType")),
        ("signedMovement", moved.into()),
    ]);
    Record::from([
        ("accountId", account.id.into()),
        ("accountType", account.kind.into()),
        ("accountCode", account.code.as_ref().into()),
        ("accountClass", account.class().into()),
        ("status", if account.archived { "ARCHIVED" } else { "ACTIVE" }.into()),
        ("reportingCode", account.reporting_code().into()),
        ("accountName", account.name.as_ref().into()),
        ("balance", sided(balance, "entryType")),
        ("signedBalance", balance.into()),
        ("accountMovement", movement.into()),
    ])
}
