//! The families beside Accounting: what they have beyond plain records, and their errors.

use serde_json::{Value, json};

use crate::support::{Demo, Response};

pub(crate) struct Caller {
    demo: Demo,
    token: String,
}

impl Caller {
    pub(crate) fn of(region: &str, scopes: &str) -> Caller {
        let demo = Demo::start(&format!(r#"{{"region": "{region}", "limits": false}}"#));
        demo.grant(scopes);
        let token = demo.token();
        Caller { demo, token }
    }

    pub(crate) fn send(&self, method: &str, path: &str, content_type: &str, body: &str) -> Response {
        let bearer = format!("Bearer {}", self.token);
        let headers =
            [("Authorization", bearer.as_str()), ("Accept", "application/json"), ("Content-Type", content_type)];
        self.demo.send(method, path, &headers, body)
    }

    pub(crate) fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let response = self.send(method, path, "application/json", &text);
        (response.status, if response.body.is_empty() { Value::Null } else { response.json() })
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, body) = self.call("GET", path, &Value::Null);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

#[test]
fn tax_details_of_nz_need_a_kiwi_saver_status_but_for_two_tax_codes() {
    let caller = Caller::of("NZ", "");
    let employee = text(&caller.get("/payroll.xro/2.0/Employees")["employees"][0]["employeeID"]);
    let path = format!("/payroll.xro/2.0/Employees/{employee}/Tax");
    let (status, refused) = caller.call("POST", &path, &json!({"taxCode": "M"}));
    assert_eq!(
        (status, &refused["problem"]["invalidFields"][0]["name"]),
        (400, &json!("KiwiSaverStatus")),
        "{refused}"
    );
    for details in [json!({"taxCode": "NSW"}), json!({"taxCode": "M", "kiwiSaverStatus": "ActiveKiwiSaverMember"})] {
        let (status, saved) = caller.call("POST", &path, &details);
        assert_eq!((status, &saved["employeeTax"]["taxCode"]), (200, &details["taxCode"]), "{saved}");
    }
}

#[test]
fn a_timesheet_gets_lines_is_approved_and_then_stays_as_it_is() {
    let caller = Caller::of("NZ", "");
    let base = "/payroll.xro/2.0";
    let employee = text(&caller.get(&format!("{base}/Employees"))["employees"][0]["employeeID"]);
    let calendar = text(&caller.get(&format!("{base}/PayRunCalendars"))["payRunCalendars"][0]["payrollCalendarID"]);
    let posted = json!({
        "employeeID": employee, "payrollCalendarID": calendar, "startDate": "2026-11-02", "endDate": "2026-11-08"
    });
    let (status, made) = caller.call("POST", &format!("{base}/Timesheets"), &posted);
    assert_eq!((status, &made["timesheet"]["status"]), (200, &json!("Draft")), "{made}");
    let own = format!("{base}/Timesheets/{}", text(&made["timesheet"]["timesheetID"]));
    let line = json!({"date": "2026-11-02", "earningsRateID": employee, "numberOfUnits": 7.5});
    let (_, added) = caller.call("POST", &format!("{own}/Lines"), &line);
    let line_path = format!("{own}/Lines/{}", text(&added["timesheetLine"]["timesheetLineID"]));
    assert_eq!(caller.get(&own)["timesheet"]["totalHours"], json!(7.5));
    let changed = json!({"date": "2026-11-02", "earningsRateID": employee, "numberOfUnits": 8});
    assert_eq!(caller.call("PUT", &line_path, &changed).0, 200);
    assert_eq!(caller.get(&own)["timesheet"]["timesheetLines"][0]["numberOfUnits"], json!(8));
    let (_, approved) = caller.call("POST", &format!("{own}/Approve"), &Value::Null);
    assert_eq!(approved["timesheet"]["status"], "Approved");
    let (status, refused) = caller.call("DELETE", &line_path, &Value::Null);
    assert_eq!((status, &refused["problem"]["invalidFields"][0]["name"]), (400, &json!("status")), "{refused}");
    assert_eq!(caller.call("DELETE", &own, &Value::Null).0, 400);
    assert_eq!(caller.call("POST", &format!("{own}/RevertToDraft"), &Value::Null).0, 200);
    assert_eq!(caller.call("DELETE", &line_path, &Value::Null).0, 200);
    assert_eq!(caller.call("DELETE", &own, &Value::Null).0, 200);
    assert_eq!(caller.call("GET", &own, &Value::Null).0, 404);
}

#[test]
fn a_timesheet_of_an_unknown_employee_is_a_problem_with_its_fields() {
    let caller = Caller::of("UK", "");
    let unknown = "7c2d5d1e-3a8f-4f3c-9b1d-0123456789ab";
    let posted = json!({"employeeID": unknown, "startDate": "2026-11-08", "endDate": "2026-11-02"});
    let (status, refused) = caller.call("POST", "/payroll.xro/2.0/Timesheets", &posted);
    let fields = refused["problem"]["invalidFields"].as_array().expect("fields");
    let names: Vec<_> = fields.iter().map(|field| field["name"].as_str().expect("a name")).collect();
    assert_eq!((status, names), (400, vec!["payrollCalendarID", "endDate", "employeeID"]), "{refused}");
    assert_eq!(refused["httpStatusCode"], "BadRequest");
}

#[test]
fn leave_is_applied_for_and_decided_in_australia() {
    let caller = Caller::of("AU", "");
    let base = "/payroll.xro/1.0";
    let employee = text(&caller.get(&format!("{base}/Employees"))["Employees"][0]["EmployeeID"]);
    let period = json!({"NumberOfUnits": 7.6, "PayPeriodStartDate": "2026-11-02", "PayPeriodEndDate": "2026-11-08"});
    let posted = json!([{
        "EmployeeID": employee, "LeaveTypeID": employee, "Title": "Away", "StartDate": "2026-11-02",
        "EndDate": "2026-11-03", "LeavePeriods": [period]
    }]);
    let (status, made) = caller.call("POST", &format!("{base}/LeaveApplications"), &posted);
    assert_eq!(status, 200, "{made}");
    let id = text(&made["LeaveApplications"][0]["LeaveApplicationID"]);
    for (verb, status) in [("approve", "SCHEDULED"), ("reject", "REJECTED")] {
        let (_, decided) = caller.call("POST", &format!("{base}/LeaveApplications/{id}/{verb}"), &Value::Null);
        assert_eq!(decided["LeaveApplications"][0]["LeavePeriods"][0]["LeavePeriodStatus"], status);
    }
    let (status, refused) = caller.call("POST", &format!("{base}/LeaveApplications"), &json!([{"Title": "Away"}]));
    let messages = refused["LeaveApplications"][0]["ValidationErrors"].as_array().expect("messages").len();
    assert_eq!((status, &refused["ErrorNumber"], messages), (400, &json!(10), 4), "{refused}");
}

#[test]
fn assets_have_numbers_of_their_own_and_refuse_two_ways_to_depreciate() {
    let caller = Caller::of("NZ", "");
    let assets = "/assets.xro/1.0/Assets";
    let (status, made) = caller.call("POST", assets, &json!({"assetName": "Desk"}));
    assert_eq!((status, &made["assetStatus"]), (200, &json!("Draft")), "{made}");
    let number = text(&made["assetNumber"]);
    let (status, refused) = caller.call("POST", assets, &json!({"assetName": "Desk", "assetNumber": number}));
    assert_eq!((status, &refused["fieldValidationErrors"][0]["fieldName"]), (400, &json!("assetNumber")));
    let setting = json!({"depreciationRate": 40, "effectiveLifeYears": 5});
    let (status, refused) =
        caller.call("POST", assets, &json!({"assetName": "Van", "bookDepreciationSetting": setting}));
    assert_eq!((status, refused["fieldValidationErrors"].as_array().map(Vec::len)), (400, Some(1)), "{refused}");
    let drafts = caller.get(&format!("{assets}?status=DRAFT"));
    let is_draft = |asset: &Value| asset["assetStatus"] == "Draft";
    assert!(drafts["items"].as_array().expect("items").iter().all(is_draft));
}

#[test]
fn every_statement_of_a_feed_is_accepted_or_rejected_alone() {
    let caller = Caller::of("NZ", "bankfeeds");
    let base = "/bankfeeds.xro/1.0";
    let connection = json!({"items": [{"accountToken": "t1", "accountType": "BANK", "currency": "NZD"}]});
    let (status, made) = caller.call("POST", &format!("{base}/FeedConnections"), &connection);
    assert_eq!((status, &made["items"][0]["status"]), (202, &json!("PENDING")), "{made}");
    let id = text(&made["items"][0]["id"]);
    let statement = |feed: &str| json!({"feedConnectionId": feed, "startDate": "2026-11-01", "endDate": "2026-11-02"});
    let nothing = "7c2d5d1e-3a8f-4f3c-9b1d-0123456789ab";
    let both = json!({"items": [statement(&id), statement(nothing)]});
    let (status, response) = caller.call("POST", &format!("{base}/Statements"), &both);
    assert_eq!(status, 202, "{response}");
    assert_eq!(response["items"][0]["status"], "PENDING");
    assert_eq!(response["items"][1]["status"], "REJECTED");
    assert_eq!(response["items"][1]["errors"][0]["type"], "invalid-request");
    let gone = json!({"items": [{"id": id}, {"id": nothing}]});
    let (_, deleted) = caller.call("POST", &format!("{base}/FeedConnections/DeleteRequests"), &gone);
    assert_eq!(deleted["items"][1]["status"], "REJECTED", "{deleted}");
    assert_eq!(caller.get(&format!("{base}/FeedConnections"))["items"], json!([]));
}

#[test]
fn a_branding_theme_takes_a_payment_service_that_is_there() {
    let caller = Caller::of("NZ", "paymentservices");
    let base = "/api.xro/2.0";
    let service = json!({
        "PaymentServiceName": "Pay", "PaymentServiceUrl": "https://pay.example.com/", "PayNowText": "Pay now"
    });
    let (status, made) = caller.call("PUT", &format!("{base}/PaymentServices"), &service);
    assert_eq!(status, 200, "{made}");
    let id = text(&made["PaymentServices"][0]["PaymentServiceID"]);
    let theme = text(&caller.get(&format!("{base}/BrandingThemes"))["BrandingThemes"][0]["BrandingThemeID"]);
    let services = format!("{base}/BrandingThemes/{theme}/PaymentServices");
    assert_eq!(caller.call("POST", &services, &json!({"PaymentServiceID": id})).0, 200);
    assert_eq!(caller.get(&services)["PaymentServices"][0]["PaymentServiceName"], "Pay");
    let nothing = json!({"PaymentServiceID": "7c2d5d1e-3a8f-4f3c-9b1d-0123456789ab"});
    assert_eq!(caller.call("POST", &services, &nothing).0, 400);
}

#[test]
fn what_a_custom_connection_cannot_be_granted_is_refused() {
    let caller = Caller::of("NZ", "");
    for path in [
        "/finance.xro/1.0/CashValidation",
        "/finance.xro/1.0/FinancialStatements/BalanceSheet",
        "/bankfeeds.xro/1.0/FeedConnections",
        "/appstore/2.0/subscriptions/7c2d5d1e-3a8f-4f3c-9b1d-0123456789ab",
    ] {
        let (status, refused) = caller.call("GET", path, &Value::Null);
        assert_eq!((status, &refused["Detail"]), (401, &json!("AuthorizationUnsuccessful")), "{path}: {refused}");
    }
}
