//! The bodies of a family, as `TypedDict`s, and its enumerations. Checkers and editors read them; no client loads them.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::header::MARK;
use super::super::wording;
use super::docstrings::LANGUAGE;
use super::layout::{WIDTH, doc, field_doc, quoted, the, wrapped};
use crate::model::{Enumeration, Family, Field, FieldType, Schema};
use crate::names::python;

/// The bodies and enumerations of a family, if it has any.
pub(super) fn types(family: &Family) -> Option<String> {
    let sent = wording::sent_schemas(family);
    let schemas: Vec<&Schema> = family.schemas.iter().filter(|schema| sent.contains(schema.name.as_str())).collect();
    if schemas.is_empty() && family.enumerations.is_empty() {
        return None;
    }
    let classes: String = schemas.iter().map(|schema| fields_class(schema)).collect();
    let kinds: BTreeSet<&str> =
        schemas.iter().flat_map(|schema| sent_fields(schema)).flat_map(|field| needed(&field.kind)).collect();
    let about = "A dictionary with the fields of a record, by their names in Python, is a body: each `Params` lists them. \
                 Every field may be left out. A body by Xero's names is made with `xero_m2m.xero_names`.";
    let mut out = format!(
        "# {MARK}\n\"\"\"The bodies and enumerations of {}.\n\n{}\"\"\"\n\nfrom __future__ import annotations\n\n",
        the(&family.title),
        wrapped(about, 0, 0),
    );
    for (kind, import) in [
        ("datetime", "import datetime\n"),
        ("Iterable", "from collections.abc import Iterable\n"),
        ("Decimal", "from decimal import Decimal\n"),
    ] {
        if kinds.contains(kind) {
            out += import;
        }
    }
    let mut typing = Vec::new();
    if kinds.contains("Any") {
        typing.push("Any");
    }
    if !family.enumerations.is_empty() {
        typing.push("Literal");
    }
    if !schemas.is_empty() {
        typing.push("TypedDict");
    }
    let _ = writeln!(out, "from typing import {}", typing.join(", "));
    if kinds.contains("Id") || kinds.contains("models") {
        out.push('\n');
    }
    if kinds.contains("Id") {
        out += "from .._operation import Id\n";
    }
    if kinds.contains("models") {
        let _ = writeln!(out, "from ..models import {} as models\nfrom ..values import XeroNames", family.key);
    }
    if !family.enumerations.is_empty() {
        out.push('\n');
    }
    for enumeration in &family.enumerations {
        out += &alias(enumeration);
    }
    Some(out + &classes)
}

fn alias(Enumeration { name, values }: &Enumeration) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    let line = format!("{name} = Literal[{}]\n", values.join(", "));
    if line.len() <= WIDTH + 1 {
        return line;
    }
    format!("{name} = Literal[\n    {},\n]\n", values.join(",\n    "))
}

fn fields_class(schema: &Schema) -> String {
    let about = wording::params(schema, &LANGUAGE);
    let mut out = format!("\n\nclass {}Params(TypedDict, total=False):\n{}", schema.name, doc(4, &about));
    let mut is_first = true;
    for field in sent_fields(schema) {
        if is_first {
            out.push('\n');
            is_first = false;
        }
        let (name, mut kind) = (python(&field.name), annotation(&field.kind));
        // Pyright looks into a generator expression only where an iterable alone is expected.
        if !matches!(field.kind, FieldType::List(_)) {
            kind += " | None";
        }
        let _ = if name.len() + kind.len() + 6 <= WIDTH {
            writeln!(out, "    {name}: {kind}")
        } else {
            writeln!(out, "    {name}: (\n        {kind}\n    )")
        };
        out += &field_doc(&field.doc);
    }
    out
}

fn sent_fields(schema: &Schema) -> impl Iterator<Item = &Field> {
    schema.fields.iter().filter(|field| wording::is_sent(field))
}

/// What a user may give for a field.
fn annotation(kind: &FieldType) -> String {
    match kind {
        FieldType::Text => "str".to_owned(),
        FieldType::Id => "Id".to_owned(),
        FieldType::Enumeration(name) => name.clone(),
        FieldType::Record(name) => format!("{name}Params | models.{name} | XeroNames"),
        FieldType::Boolean => "bool".to_owned(),
        FieldType::Integer => "int".to_owned(),
        FieldType::Decimal => "Decimal | int | str".to_owned(),
        FieldType::Date(_) => "datetime.date | str".to_owned(),
        FieldType::Instant(_) => "datetime.datetime | str".to_owned(),
        FieldType::List(element) => format!("Iterable[{}]", annotation(element)),
        FieldType::Json => "Any".to_owned(),
    }
}

/// The names that the annotation of a field uses.
fn needed(kind: &FieldType) -> Vec<&'static str> {
    match kind {
        FieldType::Id => vec!["Id"],
        FieldType::Record(_) => vec!["XeroNames", "models"],
        FieldType::Decimal => vec!["Decimal"],
        FieldType::Date(_) | FieldType::Instant(_) => vec!["datetime"],
        FieldType::List(element) => [needed(element), vec!["Iterable"]].concat(),
        FieldType::Json => vec!["Any"],
        FieldType::Text | FieldType::Enumeration(_) | FieldType::Boolean | FieldType::Integer => Vec::new(),
    }
}
