//! What went through the bank accounts. The demo company's bank statements say what its books say.

use std::collections::{HashMap, HashSet};

use super::figures::{date, day, shown, sided, span, total, until};
use crate::call::Call;
use crate::ledger::account::Account;
use crate::records::refusal::Refusal;
use crate::store::record::{Record, Value};
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;

/// An activity, a part of it, and whether cash of that account belongs there, which came in or went out.
type Part = (&'static str, &'static str, fn(&Account, bool) -> bool);

const PARTS: [Part; 4] = [
    ("Operating Activities", "Receipts from customers", |account, is_in| is_operating(account) && is_in),
    ("Operating Activities", "Payments to suppliers and employees", |account, is_in| is_operating(account) && !is_in),
    ("Investing Activities", "Property, plant and equipment", |account, _| is_investing(account)),
    ("Financing Activities", "Owners and loans", |account, _| is_financing(account)),
];

fn is_investing(account: &Account) -> bool {
    matches!(account.kind, "FIXED" | "NONCURRENT")
}

fn is_financing(account: &Account) -> bool {
    matches!(account.kind, "EQUITY" | "TERMLIAB")
}

fn is_operating(account: &Account) -> bool {
    !is_investing(account) && !is_financing(account)
}

pub(crate) fn validations(call: &Call<'_>) -> Result<Vec<Record>, Refusal> {
    let ledger = &call.books.ledger;
    let to = day(call, "balanceDate")?.unwrap_or_else(|| Day::of_millis(call.now));
    for name in ["asAtSystemDate", "beginDate"] {
        day(call, name)?;
    }
    let sums = ledger.sums(&[until(to)]);
    let banks = ledger.accounts().iter().filter_map(|account| Some((account, account.bank.as_ref()?.currency)));
    Ok(banks
        .map(|(account, currency)| {
            let balance = sums.first().map_or(Amount::ZERO, |sums| sums.of(account.id));
            let lines = Record::from([
                ("unreconciledAmountPos", Amount::ZERO.into()),
                ("unreconciledAmountNeg", Amount::ZERO.into()),
                ("unreconciledLines", Value::Integer(0)),
                ("totalAmount", balance.into()),
            ]);
            let cash = Record::from([
                ("unreconciledAmountPos", Amount::ZERO.into()),
                ("unreconciledAmountNeg", Amount::ZERO.into()),
                ("startingBalance", Amount::ZERO.into()),
                ("accountBalance", balance.into()),
                ("balanceCurrency", currency.into()),
            ]);
            Record::from([
                ("accountId", account.id.into()),
                ("statementBalance", sided(balance, "type")),
                ("statementBalanceDate", date(to)),
                ("bankStatement", Record::from([("statementLines", lines.into())]).into()),
                ("cashAccount", cash.into()),
            ])
        })
        .collect())
}

pub(crate) fn flow(call: &Call<'_>) -> Result<Record, Refusal> {
    let ledger = &call.books.ledger;
    let (from, to) = span(call)?;
    let banks: HashSet<Guid> =
        ledger.accounts().iter().filter(|account| account.bank.is_some()).map(|account| account.id).collect();
    let mut opening = Amount::ZERO;
    let mut moved: HashMap<Guid, [Amount; 2]> = HashMap::new();
    ledger.each_entry(|entry| {
        let is_cash = entry.postings.iter().any(|posting| banks.contains(&posting.account));
        for posting in entry.postings.iter().filter(|_| is_cash && entry.date <= to) {
            if entry.date < from {
                if banks.contains(&posting.account) {
                    opening = opening + posting.amount;
                }
            } else if !banks.contains(&posting.account) {
                // What the account is credited with is what the bank took in.
                let [paid, received] = moved.entry(posting.account).or_default();
                if posting.amount > Amount::ZERO {
                    *paid = *paid - posting.amount;
                } else {
                    *received = *received - posting.amount;
                }
            }
        }
    });
    let mut activities: Vec<(&str, Vec<Record>)> = Vec::new();
    for (activity, name, holds) in PARTS {
        let cash = |account: &Account| {
            let [paid, received] = moved.get(&account.id).copied().unwrap_or_default();
            let sum = [(paid, false), (received, true)].into_iter().filter(|(_, is_in)| holds(account, *is_in));
            sum.map(|(amount, _)| amount).sum::<Amount>()
        };
        let with_cash = ledger.accounts().iter().map(|account| (account, cash(account)));
        let some = with_cash.filter(|(_, amount)| *amount != Amount::ZERO);
        let accounts: Vec<Record> = some.map(|(account, amount)| shown(account, "accountId", amount)).collect();
        let kind =
            Record::from([("name", name.into()), ("total", total(&accounts).into()), ("accounts", accounts.into())]);
        match activities.iter_mut().find(|(held, _)| *held == activity) {
            Some((_, kinds)) => kinds.push(kind),
            None => activities.push((activity, vec![kind])),
        }
    }
    let activities: Vec<Record> = activities
        .into_iter()
        .map(|(name, kinds)| {
            Record::from([("name", name.into()), ("total", total(&kinds).into()), ("cashflowTypes", kinds.into())])
        })
        .collect();
    let net = total(&activities);
    let balance = Record::from([
        ("openingCashBalance", opening.into()),
        ("closingCashBalance", (opening + net).into()),
        ("netCashMovement", net.into()),
    ]);
    Ok(Record::from([
        ("startDate", date(from)),
        ("endDate", date(to)),
        ("cashBalance", balance.into()),
        ("cashflowActivities", activities.into()),
    ]))
}

/// The demo company imports no statements, so that there is an account and no line.
pub(crate) fn statements(call: &Call<'_>) -> Result<Record, Refusal> {
    let (from, to) = (day(call, "FromDate")?, day(call, "ToDate")?);
    if from.zip(to).is_none_or(|(from, to)| from > to) {
        return Err(Refusal::Query("FromDate and ToDate must be given, in this order.".to_owned()));
    }
    let id = call.query.get("BankAccountID").and_then(Guid::parse);
    let account = id
        .and_then(|id| call.books.ledger.account_with_id(id))
        .and_then(|one| Some((one, one.bank.as_ref()?.currency)));
    let (account, currency) = account.ok_or(Refusal::NotFound)?;
    Ok(Record::from([
        ("bankAccountId", account.id.into()),
        ("bankAccountName", account.name.as_ref().into()),
        ("bankAccountCurrencyCode", currency.into()),
        ("statements", Value::List(Vec::new())),
    ]))
}
