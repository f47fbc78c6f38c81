//! Compares specifications with the committed facts.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::facts::{AllFacts, Facts, OperationFacts, Shape};

/// One line for each operation, field and enumeration that is added, removed or changed.
pub(crate) fn between(before: &AllFacts, after: &AllFacts) -> String {
    let mut text = String::new();
    for (key, new) in after {
        let nothing = Facts {
            version: "none".to_owned(),
            base: new.base.clone(),
            operations: BTreeMap::new(),
            schemas: BTreeMap::new(),
        };
        let old = before.get(key).unwrap_or(&nothing);
        let lines = of_family(old, new);
        if lines.is_empty() && old.version == new.version {
            continue;
        }
        let _ = writeln!(text, "{key}: {} to {}", old.version, new.version);
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    }
    for key in before.keys().filter(|key| !after.contains_key(*key)) {
        let _ = writeln!(text, "{key}: gone");
    }
    if text.is_empty() { "Nothing differs.\n".to_owned() } else { text }
}

fn of_family(old: &Facts, new: &Facts) -> Vec<String> {
    let mut lines = Vec::new();
    if old.base != new.base {
        lines.push(format!("~ base {} to {}", old.base, new.base));
    }
    compare_maps(&old.operations, &new.operations, |id, change| match change {
        Change::Added(it) => lines.push(format!("+ operation {id} ({} {})", it.method, it.path)),
        Change::Removed(it) => lines.push(format!("- operation {id} ({} {})", it.method, it.path)),
        Change::Both(old, new) => of_operation(id, old, new, &mut lines),
    });
    compare_maps(&old.schemas, &new.schemas, |name, change| match change {
        Change::Added(_) => lines.push(format!("+ schema {name}")),
        Change::Removed(_) => lines.push(format!("- schema {name}")),
        Change::Both(old, new) => of_shape(name, old, new, &mut lines),
    });
    lines
}

enum Change<'a, T> {
    Added(&'a T),
    Removed(&'a T),
    Both(&'a T, &'a T),
}

fn compare_maps<'a, T>(
    old: &'a BTreeMap<String, T>,
    new: &'a BTreeMap<String, T>,
    mut tell: impl FnMut(&str, Change<'a, T>),
) {
    for (name, value) in old {
        match new.get(name) {
            Some(other) => tell(name, Change::Both(value, other)),
            None => tell(name, Change::Removed(value)),
        }
    }
    for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        tell(name, Change::Added(value));
    }
}

fn of_operation(id: &str, old: &OperationFacts, new: &OperationFacts, lines: &mut Vec<String>) {
    let place = |it: &OperationFacts| format!("{} {}", it.method, it.real_path.as_ref().unwrap_or(&it.path));
    if place(old) != place(new) {
        lines.push(format!("~ operation {id}: {} to {}", place(old), place(new)));
    }
    if old.deprecated != new.deprecated {
        lines.push(format!("~ operation {id}: {}", if new.deprecated { "deprecated" } else { "no longer deprecated" }));
    }
    let parameters = |it: &OperationFacts| -> BTreeMap<String, _> {
        it.parameters
            .iter()
            .map(|parameter| (format!("{} in {}", parameter.name, parameter.place), parameter.clone()))
            .collect()
    };
    compare_maps(&parameters(old), &parameters(new), |name, change| match change {
        Change::Added(_) => lines.push(format!("+ parameter {name} of {id}")),
        Change::Removed(_) => lines.push(format!("- parameter {name} of {id}")),
        Change::Both(old, new) if old.required != new.required || old.explode != new.explode => {
            lines.push(format!("~ parameter {name} of {id}: {}", if new.required { "required" } else { "optional" }));
        }
        Change::Both(old, new) => of_shape(&format!("{id}({name})"), &old.shape, &new.shape, lines),
    });
    compare_maps(&old.body, &new.body, |media_type, change| match change {
        Change::Added(_) => lines.push(format!("+ body {media_type} of {id}")),
        Change::Removed(_) => lines.push(format!("- body {media_type} of {id}")),
        Change::Both(old, new) => of_shape(&format!("{id}(body)"), old, new, lines),
    });
    compare_maps(&old.replies, &new.replies, |status, change| match change {
        Change::Added(_) => lines.push(format!("+ reply {status} of {id}")),
        Change::Removed(_) => lines.push(format!("- reply {status} of {id}")),
        Change::Both(old, new) => compare_maps(old, new, |media_type, change| match change {
            Change::Added(_) => lines.push(format!("+ reply {status} {media_type} of {id}")),
            Change::Removed(_) => lines.push(format!("- reply {status} {media_type} of {id}")),
            Change::Both(old, new) => of_shape(&format!("{id}({status})"), old, new, lines),
        }),
    });
    if old.scopes != new.scopes {
        lines.push(format!("~ scopes of {id}: {} to {}", old.scopes.join(" "), new.scopes.join(" ")));
    }
}

fn of_shape(name: &str, old: &Shape, new: &Shape, lines: &mut Vec<String>) {
    if kind(old) != kind(new) {
        lines.push(format!("~ {name}: {} to {}", kind(old), kind(new)));
    }
    for value in new.values.iter().filter(|value| !old.values.contains(value)) {
        lines.push(format!("+ value {value} of {name}"));
    }
    for value in old.values.iter().filter(|value| !new.values.contains(value)) {
        lines.push(format!("- value {value} of {name}"));
    }
    for field in new.required.iter().filter(|field| !old.required.contains(field)) {
        lines.push(format!("~ field {name}.{field}: required"));
    }
    for field in old.required.iter().filter(|field| !new.required.contains(field)) {
        lines.push(format!("~ field {name}.{field}: optional"));
    }
    let fields = |it: &Shape| -> BTreeMap<String, Shape> {
        it.properties.iter().map(|property| (property.name.clone(), property.shape.clone())).collect()
    };
    compare_maps(&fields(old), &fields(new), |field, change| match change {
        Change::Added(shape) => lines.push(format!("+ field {name}.{field}: {}", kind(shape))),
        Change::Removed(_) => lines.push(format!("- field {name}.{field}")),
        Change::Both(old, new) => of_shape(&format!("{name}.{field}"), old, new, lines),
    });
    if let (Some(old), Some(new)) = (&old.items, &new.items) {
        of_shape(&format!("{name}[]"), old, new, lines);
    }
}

/// A short description of a shape.
fn kind(shape: &Shape) -> String {
    let mut parts: Vec<&str> =
        [&shape.reference, &shape.kind, &shape.format].into_iter().flatten().map(String::as_str).collect();
    parts.extend(shape.marks.iter().map(String::as_str));
    if shape.read_only {
        parts.push("read-only");
    }
    if shape.deprecated {
        parts.push("deprecated");
    }
    if parts.is_empty() { "anything".to_owned() } else { parts.join(" ") }
}
