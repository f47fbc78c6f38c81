//! Every operation of the table answers, in every region, and its JSON is what the table says.

use std::collections::HashMap;

use serde_json::{Value, json};
use xero_m2m_spec::FieldType;
use xero_m2m_spec::{Envelope, Family, Operation, ParameterLocation, ResponseBody};
use xero_m2m_spec::{OPERATIONS, SCHEMAS};

use crate::families::Caller;

const REGIONS: [&str; 4] = ["NZ", "AU", "UK", "US"];
const SCOPES: &str = "bankfeeds finance.statements.read finance.cashvalidation.read finance.bankstatementsplus.read \
    marketplace.billing accounting.transactions accounting.journals.read";
const NOBODY: &str = "7c2d5d1e-3a8f-4f3c-9b1d-0123456789ab";

/// Read with an id, and not there for every record.
const NOT_OF_EVERY_RECORD: [&str; 1] = ["invoices.online_url"];

struct Walk {
    caller: Caller,
    /// The first record of each list, by the list's address.
    listed: HashMap<String, String>,
}

impl Walk {
    fn of(region: &str) -> Walk {
        let mut walk = Walk { caller: Caller::of(region, SCOPES), listed: HashMap::new() };
        for operation in OPERATIONS.iter().filter(|operation| is_of(operation, region)) {
            if let Some(id) = walk.first_of(operation) {
                walk.listed.insert(format!("{}{}", operation.family.base(), operation.path), id);
            }
        }
        walk
    }

    fn first_of(&self, operation: &Operation) -> Option<String> {
        let ResponseBody::Page(records) = operation.response else { return None };
        // Whoever deletes the connection can ask for nothing more.
        if operation.path.contains('{') || operation.family == Family::Identity {
            return None;
        }
        let path = format!("{}{}{}", operation.family.base(), operation.path, needed(operation));
        let (_, body) = self.caller.call("GET", &path, &Value::Null);
        let list = match records.envelope {
            Envelope::List(name) | Envelope::One(name) => &body[name],
            Envelope::BareList | Envelope::Bare => &body,
        };
        let identity = records.schema.fields.get(records.schema.identity?)?;
        let id = list[0][identity.name.wire()].as_str()?;
        matches!(identity.kind, FieldType::Id).then(|| id.to_owned())
    }

    /// Its path with an id that is there, where one is listed, and with one that nobody has below that.
    fn address(&self, operation: &Operation) -> String {
        let mut path = operation.family.base().to_owned();
        for part in operation.path.split('/').skip(1) {
            let id = self.listed.get(&path).map_or(NOBODY, String::as_str);
            path = format!("{path}/{}", if part.starts_with('{') { id } else { part });
        }
        path
    }
}

fn is_of(operation: &Operation, region: &str) -> bool {
    match operation.family {
        Family::PayrollAu | Family::PayrollAuV2 => region == "AU",
        Family::PayrollNz => region == "NZ",
        Family::PayrollUk => region == "UK",
        _ => true,
    }
}

/// The query that it cannot do without.
fn needed(operation: &Operation) -> &'static str {
    let is_needed = |name: &str| {
        operation
            .parameters
            .iter()
            .any(|one| one.required && one.location == ParameterLocation::Query && one.name.wire() == name)
    };
    if is_needed("status") { "?status=REGISTERED" } else { "" }
}

#[test]
fn no_operation_is_unknown_and_none_fails() {
    for region in REGIONS {
        let walk = Walk::of(region);
        for operation in OPERATIONS.iter().filter(|operation| is_of(operation, region)) {
            let (method, path) = (operation.method.as_str(), walk.address(operation));
            let reply = walk.caller.send(method, &path, "application/json", if method == "GET" { "" } else { "{}" });
            let name = operation.name.snake();
            assert!(reply.status < 500 && ![401, 403, 405].contains(&reply.status), "{name}: {reply:?}");
            assert!(
                operation.path.contains('{') || reply.status != 404,
                "{region} {name} names no id, and is not found"
            );
        }
    }
}

