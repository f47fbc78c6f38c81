//! The models of a family: its open enumerations, its records, and what makes their values.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::wording;
use super::BANNER;
use super::facade::LANGUAGE;
use super::layout::{WIDTH, doc, group, import, quoted};
use crate::model::{Enumeration, Family, Kind, Member, Schema};
use crate::names::camel;

pub(super) fn models(family: &Family) -> String {
    let mut uses = BTreeSet::from(["type XeroRecord", "schema"]);
    let mut has_decimals = false;
    for member in family.schemas.iter().flat_map(|schema| &schema.members) {
        match innermost(&member.kind) {
            Kind::Decimal => {
                uses.insert("type Decimal");
                has_decimals = true;
            }
            Kind::Instant(_) => uses.extend(["instant"]),
            Kind::Date(_) => uses.extend(["type PlainDate"]),
            _ => {}
        }
        if let Kind::List(of) = &member.kind
            && !matches!(**of, Kind::Record(_))
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
    out += &import(&uses, "../values.js");
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

/// Xero may add a value at any time, so every text is let through.
pub(super) fn open_values(values: &[String]) -> Vec<String> {
    values.iter().map(|value| quoted(value)).chain(["(string & {})".to_owned()]).collect()
}

fn interface(schema: &Schema, is_sent: bool) -> String {
    let mut out = doc("", &[&wording::record(schema, is_sent, &LANGUAGE)]);
    if schema.members.is_empty() {
        return out + &format!("export interface {} extends XeroRecord {{}}\n", schema.name);
    }
    let _ = writeln!(out, "export interface {} extends XeroRecord {{", schema.name);
    for member in &schema.members {
        if !member.doc.is_empty() {
            out += &doc("  ", &[&member.doc]);
        }
        let _ = writeln!(out, "  {}?: {} | null;", camel(&member.name), kind(&member.kind));
    }
    out + "}\n"
}

fn kind(kind_: &Kind) -> String {
    match kind_ {
        Kind::Text | Kind::Id => "string".to_owned(),
        Kind::Enumeration(name) | Kind::Record(name) => name.clone(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Integer => "number".to_owned(),
        Kind::Decimal => "Decimal".to_owned(),
        Kind::Date(_) => "PlainDate".to_owned(),
        Kind::Instant(_) => "Date".to_owned(),
        Kind::List(of) => format!("{}[]", kind(of)),
        Kind::Json => "unknown".to_owned(),
    }
}

fn innermost(kind: &Kind) -> &Kind {
    match kind {
        Kind::List(of) => innermost(of),
        _ => kind,
    }
}

/// How the core's output becomes a record: only members that JSON cannot hold are touched.
fn reviver(family: &str, schema: &Schema) -> String {
    let name = &schema.name;
    let head = format!("export const {name}$ = schema<{name}>(");
    let full_name = quoted(&format!("{family}.{name}"));
    let statements = |indent: &str| -> String {
        let all = schema.members.iter().filter_map(|member| statement(indent, member));
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

fn statement(indent: &str, member: &Member) -> Option<String> {
    let name = format!("it.{}", camel(&member.name));
    let action = revived(&member.kind, &name)?;
    let line = format!("{indent}if ({name}) {action};\n");
    if line.len() <= WIDTH + 1 {
        return Some(line);
    }
    let inner = format!("{indent}  ");
    let (head, argument) = action.strip_suffix(')')?.split_once('(')?;
    let call = group(&inner, &format!("{head}("), &[argument.to_owned()], ");");
    Some(format!("{indent}if ({name})\n{call}\n"))
}

/// What makes a present member into its value; nothing where JSON's own value is it.
fn revived(kind: &Kind, member: &str) -> Option<String> {
    Some(match kind {
        Kind::Decimal => format!("{member} = decimal({member})"),
        Kind::Instant(_) => format!("{member} = instant({member})"),
        Kind::Record(schema) => format!("{schema}$.revive({member})"),
        Kind::List(of) => match &**of {
            Kind::Record(schema) => format!("{schema}$.reviveAll({member})"),
            Kind::Decimal => format!("each({member}, decimal)"),
            Kind::Instant(_) => format!("each({member}, instant)"),
            inner => {
                let action = revived(inner, "list")?;
                format!("each({member}, (list) => {action})")
            }
        },
        _ => return None,
    })
}
