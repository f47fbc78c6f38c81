//! `xero-m2m check`: whether this machine can reach its organisation, and what to do if not.

use std::io::Write;
use std::time::Duration;

use clap::Args;
use tokio::time::interval;
use xero_m2m::{CheckReport, Client, Environment, Event};

use crate::blocking::block_on;

/// How often it looks for news of what takes long.
const TICK: Duration = Duration::from_millis(50);

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// An entry of the configuration file; without it the environment's credentials are checked.
    #[arg(long)]
    profile: Option<String>,
    /// Another API than Xero's, such as a demo company's.
    #[arg(long)]
    base_url: Option<String>,
    /// Another token endpoint than Xero's.
    #[arg(long)]
    token_url: Option<String>,
    /// Print the findings as one line of JSON.
    #[arg(long)]
    json: bool,
}

/// Gives whether all is ready. `environment` holds the variables that a client reads; none stands for the process's own.
/// `meanwhile` gets a line where something takes long.
pub(crate) fn run(
    arguments: &Arguments,
    environment: Option<Environment>,
    out: &mut impl Write,
    meanwhile: &mut impl Write,
) -> Result<bool, String> {
    let report = block_on(report(arguments, environment, meanwhile))?.map_err(|error| error.to_string())?;
    let shown = if arguments.json { json(&report).map_err(|error| error.to_string())? } else { report.to_string() };
    writeln!(out, "{shown}").map_err(|error| error.to_string())?;
    Ok(report.ready)
}

/// The report as one line, with the text that is shown without `--json`.
fn json(report: &CheckReport) -> serde_json::Result<String> {
    let mut json = serde_json::to_value(report)?;
    json["text"] = report.to_string().into();
    Ok(json.to_string())
}

async fn report(
    arguments: &Arguments,
    environment: Option<Environment>,
    meanwhile: &mut impl Write,
) -> xero_m2m::Result<CheckReport> {
    let mut builder = Client::builder();
    if let Some(environment) = environment {
        builder = builder.environment(environment);
    }
    if let Some(profile) = &arguments.profile {
        builder = builder.profile(profile);
    }
    if let Some(url) = &arguments.base_url {
        builder = builder.base_url(url);
    }
    if let Some(url) = &arguments.token_url {
        builder = builder.token_url(url);
    }
    let client = builder.build()?;
    client.listen(true);
    let mut check = Box::pin(client.check());
    let mut ticks = interval(TICK);
    loop {
        tokio::select! {
            report = &mut check => return report,
            _ = ticks.tick() => report_waits(&client, meanwhile),
        }
    }
}

/// Says what is waited for, as far as there is news.
fn report_waits(client: &Client, meanwhile: &mut impl Write) {
    for event in client.take_events() {
        let Event::Waiting { waiting_for, waited, at_most, .. } = event else { continue };
        let what = match waiting_for {
            "token" => "a token",
            "attempt" => "Xero's response",
            "retry" => "the next attempt",
            "file" => "a file",
            _ => "the limits",
        };
        let at_most = at_most.map(|most| format!(", at most {most:.0} s")).unwrap_or_default();
        // Nothing can be reported when the terminal itself is gone.
        let _ = writeln!(meanwhile, "waiting for {what} for {waited:.0} s{at_most}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use xero_m2m_demo::DemoCompany;

    /// The arguments and the environment of a check against this company.
    fn given(demo: &DemoCompany, secret: Option<&str>) -> (Arguments, Environment) {
        let described: Value = serde_json::from_slice(&demo.describe()).unwrap();
        let text = |name: &str| described[name].as_str().unwrap().to_owned();
        let arguments = Arguments {
            profile: None,
            base_url: Some(text("base_url")),
            token_url: Some(text("token_url")),
            json: false,
        };
        let environment = Environment::from([
            ("XERO_CLIENT_ID".to_owned(), text("client_id")),
            ("XERO_CLIENT_SECRET".to_owned(), secret.map_or_else(|| text("client_secret"), str::to_owned)),
        ]);
        (arguments, environment)
    }

    fn checked(demo: &DemoCompany, secret: Option<&str>) -> (bool, String) {
        let (arguments, environment) = given(demo, secret);
        let mut out = Vec::new();
        let ready = run(&arguments, Some(environment), &mut out, &mut Vec::new()).unwrap();
        (ready, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_server_that_takes_long_is_told_of_meanwhile_and_a_refusals_wait_at_the_end() {
        let demo = DemoCompany::start(b"{}").unwrap();
        demo.control(
            br#"{"do":"fault","route":"GET /Organisation","delay":6,"status":503,"headers":{"Retry-After":"3600"}}"#,
        )
        .unwrap();
        let (arguments, environment) = given(&demo, None);
        let (mut out, mut meanwhile) = (Vec::new(), Vec::new());
        assert!(!run(&arguments, Some(environment), &mut out, &mut meanwhile).unwrap());
        let (out, meanwhile) = (String::from_utf8(out).unwrap(), String::from_utf8(meanwhile).unwrap());
        assert!(meanwhile.starts_with("waiting for Xero's response for 5 s, at most 2"), "{meanwhile}");
        assert!(out.contains("FAIL organisation: ") && out.contains("; retry after 3600 s (1 h)\n"), "{out}");
    }

    #[test]
    fn it_ends_with_ready_or_with_the_one_thing_to_do() {
        let demo = DemoCompany::start(b"{}").unwrap();
        let (ready, text) = checked(&demo, None);
        assert!(ready && text.ends_with("\nready\n"), "{text}");
        for name in ["environment", "clock", "proxy", "certificates", "token", "scopes", "organisation", "limits"] {
            assert!(text.contains(&format!("ok   {name}: ")), "{name}: {text}");
        }
        let (ready, text) = checked(&demo, Some("wrong-secret"));
        assert!(!ready && text.contains("FAIL token: ") && text.contains("\nnext step: check both"), "{text}");
        assert!(!text.contains("wrong-secret"));
        demo.control(br#"{"do":"connection","active":false}"#).unwrap();
        let (ready, text) = checked(&demo, None);
        assert!(!ready && text.contains("must approve the connection again"), "{text}");
    }

    #[test]
    fn without_credentials_it_says_how_to_give_them() {
        let arguments = Arguments { profile: None, base_url: None, token_url: None, json: true };
        let refusal = run(&arguments, Some(Environment::new()), &mut Vec::new(), &mut Vec::new()).unwrap_err();
        assert!(refusal.contains("set XERO_CLIENT_ID and XERO_CLIENT_SECRET"), "{refusal}");
    }
}
