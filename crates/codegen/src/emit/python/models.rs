//! The records of a family, as `msgspec` structs, and its open enumerations.

use std::fmt::Write;

use super::super::header::MARK;
use super::super::wording;
use super::docstrings::LANGUAGE;
use super::layout::{WIDTH, bracketed, doc, quoted, quotes, the, wrapped};
use crate::model::{Enumeration, Family, FieldType, Schema};
use crate::names::python;

/// The records of a family.
pub(super) fn models(family: &Family) -> String {
    let (mut classes, mut has_decimals, mut has_dates, mut has_json) = (String::new(), false, false, false);
    let sent = wording::sent_schemas(family);
    for schema in &family.schemas {
        classes += &record_class(family, schema, sent.contains(schema.name.as_str()));
        for field in &schema.fields {
            match innermost(&field.kind) {
                FieldType::Decimal => has_decimals = true,
                FieldType::Date(_) | FieldType::Instant(_) => has_dates = true,
                FieldType::Json => has_json = true,
                _ => {}
            }
        }
    }
    let about = "Every field is optional, as Xero omits what does not apply. Amounts are exact decimals, calendar dates have \
                 no time zone, times are in UTC, and enumerations accept values that are newer than this library.";
    let mut out = format!(
        "# {MARK}\n\"\"\"The records of {}.\n\n{}\"\"\"\n\nfrom __future__ import annotations\n\n",
        the(&family.title),
        wrapped(about, 0, 0),
    );
    if has_dates {
        out += "import datetime\n";
    }
    if has_decimals {
        out += "from decimal import Decimal\n";
    }
    let mut typing: Vec<String> = Vec::new();
    if !family.enumerations.is_empty() {
        typing.push("TYPE_CHECKING".to_owned());
    }
    if has_json {
        typing.push("Any".to_owned());
    }
    typing.push("ClassVar".to_owned());
    out += &bracketed(0, "from typing import ", "", &typing);
    out += "\nfrom ..records import Record\n";
    out += &enumerations(&family.enumerations);
    out + &classes
}

fn enumerations(enumerations: &[Enumeration]) -> String {
    if enumerations.is_empty() {
        return String::new();
    }
    let mut out = "\nif TYPE_CHECKING:\n    from typing import Literal\n\n".to_owned();
    for Enumeration { name, values } in enumerations {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        let line = format!("    {name} = Literal[{}] | str\n", values.join(", "));
        if line.len() <= WIDTH + 1 {
            out += &line;
            continue;
        }
        let _ = writeln!(out, "    {name} = (\n        Literal[");
        for value in values {
            let _ = writeln!(out, "            {value},");
        }
        out += "        ]\n        | str\n    )\n";
    }
    out += "else:\n";
    for Enumeration { name, .. } in enumerations {
        let _ = writeln!(out, "    {name} = str");
    }
    out
}

fn record_class(family: &Family, schema: &Schema, is_sent: bool) -> String {
    let about = wording::record(schema, is_sent, &LANGUAGE);
    let mut out = format!("\n\nclass {}(Record, kw_only=True):\n{}", schema.name, doc(4, &about));
    let _ = write!(out, "\n    _schema: ClassVar[str] = \"{}.{}\"\n", family.key, schema.name);
    if !schema.fields.is_empty() {
        out.push('\n');
    }
    for field in &schema.fields {
        let _ = writeln!(out, "    {}: {} | None = None", python(&field.name), annotation(&field.kind));
        if !field.doc.is_empty() {
            let text = wrapped(&format!("{}{}", quotes(&field.doc), field.doc), 4, 4);
            let text = text.trim_end();
            let is_full = text.rsplit('\n').next().is_some_and(|line| line.chars().count() + 3 > WIDTH);
            let _ = writeln!(out, "{text}{}\"\"\"", if is_full { "\n    " } else { "" });
        }
    }
    out
}

fn innermost(kind: &FieldType) -> &FieldType {
    match kind {
        FieldType::List(element) => innermost(element),
        _ => kind,
    }
}

fn annotation(kind: &FieldType) -> String {
    match kind {
        FieldType::Text | FieldType::Id => "str".to_owned(),
        FieldType::Enumeration(name) | FieldType::Record(name) => name.clone(),
        FieldType::Boolean => "bool".to_owned(),
        FieldType::Integer => "int".to_owned(),
        FieldType::Decimal => "Decimal".to_owned(),
        FieldType::Date(_) => "datetime.date".to_owned(),
        FieldType::Instant(_) => "datetime.datetime".to_owned(),
        FieldType::List(element) => format!("list[{}]", annotation(element)),
        FieldType::Json => "Any".to_owned(),
    }
}
