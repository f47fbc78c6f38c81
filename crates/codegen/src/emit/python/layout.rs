//! Lines and docstrings as `ruff format` lays them out.

use std::fmt::Write;

pub(super) const WIDTH: usize = 120;

pub(super) fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The opening quotes of a docstring with this text.
pub(super) fn quotes(text: &str) -> &'static str {
    if text.contains('\\') { "r\"\"\"" } else { "\"\"\"" }
}

/// A title with `the`, for the middle of a sentence.
pub(super) fn the(title: &str) -> String {
    let bare = title.strip_prefix("the ").or_else(|| title.strip_prefix("The ")).unwrap_or(title);
    format!("the {bare}")
}

/// A docstring on lines of its own.
pub(super) fn doc(indent: usize, text: &str) -> String {
    let margin = " ".repeat(indent);
    let quotes = quotes(text);
    let line = format!("{margin}{quotes}{text}\"\"\"\n");
    if line.chars().count() <= WIDTH + 1 {
        return line;
    }
    let (summary, rest) = summary(text, WIDTH - indent - 3);
    let rest = rest.map_or_else(String::new, |rest| format!("\n{}", wrapped(rest, indent, indent)));
    format!("{margin}{quotes}{summary}\n{rest}{margin}\"\"\"\n")
}

/// The docs of a field, below it.
pub(super) fn field_doc(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = wrapped(&format!("{}{text}", quotes(text)), 4, 4);
    let text = text.trim_end();
    let is_full = text.rsplit('\n').next().is_some_and(|line| line.chars().count() + 3 > WIDTH);
    format!("{text}{}\"\"\"\n", if is_full { "\n    " } else { "" })
}

/// The first sentence, which fits on a line, and the rest.
pub(super) fn summary(text: &str, room: usize) -> (&str, Option<&str>) {
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    let (first, rest) = text.split_at(end);
    assert!(first.chars().count() <= room, "longer than {room} characters: {first}");
    (first, Some(rest.trim_start()).filter(|rest| !rest.is_empty()))
}

/// The text, wrapped.
pub(super) fn wrapped(text: &str, first: usize, others: usize) -> String {
    let mut out = String::new();
    let mut line = " ".repeat(first);
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out += &line;
            out.push('\n');
            line = " ".repeat(others);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line += word;
        is_empty = false;
    }
    out + &line + "\n"
}

/// Names after an import, or parameters in parentheses: on one line, or each on its own.
pub(super) fn bracketed(indent: usize, start: &str, end: &str, parts: &[String]) -> String {
    let margin = " ".repeat(indent);
    let is_import = end.is_empty();
    let (open, close) = if is_import { ("", "") } else { ("(", ")") };
    let line = format!("{margin}{start}{open}{}{close}{end}", parts.join(", "));
    if line.chars().count() <= WIDTH {
        return line + "\n";
    }
    let listed: String = parts.iter().map(|part| parameter_line(&margin, part)).collect();
    format!("{margin}{start}(\n{listed}{margin}){end}\n")
}

/// The signature of an overload: on one line, with all parameters on a line of their own, or each on its own.
pub(super) fn overload(indent: usize, start: &str, end: &str, parts: &[String]) -> String {
    let margin = " ".repeat(indent);
    let parameters = parts.join(", ");
    let line = format!("{margin}{start}({parameters}){end} ...");
    if line.chars().count() <= WIDTH {
        return line + "\n";
    }
    let inner = format!("{margin}    {parameters}");
    if inner.chars().count() <= WIDTH {
        return format!("{margin}{start}(\n{inner}\n{margin}){end} ...\n");
    }
    let listed: String = parts.iter().map(|part| parameter_line(&margin, part)).collect();
    format!("{margin}{start}(\n{listed}{margin}){end} ...\n")
}

/// A parameter on its own line; a union that is too long, one kind on a line.
fn parameter_line(margin: &str, part: &str) -> String {
    let line = format!("{margin}    {part},\n");
    if line.chars().count() <= WIDTH + 1 {
        return line;
    }
    if let Some((name, rest)) = part.split_once("Literal[")
        && let Some((values, rest)) = rest.split_once(']')
    {
        let rest = rest.trim_start();
        return format!("{margin}    {name}Literal[\n{margin}        {values}\n{margin}    ]\n{margin}    {rest},\n");
    }
    let mut depth = 0;
    let mut out = format!("{margin}    ");
    for (at, sign) in part.char_indices() {
        match sign {
            '[' => depth += 1,
            ']' => depth -= 1,
            '|' if depth == 0 => {
                out.truncate(out.trim_end().len());
                let _ = write!(out, "\n{margin}    ");
            }
            _ => {}
        }
        out.push_str(&part[at..at + sign.len_utf8()]);
    }
    out + ",\n"
}

pub(super) fn braced(indent: usize, start: &str, parts: &[String]) -> String {
    let margin = " ".repeat(indent);
    let line = format!("{margin}{start}{{{}}}", parts.join(", "));
    if line.chars().count() <= WIDTH {
        return line + "\n";
    }
    let separator = format!(",\n{margin}    ");
    let listed = parts.join(&separator);
    format!("{margin}{start}{{\n{margin}    {listed},\n{margin}}}\n")
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn a_summary_is_the_first_sentence() {
        assert_eq!(summary("One. Two.", 20), ("One.", Some("Two.")));
        assert_eq!(summary("One, and two.", 20), ("One, and two.", None));
    }
}
