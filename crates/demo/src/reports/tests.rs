//! The figures of the seeded company, in every region, whatever day it is.

use super::asked::Asked;
use super::sheet::Sheet;
use super::{Report, balance_sheet, bank_summary, profit_and_loss, trial_balance};
use crate::ledger::Ledger;
use crate::seed;
use crate::values::dates::{Day, MILLIS_A_DAY};
use crate::wire::node::Node;
use crate::wire::query::Query;

const NOW: i64 = 1_795_392_000_000;
const REGIONS: [&str; 4] = ["NZ", "AU", "UK", "US"];

/// The cells of every row, as texts.
fn cells(rows: &[Node<'_>]) -> Vec<Vec<String>> {
    let text = |cell: &Node<'_>| match cell.member("Value") {
        Some(Node::Text(text)) => text.clone().into_owned(),
        _ => String::new(),
    };
    let mut all = Vec::new();
    for row in rows {
        if let Some(Node::List(_, row)) = row.member("Cells") {
            all.push(row.iter().map(text).collect());
        }
        if let Some(Node::List(_, rows)) = row.member("Rows") {
            all.extend(cells(rows));
        }
    }
    all
}

fn asked(ledger: &Ledger, report: Report, query: &str, today: Day) -> Vec<Vec<String>> {
    let sheet: Sheet = report(ledger, Asked { query: &Query::parse(Some(query)), today }).expect(query);
    cells(&sheet.rows)
}

/// The last filled cell of the row of that name.
fn figure(rows: &[Vec<String>], name: &str) -> String {
    let row = rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name} in {rows:?}"));
    row.iter().rfind(|cell| !cell.is_empty()).expect("a figure").clone()
}

fn check(region: &str, now: i64) {
    let ledger = seed::books(region, now, true).expect(region).ledger;
    let today = Day::of_millis(now);
    let balance = asked(&ledger, trial_balance::sheet, "", today);
    for (name, expected) in [
        ("Sales (200)", "29539.18"),
        ("Advertising (400)", "9657.05"),
        ("Business Bank Account (090)", "7430.22"),
        ("Accounts Receivable (610)", "9194.51"),
        ("Accounts Payable (800)", "8386.76"),
        ("Sales Tax (820)", "422.59"),
        ("Historical Adjustment (840)", "4130.98"),
    ] {
        assert_eq!(figure(&balance, name), expected, "{name} in {region}");
    }
    let total = balance.last().expect("the total");
    assert_eq!(total[3..], ["42595.46", "42595.46"], "{region}");
    assert_eq!(total[1], total[2]);
    let query = format!("fromDate={}&toDate={today}", today.plus(-160));
    let profit = asked(&ledger, profit_and_loss::sheet, &query, today);
    assert_eq!(figure(&profit, "Net Profit"), "8266.73", "{region}");
    assert_eq!(figure(&profit, "Total Income"), "29539.18", "{region}");
    let sheet = asked(&ledger, balance_sheet::sheet, "", today);
    assert_eq!(figure(&sheet, "Current Year Earnings"), "8266.73", "{region}");
    assert_eq!(figure(&sheet, "Net Assets"), figure(&sheet, "Total Equity"), "{region}");
    assert_eq!(figure(&asked(&ledger, bank_summary::sheet, "", today), "Total"), "7430.22", "{region}");
}

#[test]
fn the_figures_are_those_of_the_demo_company_on_many_days_of_a_year_in_every_region() {
    for region in REGIONS {
        for day in (0..366).step_by(17) {
            check(region, NOW + day * MILLIS_A_DAY);
        }
    }
    // Around the ends of the financial years.
    for (region, day) in [("NZ", "2027-03-31"), ("NZ", "2027-04-01"), ("US", "2027-01-01"), ("AU", "2028-02-29")] {
        check(region, Day::parse(day).expect(day).millis());
    }
}

#[test]
fn every_entry_balances_and_no_side_of_the_trial_balance_is_negative() {
    for region in REGIONS {
        let mut ledger = seed::books(region, NOW, true).expect(region).ledger;
        seed::synthetic::add(&mut ledger, 200, 3, NOW);
        ledger.each_entry(|entry| {
            let sum: crate::values::amount::Amount = entry.postings.iter().map(|posting| posting.amount).sum();
            assert_eq!(sum.text(4), "0.0000");
        });
        let rows = asked(&ledger, trial_balance::sheet, "", Day::of_millis(NOW));
        let total = rows.last().expect("the total");
        assert_eq!((&total[1], &total[3]), (&total[2], &total[4]));
        assert!(rows.iter().flatten().all(|cell| !cell.starts_with('-')));
    }
}

#[test]
fn after_the_year_end_the_profit_is_carried_to_retained_earnings() {
    let ledger = seed::books("US", NOW, true).expect("US").ledger;
    let today = Day::parse("2027-02-10").expect("a day");
    let balance = asked(&ledger, trial_balance::sheet, "", today);
    assert_eq!(figure(&balance, "Retained Earnings (960)"), "8266.73");
    assert!(balance.iter().all(|row| row[0] != "Sales (200)"));
    let total = balance.last().expect("the total");
    assert_eq!(total[3], total[4]);
    let sheet = asked(&ledger, balance_sheet::sheet, "", today);
    assert_eq!(figure(&sheet, "Current Year Earnings"), "0.00");
    assert_eq!(figure(&sheet, "Net Assets"), figure(&sheet, "Total Equity"));
}

#[test]
fn what_cannot_be_a_date_or_a_number_of_periods_is_refused() {
    let ledger = seed::books("NZ", NOW, true).expect("NZ").ledger;
    let refused = |query: &str| {
        let query = Query::parse(Some(query));
        profit_and_loss::sheet(&ledger, Asked { query: &query, today: Day::of_millis(NOW) }).is_err()
    };
    for query in ["fromDate=soon", "periods=0", "periods=13", "timeframe=WEEK", "fromDate=2026-02-01&toDate=2026-01-01"]
    {
        assert!(refused(query), "{query}");
    }
    assert!(!refused("periods=11&timeframe=month"));
}
