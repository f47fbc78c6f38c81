//! Commands to a running company: JSON in, JSON out.

pub(crate) mod http;

use serde_json::{Value, json};

use crate::clock::FASTEST;
use crate::company::{Activity, App, Company, Secret, State};
use crate::dates::instant_text;
use crate::error::DemoError;
use crate::fields::Fields;
use crate::seed;
use crate::webhooks::commands::{Wait, deliver, webhooks};

/// A slip of the finger must not fill the memory.
const MOST_GENERATED: usize = 1_000_000;

const COMMANDS: &[&str] = &[
    "fault",
    "faults",
    "clear_faults",
    "revoke_tokens",
    "clock",
    "limits",
    "clear_counters",
    "connection",
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
        "clear_faults" => only(&fields, || state.faults.clear()),
        "revoke_tokens" => only(&fields, || {
            let now = state.clock.now();
            state.tokens.revoke_all(now);
        }),
        "clock" => clock(&mut state, &fields),
        "limits" => limits(&mut state, &fields, company.in_flight()),
        "clear_counters" => only(&fields, || state.limits.clear_counters()),
        "connection" => connection(&mut state, &fields),
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
    let now = state.clock.now();
    Ok(state.limits.describe(now, in_flight))
}

fn connection(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do", "active", "scopes", "app", "client_secret"])?;
    let activity = match fields.get("active") {
        None => state.connection.activity,
        Some(Value::Bool(true)) => Activity::Active,
        Some(Value::Bool(false)) => Activity::Inactive,
        Some(Value::String(word)) if word == "refused" => Activity::Refused,
        Some(_) => {
            let text =
                "\"active\" must be true, false (tokens without a tenant, calls refused) or \"refused\" (no tokens)";
            return Err(DemoError::new(text));
        }
    };
    let app = match fields.text("app")?.as_deref() {
        None => state.connection.app,
        Some("custom_connection") => App::CustomConnection,
        Some("web") => App::Web,
        Some(other) => return Err(DemoError::unknown("app", other, &["custom_connection", "web"])),
    };
    if let Some(scopes) = fields.texts("scopes")? {
        state.connection.scopes = scopes;
    }
    if let Some(secret) = fields.text("client_secret")? {
        state.client_secret = Secret::new(secret);
    }
    state.connection.activity = activity;
    state.connection.app = app;
    Ok(json!({
        "active": match activity {
            Activity::Active => Value::Bool(true),
            Activity::Inactive => Value::Bool(false),
            Activity::Refused => Value::from("refused"),
        },
        "scopes": state.connection.scopes,
        "app": match app { App::CustomConnection => "custom_connection", App::Web => "web" },
    }))
}

fn add_seed(state: &mut State, fields: &Fields) -> Result<Value, DemoError> {
    fields.allow(&["do", "invoices", "contacts"])?;
    let (invoices, contacts) = (fields.size("invoices")?.unwrap_or(0), fields.size("contacts")?.unwrap_or(0));
    if invoices.max(contacts) > MOST_GENERATED {
        return Err(DemoError::new(format!("at most {MOST_GENERATED} records can be generated at once")));
    }
    let now = state.clock.now();
    seed::generated::add(&mut state.books.ledger, invoices, contacts, now);
    Ok(json!({
        "invoices": state.books.ledger.invoices().len(),
        "contacts": state.books.ledger.contacts().len(),
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
