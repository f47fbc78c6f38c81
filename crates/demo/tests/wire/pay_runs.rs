//! Pay runs and their pay slips, payment methods and pay items.

use serde_json::{Value, json};

use crate::families::{Caller, text};

#[test]
fn a_pay_run_of_new_zealand_pays_the_employees_of_its_calendar() {
    let caller = Caller::of("NZ", "");
    let base = "/payroll.xro/2.0";
    let calendar = caller.get(&format!("{base}/PayRunCalendars"))["payRunCalendars"][0]["payrollCalendarID"].clone();
    let (status, made) = caller.call("POST", &format!("{base}/PayRuns"), &json!({"payrollCalendarID": calendar}));
    let run = &made["payRun"];
    assert_eq!((status, run["paySlips"].as_array().map(Vec::len)), (200, Some(2)), "{made}");
    // 40 hours at 32.50 and 30 at 28.00, less a fifth.
    assert_eq!((&run["totalCost"], &run["totalPay"]), (&json!(2140.0), &json!(1712.0)), "{made}");
    let id = text(&run["payRunID"]);
    let slips = caller.get(&format!("{base}/PaySlips?PayRunID={id}"));
    assert_eq!(slips["paySlips"].as_array().map(Vec::len), Some(2), "{slips}");
    let own = format!("{base}/PaySlips/{}", text(&run["paySlips"][0]["paySlipID"]));
    let slip = caller.get(&own)["paySlip"].clone();
    assert_eq!((&slip["payRunID"], &slip["earningsLines"][0]["amount"]), (&json!(id), &json!(1300.0)), "{slip}");
    let line = json!({"deductionLines": [{"deductionTypeID": calendar, "amount": 40}]});
    let (status, changed) = caller.call("PUT", &own, &line);
    assert_eq!((status, &changed["paySlip"]["totalPay"]), (200, &json!(1000.0)), "{changed}");
    assert_eq!(caller.get(&format!("{base}/PayRuns/{id}"))["payRun"]["totalPay"], json!(1672.0));
}

#[test]
fn the_pay_slips_of_a_posted_pay_run_stay_as_they_are() {
    let caller = Caller::of("NZ", "");
    let base = "/payroll.xro/2.0";
    let posted = caller.get(&format!("{base}/PayRuns?status=Posted"))["payRuns"][0].clone();
    let own = format!("{base}/PaySlips/{}", text(&posted["paySlips"][0]["paySlipID"]));
    let (status, refused) = caller.call("PUT", &own, &json!({"deductionLines": []}));
    assert_eq!((status, &refused["problem"]["invalidFields"][0]["name"]), (400, &json!("paySlipID")), "{refused}");
}

#[test]
fn the_united_kingdom_has_a_pay_run_whose_slips_add_up() {
    let caller = Caller::of("UK", "");
    let base = "/payroll.xro/2.0";
    let run = caller.get(&format!("{base}/PayRuns"))["payRuns"][0].clone();
    let slips = run["paySlips"].as_array().expect("slips");
    let paid: f64 = slips.iter().filter_map(|slip| slip["totalPay"].as_f64()).sum();
    assert!(paid > 0.0 && run["totalPay"] == json!(paid), "{run}");
    let slip = caller.get(&format!("{base}/Payslips/{}", text(&slips[0]["paySlipID"])));
    assert_eq!(slip["paySlip"]["employeeTaxLines"][0]["description"], "PAYE", "{slip}");
    let order = caller.get(&format!("{base}/EarningsOrders"))["statutoryDeductions"][0].clone();
    assert_eq!(caller.get(&format!("{base}/EarningsOrders/{}", text(&order["id"])))["statutoryDeduction"], order);
}

#[test]
fn a_pay_run_of_australia_withholds_tax_and_pays_superannuation() {
    let caller = Caller::of("AU", "");
    let base = "/payroll.xro/1.0";
    let calendar = caller.get(&format!("{base}/PayrollCalendars"))["PayrollCalendars"][0]["PayrollCalendarID"].clone();
    let (status, made) = caller.call("POST", &format!("{base}/PayRuns"), &json!([{"PayrollCalendarID": calendar}]));
    let run = &made["PayRuns"][0];
    // 38 hours at 32.50 and 30 at 28.00, less a fifth; 12 % of superannuation.
    let totals = ["Wages", "Tax", "Super", "NetPay"].map(|name| run[name].clone());
    assert_eq!((status, totals), (200, [2075.0, 415.0, 249.0, 1660.0].map(Value::from)), "{made}");
    let own = format!("{base}/Payslip/{}", text(&run["Payslips"][0]["PayslipID"]));
    assert_eq!(caller.get(&own)["Payslip"]["Wages"], json!(1235.0));
    let line = json!([{"DeductionLines": [{"DeductionTypeID": calendar, "Amount": 8}]}]);
    let (status, changed) = caller.call("POST", &own, &line);
    assert_eq!((status, &changed["Payslips"][0]["NetPay"]), (200, &json!(980.0)), "{changed}");
    let post = json!([{"PayRunStatus": "POSTED"}]);
    assert_eq!(caller.call("POST", &format!("{base}/PayRuns/{}", text(&run["PayRunID"])), &post).0, 200);
    assert_eq!(caller.call("POST", &own, &line).0, 400);
}

#[test]
fn pay_items_of_australia_come_in_four_lists_with_rates_as_texts() {
    let caller = Caller::of("AU", "");
    let items = caller.get("/payroll.xro/1.0/PayItems")["PayItems"].clone();
    for list in ["EarningsRates", "DeductionTypes", "LeaveTypes", "ReimbursementTypes"] {
        assert!(items[list].as_array().is_some_and(|list| !list.is_empty()), "{list}: {items}");
    }
    let rate = json!({"EarningsRates": [{"Name": "Nights", "IsQualifyingEarnings": true, "RatePerUnit": 41.5}]});
    let (status, made) = caller.call("POST", "/payroll.xro/1.0/PayItems", &rate);
    assert_eq!((status, &made["PayItems"]["EarningsRates"][0]["RatePerUnit"]), (200, &json!("41.5")), "{made}");
}

#[test]
fn payment_methods_are_manual_by_default_and_sort_codes_are_british() {
    for (region, sort_code, status) in [("NZ", Value::Null, 200), ("NZ", json!(""), 200), ("UK", json!(""), 400)] {
        let caller = Caller::of(region, "");
        let employee = text(&caller.get("/payroll.xro/2.0/Employees")["employees"][0]["employeeID"]);
        let own = format!("/payroll.xro/2.0/Employees/{employee}/PaymentMethods");
        assert_eq!(caller.get(&own)["paymentMethod"]["paymentMethod"], "Manual");
        let account = json!({"accountName": "Own", "accountNumber": "0607050201419000", "sortCode": sort_code});
        let method = json!({"paymentMethod": "Electronically", "bankAccounts": [account]});
        assert_eq!(caller.call("POST", &own, &method).0, status, "{region} {sort_code}");
    }
}
