//! The page at `/`, an overview of the company. It shows no secrets, and everything on it is escaped.

pub(crate) mod elements;
pub(crate) mod faults;
pub(crate) mod journal;
pub(crate) mod sections;

use std::fmt::Write;
use std::sync::LazyLock;

use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};

use crate::company::{Company, CompanyState};
use crate::values::dates::instant_text;
use crate::wire::html::{STYLE_POLICY, document, escaped, hash};
use crate::wire::response::{ApiResponse, HTML};

const SCRIPT: &str = include_str!("page.js");

/// Allows only this page's style and script, and requests to this company.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!("{}; script-src 'sha256-{}'; connect-src 'self'; form-action 'none'", *STYLE_POLICY, hash(SCRIPT))
});

pub(crate) fn respond(company: &Company) -> ApiResponse {
    let html = html(&mut company.lock(), company.in_flight.count());
    ApiResponse::new(200, HTML, html)
        .with(CONTENT_SECURITY_POLICY, &POLICY)
        .with(REFERRER_POLICY, "no-referrer")
        .with(CACHE_CONTROL, "no-store")
}

fn html(state: &mut CompanyState, in_flight: u64) -> String {
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
    let quota_key = state.first_quota_key();
    sections::limits(&mut out, &state.limits.describe(&quota_key, now, in_flight));
    sections::clock(&mut out, state);
    faults::section(&mut out, &state.faults);
    journal::section(&mut out, &state.journal);
    let _ = write!(out, "</main><script>{SCRIPT}</script>");
    document(&name, &out)
}
