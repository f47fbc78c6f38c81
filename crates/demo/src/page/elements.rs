//! Parts that several sections of the page have.

use std::fmt::Write;

use serde_json::Value;

use crate::wire::html::escaped;

pub(crate) fn facts(out: &mut String, rows: &[(&str, String)]) {
    out.push_str("<dl>");
    for (name, value) in rows {
        let _ = write!(out, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    }
    out.push_str("</dl>");
}

/// A button that sends the command with these members and is shown as on or off.
pub(crate) fn switch(out: &mut String, label: &str, is_on: bool, command: &str, members: &Value) {
    let _ = write!(
        out,
        "<form data-command=\"{command}\" data-members=\"{}\"><button role=\"switch\" aria-checked=\"{is_on}\">{}</button></form>",
        escaped(&members.to_string()),
        escaped(label)
    );
}
