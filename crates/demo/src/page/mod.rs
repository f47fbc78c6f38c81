//! The page at `/`: the company at a glance, for a person. It shows no secret, and everything on it is escaped.

use std::fmt::Write;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use serde_json::Value;

use crate::amount::Amount;
use crate::auth::Activity;
use crate::company::{Company, State};
use crate::dates::{Day, instant_text};
use crate::ledger::invoice::InvoiceType;
use crate::reply::{HTML, Reply};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const SHOWN_REQUESTS: usize = 30;

/// Nothing but this page's own style and script, and commands to its own company.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; form-action 'none'; \
         base-uri 'none'; frame-ancestors 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
});

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
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{name}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>{STYLE}</style></head>\
         <body><main><h1>{name}</h1><p role=\"status\"></p>"
    );
    organisation(&mut out, state, now);
    ledger(&mut out, state, now);
    let payer = state.first_payer();
    limits(&mut out, &state.limits.describe(&payer, now, in_flight));
    faults(&mut out, state);
    journal(&mut out, state);
    let _ = write!(out, "</main><script>{SCRIPT}</script></body></html>");
    out
}

fn organisation(out: &mut String, state: &State, now: i64) {
    let (app, books) = (state.auth.first(), &state.organisations[0]);
    let activity = match app.activity {
        Activity::Active => "active",
        Activity::Inactive => "edited, waiting for approval: calls are refused",
        Activity::Refused => "refused at the token endpoint",
    };
    let rows = [
        ("Region", books.region().to_owned()),
        ("Tenant id", books.tenant_id().to_string()),
        ("Client id", app.client_id.clone()),
        ("Connection", activity.to_owned()),
        ("Scopes", app.scopes.join(" ")),
        ("Clock", format!("{} (speed {})", instant_text(now), state.clock.speed())),
    ];
    out.push_str("<h2>Organisation and connection</h2>");
    facts(out, &rows);
    out.push_str(
        "<form data-command=\"clock\"><label>Seconds<input name=\"advance\" type=\"number\" value=\"1800\"></label>\
         <button>Advance the clock</button></form>\
         <form data-command=\"reset\"><button>Reset to the start</button></form>",
    );
}

fn ledger(out: &mut String, state: &State, now: i64) {
    let ledger = &state.organisations[0].ledger;
    let of = |kind| ledger.invoices().iter().filter(move |invoice| invoice.kind == kind);
    let due = |kind| -> Amount { of(kind).filter(|one| one.is_open()).map(|one| one.amount_due()).sum() };
    let currency = ledger.organisation.currency;
    let line = |kind| format!("{} in all; {currency} {} due", of(kind).count(), due(kind).text(2));
    let overdue: Amount = ledger.balances(Day::of_millis(now)).values().map(|balance| balance.receivable_overdue).sum();
    out.push_str("<h2>Ledger</h2>");
    facts(
        out,
        &[
            ("Sales invoices", line(InvoiceType::Accrec)),
            ("Of these overdue", format!("{currency} {}", overdue.text(2))),
            ("Bills", line(InvoiceType::Accpay)),
            ("Contacts", ledger.contacts().len().to_string()),
            ("Accounts", ledger.accounts().len().to_string()),
        ],
    );
}

fn limits(out: &mut String, limits: &Value) {
    let text = |name: &str| match &limits[name] {
        Value::Null => "no limit".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    out.push_str("<h2>Limits</h2>");
    facts(
        out,
        &[
            ("Kept", text("enabled")),
            (
                "In flight",
                format!("{} of {}; {} at most so far", text("in_flight"), text("concurrent"), text("most_in_flight")),
            ),
            (
                "This minute",
                format!("{} used, {} left ({} window)", text("minute_used"), text("minute_remaining"), text("window")),
            ),
            ("Today", format!("{} used, {} left", text("day_used"), text("day_remaining"))),
        ],
    );
}

fn faults(out: &mut String, state: &State) {
    let hits = state.faults.hits();
    let _ = write!(out, "<h2>Faults</h2><p>{} added since the last clearing; hits: {hits:?}</p>", hits.len());
    out.push_str(
        "<form data-command=\"fault\"><label>Route<input name=\"route\" value=\"GET /Invoices\" required></label>\
         <label>Status<input name=\"status\" type=\"number\" min=\"200\" max=\"599\"></label>\
         <label>Delay in seconds<input name=\"delay\" type=\"number\" min=\"0\" step=\"any\"></label>\
         <label>Times<input name=\"times\" type=\"number\" min=\"1\" value=\"1\"></label>\
         <button>Add the fault</button></form>\
         <form data-command=\"clear_faults\"><button>Clear all faults</button></form>",
    );
}

fn journal(out: &mut String, state: &State) {
    let requests = state.journal.last(SHOWN_REQUESTS);
    let _ = write!(
        out,
        "<h2>Calls</h2><p>{} for tokens, {} of the API. The last ones, newest first:</p><div class=\"wide\"><table>\
         <thead><tr><th scope=\"col\">Method</th><th scope=\"col\">Path</th><th scope=\"col\" class=\"number\">Status</th>\
         <th scope=\"col\">Request id</th></tr></thead><tbody>",
        state.journal.token_requests, state.journal.api_requests
    );
    for entry in requests.iter().rev() {
        let query = entry.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let _ = write!(
            out,
            "<tr><td>{}</td><td>{}{}</td><td class=\"number\">{}</td><td>{}</td></tr>",
            escaped(&entry.method),
            escaped(&entry.path),
            escaped(&query),
            entry.status.map_or_else(|| "none".to_owned(), |status| status.to_string()),
            escaped(&entry.request_id)
        );
    }
    out.push_str("</tbody></table></div>");
}

fn facts(out: &mut String, rows: &[(&str, String)]) {
    out.push_str("<table><tbody>");
    for (name, value) in rows {
        let _ = write!(out, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escaped(name), escaped(value));
    }
    out.push_str("</tbody></table>");
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
