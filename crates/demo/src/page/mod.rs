//! The page at `/`: the company at a glance, for a person. It shows no secret, and everything on it is escaped.

mod faults;
mod journal;
mod sections;

use std::fmt::Write;
use std::sync::LazyLock;

use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use serde_json::Value;

use crate::company::{Company, State};
use crate::dates::instant_text;
use crate::html::{STYLE_POLICY, document, escaped, hash};
use crate::reply::{HTML, Reply};

const SCRIPT: &str = include_str!("page.js");

/// Nothing but this page's own style and script, and commands to its own company.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!("{}; script-src 'sha256-{}'; connect-src 'self'; form-action 'none'", *STYLE_POLICY, hash(SCRIPT))
});

pub(crate) fn answer(company: &Company) -> Reply {
    let html = html(&mut company.lock(), company.in_flight.count());
    Reply::new(200, HTML, html)
        .with(CONTENT_SECURITY_POLICY, &POLICY)
        .with(REFERRER_POLICY, "no-referrer")
        .with(CACHE_CONTROL, "no-store")
}

fn html(state: &mut State, in_flight: u64) -> String {
    let now = state.clock.now();
    let name = escaped(state.organisations[0].name());
    let mut out = String::new();
    let _ = write!(
        out,
        "<header><h1>{name}</h1><p class=\"clock\"><time>{}</time></p></header><p role=\"status\"></p><main>",
        instant_text(now)
    );
    sections::organisation(&mut out, state);
    sections::ledger(&mut out, state, now);
    let payer = state.first_payer();
    sections::limits(&mut out, &state.limits.describe(&payer, now, in_flight));
    sections::clock(&mut out, state);
    faults::section(&mut out, &state.faults);
    journal::section(&mut out, &state.journal);
    let _ = write!(out, "</main><script>{SCRIPT}</script>");
    document(&name, &out)
}

fn facts(out: &mut String, rows: &[(&str, String)]) {
    out.push_str("<dl>");
    for (name, value) in rows {
        let _ = write!(out, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    }
    out.push_str("</dl>");
}

/// A button that sends the command with these members and is shown as on or off.
fn switch(out: &mut String, label: &str, is_on: bool, command: &str, members: &Value) {
    let _ = write!(
        out,
        "<form data-command=\"{command}\" data-members=\"{}\"><button role=\"switch\" aria-checked=\"{is_on}\">{}</button></form>",
        escaped(&members.to_string()),
        escaped(label)
    );
}
