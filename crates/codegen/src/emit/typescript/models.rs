//! The models of a family: its open enumerations, its records, and what makes their values.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::wording;
use super::layout::{WIDTH, doc, group, import, open_values, quoted};
use super::names::{BANNER, LANGUAGE};
use crate::model::{Enumeration, Family, Field, FieldType, Schema};
use crate::names::camel;

pub(super) fn models(family: &Family) -> String {
    let mut uses = BTreeSet::from(["type XeroRecord", "schema"]);
    let mut values = BTreeSet::new();
    let mut has_decimals = false;
    for field in family.schemas.iter().flat_map(|schema| &schema.fields) {
        match innermost(&field.kind) {
            FieldType::Decimal => {
                values.insert("type Decimal");
                has_decimals = true;
            }
            FieldType::Instant(_) => uses.extend(["instant"]),
            FieldType::Date(_) => values.extend(["type PlainDate"]),
            _ => {}
        }
        if let FieldType::List(of) = &field.kind
            && !matches!(**of, FieldType::Record(_))
            && revived(of, "").is_some()
        {
            uses.insert("each");
        }
    }
    let mut out = format!(
        "{BANNER}/** The records of the {}. Every field may be absent, as Xero omits what does not apply. */\n\n",
        family.title
    );
    if has_decimals {
        out += "import { decimal } from \"../decimals.js\";\n";
    }
    out += &import(&uses, "../records.js");
    if !values.is_empty() {
        out += &import(&values, "../values.js");
    }
    for enumeration in &family.enumerations {
        out += "\n";
        out += &enumeration_type(enumeration);
    }
    let sent = wording::sent_schemas(family);
    for schema in &family.schemas {
        out += "\n";
        out += &interface(schema, sent.contains(schema.name.as_str()));
    }
    for schema in &family.schemas {
        out += "\n";
        out += &reviver(&family.key, schema);
    }
    out
}

fn enumeration_type(enumeration: &Enumeration) -> String {
    let values = open_values(&enumeration.values);
    let line = format!("export type {} = {};\n", enumeration.name, values.join(" | "));
    if line.len() <= WIDTH + 1 {
        return line;
    }
    let mut out = format!("export type {} =", enumeration.name);
    for value in values {
        let _ = write!(out, "\n  | {value}");
    }
    out + ";\n"
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
