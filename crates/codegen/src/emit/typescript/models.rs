//! The models of a family: its enumerations, its records, their fields as calls take them, and what makes their values.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::wording;
use super::layout::{Imports, WIDTH, doc, group, quoted, union};
use super::names::{BANNER, LANGUAGE, params_name};
use crate::model::{Enumeration, Family, Field, FieldType, Schema};
use crate::names::camel;

pub(super) fn models(family: &Family) -> String {
    let sent = wording::sent_schemas(family);
    let mut out = format!(
        "{BANNER}/** The records of the {}. Every field may be absent, as Xero omits what does not apply. */\n\n",
        family.title
    );
    out += &imports(family, &sent).text();
    for enumeration in &family.enumerations {
        out += "\n";
        out += &enumeration_type(enumeration);
    }
    for schema in &family.schemas {
        let is_sent = sent.contains(schema.name.as_str());
        out += "\n";
        out += &interface(schema, is_sent);
        if is_sent {
            out += "\n";
            out += &params_interface(schema);
        }
    }
    for schema in &family.schemas {
        out += "\n";
        out += &reviver(&family.key, schema);
    }
    out
}

fn imports(family: &Family, sent: &BTreeSet<&str>) -> Imports {
    let mut imports = Imports::default();
    imports.add("../records.js", "schema");
    imports.add("../records.js", "type XeroRecord");
    if !sent.is_empty() {
        imports.add("../params.js", "type RecordParams");
    }
    if !family.enumerations.is_empty() {
        imports.add("../values.js", "type NewerValue");
    }
    for schema in &family.schemas {
        for field in &schema.fields {
            match innermost(&field.kind) {
                FieldType::Decimal => {
                    imports.add("../decimals.js", "decimal");
                    imports.add("../values.js", "type Decimal");
                }
                FieldType::Instant(_) => imports.add("../records.js", "instant"),
                FieldType::Date(_) => imports.add("../values.js", "type PlainDate"),
                _ => {}
            }
            if let FieldType::List(of) = &field.kind
                && !matches!(**of, FieldType::Record(_))
                && revived(of, "").is_some()
            {
                imports.add("../records.js", "each");
            }
        }
        for field in schema.fields.iter().filter(|field| sent.contains(schema.name.as_str()) && wording::is_sent(field))
        {
            if matches!(innermost(&field.kind), FieldType::Decimal) {
                imports.add("../params.js", "type DecimalInput");
            }
            if matches!(field.kind, FieldType::List(_)) {
                imports.add("../params.js", "type Several");
            }
        }
    }
    imports
}

/// Xero may add values at any time, so a record can hold others; a program gives one of these, or what a record held.
fn enumeration_type(enumeration: &Enumeration) -> String {
    let values = enumeration.values.iter().map(|value| quoted(value)).chain(["NewerValue".to_owned()]);
    union(&format!("export type {} =", enumeration.name), &values.collect::<Vec<_>>())
}

fn interface(schema: &Schema, is_sent: bool) -> String {
    let mut out = doc("", &[&wording::record(schema, is_sent, &LANGUAGE)]);
    if schema.fields.is_empty() {
        return out + &format!("export interface {} extends XeroRecord {{}}\n", schema.name);
    }
    let _ = writeln!(out, "export interface {} extends XeroRecord {{", schema.name);
    for field in &schema.fields {
        if !field.doc.is_empty() {
            out += &doc("  ", &[&field.doc]);
        }
        let _ = writeln!(out, "  {}?: {} | null;", camel(&field.name), kind(&field.kind));
    }
    out + "}\n"
}

