//! Commands to a running company: JSON in, JSON out.

pub(crate) mod http;
pub(crate) mod locks;
pub(crate) mod webhooks;

use serde_json::{Value, json};

use crate::clock::FASTEST;
use crate::company::{Company, State};
use crate::error::DemoError;
use crate::fields::Fields;
use crate::identity::commands;
use crate::values::dates::instant_text;
use crate::{options, seed};
use webhooks::{Wait, deliver, webhooks};

const COMMANDS: &[&str] = &[
    "fault",
    "faults",
    "clear_faults",
    "revoke_tokens",
    "clock",
    "limits",
    "clear_counters",
    "connection",
    "connections",
    "add_connection",
    "add_organisation",
    "consent",
    "lock_dates",
    "description",
    "seed",
    "strict",
    "violations",
    "clear_violations",
    "journal",
    "clear_journal",
    "snapshot",
    "reset",
    "webhooks",
    "deliver",
];

/// What a command has come to.
pub(crate) enum Step {
    Done(Vec<u8>),
    /// It is under way, and its answer can be waited for.
    Wait(Wait),
}

pub(crate) fn carry_out(company: &Company, command: &[u8]) -> Result<Step, DemoError> {
    let step = obey(company, command);
    // A receiver that was set, or a clock that was advanced, may be something to do.
    company.signals.work.notify_one();
    step
}

fn obey(company: &Company, command: &[u8]) -> Result<Step, DemoError> {
    let fields = Fields::parse("the command", command)?;
    let Some(name) = fields.text("do")? else {
        return Err(DemoError::new(format!("a command needs \"do\", one of: {}", COMMANDS.join(", "))));
    };
    let mut state = company.lock();
    let answer = match name.as_str() {
        "fault" => state.faults.add(&fields),
        "faults" => {
            fields.allow(&["do"])?;
            Ok(json!({ "hits": state.faults.hits() }))
        }
        "clear_faults" => clear_faults(&mut state, &fields),
        "revoke_tokens" => only(&fields, || {
            let now = state.clock.now();
            state.tokens.revoke_all(now);
        }),
        "clock" => clock(&mut state, &fields),
        "limits" => limits(&mut state, &fields, company.in_flight.count()),
        "clear_counters" => only(&fields, || state.limits.clear_counters()),
        "connection" => commands::change(&mut state, &fields),
        "connections" => commands::list(&state, &fields),
        "add_connection" => commands::add(&mut state, &fields),
        "add_organisation" => add_organisation(&mut state, &fields),
        "lock_dates" => locks::change(&mut state, &fields),
        "consent" => commands::consent(&mut state, &fields),
        "description" => {
            fields.allow(&["do"])?;
            Ok(company.describe(&state))
        }
        "strict" => {
            fields.allow(&["do", "enabled"])?;
            state.strict.enabled = fields.bool("enabled")?.unwrap_or(state.strict.enabled);
            Ok(json!({ "enabled": state.strict.enabled }))
        }
        "violations" => {
            fields.allow(&["do"])?;
            Ok(json!({ "violations": state.strict.violations }))
        }
        "clear_violations" => only(&fields, || state.strict.violations.clear()),
        "seed" => add_seed(&mut state, &fields),
        "journal" => journal(&state, &fields),
        "clear_journal" => only(&fields, || state.journal.clear()),
        "snapshot" => {
            fields.allow(&["do"])?;
            Ok(json!({ "snapshot": state.snapshot() }))
        }
        "reset" => {
            fields.allow(&["do", "snapshot"])?;
            let number = fields.size("snapshot")?.unwrap_or(0);
            state.reset(number).map(|()| json!({}))
        }
        "webhooks" => return webhooks(&mut state, &fields).map(Step::Wait),
        "deliver" => return deliver(&state, &fields).map(Step::Wait),
        other => Err(DemoError::unknown("command", other, COMMANDS)),
    }?;
    Ok(Step::Done(answer.to_string().into_bytes()))
}

fn only(fields: &Fields, work: impl FnOnce()) -> Result<Value, DemoError> {
    fields.allow(&["do"])?;
    work();
    Ok(json!({}))
}

/// All of them, or one.
fn clear_faults(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do", "fault"])?;
    match fields.size("fault")? {
        Some(nth) => state.faults.end(nth)?,
        None => state.faults.clear(),
    }
    Ok(json!({}))
}

fn clock(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do", "set", "advance", "speed"])?;
    let (set, advance, speed) = (fields.instant("set")?, fields.seconds("advance")?, fields.number("speed", FASTEST)?);
    if let Some(millis) = set {
        state.clock.set(millis);
    }
    if let Some(millis) = advance {
        state.clock.advance(millis);
    }
    if let Some(speed) = speed {
        state.clock.run_at(speed);
    }
    Ok(json!({ "now": instant_text(state.clock.now()), "speed": state.clock.speed() }))
}

fn limits(state: &mut State, fields: &Fields, in_flight: u64) -> Result<Value, DemoError> {
    state.limits.settings = state.limits.settings.changed(fields)?;
    let (now, payer) = (state.clock.now(), state.first_payer());
    Ok(state.limits.describe(&payer, now, in_flight))
}

fn add_organisation(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do", "name", "region", "seed"])?;
    let name = fields.text("name")?.filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| DemoError::new("an organisation needs a \"name\""))?;
    let region = fields.text("region")?.unwrap_or_else(|| "NZ".to_owned());
    let seed = options::seed(fields)?;
    state.add_organisation(name, &region, seed)
}

fn add_seed(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do", "organisation", "invoices", "contacts"])?;
    let (invoices, contacts) =
        (options::synthetic_count(fields, "invoices")?, options::synthetic_count(fields, "contacts")?);
    let at = fields.text("organisation")?.map_or(Ok(0), |name| state.organisation_named(&name))?;
    let now = state.clock.now();
    let ledger = &mut state.organisations[at].ledger;
    seed::synthetic::add(ledger, invoices, contacts, now);
    Ok(json!({
        "invoices": ledger.invoices().len(),
        "contacts": ledger.contacts().len(),
    }))
}

fn journal(state: &State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do", "last"])?;
    let last = fields.size("last")?.unwrap_or(usize::MAX);
    Ok(json!({
        "requests": state.journal.last(last),
        "token_requests": state.journal.token_requests,
        "api_requests": state.journal.api_requests,
    }))
}
