//! The page at `/`: the company at a glance, for a person. It shows no secret, and everything on it is escaped.

pub(crate) mod elements;
pub(crate) mod faults;
pub(crate) mod journal;
pub(crate) mod sections;

use std::fmt::Write;
use std::sync::LazyLock;

use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};

use crate::company::{Company, State};
use crate::values::dates::instant_text;
use crate::wire::html::{STYLE_POLICY, document, escaped, hash};
use crate::wire::response::{HTML, Reply};

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
