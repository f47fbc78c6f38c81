//! The records of a family, as `msgspec` structs, and its open enumerations.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::header::MARK;
use super::super::wording;
use super::docstrings::LANGUAGE;
use super::layout::{bracketed, doc, field_doc, the, wrapped};
use crate::model::{Family, FieldType, Schema};
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
    if !enumerations_of(family).is_empty() {
        typing.push("TYPE_CHECKING".to_owned());
    }
    if has_json {
        typing.push("Any".to_owned());
    }
    typing.push("ClassVar".to_owned());
    out += &bracketed(0, "from typing import ", "", &typing);
    out += "\nfrom ..records import Record\n";
    out += &enumerations(family);
    out + &classes
}

/// The package of all records: those of the family without a namespace, and a module for each family.
pub(super) fn package(families: &[Family]) -> String {
    let mut modules: Vec<String> = families.iter().map(|family| family.key.clone()).collect();
    modules.sort();
    let mut out = format!(
        "# {MARK}\n\"\"\"The records of the Accounting API, and a module for the records of each API.\n\n    from xero_m2m import models\n\n    models.Invoice.from_dict(fields)\n    \
         isinstance(employee, models.payroll_nz.Employee)\n\nThey load at their first use.\n\"\"\"\n\n\
         TYPE_CHECKING = False\nif TYPE_CHECKING:\n"
    );
    out += &bracketed(4, "from . import ", "", &modules);
    let mut names = Vec::new();
    for family in families.iter().filter(|family| family.namespace.is_none()) {
        names = family.schemas.iter().map(|schema| schema.name.clone()).collect();
        names.sort_by_key(|name| name.to_lowercase());
        out += &bracketed(4, &format!("from .{} import ", family.key), "", &names);
    }
    names.sort();
    let listed = |names: &[String], before: &str| -> String {
        names.iter().map(|name| format!("{name:?},")).collect::<Vec<String>>().join(before)
    };
    let listed_modules = listed(&modules, "\n        ");
    names.append(&mut modules);
    let listed_names = listed(&names, "\n    ");
    out + &format!(
        "\n__all__ = [\n    {listed_names}\n]\n\nif not TYPE_CHECKING:\n    \
         # Where checkers do not see it: they would accept any name.\n    \
         from .._lazy import lazy_names\n\n    _MODULES = (\n        {listed_modules}\n    )\n    \
         __getattr__ = lazy_names(__name__, dict.fromkeys(__all__, \".accounting\"), _MODULES)\n\n\n\
         def __dir__() -> list[str]:\n    return __all__\n"
    )
}

/// The enumerations of the records: their values for checkers, and text for the decoder, because Xero may send a value
/// that is newer than this library.
fn enumerations(family: &Family) -> String {
    let mut names: Vec<String> = enumerations_of(family).into_iter().map(str::to_owned).collect();
    if names.is_empty() {
        return String::new();
    }
    names.sort_by_key(|name| name.to_lowercase());
    let mut out = "\nif TYPE_CHECKING:\n".to_owned();
    out += &bracketed(4, &format!("from ..types.{} import ", family.key), "", &names);
    out += "else:\n";
    for name in names {
        let _ = writeln!(out, "    {name} = str");
    }
    out
}

fn enumerations_of(family: &Family) -> BTreeSet<&str> {
    let fields = family.schemas.iter().flat_map(|schema| &schema.fields);
    fields
        .filter_map(|field| match innermost(&field.kind) {
            FieldType::Enumeration(name) => Some(name.as_str()),
            _ => None,
        })
        .collect()
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
        out += &field_doc(&field.doc);
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
        FieldType::Enumeration(name) => format!("{name} | str"),
        FieldType::Record(name) => name.clone(),
        FieldType::Boolean => "bool".to_owned(),
        FieldType::Integer => "int".to_owned(),
        FieldType::Decimal => "Decimal".to_owned(),
        FieldType::Date(_) => "datetime.date".to_owned(),
        FieldType::Instant(_) => "datetime.datetime".to_owned(),
        FieldType::List(element) => format!("list[{}]", annotation(element)),
        FieldType::Json => "Any".to_owned(),
    }
}
