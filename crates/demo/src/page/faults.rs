//! What goes wrong on purpose: switches for the usual, a form for the rest, and the faults that there are.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::elements::switch;
use crate::faults::{Armed, Faults};
use crate::wire::html::escaped;

pub(crate) fn section(out: &mut String, faults: &Faults) {
    out.push_str("<section class=\"wide\"><h2>Faults</h2><div class=\"switches\">");
    for (label, members) in usual() {
        let armed = faults.armed().iter().find(|armed| members.as_object() == Some(&armed.members));
        match armed {
            Some(armed) => switch(out, label, true, "clear_faults", &json!({ "fault": armed.nth })),
            None => switch(out, label, false, "fault", &members),
        }
    }
    out.push_str("</div>");
    list(out, faults);
    out.push_str(
        "<form data-command=\"fault\"><label>Route<input name=\"route\" value=\"GET /Invoices\" required></label>\
         <label>Status<input name=\"status\" type=\"number\" min=\"200\" max=\"599\"></label>\
         <label>Delay in seconds<input name=\"delay\" type=\"number\" min=\"0\" step=\"any\"></label>\
         <label>Times<input name=\"times\" type=\"number\" min=\"1\" value=\"1\"></label>\
         <button>Add the fault</button></form>\
         <form data-command=\"clear_faults\"><button>Clear all faults</button></form></section>",
    );
}

fn usual() -> [(&'static str, Value); 5] {
    let busy = json!({ "Retry-After": "5", "X-Rate-Limit-Problem": "minute" });
    [
        ("Every call answers 503", json!({ "route": "*", "status": 503 })),
        ("Every call is one too many", json!({ "route": "*", "status": 429, "headers": busy })),
        ("Every call takes two seconds", json!({ "route": "*", "delay": 2 })),
        ("Three replies in ten are lost", json!({ "route": "*", "reset": "after", "probability": 0.3 })),
        ("No tokens are given", json!({ "route": "POST /connect/token", "status": 500 })),
    ]
}

fn list(out: &mut String, faults: &Faults) {
    if faults.armed().is_empty() {
        out.push_str("<p>None is on.</p>");
        return;
    }
    out.push_str(
        "<table><thead><tr><th scope=\"col\">Route</th><th scope=\"col\">What happens</th><th scope=\"col\" \
         class=\"number\">Hits</th><th scope=\"col\" class=\"number\">Left</th><th scope=\"col\"></th></tr></thead><tbody>",
    );
    for armed in faults.armed() {
        let _ = write!(
            out,
            "<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>\
             <form data-command=\"clear_faults\" data-members='{{\"fault\":{}}}'><button>End it</button></form></td></tr>",
            escaped(armed.members.get("route").and_then(Value::as_str).unwrap_or("*")),
            escaped(&told(&armed.members)),
            faults.hits().get(armed.nth).copied().unwrap_or_default(),
            left(armed),
            armed.nth
        );
    }
    out.push_str("</tbody></table>");
}

fn told(members: &Map<String, Value>) -> String {
    let said = members.iter().filter(|(name, value)| !matches!(name.as_str(), "route" | "times") && !value.is_null());
    let texts = said.map(|(name, value)| match value {
        Value::String(text) => format!("{} {text}", name.replace('_', " ")),
        other => format!("{} {other}", name.replace('_', " ")),
    });
    texts.collect::<Vec<_>>().join(", ")
}

fn left(armed: &Armed) -> String {
    armed.left.map_or_else(|| "always".to_owned(), |left| left.to_string())
}
