//! The budget and its summary, and the tax returns.

use serde_json::{Value, json};

use crate::support::Demo;

fn of(region: &str) -> Demo {
    Demo::start(&format!(r#"{{"clock": "2026-11-23T00:00:00Z", "region": "{region}"}}"#))
}

fn get(demo: &Demo, path: &str) -> Value {
    demo.get(path).json()
}

fn texts(row: &Value) -> Vec<&str> {
    row["Cells"].as_array().expect("cells").iter().map(|cell| cell["Value"].as_str().expect("a text")).collect()
}

#[test]
fn there_is_one_budget_with_lines_by_account_and_month() {
    let demo = of("NZ");
    let list = get(&demo, "/Budgets");
    let [budget] = list["Budgets"].as_array().expect("budgets").as_slice() else { panic!("{list}") };
    assert_eq!((&budget["Type"], &budget["BudgetLines"]), (&json!("OVERALL"), &json!([])));
    let id = budget["BudgetID"].as_str().expect("an id");
    let whole = get(&demo, &format!("/Budgets/{id}"))["Budgets"][0].take();
    let lines = whole["BudgetLines"].as_array().expect("lines");
    assert!(lines.len() > 5);
    assert!(lines.iter().all(|line| line["BudgetBalances"].as_array().map(Vec::len) == Some(36)));
    let path = format!("/Budgets/{id}?DateFrom=2026-11-01&DateTo=2027-01-31");
    let quarter = get(&demo, &path)["Budgets"][0].take();
    let sales = quarter["BudgetLines"].as_array().expect("lines").iter().find(|line| line["AccountCode"] == "200");
    let balances = sales.expect("sales")["BudgetBalances"].as_array().expect("balances").clone();
    let periods: Vec<&Value> = balances.iter().map(|balance| &balance["Period"]).collect();
    assert_eq!(periods, ["2026-11", "2026-12", "2027-01"]);
    assert_eq!(get(&demo, "/Budgets?IDs=b94495d0-44ab-4199-a1d0-427a4877e100")["Budgets"], json!([]));
    assert_eq!(demo.get("/Budgets/b94495d0-44ab-4199-a1d0-427a4877e100").status, 404);
    assert_eq!(demo.get(&format!("/Budgets/{id}?DateFrom=soon")).status, 400);
}

#[test]
fn the_summary_is_of_the_budget() {
    let demo = of("NZ");
    let summary = get(&demo, "/Reports/BudgetSummary?date=2026-11-23&periods=2&timeframe=3")["Reports"][0].take();
    assert_eq!((&summary["ReportName"], &summary["ReportType"]), (&json!("Budget Summary"), &json!("BudgetSummary")));
    let titles = json!(["Overall Budget", "Budget Summary", "Demo Company (NZ)", "November 2026 to April 2027"]);
    assert_eq!(summary["ReportTitles"], titles);
    assert_eq!(texts(&summary["Rows"][0]), ["Account", "Jan-27", "Apr-27"]);
    // 4,800.00 grows by one percent a month, from a year before.
    assert_eq!(texts(&summary["Rows"][1]["Rows"][0]), ["Sales", "16272.00", "16704.00"]);
    let last = summary["Rows"].as_array().and_then(|rows| rows.last()).expect("rows");
    assert_eq!(texts(&last["Rows"][0])[0], "Net Profit");
    let default = get(&demo, "/Reports/BudgetSummary")["Reports"][0].take();
    assert_eq!(texts(&default["Rows"][0]).len(), 13);
    assert_eq!(demo.get("/Reports/BudgetSummary?periods=13").status, 400);
}

#[test]
fn returns_to_the_tax_office_are_listed_and_read_by_their_ids() {
    for (region, kind, due) in [("NZ", "GST", "15"), ("AU", "BAS", "9")] {
        let demo = of(region);
        let list = get(&demo, "/Reports");
        let all = list["Reports"].as_array().expect("reports");
        assert_eq!((all.len(), &all[0]["ReportType"]), (3, &json!(kind)));
        let id = all[0]["ReportID"].as_str().expect("an id");
        let report = get(&demo, &format!("/Reports/{id}"))["Reports"][0].take();
        assert_eq!((&report["ReportID"], &report["ReportType"]), (&json!(id), &json!(kind)));
        let rows = report["Rows"][1]["Rows"].as_array().expect("rows");
        let cents = |at: usize| texts(&rows[at])[2].replace('.', "").parse::<i64>().expect("an amount");
        assert!(cents(0) > 0 && cents(1) > 0, "{report}");
        assert_eq!((texts(&rows[4])[1], cents(4)), (due, cents(1) - cents(3)));
        assert_eq!(demo.get("/Reports/b94495d0-44ab-4199-a1d0-427a4877e100").status, 404);
    }
    assert_eq!(get(&of("UK"), "/Reports")["Reports"], json!([]));
}

#[test]
fn the_1099_reports_are_of_the_united_states() {
    let demo = of("US");
    let reports = get(&demo, "/Reports/TenNinetyNine?reportYear=2026")["Reports"].take();
    assert_eq!(reports[0]["ReportName"], "1099-NEC report");
    assert_eq!(reports[1]["ReportDate"], "1 Jan 2026 to 31 Dec 2026");
    let contacts = reports[1]["Contacts"].as_array().expect("contacts");
    assert_eq!(contacts[0]["Name"], "Truxton Property Management");
    let bills = get(&demo, "/Invoices?page=1&where=Contact.Name%3D%3D%22Truxton%20Property%20Management%22");
    let paid = bills["Invoices"].as_array().expect("bills").iter().filter_map(|bill| bill["AmountPaid"].as_f64()).sum();
    assert_eq!((contacts[0]["Box1"].as_f64(), contacts[0]["Box2"].as_f64()), (Some(paid), Some(0.0)));
    assert!(paid > 0.0);
    let before = get(&demo, "/Reports/TenNinetyNine?reportYear=2001")["Reports"].take();
    assert_eq!((&before[0]["Contacts"], &before[1]["Contacts"]), (&json!([]), &json!([])));
    assert_eq!(get(&of("NZ"), "/Reports/TenNinetyNine")["Reports"][1]["Contacts"], json!([]));
    assert_eq!(demo.get("/Reports/TenNinetyNine?reportYear=soon").status, 400);
}
