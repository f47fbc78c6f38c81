//! The page at `/`: the company at a glance, for a person. It shows no secret, and everything on it is escaped.

mod faults;
mod journal;
mod sections;

use std::fmt::Write;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use serde_json::Value;

use crate::company::{Company, State};
use crate::dates::instant_text;
use crate::reply::{HTML, Reply};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// So that no browser asks the company for one.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' \
    height='8' rx='2' fill='%231f6f8b'/%3E%3Cpath d='M2 6V4m2 2V2m2 4V3' stroke='%23fff'/%3E%3C/svg%3E";

/// Nothing but this page's own style and script, and commands to its own company.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!("{}; script-src 'sha256-{}'; connect-src 'self'; form-action 'none'", *STYLE_POLICY, hash(SCRIPT))
});

/// Nothing but the style of the company's pages.
pub(crate) static STYLE_POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = hash(STYLE);
    format!("default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; frame-ancestors 'none'")
});

fn hash(text: &str) -> String {
    STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()))
}

pub(crate) fn answer(company: &Company) -> Reply {
    let html = html(&mut company.lock(), company.in_flight());
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

/// A page in the company's style; the title and the body are HTML.
pub(crate) fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" \
         content=\"light dark\"><link rel=\"icon\" href=\"{ICON}\"><style>{STYLE}</style></head>\
         <body>{body}</body></html>"
    )
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

pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}
