//! The reports over the wire, and how they follow the books.

use serde_json::{Value, json};

use crate::support::Demo;

fn report(demo: &Demo, token: &str, path: &str) -> Value {
    let response = demo.get_with(token, &format!("/Reports/{path}"), &[]);
    assert_eq!(response.status, 200, "{path}: {}", response.text());
    response.json()["Reports"][0].clone()
}

/// The cells of the row of that name, in whichever section it is.
fn row(report: &Value, name: &str) -> Option<Vec<String>> {
    let rows = |value: &Value| value["Rows"].as_array().cloned().unwrap_or_default();
    let cells = |row: &Value| -> Vec<String> {
        let cells = row["Cells"].as_array().into_iter().flatten();
        cells.map(|cell| cell["Value"].as_str().expect("a text").to_owned()).collect()
    };
    let mut all = rows(report).into_iter().flat_map(|section| rows(&section)).map(|row| cells(&row));
    all.find(|cells| cells[0] == name)
}

#[test]
fn the_trial_balance_has_xeros_shape() {
    let demo = Demo::fixed();
    let report = report(&demo, &demo.token(), "TrialBalance");
    assert_eq!(report["ReportID"], "TrialBalance");
    assert_eq!(report["ReportTitles"], json!(["Trial Balance", "Demo Company (NZ)", "As at 23 November 2026"]));
    assert_eq!(report["ReportDate"], "23 November 2026");
    assert_eq!(report["Rows"][0]["RowType"], "Header");
    assert_eq!(report["Rows"][0]["Cells"][3]["Value"], "YTD Debit");
    let sales = &report["Rows"][1]["Rows"][0]["Cells"];
    assert_eq!(sales[4]["Value"], "29539.18");
    assert_eq!(sales[4]["Attributes"][0]["Id"], "account");
    let total = row(&report, "Total").expect("the total");
    assert_eq!(total[3..], ["42595.46", "42595.46"]);
}

#[test]
fn an_invoice_moves_the_reports_once_it_is_approved_and_back_when_it_is_voided() {
    let demo = Demo::fixed();
    let token = demo.token();
    let receivables =
        || row(&report(&demo, &token, "TrialBalance"), "Accounts Receivable (610)").expect("610")[3].clone();
    let contact = demo.get_with(&token, "/Contacts/RIDGEUNI", &[]).json()["Contacts"][0]["ContactID"].clone();
    let line = json!({"Description": "Training", "UnitAmount": 100, "AccountCode": "200"});
    let body = json!({"Type": "ACCREC", "Contact": {"ContactID": contact}, "LineItems": [line]});
    let made = demo.put(&token, "/Invoices", &[], &body.to_string()).json()["Invoices"][0].clone();
    let path = format!("/Invoices/{}", made["InvoiceID"].as_str().expect("an id"));
    assert_eq!(receivables(), "9194.51");
    let status = |status: &str| demo.post(&token, &path, &[], &json!({"Status": status}).to_string()).status;
    assert_eq!(status("AUTHORISED"), 200);
    assert_eq!(receivables(), "9309.51");
    let profit = report(&demo, &token, "ProfitAndLoss?fromDate=2026-11-23&toDate=2026-11-23");
    assert_eq!(row(&profit, "Net Profit"), Some(vec!["Net Profit".to_owned(), "100.00".to_owned()]));
    assert_eq!(status("VOIDED"), 200);
    assert_eq!(receivables(), "9194.51");
}

#[test]
fn each_report_responds_and_periods_are_columns() {
    let demo = Demo::fixed();
    let token = demo.token();
    let profit = report(&demo, &token, "ProfitAndLoss?periods=2&timeframe=MONTH");
    let heads = profit["Rows"][0]["Cells"].as_array().expect("cells").len();
    assert_eq!(heads, 4);
    assert_eq!(profit["Rows"][0]["Cells"][1]["Value"], "30 Nov 26");
    let balance = report(&demo, &token, "BalanceSheet?date=2026-11-23&periods=1");
    assert_eq!(row(&balance, "Net Assets").expect("a row")[1..], row(&balance, "Total Equity").expect("a row")[1..]);
    let bank = report(&demo, &token, "BankSummary");
    assert_eq!(row(&bank, "Business Bank Account").expect("a row")[4], "7430.22");
    let summary = report(&demo, &token, "ExecutiveSummary");
    assert_eq!(row(&summary, "Debtors").expect("a row")[1], "9194.51");
    let contact = demo.get_with(&token, "/Contacts/RIDGEUNI", &[]).json()["Contacts"][0]["ContactID"].clone();
    let contact = contact.as_str().expect("an id");
    let aged = report(&demo, &token, &format!("AgedReceivablesByContact?contactID={contact}"));
    assert_eq!(row(&aged, "Closing Balance").expect("a row")[7], "6187.50");
    assert_eq!(aged["ReportTitles"].as_array().map(Vec::len), Some(4));
    let aged = report(&demo, &token, &format!("AgedPayablesByContact?contactId={contact}"));
    assert_eq!(row(&aged, "Closing Balance").expect("a row")[7], "0.00");
}

#[test]
fn what_a_report_cannot_be_made_of_is_a_400() {
    let demo = Demo::fixed();
    let token = demo.token();
    for path in [
        "TrialBalance?date=soon",
        "BalanceSheet?periods=99",
        "ProfitAndLoss?timeframe=WEEK",
        "ProfitAndLoss?fromDate=2026-12-01&toDate=2026-11-01",
        "ProfitAndLoss?fromDate=2020-01-01&toDate=2026-11-01",
        "AgedPayablesByContact",
        "AgedReceivablesByContact?contactID=nobody",
    ] {
        let response = demo.get_with(&token, &format!("/Reports/{path}"), &[]);
        assert_eq!(response.status, 400, "{path}");
        assert_eq!(response.json()["Type"], "ValidationException", "{path}");
    }
}
