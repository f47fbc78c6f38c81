//! Records in and out: one of its plain fields, one as Xero sent it, and what each carries beside its fields.

use crate::codec::conventions::{DEEPEST, EXTRA, MISFITS, WIRE};
use crate::codec::scanner::{JsonType, Scanned, Scanner};
use crate::error::{Error, Result, nearest, suggestion};
use crate::request::encode::as_xero_sends;
use crate::response::decode::decode;
use crate::response::restore::restore;
use xero_m2m_spec::{Envelope, NameCase, RecordBody, SCHEMAS, Schema, schema};

/// The record with these fields, given as a JSON object by the language's names or Xero's, at every depth. Fields that
/// this version does not know stand by Xero's names in `extra`, or among the others.
///
/// # Errors
/// `Argument` where there is no such record type, a field does not exist, or a value does not fit its field.
///
/// ```
/// use serde_json::Value;
/// use xero_m2m::{NameCase, read_record};
///
/// let saved = br#"{"InvoiceNumber": "INV-0006", "DueDate": "/Date(1795392000000+0000)/", "AmountDue": 250.00}"#;
/// let invoice: Value = serde_json::from_slice(&read_record("accounting.Invoice", saved, NameCase::Snake)?)?;
/// assert_eq!(invoice["invoice_number"], "INV-0006");
/// assert_eq!(invoice["due_date"], "2026-11-23");
/// assert_eq!(invoice["amount_due"], "250.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_record(name: &str, fields: &[u8], case: NameCase) -> Result<Vec<u8>> {
    let schema = record_type(name)?;
    let sent = as_xero_sends(fields, schema, case)?;
    let decoded = decode(&sent, RecordBody { envelope: Envelope::Bare, schema }, case)
        .map_err(|error| Error::argument(format!("the record cannot be read: {}", error.message())))?;
    Ok(decoded.record(0).unwrap_or(b"{}").to_vec())
}

/// A record as Xero sent it, given as a response has it: the JSON of [`Response::json`](crate::Response::json). Fields
/// that were changed since are written in Xero's format.
///
/// # Errors
/// `Argument` where there is no such record type, or the record is not a JSON object.
///
/// ```
/// use serde_json::Value;
/// use xero_m2m::{NameCase, Request, operation, to_xero};
///
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/demo_client.rs"));
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (_demo, xero) = demo_client();
/// let get = Request::new(operation("invoices.get")?).argument("invoice_id", "INV-0006");
/// let response = xero.call(get).await?;
/// let json = response.json().unwrap_or_default();
/// let sent: Value = serde_json::from_slice(&to_xero("accounting.Invoice", json, NameCase::Snake)?)?;
/// assert_eq!(sent["InvoiceNumber"], "INV-0006");
/// # Ok(())
/// # }
/// ```
pub fn to_xero(name: &str, record: &[u8], case: NameCase) -> Result<Vec<u8>> {
    restore(record_type(name)?, record, case)
}

/// Xero's name of a field of a record type.
///
/// # Errors
/// `Argument` where there is no such record type or field; its hint names the nearest.
///
/// ```
/// use xero_m2m::{NameCase, xero_name};
///
/// assert_eq!(xero_name("accounting.Invoice", "updated_date_utc", NameCase::Snake)?, "UpdatedDateUTC");
/// # Ok::<(), xero_m2m::Error>(())
/// ```
pub fn xero_name(record: &str, field: &str, case: NameCase) -> Result<&'static str> {
    let schema = record_type(record)?;
    let names = schema.fields.iter().map(|known| known.name.in_case(case));
    let found = schema.fields.iter().find(|known| known.name.in_case(case) == field);
    found.map(|known| known.name.wire()).ok_or_else(|| {
        Error::argument(format!("{} has no field {field:?}", schema.short_name())).hint(suggestion(field, names))
    })
}