#[test]
fn what_is_listed_is_found_by_its_id_and_so_is_what_lies_below_it() {
    let (mut found, mut wrong) = (0, Vec::new());
    for region in REGIONS {
        let walk = Walk::of(region);
        for operation in OPERATIONS.iter().filter(|operation| is_of(operation, region) && operation.method == "GET") {
            let path = walk.address(operation);
            let ids = operation.path.matches('{').count();
            if ids != 1 || path.contains(NOBODY) || NOT_OF_EVERY_RECORD.contains(&operation.name.snake()) {
                continue;
            }
            let reply = walk.caller.send("GET", &path, "application/json", "");
            if reply.status != 200 {
                wrong.push(format!("{region} {} {path}: {} {}", operation.name.snake(), reply.status, reply.text()));
            }
            found += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found > 150, "only {found} were asked");
}

#[test]
fn lists_and_settings_come_in_their_envelopes() {
    for region in REGIONS {
        let walk = Walk::of(region);
        for operation in OPERATIONS.iter().filter(|operation| is_of(operation, region) && operation.method == "GET") {
            let needs = operation
                .parameters
                .iter()
                .any(|parameter| parameter.required && parameter.location == ParameterLocation::Query);
            let (ResponseBody::Page(records) | ResponseBody::One(records)) = operation.response else { continue };
            if operation.path.contains('{') || needs {
                continue;
            }
            let (status, body) = walk.caller.call("GET", &walk.address(operation), &Value::Null);
            let name = operation.name.snake();
            assert_eq!(status, 200, "{region} {name}: {body}");
            let found = match records.envelope {
                Envelope::List(list) => body[list].is_array(),
                Envelope::One(one) => body[one].is_object() || body[one].is_array(),
                Envelope::BareList => body.is_array(),
                Envelope::Bare => body.is_object(),
            };
            assert!(found, "{region} {name}: {body}");
            assert!(SCHEMAS.iter().any(|schema| schema.name == records.schema.name));
        }
    }
}

#[test]
fn an_item_is_created_found_by_its_code_changed_and_deleted() {
    let caller = Caller::of("NZ", "");
    let items = "/api.xro/2.0/Items";
    let (status, saved) = caller.call(
        "PUT",
        items,
        &json!({"Items": [{"Code": "A-1", "Name": "One", "SalesDetails": {"UnitPrice": 1.5}}]}),
    );
    assert_eq!((status, &saved["Items"][0]["SalesDetails"]["UnitPrice"]), (200, &json!(1.5)), "{saved}");
    let id = saved["Items"][0]["ItemID"].as_str().expect("an id").to_owned();
    assert_eq!(caller.call("GET", &format!("{items}/A-1"), &Value::Null).1["Items"][0]["ItemID"], id.as_str());
    let (status, refused) = caller.call("PUT", items, &json!({"Code": "A-1"}));
    assert_eq!(status, 400, "{refused}");
    assert_eq!(refused["Elements"][0]["ValidationErrors"][0]["Message"], "The Code is in use already.");
    let (_, changed) = caller.call("POST", items, &json!({"Code": "A-1", "Name": "Uno"}));
    assert_eq!((&changed["Items"][0]["ItemID"], &changed["Items"][0]["Name"]), (&json!(id), &json!("Uno")));
    let (status, refused) = caller.call("PUT", items, &json!({"Code": "A-2", "Colour": "red"}));
    assert_eq!((status, &refused["ErrorNumber"]), (400, &json!(17)));
    assert_eq!(
        caller.call("PUT", &format!("{items}/{id}/History"), &json!({"HistoryRecords": [{"Details": "Seen"}]})).0,
        200
    );
    assert_eq!(caller.call("DELETE", &format!("{items}/{id}"), &Value::Null).0, 204);
    assert_eq!(caller.send("GET", &format!("{items}/{id}"), "", "").status, 404);
}

#[test]
fn two_tracking_categories_are_active_and_no_more() {
    let caller = Caller::of("NZ", "");
    let path = "/api.xro/2.0/TrackingCategories";
    let (_, first) = caller.call("PUT", path, &json!({"Name": "Department"}));
    let id = first["TrackingCategories"][0]["TrackingCategoryID"].as_str().expect("an id").to_owned();
    assert_eq!(caller.call("PUT", path, &json!({"Name": "Third"})).0, 400);
    let (status, _) = caller.call("POST", &format!("{path}/{id}"), &json!({"Status": "ARCHIVED"}));
    assert_eq!(status, 200);
    assert_eq!(caller.call("PUT", path, &json!({"Name": "Third"})).0, 200);
    let (_, shown) = caller.call("GET", path, &Value::Null);
    let names: Vec<_> =
        shown["TrackingCategories"].as_array().expect("a list").iter().map(|one| &one["Name"]).collect();
    assert_eq!(names, ["Region", "Third"]);
    assert_eq!(shown["TrackingCategories"][0]["Options"].as_array().map(Vec::len), Some(4));
}

#[test]
fn a_projects_time_adds_up() {
    let caller = Caller::of("NZ", "");
    let projects = "/projects.xro/2.0/Projects";
    let (_, list) = caller.call("GET", projects, &Value::Null);
    assert_eq!((&list["pagination"]["itemCount"], &list["items"][0]["minutesLogged"]), (&json!(1), &json!(120)));
    let contact = list["items"][0]["contactId"].clone();
    let (status, project) =
        caller.call("POST", projects, &json!({"contactId": contact, "name": "New roof", "estimateAmount": 99}));
    assert_eq!((status, &project["estimate"]), (201, &json!({"currency": "NZD", "value": 99.0})), "{project}");
    let below = format!("{projects}/{}", project["projectId"].as_str().expect("an id"));
    let task = json!({"name": "Measure", "rate": {"currency": "NZD", "value": 90}, "chargeType": "TIME"});
    let (_, task) = caller.call("POST", &format!("{below}/Tasks"), &task);
    let user = caller.call("GET", "/projects.xro/2.0/ProjectsUsers", &Value::Null).1["items"][0]["userId"].clone();
    let time = json!({"userId": user, "taskId": task["taskId"], "dateUtc": "2026-11-20T00:00:00Z", "duration": 90});
    assert_eq!(caller.call("POST", &format!("{below}/Time"), &time).0, 201);
    let (_, project) = caller.call("GET", &below, &Value::Null);
    assert_eq!((&project["minutesLogged"], &project["totalTaskAmount"]["value"]), (&json!(90), &json!(135.0)));
    assert_eq!(caller.call("PATCH", &below, &json!({"status": "CLOSED"})).0, 204);
    let (status, refused) = caller.call("POST", projects, &json!({"name": ""}));
    assert_eq!((status, refused["modelState"]["name"].is_array()), (400, true), "{refused}");
}

#[test]
fn a_file_comes_back_as_it_was_sent() {
    let caller = Caller::of("NZ", "");
    let form = "--cut\r\nContent-Disposition: form-data; name=\"body\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\none\r\ntwo\r\n--cut--\r\n";
    let reply = caller.send("POST", "/files.xro/1.0/Files", "multipart/form-data; boundary=cut", form);
    assert_eq!(reply.status, 201, "{}", reply.text());
    let file = reply.json();
    assert_eq!((&file["Name"], &file["Size"], &file["MimeType"]), (&json!("a.txt"), &json!(8), &json!("text/plain")));
    let content =
        caller.send("GET", &format!("/files.xro/1.0/Files/{}/Content", file["Id"].as_str().expect("an id")), "", "");
    assert_eq!((content.text().as_str(), content.header("content-type")), ("one\r\ntwo", Some("text/plain")));
    assert_eq!(caller.call("GET", "/files.xro/1.0/Inbox", &Value::Null).1["FileCount"], 1);
    assert_eq!(caller.send("POST", "/files.xro/1.0/Files", "application/json", "{}").status, 400);
}

#[test]
fn payroll_refuses_in_its_own_envelope_and_only_of_its_country() {
    let caller = Caller::of("NZ", "");
    let employees = "/payroll.xro/2.0/Employees";
    let (status, refused) = caller.call("POST", employees, &json!({"firstName": "New"}));
    assert_eq!((status, &refused["httpStatusCode"]), (400, &json!("BadRequest")));
    assert!(refused["problem"]["invalidFields"].as_array().is_some_and(|fields| !fields.is_empty()), "{refused}");
    let employee = json!({
        "firstName": "New", "lastName": "Employee", "dateOfBirth": "1991-01-01",
        "address": {"addressLine1": "23 Main Street", "city": "Marineville", "postCode": "1234"}
    });
    let (status, saved) = caller.call("POST", employees, &employee);
    assert_eq!((status, &saved["employee"]["dateOfBirth"]), (200, &json!("1991-01-01T00:00:00")), "{saved}");
    let (_, list) = caller.call("GET", employees, &Value::Null);
    assert_eq!((&list["pagination"]["itemCount"], list["employees"].as_array().map(Vec::len)), (&json!(3), Some(3)));
    let us = Caller::of("US", "");
    assert_eq!(us.send("GET", employees, "", "").status, 404);
}

#[test]
fn a_contact_group_takes_contacts_by_their_id_and_lets_them_go() {
    let caller = Caller::of("NZ", "");
    let groups = "/api.xro/2.0/ContactGroups";
    let contact = caller.call("GET", "/api.xro/2.0/Contacts?page=1&pageSize=1", &Value::Null).1["Contacts"][0].clone();
    let (_, made) = caller.call("PUT", groups, &json!({"Name": "Neighbours"}));
    let group = format!("{groups}/{}", made["ContactGroups"][0]["ContactGroupID"].as_str().expect("an id"));
    let member = json!({"Contacts": [{"ContactID": contact["ContactID"]}]});
    let (status, added) = caller.call("PUT", &format!("{group}/Contacts"), &member);
    assert_eq!((status, &added["Contacts"][0]["Name"]), (200, &contact["Name"]), "{added}");
    let members = || caller.call("GET", &group, &Value::Null).1["ContactGroups"][0]["Contacts"].clone();
    assert_eq!(members()[0]["ContactID"], contact["ContactID"]);
    let address = format!("{group}/Contacts/{}", contact["ContactID"].as_str().expect("an id"));
    assert_eq!(caller.call("DELETE", &address, &Value::Null).0, 204);
    assert_eq!(members(), json!([]));
}
