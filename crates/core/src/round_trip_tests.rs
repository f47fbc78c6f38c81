//! What holds for every schema of the table and for any bytes: nothing is lost, nothing panics.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use crate::codec::conventions::{EXTRA, MISFITS, WIRE};
use crate::error::ErrorKind;
use crate::record::read_record;
use crate::request::encode::{Completeness, EncodeOptions, encode};
use crate::response::decode::decode;
use crate::response::restore::restore;
use xero_m2m_spec::NameCase;
use xero_m2m_spec::SCHEMAS;
use xero_m2m_spec::{DateStyle, FieldType, Schema};
use xero_m2m_spec::{Envelope, RecordBody};

const DEEPEST: u32 = 2;

fn runner(cases: u32) -> TestRunner {
    // One seed for all runs: a failure in CI is one here.
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    )
}

/// A record as a user gives it: some of the fields that Xero takes, in the language's names.
fn record(schema: &'static Schema, case: NameCase, depth: u32) -> BoxedStrategy<Value> {
    let fields: Vec<_> = schema.fields.iter().filter(|field| !field.read_only).collect();
    let count = fields.len().min(8);
    subsequence(fields, 0..=count)
        .prop_flat_map(move |fields| {
            fields
                .into_iter()
                .filter_map(|field| {
                    let name = field.name.in_case(case).to_owned();
                    Some(value(&field.kind, case, depth)?.prop_map(move |value| (name.clone(), value)))
                })
                .collect::<Vec<_>>()
        })
        .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>()))
        .boxed()
}

fn value(kind: &'static FieldType, case: NameCase, depth: u32) -> Option<BoxedStrategy<Value>> {
    Some(match kind {
        FieldType::Text => any::<String>().prop_map(Value::from).boxed(),
        FieldType::Id => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}".prop_map(Value::from).boxed(),
        FieldType::Enumeration(values) => select(values.split('|').collect::<Vec<_>>()).prop_map(Value::from).boxed(),
        FieldType::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        FieldType::Integer => (-(1_i64 << 52)..(1_i64 << 52)).prop_map(Value::from).boxed(),
        FieldType::Decimal => "-?(0|[1-9][0-9]{0,12})(\\.[0-9]{1,6})?".prop_map(Value::from).boxed(),
        FieldType::Date(_) => {
            (1_i32..=9999, 1_u32..=12, 1_u32..=28).prop_map(|(y, m, d)| json!(format!("{y:04}-{m:02}-{d:02}"))).boxed()
        }
        FieldType::Instant(_) => (0_i64..=4_102_444_800_000)
            .prop_map(|millis| json!(jiff::Timestamp::from_millisecond(millis).unwrap().to_string()))
            .boxed(),
        FieldType::Record(schema) => {
            if depth == 0 {
                return None;
            }
            record(schema, case, depth - 1)
        }
        FieldType::List(of) => vec(value(of, case, depth)?, 0..3).prop_map(Value::from).boxed(),
        FieldType::Json => json_value(2).boxed(),
    })
}

fn json_value(depth: u32) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(depth, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[A-Za-z]{1,8}", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A record without what only a decoded one has.
fn typed(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(name, _)| ![EXTRA, WIRE, MISFITS].contains(&name.as_str()))
                .map(|(name, value)| (name, typed(value)))
                .collect(),
        ),
        Value::Array(items) => items.into_iter().map(typed).collect(),
        other => other,
    }
}

fn encode_options(schema: &Schema) -> EncodeOptions<'static> {
    let dates = if schema.name.starts_with("payroll_au.") { DateStyle::Microsoft } else { DateStyle::Iso };
    EncodeOptions { completeness: Completeness::Changes, dates, largest_batch: 50, extra: None }
}

#[test]
fn what_is_encoded_decodes_to_itself_for_every_schema() {
    for (schema, case) in SCHEMAS.iter().flat_map(|schema| [(*schema, NameCase::Snake), (*schema, NameCase::Camel)]) {
        let records = RecordBody { envelope: Envelope::Bare, schema };
        let outcome = runner(8).run(&record(schema, case, DEEPEST), |given| {
            let batches = encode(given.to_string().as_bytes(), records, encode_options(schema), case).unwrap();
            let decoded = decode(&batches[0].body, records, case).unwrap();
            let back: Value = serde_json::from_slice(decoded.record(0).unwrap()).unwrap();
            prop_assert_eq!(typed(back), given.clone());
            let read = read_record(schema.name, given.to_string().as_bytes(), case).unwrap();
            let read: Value = serde_json::from_slice(&read).unwrap();
            prop_assert_eq!(typed(read), given);
            Ok(())
        });
        assert!(outcome.is_ok(), "{}: {}", schema.name, outcome.unwrap_err());
    }
}

