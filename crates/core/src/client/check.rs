//! `check`: all that a client needs, looked at one by one, down to the one thing to do next.

use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::call::send::Completed;
use crate::call::{Call, Caller, Payload};
use crate::config::CallSettings;
use crate::connection::Connection;
use crate::error::{Error, ErrorKind, Result, spelt_out};
use crate::limits::RateLimitState;
use crate::request::arguments::Arguments;
use crate::request::operations::operation_named;
use crate::shown::shown;
use crate::transport::{Deadline, date};

/// A clock that is off by more can make dates wrong that a program writes.
const TOLERABLE_SKEW: u64 = 600;

/// A check has an end within half a minute, whoever does not respond.
const LONGEST: Duration = Duration::from_secs(25);

/// Whether everything is ready for calls, and what was found on the way.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// Whether calls would work.
    pub ready: bool,
    /// What to do next, where they would not.
    pub next_step: Option<String>,
    /// The name of the organisation.
    pub organisation: Option<String>,
    /// What was looked at, in this order.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// `environment`, `proxy`, `certificates`, `token`, `scopes`, `organisation`, `clock` or `limits`.
    pub name: &'static str,
    /// Whether it is as it should be.
    pub ok: bool,
    /// What was found, in words.
    pub detail: String,
}

impl std::fmt::Display for CheckReport {
    /// All of it, a line each.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for Check { name, ok, detail } in &self.checks {
            writeln!(f, "{} {name}: {detail}", if *ok { "ok  " } else { "FAIL" })?;
        }
        match &self.next_step {
            Some(step) => write!(f, "next step: {step}"),
            None => f.write_str("ready"),
        }
    }
}

#[derive(Debug, Default)]
struct Findings {
    checks: Vec<Check>,
    next_step: Option<String>,
    organisation: Option<String>,
}

/// Gets a token and the organisation, and reports everything on the way.
pub(super) async fn check(connection: &Connection, settings: &CallSettings, caller: &Caller) -> CheckReport {
    let config = &connection.config;
    let mut findings = Findings::default();
    let credentials = format!("credentials from {}", config.credentials_from);
    let addresses =
        (!config.addresses_from.is_empty()).then(|| format!("{} used", config.addresses_from.join(" and ")));
    let environment: Vec<&str> =
        [&credentials].into_iter().chain(&addresses).chain(&config.warnings).map(String::as_str).collect();
    findings.fine("environment", &environment.join("; "));
    findings.fine("proxy", &config.pool.describe_proxy());
    findings.fine("certificates", &config.pool.describe_roots());
    let deadline = Deadline::start(settings.deadline.or(Some(LONGEST)), &connection.clock);
    match connection.token(settings, &deadline, "check", caller.number).await {
        Err(error) => findings.failed("token", &error),
        Ok(token) => {
            let left = connection.tokens.current().map_or(Duration::ZERO, |(_, left)| left);
            findings.fine("token", &format!("good for {:.0} s", left.as_secs_f64()));
            findings.fine("scopes", &scopes(&token.scopes));
            match organisation(connection, settings, caller, &deadline).await {
                Err(error) => findings.failed("organisation", &error),
                Ok(completed) => {
                    findings.clock(date(&completed.response.headers), connection.clock.now().wall);
                    findings.organisation(&completed);
                    findings.fine("limits", &limits(&connection.limiter_of(settings).report()));
                }
            }
        }
    }
    findings.report()
}

async fn organisation(
    connection: &Connection,
    settings: &CallSettings,
    caller: &Caller,
    deadline: &Deadline,
) -> Result<Completed> {
    let case = connection.config.case;
    let operation = operation_named("organisation.get", xero_m2m_spec::NameCase::Snake)?;
    let arguments = Arguments::parse(operation, Map::new(), settings.extras.as_ref(), case)?;
    let base = &connection.config.base_url;
    let mut call = Call::of_table(operation, &arguments, None, Payload::None, settings, base, case)?;
    call.caller = caller.clone();
    connection.complete(&call, settings, deadline.clone()).await
}

impl Findings {
    fn fine(&mut self, name: &'static str, detail: &str) {
        self.found(name, true, detail);
    }

    fn failed(&mut self, name: &'static str, error: &Error) {
        let wait = error.details().retry_after.map(|wait| format!("; retry after {}", spelt_out(wait)));
        self.found(name, false, &format!("{}{}", error.message(), wait.unwrap_or_default()));
        let advice = match error.kind() {
            ErrorKind::Deadline => "check the network, DNS and proxy settings; an overloaded server may respond later",
            _ => error.advice().unwrap_or(error.message()),
        };
        self.next_step = Some(shown(advice).into_owned());
    }

    /// A finding is text for people, whoever's words it holds.
    fn found(&mut self, name: &'static str, ok: bool, detail: &str) {
        self.checks.push(Check { name, ok, detail: shown(detail).into_owned() });
    }

    fn clock(&mut self, servers: Option<SystemTime>, own: SystemTime) {
        let Some(servers) = servers else { return };
        let (skew, side) = match servers.duration_since(own) {
            Ok(skew) => (skew.as_secs(), "behind"),
            Err(error) => (error.duration().as_secs(), "ahead of"),
        };
        let ok = skew <= TOLERABLE_SKEW;
        let detail = if skew < 2 { "right".to_owned() } else { format!("{skew} s {side} the server's") };
        self.found("clock", ok, &detail);
        if !ok {
            self.next_step = Some("set this machine's clock, by NTP for instance".to_owned());
        }
    }

    fn organisation(&mut self, completed: &Completed) {
        let body: Value = serde_json::from_slice(&completed.response.body).unwrap_or_default();
        let organisation = &body["Organisations"][0];
        match organisation["Name"].as_str() {
            Some(name) => {
                self.organisation = Some(name.to_owned());
                let country = organisation["CountryCode"].as_str().unwrap_or("?");
                self.fine("organisation", &format!("{name} ({country})"));
            }
            None => {
                self.found("organisation", false, "the response holds no organisation");
                let next = "check that base_url is Xero's and that no proxy responds in its place";
                self.next_step = Some(next.to_owned());
            }
        }
    }

    fn report(self) -> CheckReport {
        let Self { checks, next_step, organisation } = self;
        CheckReport { ready: next_step.is_none(), next_step, organisation, checks }
    }
}

fn scopes(scopes: &[String]) -> String {
    if scopes.is_empty() { "all that the connection was given".to_owned() } else { scopes.join(" ") }
}

fn limits(state: &RateLimitState) -> String {
    let left = |remaining: Option<usize>| remaining.map_or("?".to_owned(), |left| left.to_string());
    let day = state.day.remaining.and_then(|left| usize::try_from(left).ok());
    format!("{} calls left of this minute, {} of this day", left(state.minute.remaining), left(day))
}
