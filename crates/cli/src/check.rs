//! `xero-m2m check`: whether this machine can reach its organisation, and what to do if not.

use std::collections::HashMap;
use std::io::Write;

use clap::Args;
use serde_json::{Map, Value};
use tokio::runtime::Builder;
use xero_m2m::config::ENVIRONMENT_VARIABLES;
use xero_m2m::{Client, Driver, NameCase, blocking};

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

/// Gives whether all is ready. `meanwhile` gets a line where something takes long.
pub(crate) fn run(
    arguments: &Arguments,
    environment: &HashMap<String, String>,
    out: &mut impl Write,
    meanwhile: &mut impl Write,
) -> Result<bool, String> {
    let report = report(arguments, environment, meanwhile)?;
    let shown =
        if arguments.json { report.to_string() } else { report["text"].as_str().unwrap_or_default().to_owned() };
    writeln!(out, "{shown}").map_err(|error| error.to_string())?;
    Ok(report["ready"] == true)
}

/// The variables that a client reads.
pub(crate) fn environment() -> HashMap<String, String> {
    ENVIRONMENT_VARIABLES.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?))).collect()
}

fn report(
    arguments: &Arguments,
    environment: &HashMap<String, String>,
    meanwhile: &mut impl Write,
) -> Result<Value, String> {
    let given =
        [("profile", &arguments.profile), ("base_url", &arguments.base_url), ("token_url", &arguments.token_url)];
    let options: Map<String, Value> =
        given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::String(value.clone()?)))).collect();
    let background = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| format!("no threads: {error}"))?;
    let driver = Driver::Caller { background: background.handle().clone() };
    let client = Client::new(Value::Object(options).to_string().as_bytes(), NameCase::Snake, environment, driver)
        .map_err(|error| error.to_string())?;
    client.listen(true);
    let mut tick = || {
        tell(&client, meanwhile);
        false
    };
    let reply = blocking::block_on(client.invoke(br#"{"verb":"check"}"#, None, None), Some(&mut tick))
        .map_err(|error| error.to_string())?
        .ok_or("interrupted")?
        .map_err(|error| error.to_string())?;
    let mut reply: Value = serde_json::from_slice(&reply).map_err(|error| error.to_string())?;
    Ok(reply["value"].take())
}

/// Says what is waited for, as far as there is news.
fn tell(client: &Client, meanwhile: &mut impl Write) {
    if !client.has_events() {
        return;
    }
    let events: Vec<Value> = serde_json::from_slice(&client.take_events()).unwrap_or_default();
    for event in events {
        let what = match event["waiting_for"].as_str() {
            Some("token") => "a token",
            Some("attempt") => "Xero's answer",
            Some("retry") => "the next attempt",
            Some("file") => "a file",
            Some(_) => "the limits",
            None => continue,
        };
        let seconds = |name: &str| event[name].as_f64();
        let at_most = seconds("at_most").map(|most| format!(", at most {most:.0} s")).unwrap_or_default();
        let waited = seconds("waited").unwrap_or_default();
        // Nothing can be told when the terminal itself is gone.
        let _ = writeln!(meanwhile, "waiting for {what} for {waited:.0} s{at_most}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use xero_m2m_demo::DemoCompany;

    /// The arguments and the environment of a check against this company.
    fn given(demo: &DemoCompany, secret: Option<&str>) -> (Arguments, HashMap<String, String>) {
        let described: Value = serde_json::from_slice(&demo.describe()).unwrap();
        let text = |name: &str| described[name].as_str().unwrap().to_owned();
        let arguments = Arguments {
            profile: None,
            base_url: Some(text("base_url")),
            token_url: Some(text("token_url")),
            json: false,
        };
        let environment = HashMap::from([
            ("XERO_CLIENT_ID".to_owned(), text("client_id")),
            ("XERO_CLIENT_SECRET".to_owned(), secret.map_or_else(|| text("client_secret"), str::to_owned)),
        ]);
        (arguments, environment)
    }

    fn checked(demo: &DemoCompany, secret: Option<&str>) -> (bool, String) {
        let (arguments, environment) = given(demo, secret);
        let mut out = Vec::new();
        let ready = run(&arguments, &environment, &mut out, &mut Vec::new()).unwrap();
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
        assert!(!run(&arguments, &environment, &mut out, &mut meanwhile).unwrap());
        let (out, meanwhile) = (String::from_utf8(out).unwrap(), String::from_utf8(meanwhile).unwrap());
        assert!(meanwhile.starts_with("waiting for Xero's answer for 5 s, at most 2"), "{meanwhile}");
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
        let refusal = run(&arguments, &HashMap::new(), &mut Vec::new(), &mut Vec::new()).unwrap_err();
        assert!(refusal.contains("set XERO_CLIENT_ID and XERO_CLIENT_SECRET"), "{refusal}");
    }
}
