//! A decoded record back into what Xero sent: the inverse of decoding, field by field.

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use crate::codec::conventions::{EXTRA, MISFITS, WIRE};
use crate::codec::dates::{calendar_date, instant, rounded_for, wire_date, wire_instant};
use crate::codec::decimals::{integer, is_json_number, is_same_decimal};
use crate::error::{Error, Result};
use xero_m2m_spec::NameCase;
use xero_m2m_spec::{FieldType, Schema};

type Kept = BTreeMap<String, Box<RawValue>>;

/// The record, given in the language's names with its hidden fields, as Xero sent it.
pub(crate) fn restore(schema: &Schema, record: &[u8], case: NameCase) -> Result<Vec<u8>> {
    let fields: Map<String, Value> =
        serde_json::from_slice(record).map_err(|_| Error::argument("the record is not a JSON object"))?;
    let mut out = String::with_capacity(record.len());
    write_record(&mut out, schema, &fields, case);
    Ok(out.into_bytes())
}

fn write_record(out: &mut String, schema: &Schema, fields: &Map<String, Value>, case: NameCase) {
    let kept = |name: &str| -> Kept {
        fields.get(name).and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    let (mut extra, mut formats, misfits) = (kept(EXTRA), kept(WIRE), kept(MISFITS));
    let mut separator = '{';
    let mut write = |out: &mut String, name: &str, value: &str| {
        out.push(separator);
        separator = ',';
        out.push_str(&Value::from(name).to_string());
        out.push(':');
        out.push_str(value);
    };
    for field in schema.fields {
        let name = field.name.wire();
        let value = fields.get(field.name.in_case(case)).filter(|value| !value.is_null());
        let original = formats.remove(name);
        let elements = misfit_elements(&misfits, name);
        match (value, extra.remove(name), original) {
            (Some(value), _, Some(original)) if means(original.get(), &field.kind, value, &elements, case) => {
                write(out, name, original.get());
            }
            (Some(value), _, _) => write(out, name, &formatted(&field.kind, value, &elements, case)),
            (None, Some(raw), _) | (None, None, Some(raw)) => write(out, name, raw.get()),
            (None, None, None) => {}
        }
    }
    for (name, raw) in &extra {
        write(out, name, raw.get());
    }
    out.push_str(if separator == '{' { "{}" } else { "}" });
}

/// The elements of a list that did not fit, by their index.
type MisfitElements<'k> = BTreeMap<usize, &'k str>;

fn misfit_elements<'k>(misfits: &'k Kept, name: &str) -> MisfitElements<'k> {
    let place = |misfit: &str| misfit.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    misfits.iter().filter_map(|(misfit, raw)| Some((place(misfit)?, raw.get()))).collect()
}

/// A value in Xero's usual format.
fn formatted(kind: &FieldType, value: &Value, misfits_of_list: &MisfitElements<'_>, case: NameCase) -> String {
    match (kind, value) {
        (FieldType::Decimal, Value::String(text)) if is_json_number(text) => text.clone(),
        (FieldType::Date(style), Value::String(text)) => {
            quoted(calendar_date(text).and_then(|date| wire_date(date, *style)).unwrap_or_else(|| text.clone()))
        }
        (FieldType::Instant(style), Value::String(text)) => {
            quoted(instant(text).and_then(|instant| wire_instant(instant, *style)).unwrap_or_else(|| text.clone()))
        }
        (FieldType::Record(schema), Value::Object(fields)) => {
            let mut out = String::new();
            write_record(&mut out, schema, fields, case);
            out
        }
        (FieldType::List(of), Value::Array(items)) => {
            let mut items: Vec<String> =
                items.iter().map(|item| formatted(of, item, &MisfitElements::new(), case)).collect();
            for (at, misfit) in misfits_of_list {
                items.insert(items.len().min(*at), (*misfit).to_owned());
            }
            format!("[{}]", items.join(","))
        }
        _ => value.to_string(),
    }
}

/// Whether what Xero wrote still means the value: users may have changed it.
fn means(
    original: &str,
    kind: &FieldType,
    value: &Value,
    misfits_of_list: &MisfitElements<'_>,
    case: NameCase,
) -> bool {
    if let (FieldType::List(of), Value::Array(items)) = (kind, value) {
        let none = MisfitElements::new();
        let formats: Vec<Box<RawValue>> = serde_json::from_str(original).unwrap_or_default();
        let fitting: Vec<&str> = formats
            .iter()
            .enumerate()
            .filter(|(at, _)| !misfits_of_list.contains_key(at))
            .map(|(_, raw)| raw.get())
            .collect();
        return fitting.len() == items.len()
            && fitting.iter().zip(items).all(|(original, item)| {
                means(original, of, item, &none, case) || formatted(of, item, &none, case) == **original
            });
    }
    let plain = match serde_json::from_str(original) {
        Ok(Value::String(text)) => text,
        Ok(Value::Number(_)) => original.to_owned(),
        _ => return false,
    };
    match (kind, value) {
        (FieldType::Date(_), Value::String(text)) => calendar_date(&plain) == calendar_date(text),
        (FieldType::Instant(_), Value::String(text)) => {
            let rounded = |text: &str| instant(text).map(|instant| rounded_for(instant, case));
            rounded(&plain) == rounded(text)
        }
        (FieldType::Decimal, Value::String(text)) => is_same_decimal(&plain, text),
        (FieldType::Integer, Value::Number(number)) => integer(&plain) == number.as_i64(),
        (FieldType::Boolean, Value::Bool(value)) => plain.eq_ignore_ascii_case(if *value { "true" } else { "false" }),
        (_, Value::String(text)) => plain == *text,
        _ => false,
    }
}

