//! Organisation and connection, ledger, limits, clock and books.

use std::fmt::Write;

use serde_json::{Value, json};

use super::elements::{facts, switch};
use crate::auth::app::Activity;
use crate::books::Books;
use crate::company::State;
use crate::ledger::contact_balance::Balance;
use crate::ledger::invoice_type::InvoiceType;
use crate::values::amount::Amount;
use crate::values::dates::Day;
use crate::wire::html::escaped;

pub(crate) fn organisation(out: &mut String, state: &State) {
    let (app, books) = (state.auth.first(), &state.organisations[0]);
    let activity = match app.activity {
        Activity::Active => "active",
        Activity::Inactive => "edited, waiting for approval: calls are refused",
        Activity::Refused => "refused at the token endpoint",
    };
    let others: Vec<&str> = state.organisations.iter().skip(1).map(Books::name).collect();
    let mut rows = vec![
        ("Region", books.region().to_owned()),
        ("Tenant id", books.tenant_id().to_string()),
        ("Client id", app.client_id.clone()),
        ("Connection", activity.to_owned()),
    ];
    if !others.is_empty() {
        rows.push(("Other organisations", others.join(", ")));
    }
    out.push_str("<section><h2>Organisation and connection</h2>");
    facts(out, &rows);
    let _ = write!(
        out,
        "<details><summary>{} scopes</summary><p>{}</p></details>",
        app.scopes.len(),
        escaped(&app.scopes.join(" "))
    );
    let is_active = matches!(app.activity, Activity::Active);
    switch(out, "The connection is approved", is_active, "connection", &json!({ "active": !is_active }));
    switch(out, "Strict mode", state.strict.enabled, "strict", &json!({ "enabled": !state.strict.enabled }));
    out.push_str("</section>");
}

pub(crate) fn ledger(out: &mut String, state: &State, now: i64) {
    let ledger = &state.organisations[0].ledger;
    let balances = ledger.balances(Day::of_millis(now));
    let sum = |part: fn(&Balance) -> Amount| balances.values().map(part).sum::<Amount>().text(2);
    let currency = ledger.organisation.currency;
    let line = |kind, due| format!("{} in all; {currency} {due} due", ledger.invoices().count(kind));
    out.push_str("<section><h2>Ledger</h2>");
    facts(
        out,
        &[
            ("Sales invoices", line(InvoiceType::Accrec, sum(|one| one.receivable))),
            ("Of these overdue", format!("{currency} {}", sum(|one| one.receivable_overdue))),
            ("Bills", line(InvoiceType::Accpay, sum(|one| one.payable))),
            ("Contacts", ledger.contacts().len().to_string()),
            ("Accounts", ledger.accounts().len().to_string()),
        ],
    );
    out.push_str(
        "<form data-command=\"seed\"><label>Generated invoices<input name=\"invoices\" type=\"number\" min=\"1\" \
         max=\"1000000\" value=\"100\" required></label><button>Add them</button></form>\
         <form data-command=\"reset\"><button>Reset to the start</button></form></section>",
    );
}

pub(crate) fn limits(out: &mut String, limits: &Value) {
    let is_kept = limits["enabled"] == true;
    out.push_str("<section><h2>Limits</h2><table><tbody>");
    for (name, used, limit) in [
        ("In flight", &limits["in_flight"], &limits["concurrent"]),
        ("This minute", &limits["minute_used"], &limits["per_minute"]),
        ("Today", &limits["day_used"], &limits["per_day"]),
    ] {
        let _ = write!(out, "<tr><th scope=\"row\">{name}</th>");
        let _ = match limit {
            Value::Null => write!(out, "<td></td><td>{used} used, no limit</td></tr>"),
            _ => write!(
                out,
                "<td><meter max=\"{limit}\" value=\"{used}\"></meter></td><td>{used} used of {limit}</td></tr>"
            ),
        };
    }
    let refused =
        limits["refused"].as_object().into_iter().flatten().filter_map(|(_, count)| count.as_u64()).sum::<u64>();
    let window = limits["window"].as_str().unwrap_or_default();
    let most = &limits["most_in_flight"];
    let _ = write!(
        out,
        "</tbody></table><p>{window} window; {most} in flight at most so far; {refused} calls refused.</p>"
    );
    switch(out, "Limits are kept", is_kept, "limits", &json!({ "enabled": !is_kept }));
    out.push_str("<form data-command=\"clear_counters\"><button>Count from zero</button></form></section>");
}

pub(crate) fn clock(out: &mut String, state: &State) {
    let speed = state.clock.speed();
    out.push_str("<section><h2>Clock</h2><p>Tokens, limits and due dates follow it.</p>");
    let _ = write!(
        out,
        "<form data-command=\"clock\"><label>Seconds<input name=\"advance\" type=\"number\" value=\"1800\" required></label>\
         <button>Advance</button></form>\
         <form data-command=\"clock\"><label>Speed<input name=\"speed\" type=\"number\" min=\"0\" step=\"any\" value=\"{speed}\" required>\
         </label><button>Run at this speed</button></form></section>"
    );
}
