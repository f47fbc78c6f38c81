//! The statements of Finance agree with the books.

use serde_json::{Value, json};

use crate::families::Caller;

const SCOPES: &str = "finance.statements.read finance.cashvalidation.read finance.bankstatementsplus.read";
const BASE: &str = "/finance.xro/1.0";

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn nearly_equal(left: f64, right: f64) -> bool {
    (left - right).abs() < 0.005
}

#[test]
fn assets_are_liabilities_and_equity() {
    let caller = Caller::of("NZ", SCOPES);
    let sheet = caller.get(&format!("{BASE}/FinancialStatements/BalanceSheet"));
    let total = |side: &str| number(&sheet[side]["total"]);
    assert!(total("asset") > 0.0 && nearly_equal(total("asset"), total("liability") + total("equity")), "{sheet}");
    let types = sheet["asset"]["accountTypes"].as_array().expect("types");
    let accounts = types.iter().flat_map(|kind| kind["accounts"].as_array().expect("accounts"));
    let receivable = accounts.clone().find(|account| account["code"] == "610").expect("receivables");
    assert_eq!((&receivable["total"], &receivable["reportingCode"]), (&json!(9194.51), &json!("ASS")));
    let earlier = caller.get(&format!("{BASE}/FinancialStatements/BalanceSheet?balanceDate=1999-12-31"));
    assert_eq!((&earlier["balanceDate"], &earlier["asset"]["total"]), (&json!("1999-12-31"), &json!(0.0)));
}

#[test]
fn the_profit_of_a_year_is_that_of_the_reports() {
    let caller = Caller::of("NZ", SCOPES);
    let profit = caller.get(&format!("{BASE}/FinancialStatements/ProfitAndLoss"));
    assert!(nearly_equal(number(&profit["netProfitLoss"]), 8266.73), "{profit}");
    assert_eq!(profit["revenue"]["accountTypes"][0]["title"], "Trading Income");
    assert_eq!(profit["revenue"]["total"], json!(29539.18), "{profit}");
}

#[test]
fn both_sides_of_the_trial_balance_are_equal() {
    let caller = Caller::of("NZ", SCOPES);
    let balance = caller.get(&format!("{BASE}/FinancialStatements/TrialBalance"));
    let accounts = balance["accounts"].as_array().expect("accounts");
    let side = |name: &str| -> f64 {
        let of_side = accounts.iter().filter(|account| account["balance"]["entryType"] == name);
        of_side.map(|account| number(&account["balance"]["value"])).sum()
    };
    assert!(nearly_equal(side("DEBIT"), 42595.46) && nearly_equal(side("CREDIT"), 42595.46), "{balance}");
    let moved = |account: &Value| number(&account["accountMovement"]["signedMovement"]);
    assert!(nearly_equal(accounts.iter().map(moved).sum(), 0.0), "{balance}");
}

#[test]
fn cash_flows_from_what_there_was_to_what_there_is() {
    let caller = Caller::of("NZ", SCOPES);
    let flow = caller.get(&format!("{BASE}/FinancialStatements/Cashflow"));
    let balance = |name: &str| number(&flow["cashBalance"][name]);
    let banks = caller.get(&format!("{BASE}/CashValidation"));
    let banks = banks.as_array().expect("bank accounts");
    let cash: f64 = banks.iter().map(|bank| number(&bank["cashAccount"]["accountBalance"])).sum();
    assert!(nearly_equal(balance("closingCashBalance"), cash), "{flow}");
    assert!(nearly_equal(balance("openingCashBalance") + balance("netCashMovement"), cash), "{flow}");
    assert!(banks.iter().all(|bank| number(&bank["statementBalance"]["value"]) >= 0.0), "{banks:?}");
    let receipts = &flow["cashflowActivities"][0]["cashflowTypes"][0];
    assert!(number(&receipts["total"]) > 0.0, "{flow}");
}

#[test]
fn customers_owe_what_the_receivables_are() {
    let caller = Caller::of("NZ", SCOPES);
    let path = format!("{BASE}/FinancialStatements/contacts");
    for (side, owed) in [("revenue", 9194.51), ("expense", 8386.76)] {
        let totals = caller.get(&format!("{path}/{side}"));
        assert_eq!(totals["totalDetail"]["totalOutstanding"], json!(owed), "{side}: {totals}");
        let contacts = totals["contacts"].as_array().expect("contacts");
        assert!(nearly_equal(contacts.iter().map(|contact| number(&contact["total"])).sum(), number(&totals["total"])));
        let first = &contacts[0];
        let id = first["contactId"].as_str().expect("an id");
        assert_eq!(caller.get(&format!("{path}/{side}?contactIds={id}"))["total"], first["total"]);
    }
}

#[test]
fn manual_journals_are_included_on_request() {
    let caller = Caller::of("NZ", SCOPES);
    let lines = json!([{"LineAmount": 100, "AccountCode": "429"}, {"LineAmount": -100, "AccountCode": "260"}]);
    let journal = json!({"Narration": "Moved", "Status": "POSTED", "JournalLines": lines});
    let (status, made) = caller.call("PUT", "/api.xro/2.0/ManualJournals", &journal);
    assert_eq!(status, 200, "{made}");
    for side in ["revenue", "expense"] {
        let path = format!("{BASE}/FinancialStatements/contacts/{side}");
        let statement = caller.get(&format!("{path}?includeManualJournals=true"));
        assert_eq!(statement["manualJournals"]["total"], json!(100.0), "{side}: {statement}");
        assert_eq!(caller.get(&path).get("manualJournals"), None);
    }
}

#[test]
fn what_cannot_be_a_span_or_a_bank_account_is_refused() {
    let caller = Caller::of("NZ", SCOPES);
    for (path, status) in [
        ("FinancialStatements/ProfitAndLoss?startDate=yesterday", 400),
        ("FinancialStatements/Cashflow?startDate=2026-02-01&endDate=2026-01-01", 400),
        ("BankStatementsPlus/statements?BankAccountID=x&FromDate=2026-01-01&ToDate=2026-02-01", 404),
        ("BankStatementsPlus/statements?BankAccountID=x&FromDate=2026-02-01&ToDate=2026-01-01", 400),
    ] {
        let (is, refused) = caller.call("GET", &format!("{BASE}/{path}"), &Value::Null);
        assert_eq!((is, &refused["status"]), (status, &json!(status)), "{path}: {refused}");
    }
}