fn quoted(text: String) -> String {
    Value::String(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::decode::decode;
    use super::*;
    use xero_m2m_spec::schema;
    use xero_m2m_spec::{Envelope, RecordBody};

    fn invoices() -> RecordBody {
        RecordBody { envelope: Envelope::List("Invoices"), schema: schema("accounting.Invoice").unwrap() }
    }

    /// Decodes one invoice and restores it; gives the decoded text and the restored value.
    fn there_and_back(invoice: &str, case: NameCase) -> (String, Value) {
        let body = format!(r#"{{"Invoices":[{invoice}]}}"#);
        let decoded = decode(body.as_bytes(), invoices(), case).unwrap();
        let record = decoded.record(0).unwrap();
        let restored = restore(invoices().schema, record, case).unwrap();
        (String::from_utf8(record.to_vec()).unwrap(), serde_json::from_slice(&restored).unwrap())
    }

    #[test]
    fn what_xero_sent_comes_back_field_by_field() {
        let invoice = r#"{"Type":"ACCREC","InvoiceID":"x","Total":1234.50,"CurrencyRate":"1.000000","DueDate":null,
            "Date":"\/Date(1563753600000+0000)\/","FullyPaidOnDate":"\/Date(1426849200000+1300)\/","DateString":"2019-07-22T00:00:00",
            "UpdatedDateUTC":"\/Date(1563753600123+0000)\/","Url":"http:\/\/x","LineItems":[{"Quantity":1.0000,"Novel":{"a":[1.10]}}],
            "Contact":{"Name":"Ünïcode \"q\"","EmailAddress":null},"HasAttachments":"perhaps","AmountDue":[1],"CISRate":1e5}"#;
        for case in [NameCase::Snake, NameCase::Camel] {
            let (_, restored) = there_and_back(invoice, case);
            assert_eq!(restored, serde_json::from_str::<Value>(invoice).unwrap());
        }
    }

    #[test]
    fn values_are_the_languages_and_misfits_are_kept_apart() {
        let (text, _) = there_and_back(
            r#"{"InvoiceID":"x","Total":89.00,"Date":"\/Date(1563753600000+0000)\/","UpdatedDateUTC":"\/Date(1563753600123+0000)\/","AmountPaid":"much","Later":1.10}"#,
            NameCase::Camel,
        );
        let record: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(record["invoiceId"], "x");
        assert_eq!(record["total"], "89.00");
        assert_eq!(record["date"], "2019-07-22");
        assert_eq!(record["updatedDateUtc"], "2019-07-22T00:00:00.123Z");
        assert!(record.get("amountPaid").is_none());
        assert_eq!(record[EXTRA], r#"{"AmountPaid":"much","Later":1.10}"#);
    }

    #[test]
    fn a_moment_finer_than_the_language_holds_keeps_its_format() {
        let sent = r#"{"UpdatedDateUTC":"1969-12-31T23:59:59.9995646Z"}"#;
        for (case, name, held) in [
            (NameCase::Snake, "updated_date_utc", "1969-12-31T23:59:59.999564Z"),
            (NameCase::Camel, "updatedDateUtc", "1969-12-31T23:59:59.999Z"),
        ] {
            let (text, restored) = there_and_back(sent, case);
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap()[name], held);
            assert_eq!(restored, serde_json::from_str::<Value>(sent).unwrap());
        }
    }

    #[test]
    fn an_element_that_does_not_fit_is_left_out_and_reported() {
        let sent = r#"{"LineItems":[{"Quantity":1},7,{"Quantity":2},null],"Total":5,"AmountDue":"much"}"#;
        let (text, restored) = there_and_back(sent, NameCase::Snake);
        let record: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(record["line_items"], serde_json::json!([{"quantity": "1"}, {"quantity": "2"}]));
        assert_eq!(record[MISFITS], r#"{"LineItems[1]":7,"LineItems[3]":null,"AmountDue":"much"}"#);
        assert_eq!(record[EXTRA], r#"{"AmountDue":"much"}"#);
        assert_eq!(restored, serde_json::from_str::<Value>(sent).unwrap());
    }

    #[test]
    fn a_list_of_numbers_loses_only_what_is_not_one() {
        let schema = schema("payroll_au.TimesheetLine").unwrap();
        let sent = r#"{"NumberOfUnits":[7.50,"8.00","many",null,0]}"#;
        let decoded =
            decode(sent.as_bytes(), RecordBody { envelope: Envelope::Bare, schema }, NameCase::Snake).unwrap();
        let record = decoded.record(0).unwrap();
        let read: Value = serde_json::from_slice(record).unwrap();
        assert_eq!(read["number_of_units"], serde_json::json!(["7.50", "8.00", "0"]));
        assert_eq!(read[MISFITS], r#"{"NumberOfUnits[2]":"many","NumberOfUnits[3]":null}"#);
        let restored = restore(schema, record, NameCase::Snake).unwrap();
        assert_eq!(String::from_utf8(restored).unwrap(), sent);
    }

    #[test]
    fn half_a_surrogate_pair_and_a_byte_order_mark_lose_no_page() {
        for (body, reference) in [
            (&br#"{"Invoices":[{"Reference":"cut \ud83d"}]}"#[..], "cut \u{fffd}"),
            (b"\xef\xbb\xbf{\"Invoices\":[{\"Reference\":\"whole\"}]}", "whole"),
            (b"{\"Invoices\":[{\"Reference\":\"caf\xe9\"}]}", "caf\u{fffd}"),
        ] {
            let decoded = decode(body, invoices(), NameCase::Snake).unwrap();
            let record: Value = serde_json::from_slice(decoded.record(0).unwrap()).unwrap();
            assert_eq!(record["reference"], reference);
            assert_eq!(decoded.warnings.len(), usize::from(reference != "whole"));
        }
    }

    #[test]
    fn a_list_that_is_null_holds_no_record() {
        for body in [r#"{"Invoices":null}"#, r#"{"Id":"x","Invoices":[],"Status":"OK"}"#] {
            assert_eq!(decode(body.as_bytes(), invoices(), NameCase::Snake).unwrap().len(), 0, "{body}");
        }
        let bare = RecordBody { envelope: Envelope::BareList, ..invoices() };
        assert_eq!(decode(b"null", bare, NameCase::Snake).unwrap().len(), 0);
    }

    #[test]
    fn a_small_body_takes_no_large_memory() {
        let hostile = |element: &str, schema: &'static str, field: &str| {
            let elements = vec![element; 2_000_000].join(",");
            let body = format!(r#"{{"Invoices":[{{"{field}":[{elements}]}}]}}"#);
            let records = RecordBody { envelope: Envelope::List("Invoices"), schema: self::schema(schema).unwrap() };
            decode(body.as_bytes(), records, NameCase::Snake).unwrap_err().kind()
        };
        for (element, schema, field) in
            [("{}", "accounting.Invoice", "LineItems"), ("1", "payroll_au.TimesheetLine", "NumberOfUnits")]
        {
            assert_eq!(hostile(element, schema, field), crate::error::ErrorKind::ResponseTooLarge, "{element}");
        }
        let body = format!(r#"{{"Invoices":[{}]}}"#, vec!["{}"; 2_000_000].join(","));
        let error = decode(body.as_bytes(), invoices(), NameCase::Snake).unwrap_err();
        assert_eq!(error.kind(), crate::error::ErrorKind::ResponseTooLarge);
        // Ten thousand of the smallest records are no danger.
        let body = format!(r#"{{"Invoices":[{}]}}"#, vec!["{}"; 10_000].join(","));
        assert_eq!(decode(body.as_bytes(), invoices(), NameCase::Snake).unwrap().len(), 10_000);
    }

    #[test]
    fn a_changed_field_wins_over_its_kept_format() {
        let record = br#"{"date":"2020-01-01","_wire":"{\"Date\":\"/Date(1426849200000+1300)/\",\"Reference\":null}","reference":"now set"}"#;
        let restored: Value =
            serde_json::from_slice(&restore(invoices().schema, record, NameCase::Snake).unwrap()).unwrap();
        assert_eq!(restored["Date"], "/Date(1577836800000+0000)/");
        assert_eq!(restored["Reference"], "now set");
    }

    #[test]
    fn foreign_responses_are_errors_and_never_panic() {
        for body in [
            "",
            "null",
            "[]",
            "{",
            "<html>",
            r#"{"Contacts":[]}"#,
            r#"{"Invoices":[1]}"#,
            "{\"Invoices\":[{}]}x",
            r#"{"Invoices":[{"Total":1"#,
        ] {
            assert!(decode(body.as_bytes(), invoices(), NameCase::Snake).is_err(), "{body}");
        }
        let deep = format!(r#"{{"Invoices":[{{"X":{}{}}}]}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(decode(deep.as_bytes(), invoices(), NameCase::Snake).is_err());
    }
}
