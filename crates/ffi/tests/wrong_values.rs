//! A value that does not fit is refused for every parameter of every operation and every field of every record, and
//! nothing is sent. The tests of Python and Node try one of each kind.

use serde_json::{Value, json};
use xero_m2m::spec::{FieldType, OPERATIONS, Operation, ParameterType, RequestBody, ResponseBody, Schema};
use xero_m2m_ffi::{Client, Error, blocking};

use crate::minimal::{ID, request};
use crate::security::server::{Server, client, plain};

const FEWEST_TRIES: usize = 4_000;

#[test]
fn an_argument_of_the_wrong_type_is_refused_for_every_parameter() {
    let mut tries = Tries::new();
    for operation in OPERATIONS.iter().copied() {
        for parameter in operation.parameters {
            // A list sets it itself.
            if parameter.name.snake() == "page" && matches!(operation.response, ResponseBody::Page(_)) {
                continue;
            }
            for wrong in wrong_arguments(&parameter.value) {
                let mut asked = request(operation, false);
                asked["arguments"][parameter.name.snake()] = wrong.clone();
                tries.refused(operation, &asked, &format!("{}: {wrong}", parameter.name.snake()));
            }
        }
    }
    tries.end();
}

#[test]
fn a_value_of_the_wrong_type_is_refused_for_every_field() {
    let mut tries = Tries::new();
    for operation in OPERATIONS.iter().copied() {
        let Some(schema) = schema_of(operation) else { continue };
        for field in schema.fields.iter().filter(|field| !field.read_only) {
            for wrong in wrong_values(&field.kind) {
                for name in [field.name.snake(), field.name.wire()] {
                    let mut asked = request(operation, false);
                    let record = asked["body"].as_object_mut().expect("a record");
                    record.remove(field.name.snake());
                    record.insert(name.to_owned(), wrong.clone());
                    tries.refused(operation, &asked, &format!("{name}: {wrong}"));
                }
            }
        }
    }
    tries.end();
}

/// Calls that should all be refused before anything is sent.
struct Tries {
    server: Server,
    client: Client,
    count: usize,
    wrong: Vec<String>,
}

impl Tries {
    fn new() -> Self {
        let server = Server::start(plain);
        let client = client(&server, &json!({}), &[]).expect("a client");
        Self { server, client, count: 0, wrong: Vec::new() }
    }

    fn refused(&mut self, operation: &Operation, request: &Value, what: &str) {
        self.count += 1;
        let outcome = self.outcome(request);
        if !outcome.as_ref().is_err_and(|error| error.code() == "argument" && !error.message().is_empty()) {
            self.wrong.push(format!("{}, {what}: {outcome:?}", operation.name.snake()));
        }
    }

    fn outcome(&self, request: &Value) -> Result<(), Error> {
        let request = request.to_string().into_bytes();
        let payload = Some(bytes::Bytes::from_static(b"file"));
        blocking::block_on(self.client.invoke(&request, payload, None), None)?.expect("nothing interrupts").map(drop)
    }

    fn end(self) {
        assert!(self.count >= FEWEST_TRIES, "only {} tries", self.count);
        assert!(self.wrong.is_empty(), "{} are taken:\n{}", self.wrong.len(), self.wrong.join("\n"));
        assert!(self.server.seen().is_empty(), "something was sent");
    }
}

fn schema_of(operation: &Operation) -> Option<&'static Schema> {
    match operation.request {
        RequestBody::Record(records) | RequestBody::Records { records, .. } => Some(records.schema),
        RequestBody::Bytes | RequestBody::Form | RequestBody::Fixed(_) | RequestBody::None => None,
    }
}

fn wrong_arguments(kind: &ParameterType) -> Vec<Value> {
    match kind {
        ParameterType::Text | ParameterType::FileName => {
            vec![json!(7), json!(1.5), json!(true), json!([]), json!({})]
        }
        ParameterType::Id => wrong_values(&FieldType::Id),
        ParameterType::Enumeration(values) => wrong_values(&FieldType::Enumeration(values)),
        ParameterType::Boolean => wrong_values(&FieldType::Boolean),
        ParameterType::Integer => vec![json!(1.5), json!("1"), json!(true), json!([]), json!({})],
        ParameterType::Date => vec![json!(""), json!("soon"), json!(7), json!([]), json!({}), json!("2026-02-30")],
        ParameterType::Instant => {
            vec![json!(""), json!("soon"), json!(7), json!([]), json!("2026-01-31T10:30:00")]
        }
        ParameterType::Filter | ParameterType::Order => vec![json!(7), json!(true), json!([]), json!({})],
        ParameterType::Ids { .. } => {
            vec![json!(7), json!([]), json!([7]), json!(["no id"]), json!({}), json!([ID, null])]
        }
        ParameterType::Texts { .. } => {
            vec![json!(7), json!([]), json!([7]), json!([""]), json!(["a,b"]), json!({})]
        }
        ParameterType::Enumerations(_) => vec![json!(7), json!([]), json!(["no such value"]), json!({})],
    }
}

/// What no field of a kind takes.
fn wrong_values(kind: &FieldType) -> Vec<Value> {
    match kind {
        FieldType::Text => vec![json!(7), json!(1.5), json!(true), json!([]), json!({})],
        FieldType::Id => {
            vec![json!(""), json!("INV-1"), json!(7), json!(true), json!([]), json!({}), json!(format!("{ID}0"))]
        }
        FieldType::Enumeration(_) => vec![json!("no such value"), json!(7), json!([]), json!({})],
        FieldType::Boolean => vec![json!("true"), json!(1), json!(0), json!([]), json!({})],
        FieldType::Integer => vec![json!(1.5), json!("1"), json!(true), json!([]), json!({}), json!(u64::MAX)],
        FieldType::Decimal => vec![json!(""), json!("much"), json!("1,5"), json!(true), json!([]), json!({})],
        FieldType::Date(_) => vec![json!(""), json!("soon"), json!(7), json!([]), json!({}), json!("2026-02-30")],
        FieldType::Instant(_) => vec![json!(""), json!("soon"), json!(7), json!([]), json!("2026-01-31T10:30:00")],
        FieldType::Record(_) => vec![json!("text"), json!(7), json!([]), json!(true), json!([{}])],
        FieldType::List(_) => vec![json!("text"), json!(7), json!({}), json!(true)],
        FieldType::Json => Vec::new(),
    }
}
