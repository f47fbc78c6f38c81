//! Lines, doc comments and imports as biome lays them out.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::camel;

pub(super) const WIDTH: usize = 120;

pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `head`, the parts and `tail` on one line where they fit, else each part on a line of its own.
pub(super) fn group(indent: &str, head: &str, parts: &[String], tail: &str) -> String {
    let line = format!("{indent}{head}{}{tail}", parts.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let separator = format!(",\n{indent}  ");
    format!("{indent}{head}\n{indent}  {},\n{indent}{tail}", parts.join(&separator))
}

/// `head` and the union of these types on one line where they fit, else each on a line of its own.
pub(super) fn union(head: &str, values: &[String]) -> String {
    let line = format!("{head} {};\n", values.join(" | "));
    if line.len() <= WIDTH + 1 {
        return line;
    }
    let separator = format!("\n{}  | ", " ".repeat(head.len() - head.trim_start().len()));
    format!("{head}{separator}{};\n", values.join(&separator))
}

/// A doc comment of these paragraphs' lines; an empty line parts them.
pub(super) fn doc(indent: &str, lines: &[&str]) -> String {
    let width = WIDTH - indent.len() - 3;
    let mut wrapped = Vec::new();
    for line in lines {
        let line = in_camel_case(line).replace("*/", "* /");
        if line.is_empty() {
            wrapped.push(String::new());
        } else {
            wrapped.extend(wrap(&line, width));
        }
    }
    match wrapped.as_slice() {
        [] => String::new(),
        [only] if only.is_empty() => String::new(),
        [only] if indent.len() + only.len() + 7 <= WIDTH => format!("{indent}/** {only} */\n"),
        many => {
            let body: String =
                many.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

/// The overlay's docs name fields in snake case: `due_date`.
fn in_camel_case(text: &str) -> String {
    let is_name =
        |code: &str| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 1 && is_name(part) { camel(part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.len() + 1 + word.len() > width {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[derive(Default)]
pub(super) struct Imports {
    sources: BTreeMap<String, BTreeSet<String>>,
}

impl Imports {
    pub(super) fn add(&mut self, source: &str, name: &str) {
        // Without its ending: biome sorts `timesheets` before `timesheets-v2`.
        let module = source.strip_suffix(".js").unwrap_or(source);
        self.sources.entry(module.to_owned()).or_default().insert(name.to_owned());
    }

    pub(super) fn text(&self) -> String {
        self.sources
            .iter()
            .map(|(source, names)| import(&names.iter().map(String::as_str).collect(), &format!("{source}.js")))
            .collect()
    }
}

pub(super) fn import(names: &BTreeSet<&str>, source: &str) -> String {
    let bare = |name: &str| name.trim_start_matches("type ").to_owned();
    let mut names: Vec<&str> = names.iter().copied().collect();
    names.sort_by_key(|name| import_order(&bare(name)));
    let only_types = names.iter().all(|name| name.starts_with("type "));
    let (keyword, names): (_, Vec<String>) = if only_types {
        ("import type", names.iter().map(|name| bare(name)).collect())
    } else {
        ("import", names.iter().map(|&name| name.to_owned()).collect())
    };
    let line = format!("{keyword} {{ {} }} from \"{source}\";\n", names.join(", "));
    if line.len() <= WIDTH + 1 {
        return line;
    }
    format!("{keyword} {{\n  {},\n}} from \"{source}\";\n", names.join(",\n  "))
}

/// Biome's order: letter by letter, a capital before its small letter.
fn import_order(name: &str) -> Vec<(char, bool)> {
    name.chars().map(|letter| (letter.to_ascii_lowercase(), letter.is_ascii_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::doc;

    #[test]
    fn fields_are_named_in_camel_case_in_words_too() {
        let text = "The day of `due_date`, not of due_date or `POST /pay_runs`.";
        assert_eq!(doc("", &[text]), "/** The day of `dueDate`, not of due_date or `POST /pay_runs`. */\n");
    }
}
