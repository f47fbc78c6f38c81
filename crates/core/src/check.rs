//! `check`: all that a client needs, looked at one by one, down to the one thing to do next.

use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde_json::Value;

use crate::arguments::Arguments;
use crate::call::{Call, Caller, Payload};
use crate::client::Client;
use crate::config::CallOptions;
use crate::error::{Error, Kind, Result, spelt_out};
use crate::names::CaseOfNames;
use crate::operations;
use crate::send::Completed;
use crate::shown::shown;
use crate::transport::{Deadline, date};
use xero_m2m_spec::NameCase;

/// A clock that is off by more can make dates wrong that a program writes.
const TOLERABLE_SKEW: u64 = 600;

/// A check has an end within half a minute, whoever does not answer.
const LONGEST: Duration = Duration::from_secs(25);

/// What was found.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    ready: bool,
    /// What to do next, where it is not ready.
    next_step: Option<String>,
    organisation: Option<String>,
    checks: Vec<Check>,
    /// All of it, a line each, as a shell shows it.
    text: String,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    detail: String,
}

#[derive(Debug, Default)]
struct Findings {
    checks: Vec<Check>,
    next_step: Option<String>,
    organisation: Option<String>,
}

impl Client {
    /// Gets a token and the organisation, and tells of everything on the way. What fails is told, not raised.
    pub(crate) async fn check(&self, options: &CallOptions, caller: &Caller) -> Report {
        let mut findings = Findings::default();
        let from = format!("credentials from {}", self.config.credentials_from);
        let told: Vec<&str> =
            [from.as_str()].into_iter().chain(self.config.warnings.iter().map(String::as_str)).collect();
        findings.fine("environment", &told.join("; "));
        findings.fine("proxy", &self.config.pool.describe_proxy());
        findings.fine("certificates", &self.config.pool.describe_roots());
        let deadline = Deadline::start(options.deadline.or(Some(LONGEST)), &self.clock);
        match self.token(options, &deadline, "check", caller.number).await {
            Err(error) => findings.failed("token", &error, self.case),
            Ok(token) => {
                findings.fine("token", &format!("good for {:.0} s", self.token_life().as_secs_f64()));
                findings.fine("scopes", &scopes(&token.scopes));
                match self.organisation(options, caller, &deadline).await {
                    Err(error) => findings.failed("organisation", &error, self.case),
                    Ok(completed) => {
                        findings.clock(date(&completed.reply.headers));
                        findings.organisation(&completed, self.case);
                        findings.fine("limits", &limits(&self.rate_limits()));
                    }
                }
            }
        }
        findings.report()
    }

    async fn organisation(&self, options: &CallOptions, caller: &Caller, deadline: &Deadline) -> Result<Completed> {
        let operation = operations::operation("organisation.get", NameCase::Snake)?;
        let arguments = Arguments::parse(operation, None, self.case)?;
        let base = &self.config.base_url;
        let mut call = Call::of_table(operation, &arguments, None, Payload::None, options, base, self.case)?;
        call.caller = caller.clone();
        self.complete(&call, options, deadline.clone()).await
    }
}

impl Findings {
    fn fine(&mut self, name: &'static str, detail: &str) {
        self.found(name, true, detail);
    }

    fn failed(&mut self, name: &'static str, error: &Error, case: NameCase) {
        let wait = error.details().retry_after.map(|wait| format!("; retry after {}", spelt_out(wait)));
        self.found(name, false, &format!("{}{}", error.message(), wait.unwrap_or_default()));
        let advice = match error.kind() {
            Kind::Deadline => "check the network, DNS and proxy settings; a server that is overloaded answers later",
            _ => error.advice().unwrap_or(error.message()),
        };
        self.next_step = Some(shown(&case.sentence(advice)).into_owned());
    }

    /// A finding is text for people, whoever's words it holds.
    fn found(&mut self, name: &'static str, ok: bool, detail: &str) {
        self.checks.push(Check { name, ok, detail: shown(detail).into_owned() });
    }

    fn clock(&mut self, servers: Option<SystemTime>) {
        let Some(servers) = servers else { return };
        let (skew, side) = match servers.duration_since(SystemTime::now()) {
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

    fn organisation(&mut self, completed: &Completed, case: NameCase) {
        let body: Value = serde_json::from_slice(&completed.reply.body).unwrap_or_default();
        let organisation = &body["Organisations"][0];
        match organisation["Name"].as_str() {
            Some(name) => {
                self.organisation = Some(name.to_owned());
                let country = organisation["CountryCode"].as_str().unwrap_or("?");
                self.fine("organisation", &format!("{name} ({country})"));
            }
            None => {
                self.found("organisation", false, "the response holds no organisation");
                let next = "check that base_url is Xero's and that no proxy answers in its place";
                self.next_step = Some(case.sentence(next).into_owned());
            }
        }
    }

    fn report(self) -> Report {
        let Self { checks, next_step, organisation } = self;
        let mut lines: Vec<String> = checks
            .iter()
            .map(|Check { name, ok, detail }| format!("{} {name}: {detail}", if *ok { "ok  " } else { "FAIL" }))
            .collect();
        lines.push(next_step.as_ref().map_or_else(|| "ready".to_owned(), |step| format!("next step: {step}")));
        Report { ready: next_step.is_none(), next_step, organisation, checks, text: lines.join("\n") }
    }
}

fn scopes(scopes: &[String]) -> String {
    if scopes.is_empty() { "all that the connection was given".to_owned() } else { scopes.join(" ") }
}

fn limits(report: &Value) -> String {
    let left = |limit: &str| report[limit]["remaining"].as_u64().map_or("?".to_owned(), |left| left.to_string());
    format!("{} calls left of this minute, {} of this day", left("minute"), left("day"))
}