fn kind(kind_: &FieldType) -> String {
    match kind_ {
        FieldType::Text | FieldType::Id => "string".to_owned(),
        FieldType::Enumeration(name) | FieldType::Record(name) => name.clone(),
        FieldType::Boolean => "boolean".to_owned(),
        FieldType::Integer => "number".to_owned(),
        FieldType::Decimal => "Decimal".to_owned(),
        FieldType::Date(_) => "PlainDate".to_owned(),
        FieldType::Instant(_) => "Date".to_owned(),
        FieldType::List(of) => format!("{}[]", kind(of)),
        FieldType::Json => "unknown".to_owned(),
    }
}

/// The fields of a record that calls send.
fn params_interface(schema: &Schema) -> String {
    let mut out = doc("", &[&wording::params(schema, &LANGUAGE)]);
    let sent: Vec<&Field> = schema.fields.iter().filter(|field| wording::is_sent(field)).collect();
    let head = format!("export interface {} extends RecordParams {{", params_name(&schema.name));
    if sent.is_empty() {
        return out + &head + "}\n";
    }
    let _ = writeln!(out, "{head}");
    for field in sent {
        if !field.doc.is_empty() {
            out += &doc("  ", &[&field.doc]);
        }
        let types = [given_kind(&field.kind), "null".to_owned(), "undefined".to_owned()];
        out += &union(&format!("  readonly {}?:", camel(&field.name)), &types);
    }
    out + "}\n"
}

/// What a program can give for a field.
fn given_kind(kind_: &FieldType) -> String {
    match kind_ {
        FieldType::Decimal => "DecimalInput".to_owned(),
        FieldType::Instant(_) => "Date | string".to_owned(),
        FieldType::Record(name) => params_name(name),
        FieldType::List(of) => format!("Several<{}>", given_kind(of)),
        _ => kind(kind_),
    }
}

fn innermost(kind: &FieldType) -> &FieldType {
    match kind {
        FieldType::List(of) => innermost(of),
        _ => kind,
    }
}

/// The code that makes a record of the core's output: it converts the fields whose types JSON lacks.
fn reviver(family: &str, schema: &Schema) -> String {
    let name = &schema.name;
    let head = format!("export const {name}$ = schema<{name}>(");
    let full_name = quoted(&format!("{family}.{name}"));
    let statements = |indent: &str| -> String {
        let all = schema.fields.iter().filter_map(|field| statement(indent, field));
        all.collect()
    };
    if statements("").is_empty() {
        return group("", &head, &[full_name], ");") + "\n";
    }
    let line = format!("{head}{full_name}, (it) => {{");
    if line.len() <= WIDTH {
        return format!("{line}\n{}}});\n", statements("  "));
    }
    format!("{head}\n  {full_name},\n  (it) => {{\n{}  }},\n);\n", statements("    "))
}

fn statement(indent: &str, field: &Field) -> Option<String> {
    let name = format!("it.{}", camel(&field.name));
    let action = revived(&field.kind, &name)?;
    let line = format!("{indent}if ({name}) {action};\n");
    if line.len() <= WIDTH + 1 {
        return Some(line);
    }
    let inner = format!("{indent}  ");
    let (head, argument) = action.strip_suffix(')')?.split_once('(')?;
    let call = group(&inner, &format!("{head}("), &[argument.to_owned()], ");");
    Some(format!("{indent}if ({name})\n{call}\n"))
}

/// The code that converts a field; `None` if JSON's value is kept.
fn revived(kind: &FieldType, field: &str) -> Option<String> {
    Some(match kind {
        FieldType::Decimal => format!("{field} = decimal({field})"),
        FieldType::Instant(_) => format!("{field} = instant({field})"),
        FieldType::Record(schema) => format!("{schema}$.revive({field})"),
        FieldType::List(of) => match &**of {
            FieldType::Record(schema) => format!("{schema}$.reviveAll({field})"),
            FieldType::Decimal => format!("each({field}, decimal)"),
            FieldType::Instant(_) => format!("each({field}, instant)"),
            inner => {
                let action = revived(inner, "list")?;
                format!("each({field}, (list) => {action})")
            }
        },
        _ => return None,
    })
}