/// The record type of this name, such as `accounting.Invoice`.
fn record_type(name: &str) -> Result<&'static Schema> {
    schema(name).ok_or_else(|| {
        let hint = nearest(name, SCHEMAS.iter().map(|schema| schema.name)).map(|name| format!("did you mean {name}?"));
        let error = Error::argument(format!("there is no record type {name:?}"));
        error.hint(hint.unwrap_or_else(|| "give the API and the type, such as accounting.Invoice".to_owned()))
    })
}

/// What the records of a response carry beside their fields, as a JSON list of `[path, hidden fields]`, where a path
/// leads from the response to a record: `["value", "records", 0, "contact"]`. Empty where they carry nothing.
#[must_use]
pub fn hidden_fields(response: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    if let Ok(mut json) = Scanner::new(response)
        && json.rest().contains("\"_")
    {
        // A response that is cut is the reader's to report.
        let _ = collect_hidden(&mut json, &mut Vec::new(), &mut found);
    }
    if !found.is_empty() {
        found.push(b']');
    }
    found
}

fn collect_hidden(json: &mut Scanner<'_>, path: &mut Vec<String>, found: &mut Vec<u8>) -> Scanned<()> {
    match json.peek()? {
        JsonType::Object => {
            let mut hidden = Vec::new();
            let mut goes_on = json.enter_object()?;
            while goes_on {
                let name = json.name()?;
                let json_type = json.peek()?;
                if json_type == JsonType::String && [EXTRA, WIRE, MISFITS].contains(&name) {
                    hidden.push(format!("\"{name}\":\"{}\"", json.string()?));
                } else {
                    within(format!("\"{name}\""), json, path, found)?;
                }
                goes_on = json.next_field()?;
            }
            if !hidden.is_empty() {
                found.push(if found.is_empty() { b'[' } else { b',' });
                found.extend(format!("[[{}],{{{}}}]", path.join(","), hidden.join(",")).into_bytes());
            }
        }
        JsonType::Array => {
            let mut at = 0;
            let mut element = json.enter_array()?;
            while element.is_some() {
                within(at.to_string(), json, path, found)?;
                at += 1;
                element = json.next_element()?;
            }
        }
        scalar => json.skip(scalar)?,
    }
    Ok(())
}

fn within(step: String, json: &mut Scanner<'_>, path: &mut Vec<String>, found: &mut Vec<u8>) -> Scanned<()> {
    let json_type = json.peek()?;
    if !matches!(json_type, JsonType::Object | JsonType::Array) || path.len() == DEEPEST_PATH {
        return json.skip(json_type);
    }
    path.push(step);
    collect_hidden(json, path, found)?;
    path.pop();
    Ok(())
}

