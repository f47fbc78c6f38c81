//! A write can be refused inside a response with a success status: that is reported, for every operation of the table.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use xero_m2m::spec::{Envelope, Family, FieldType, OPERATIONS, Operation, RecordBody, RequestBody, Schema};
use xero_m2m::{Error, ErrorKind, Outcome};
use xero_m2m_ffi::{Client, blocking};

use crate::minimal::{ID, request};
use crate::security::server::{Seen, Server, client, response, token_response};

const WORDS: &str = "there is no such account";
const FEWEST_WRITES: usize = 200;

/// A server that responds to every call with the body that it was given last.
struct Stage {
    server: Server,
    body: Arc<Mutex<String>>,
}

impl Stage {
    fn new() -> Self {
        let body = Arc::<Mutex<String>>::default();
        let shown = Arc::clone(&body);
        let respond = move |seen: &Seen| {
            let is_token = seen.line().contains("/connect/token");
            if is_token { token_response() } else { response(200, &shown.lock().expect("no panic")) }
        };
        Self { server: Server::start(respond), body }
    }

    /// Limits are kept by connection: one of its own for each operation.
    fn client(&self, operation: &Operation) -> Client {
        client(&self.server, &json!({"client_id": operation.name.snake()}), &[]).expect("a client")
    }

    fn call(&self, client: &Client, operation: &Operation, body: &Value, many: bool) -> Result<Value, Error> {
        *self.body.lock().expect("no panic") = body.to_string();
        let request = request(operation, many).to_string().into_bytes();
        let payload =
            matches!(operation.request, RequestBody::Bytes | RequestBody::Form).then(|| Bytes::from_static(b"file"));
        let response =
            blocking::block_on(client.invoke(&request, payload, None), None)?.expect("nothing interrupts")?;
        Ok(serde_json::from_slice::<Value>(&response).expect("JSON")["value"].take())
    }
}