#[test]
fn whatever_xero_sends_comes_back_member_for_member() {
    for schema in SCHEMAS {
        let records = RecordBody { envelope: Envelope::Bare, schema };
        let names: Vec<&str> = schema
            .fields
            .iter()
            .map(|field| field.name.wire())
            .chain(["Novel", "_extra", "_wire", "_misfits"])
            .collect();
        let most = names.len().min(6);
        let sent = subsequence(names, 0..=most).prop_flat_map(|names| {
            let count = names.len();
            (Just(names), vec(odd_value(), count))
        });
        let outcome = runner(8).run(&sent, |(names, values)| {
            let sent: Map<String, Value> = names.iter().map(|name| (*name).to_owned()).zip(values).collect();
            let decoded = decode(Value::Object(sent.clone()).to_string().as_bytes(), records, NameCase::Camel).unwrap();
            let wire = restore(schema, decoded.record(0).unwrap(), NameCase::Camel).unwrap();
            prop_assert_eq!(serde_json::from_slice::<Value>(&wire).unwrap(), Value::Object(sent));
            match read_record(schema.name, &wire, NameCase::Camel) {
                Ok(again) if has_names_of_its_own(schema) => {
                    let values = |record: &[u8]| typed(serde_json::from_slice(record).unwrap());
                    prop_assert_eq!(values(&again), values(decoded.record(0).unwrap()));
                    let wire_again = restore(schema, &again, NameCase::Camel).unwrap();
                    prop_assert_eq!(String::from_utf8(wire_again), String::from_utf8(wire));
                }
                Ok(_) => {}
                Err(error) => {
                    let is_about_names = error.message().contains(" has no field ");
                    prop_assert!(is_about_names || !has_names_of_its_own(schema), "{error}");
                }
            }
            Ok(())
        });
        assert!(outcome.is_ok(), "{}: {}", schema.name, outcome.unwrap_err());
    }
}

/// Whether no field of it, nor of the records in it, has the same name on both sides.
fn has_names_of_its_own(schema: &Schema) -> bool {
    schema.name.starts_with("accounting.") && schema.fields.iter().all(|field| field.name.wire() != field.name.camel())
}

/// What a field may hold, whether it fits or not.
fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        json_value(2),
        Just(json!("/Date(1563753600000+0000)/")),
        Just(json!("/Date(1426849200000+1300)/")),
        Just(json!("2019-07-22T00:00:00")),
        Just(json!("2019-07-22")),
        Just(json!("1.50")),
        Just(json!("12")),
        Just(json!("True")),
        Just(json!(7.5)),
        Just(json!({"Name": "x", "Total": 1.5, "Novel": [1]})),
        Just(json!([{"Name": null}, {"Novel": {"a": 1}}])),
    ]
}

#[test]
fn any_bytes_give_records_or_a_decode_error() {
    let bytes = prop_oneof![
        vec(any::<u8>(), 0..200),
        json_value(4).prop_flat_map(|value| {
            let text = value.to_string();
            (0..=text.len()).prop_map(move |end| text.as_bytes()[..end].to_vec())
        }),
        json_value(4).prop_map(|value| format!("{{\"Invoices\":[{{\"LineItems\":{value}}}]}}").into_bytes()),
        "\\{\"Invoices\":\\[\\{\"Total\":[-+.eE0-9]{0,40},\"Total\":\"\\\\ud8[0-9a-f]{2}\"\\}\\]\\}"
            .prop_map(String::into_bytes),
    ];
    let invoice = xero_m2m_spec::schema("accounting.Invoice").unwrap();
    runner(3000)
        .run(&bytes, |body| {
            for envelope in [Envelope::List("Invoices"), Envelope::One("Invoice"), Envelope::Bare, Envelope::BareList] {
                match decode(&body, RecordBody { envelope, schema: invoice }, NameCase::Snake) {
                    Ok(decoded) => {
                        let text = [b"[", decoded.records(), b"]"].concat();
                        prop_assert!(serde_json::from_slice::<Value>(&text).is_ok());
                    }
                    Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Decode),
                }
            }
            Ok(())
        })
        .unwrap();
}
