//! `xero-m2m check`: whether this machine can reach its organisation, and what to do if not.

use std::collections::HashMap;
use std::io::Write;

use clap::Args;
use serde_json::{Map, Value};
use tokio::runtime::Builder;
use xero_m2m::config::ENVIRONMENT_VARIABLES;
use xero_m2m::{Client, Driver, Naming, blocking};

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

/// Gives whether all is ready.
pub(crate) fn run(
    arguments: &Arguments,
    environment: &HashMap<String, String>,
    out: &mut impl Write,
) -> Result<bool, String> {
    let report = report(arguments, environment)?;
    let shown =
        if arguments.json { report.to_string() } else { report["text"].as_str().unwrap_or_default().to_owned() };
    writeln!(out, "{shown}").map_err(|error| error.to_string())?;
    Ok(report["ready"] == true)
}

/// The variables that a client reads.
pub(crate) fn environment() -> HashMap<String, String> {
    ENVIRONMENT_VARIABLES.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?))).collect()
}

fn report(arguments: &Arguments, environment: &HashMap<String, String>) -> Result<Value, String> {
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
    let client = Client::new(Value::Object(options).to_string().as_bytes(), Naming::Snake, environment, driver)
        .map_err(|error| error.to_string())?;
    let reply = blocking::block_on(client.invoke(br#"{"verb":"check"}"#, None, None), None)
        .map_err(|error| error.to_string())?
        .ok_or("interrupted")?
        .map_err(|error| error.to_string())?;
    let mut reply: Value = serde_json::from_slice(&reply).map_err(|error| error.to_string())?;
    Ok(reply["value"].take())
}

#[cfg(test)]
mod tests {
    use super::*;
    use xero_m2m_demo::DemoCompany;

    fn checked(demo: &DemoCompany, secret: Option<&str>) -> (bool, String) {
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
        let mut out = Vec::new();
        let ready = run(&arguments, &environment, &mut out).unwrap();
        (ready, String::from_utf8(out).unwrap())
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
        assert!(!ready && text.contains("FAIL token: ") && text.contains("\nnext: check both"), "{text}");
        assert!(!text.contains("wrong-secret"));
        demo.control(br#"{"do":"connection","active":false}"#).unwrap();
        let (ready, text) = checked(&demo, None);
        assert!(!ready && text.contains("must approve the connection again"), "{text}");
    }

    #[test]
    fn without_credentials_it_says_how_to_give_them() {
        let arguments = Arguments { profile: None, base_url: None, token_url: None, json: true };
        let refusal = run(&arguments, &HashMap::new(), &mut Vec::new()).unwrap_err();
        assert!(refusal.contains("set XERO_CLIENT_ID and XERO_CLIENT_SECRET"), "{refusal}");
    }
}
