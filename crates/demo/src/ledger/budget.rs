//! The overall budget of the demo company: so much for an account in every month, growing by one percent a month.

use super::Ledger;
use super::account::Account;
use super::account_sums::Sums;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::values::ids::Guid;
use crate::wire::node::{Member, Node};

/// Account codes, and cents in the first month.
const ROWS: [(&str, i64); 12] = [
    ("200", 480_000),
    ("300", 40_000),
    ("400", 110_000),
    ("404", 1_500),
    ("408", 12_000),
    ("412", 15_000),
    ("420", 6_000),
    ("429", 13_000),
    ("445", 12_500),
    ("453", 9_000),
    ("469", 118_125),
    ("489", 6_500),
];
/// A year before the company is opened, and two after.
const MONTHS: i64 = 36;
const MONTHS_BEFORE: i64 = 12;

impl Ledger {
    pub(crate) fn budget_id(&self) -> Guid {
        Guid::named(&format!("budget/{}", self.organisation.id))
    }

    /// Without lines where no time is asked for; a month is in it when it begins in it.
    pub(crate) fn budget_node(&self, time: Option<(Option<Day>, Option<Day>)>) -> Node<'_> {
        let lines = time.map_or_else(Vec::new, |(from, to)| {
            let within = |day: &Day| from.is_none_or(|from| from <= *day) && to.is_none_or(|to| *day <= to);
            let months: Vec<(i64, Day)> = self.budget_months().filter(|(_, first)| within(first)).collect();
            self.budgeted().map(|(account, cents)| line(account, cents, &months)).collect()
        });
        Node::Record(vec![
            ("BudgetID", Node::Guid(self.budget_id())),
            ("Type", Node::text("OVERALL")),
            ("Description", Node::text("Overall Budget")),
            ("UpdatedDateUTC", Node::Instant(self.organisation.created)),
            ("BudgetLines", Node::List("BudgetLine", lines)),
            ("Tracking", Node::empty("TrackingCategory")),
        ])
    }

    /// What is planned for the months that begin in that time, as the books would show it.
    pub(crate) fn budget(&self, from: Day, to: Day) -> Sums {
        let months = || self.budget_months().filter(|(_, first)| from <= *first && *first <= to);
        let planned = self.budgeted().map(|(account, cents)| {
            let sum: Amount = months().map(|(at, _)| amount(cents, at)).sum();
            (account.id, if account.class() == "REVENUE" { -sum } else { sum })
        });
        planned.collect()
    }

    fn budgeted(&self) -> impl Iterator<Item = (&Account, i64)> {
        ROWS.iter().filter_map(|(code, cents)| Some((self.account_with_code(code)?, *cents)))
    }

    /// The first day of each month that is planned.
    fn budget_months(&self) -> impl Iterator<Item = (i64, Day)> {
        let opened = self.organisation.opened;
        (0..MONTHS).map(move |at| (at, opened.months_later(at - MONTHS_BEFORE).month_start()))
    }
}

fn amount(cents: i64, month: i64) -> Amount {
    Amount::from_cents(cents + cents * month / 100)
}

fn line<'a>(account: &'a Account, cents: i64, months: &[(i64, Day)]) -> Node<'a> {
    let balance = |(at, first): &(i64, Day)| {
        let (year, month, _) = first.civil();
        let members: Vec<Member<'_>> = vec![
            ("Period", Node::owned(format!("{year:04}-{month:02}"))),
            ("Amount", Node::money(amount(cents, *at))),
            ("Notes", Node::text("")),
        ];
        Node::Record(members)
    };
    Node::Record(vec![
        ("AccountID", Node::Guid(account.id)),
        ("AccountCode", Node::text(&account.code)),
        ("BudgetBalances", Node::List("BudgetBalance", months.iter().map(balance).collect())),
    ])
}