/// Deeper than any record in a response.
const DEEPEST_PATH: usize = 2 * DEEPEST + 8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use serde_json::{Value, json};
    use xero_m2m_spec::FieldType;

    fn invoice(fields: &Value) -> Result<Value> {
        let record = read_record("accounting.Invoice", fields.to_string().as_bytes(), NameCase::Snake)?;
        Ok(serde_json::from_slice(&record).unwrap())
    }

    #[test]
    fn names_of_both_sides_are_taken_at_every_depth() {
        let ours = json!({
            "total": "12.50", "date": "2019-07-22", "updated_date_utc": "2019-07-22T00:00:00+00:00", "amount_due": 1.5,
            "line_items": [{"quantity": 1, "tracking": [{"name": "Region"}]}], "status": "NEWER", "has_attachments": true,
        });
        let xeros = json!({
            "Total": 12.50, "Date": "/Date(1563753600000+0000)/", "UpdatedDateUTC": "/Date(1563753600000+0000)/",
            "AmountDue": 1.5, "LineItems": [{"Quantity": 1, "tracking": [{"Name": "Region"}]}], "Status": "NEWER",
            "HasAttachments": true,
        });
        let mut read = invoice(&ours).unwrap();
        assert_eq!(read["total"], "12.50");
        assert_eq!(read["updated_date_utc"], "2019-07-22T00:00:00Z");
        assert_eq!(read[WIRE], r#"{"Status":"NEWER"}"#);
        // JSON's own number has no zero at its end.
        read["total"] = "12.5".into();
        assert_eq!(invoice(&xeros).unwrap(), read);
    }

    #[test]
    fn fields_that_only_xero_sets_and_unknown_ones_are_kept() {
        let kept = r#"{"Later":1.10,"Total":"much","Novel":{"a":null}}"#;
        for fields in [
            r#"{"amount_paid":"5","Later":1.10,"extra":{"Total":"much","Novel":{"a":null}}}"#,
            r#"{"extra":{"Later":1.10,"Total":"much","Novel":{"a":null}},"AmountPaid":5}"#,
        ] {
            let read = read_record("accounting.Invoice", fields.as_bytes(), NameCase::Snake).unwrap();
            let read: Value = serde_json::from_slice(&read).unwrap();
            assert_eq!(read, json!({"amount_paid": "5", EXTRA: kept, MISFITS: r#"{"Total":"much"}"#}), "{fields}");
        }
        // A value that was set in place of the one that did not fit.
        let read = invoice(&json!({"extra": {"Total": "much"}, "total": "7"})).unwrap();
        assert_eq!(read, json!({"total": "7"}));
    }

    #[test]
    fn null_is_not_absence_and_xeros_formats_stay() {
        let sent = json!({"DueDate": null, "Date": "/Date(1426849200000+1300)/", "CurrencyRate": "1.000", "Url": 5});
        let read = invoice(&sent).unwrap();
        assert_eq!(read["date"], "2015-03-21");
        let restored = to_xero("accounting.Invoice", read.to_string().as_bytes(), NameCase::Snake).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&restored).unwrap(), sent);
    }

    #[test]
    fn what_is_no_field_or_no_value_of_one_is_refused_by_its_place() {
        for (fields, message, hint) in [
            (
                json!({"line_items": [{"qantity": 1}]}),
                "LineItem has no field \"qantity\" (in line_items[0])",
                "quantity",
            ),
            (json!({"lineItems": []}), "Invoice has no field \"lineItems\"", "did you mean line_items?"),
            (json!({"total": "secret"}), "total is not a decimal", "12.50"),
            (json!({"total": true}), "total is not a decimal", ""),
            (json!({"reference": 5}), "reference is not text", ""),
            (json!({"date": "secret"}), "date is not a calendar date", "2026-11-23"),
            (json!({"contact": "secret"}), "contact is not a record", ""),
            (json!({"contact": {"extra": "secret"}}), "contact.extra is not an object", "Xero's names"),
            (json!({"Total": 1, "total": 1}), "Invoice has \"total\" twice", "the same field"),
            (
                json!({"extra": {"A": [{"\0": "NaN is not a number; leave it out"}]}}),
                "extra.A[0]: NaN is not",
                "leave it",
            ),
            (json!({"Later": {"\0": "NaN is not a number; leave it out"}}), "Later: NaN is not", "leave it"),
            (json!({"Total": {"\0": "NaN is not a number; leave it out"}}), "Total: NaN is not", "leave it"),
            (json!([{}]), "this is not an object with the fields of Invoice", "an object"),
            (json!("secret"), "this is not an object with the fields of Invoice", "an object"),
        ] {
            let error = invoice(&fields).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{fields}");
            assert!(error.message().starts_with(message), "{fields}: {}", error.message());
            assert!(error.to_string().contains(hint), "{fields}: {error}");
            assert!(!error.to_string().contains("secret"), "{fields}: {error}");
        }
        for fields in ["", "{", "{\"total\":}", "nul"] {
            let error = read_record("accounting.Invoice", fields.as_bytes(), NameCase::Snake).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{fields}");
        }
        let error = read_record("accounting.Nothing", b"{}", NameCase::Snake).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
    }

    #[test]
    fn in_a_family_with_names_like_ours_a_new_field_is_one_that_resembles_none() {
        for case in [NameCase::Snake, NameCase::Camel] {
            let employee = |fields: &str| read_record("payroll_nz.Employee", fields.as_bytes(), case);
            for new in [r#"{"zodiac":"pisces"}"#, r#"{"employeeBadge":7}"#] {
                let read: Value = serde_json::from_slice(&employee(new).unwrap()).unwrap();
                assert_eq!(read, json!({EXTRA: new}));
            }
            for typo in [r#"{"firstNam":"x"}"#, r#"{"fisrtName":"x"}"#] {
                let error = employee(typo).unwrap_err().to_string();
                assert!(error.contains(if case == NameCase::Snake { "first_name?" } else { "firstName?" }), "{error}");
            }
        }
        assert!(read_record("payroll_nz.Employee", br#"{"star_sign":"x"}"#, NameCase::Snake).is_err());
    }

    #[test]
    fn xeros_name_of_a_field_is_found_and_a_misspelt_one_finds_its_neighbour() {
        assert_eq!(xero_name("accounting.Invoice", "updated_date_utc", NameCase::Snake).unwrap(), "UpdatedDateUTC");
        assert_eq!(xero_name("accounting.Invoice", "updatedDateUtc", NameCase::Camel).unwrap(), "UpdatedDateUTC");
        for name in ["DueDate", "duedate", "dueDate"] {
            let error = xero_name("accounting.Invoice", name, NameCase::Snake).unwrap_err();
            assert!(error.to_string().contains("did you mean due_date?"), "{error}");
        }
    }

    #[test]
    fn a_misspelt_record_type_finds_its_neighbour() {
        let read = |name| read_record(name, b"{}", NameCase::Snake).unwrap_err();
        for error in [read("accounting.Invoices"), to_xero("accounting.invoice", b"{}", NameCase::Snake).unwrap_err()] {
            assert_eq!(error.advice(), Some("did you mean accounting.Invoice?"));
        }
        assert_eq!(read("zzz").advice(), Some("give the API and the type, such as accounting.Invoice"));
    }

    #[test]
    fn what_records_carry_unseen_is_found_with_its_path() {
        let response = r#"{"value":{"records":[{"total":"1"},{"contact":{"name":"\"_wire\":","_wire":"{\"X\":null}"},
            "line_items":[{},{"_extra":"{}","_misfits":"{}"}],"_extra":"[1]","_wire":7}]},"meta":null}"#;
        let found: Value = serde_json::from_slice(&hidden_fields(response.as_bytes())).unwrap();
        let records = ["value", "records"];
        assert_eq!(
            found,
            json!([
                [[records[0], records[1], 1, "contact"], {WIRE: "{\"X\":null}"}],
                [[records[0], records[1], 1, "line_items", 1], {EXTRA: "{}", MISFITS: "{}"}],
                [[records[0], records[1], 1], {EXTRA: "[1]"}],
            ])
        );
        for nothing in [r#"{"value":{"total":"1","name":"\"_x"},"meta":null}"#, "", "[", r#"{"_extra":"{}"#, "\u{fffd}"]
        {
            assert!(hidden_fields(nothing.as_bytes()).is_empty(), "{nothing}");
        }
        assert!(hidden_fields(format!("{}\"_wire\"", "[".repeat(100_000)).as_bytes()).is_empty());
    }

    #[test]
    fn no_record_has_a_field_of_the_name_that_holds_the_extra_fields() {
        let all = SCHEMAS.iter().flat_map(|schema| schema.fields);
        assert!(!all.clone().any(|field| field.name.snake() == "extra" || field.name.wire() == "extra"));
        assert!(all.clone().any(|field| matches!(field.kind, FieldType::Record(_))));
    }
}