#[test]
fn no_write_that_xero_refuses_within_a_success_looks_saved() {
    let stage = Stage::new();
    let mut wrong = Vec::new();
    for operation in writes() {
        let client = stage.client(operation);
        for body in refusals(operation) {
            let one = stage.call(&client, operation, &body, false);
            if let Some(problem) = looks_saved(&one) {
                wrong.push(format!("{}: {problem}: {body}", operation.name.snake()));
            }
            if !matches!(operation.request, RequestBody::Records { .. }) {
                continue;
            }
            let many = stage.call(&client, operation, &body, true).map(|mut batch| batch["results"][0].take());
            if let Some(problem) = many.as_ref().map_or_else(|_| looks_saved(&many), looks_good) {
                wrong.push(format!("{}, a list: {problem}: {body}", operation.name.snake()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the refusals are not reported:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_write_that_xero_carried_out_is_no_refusal_whatever_it_remarks() {
    let stage = Stage::new();
    let mut wrong = Vec::new();
    let good = json!({
        "ValidationErrors": [], "HasErrors": false, "HasValidationErrors": false, "StatusAttributeString": "OK",
        "Warnings": [{"Message": "The rate is an old one."}], "errors": [], "error": null, "status": "PENDING",
    });
    for operation in writes() {
        let mut bodies = vec![enveloped(operation, &good, &json!({"problem": null, "Warnings": [{"Message": "w"}]}))];
        // States of records, which are no word about the request.
        match operation.name.snake() {
            "payroll_au.timesheets.update" => bodies.push(json!({"Timesheets": [{"Status": "REJECTED"}]})),
            "payroll_au.leave_applications.reject" => {
                bodies.push(json!({"LeaveApplications": [{"LeavePeriods": [{"LeavePeriodStatus": "REJECTED"}]}]}));
            }
            "payroll_uk.statutory_sick_leaves.create" => {
                let leave = json!({"entitlementFailureReasons": ["AweLowerThanLel"]});
                bodies.push(json!({"problem": null, "statutorySickLeave": leave}));
            }
            _ => {}
        }
        let client = stage.client(operation);
        for body in bodies {
            if let Err(error) = stage.call(&client, operation, &body, false) {
                wrong.push(format!("{}: {error}: {body}", operation.name.snake()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_refused_once_can_be_read() {
    let stage = Stage::new();
    let statement = json!({"id": ID, "status": "REJECTED", "errors": [{"title": "Duplicate", "detail": WORDS}]});
    let invoice = json!({"InvoiceID": ID, "StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": WORDS}]});
    for (name, body) in [("bank_feeds.statements.get", statement), ("invoices.get", json!({"Invoices": [invoice]}))] {
        let operation = OPERATIONS.iter().find(|operation| operation.name.snake() == name).expect(name);
        stage.call(&stage.client(operation), operation, &body, false).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

fn writes() -> impl Iterator<Item = &'static Operation> {
    let writes: Vec<_> = OPERATIONS.iter().copied().filter(|operation| operation.method != Method::GET).collect();
    assert!(writes.len() >= FEWEST_WRITES, "only {} writes", writes.len());
    writes.into_iter()
}

/// Why the outcome of a refused write is not the error that it should be.
fn looks_saved(outcome: &Result<Value, Error>) -> Option<String> {
    match outcome {
        Ok(value) => Some(format!("it gave {value}")),
        Err(error)
            if error.details().outcome != Some(Outcome::Refused)
                || !matches!(error.kind(), ErrorKind::Validation | ErrorKind::Api) =>
        {
            Some(format!("{:?} with outcome {:?}", error.kind(), error.details().outcome))
        }
        Err(_) => None,
    }
}

/// The same of one line of a batch.
fn looks_good(line: &Value) -> Option<String> {
    (line["error"]["outcome"] != "refused").then(|| format!("the line is {line}"))
}

/// A body for each way in which this operation's response can refuse a write.
fn refusals(operation: &Operation) -> Vec<Value> {
    let mut signs = Vec::new();
    if let Some(RecordBody { schema, .. }) = operation.response.records() {
        signs.extend(own_signs(schema));
        for field in schema.fields {
            let inner = match field.kind {
                FieldType::Record(inner) => inner_signs(inner).map(|sign| json!({field.name.wire(): sign})),
                FieldType::List(FieldType::Record(inner)) => {
                    inner_signs(inner).map(|sign| json!({field.name.wire(): [{}, sign]}))
                }
                _ => None,
            };
            signs.extend(inner);
        }
        if operation.family == Family::Accounting {
            // Xero sends these with records whose schema lacks them, notes among them.
            signs
                .extend([json!({"ValidationErrors": [{"Message": WORDS}]}), json!({"StatusAttributeString": "ERROR"})]);
        }
        if operation.family == Family::BankFeeds {
            signs.push(json!({"status": "REJECTED"}));
        }
        // Where two signs disagree, the no counts.
        if own_signs(schema).iter().any(|sign| sign.get("StatusAttributeString").is_some()) {
            signs.push(json!({"StatusAttributeString": "OK", "ValidationErrors": [{"Message": WORDS}]}));
        }
    }
    let mut bodies: Vec<_> = signs.iter().map(|sign| enveloped(operation, sign, &json!({}))).collect();
    if matches!(operation.family, Family::PayrollAuV2 | Family::PayrollNz | Family::PayrollUk) {
        for problem in [
            json!({"title": "BadRequest", "detail": WORDS}),
            json!({"title": "BadRequest", "invalidFields": [{"name": "Name", "reason": WORDS}]}),
        ] {
            bodies.push(json!({"id": ID, "problem": problem}));
            bodies.push(enveloped(operation, &json!({}), &json!({"id": ID, "problem": problem})));
        }
    }
    bodies
}

/// What the fields of a record refuse it with.
fn own_signs(schema: &Schema) -> Vec<Value> {
    let sign = |name: &str| match name {
        "ValidationErrors" => Some(json!({name: [{"Message": WORDS}]})),
        "StatusAttributeString" => Some(json!({name: "ERROR"})),
        "HasErrors" | "HasValidationErrors" => Some(json!({name: true})),
        "errors" => Some(json!({name: [{"title": "Invalid", "status": 422, "detail": WORDS}]})),
        "error" => Some(json!({name: {"title": "Invalid", "detail": WORDS}})),
        _ => None,
    };
    schema.fields.iter().filter_map(|field| sign(field.name.wire())).collect()
}

/// The messages of a record within another; its flags are about that record alone.
fn inner_signs(schema: &Schema) -> Option<Value> {
    own_signs(schema).into_iter().find(|sign| sign.get("ValidationErrors").is_some())
}

fn enveloped(operation: &Operation, element: &Value, beside: &Value) -> Value {
    let mut body = beside.clone();
    match operation.response.records().map(|records| records.envelope) {
        Some(Envelope::List(name)) => body[name] = json!([element]),
        Some(Envelope::One(name)) => body[name] = element.clone(),
        Some(Envelope::BareList) => return json!([element]),
        Some(Envelope::Bare) => return element.clone(),
        None => {}
    }
    body
}
