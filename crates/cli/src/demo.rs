//! `xero-m2m demo`: the demo company in a shell, for any program on this machine.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};
use xero_m2m::shown;
use xero_m2m_demo::DemoCompany;

use crate::blocking::block_on;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command")]
pub(crate) struct Arguments {
    /// The organisation's country: NZ, AU, UK or US.
    #[arg(long, default_value = "NZ")]
    region: String,
    /// How long its tokens live, in seconds.
    #[arg(long, default_value_t = 1800)]
    token_ttl: u32,
    /// Allow any number of calls: no 429.
    #[arg(long)]
    no_limits: bool,
    /// Hold each request against Xero's specifications, and respond with 400 and the difference where it does not fit.
    #[arg(long)]
    strict: bool,
    /// Speak https, with a certificate of a CA made for this company.
    #[arg(long)]
    tls: bool,
    /// Where the certificate of that CA is written; otherwise a temporary file.
    #[arg(long, requires = "tls")]
    ca_file: Option<String>,
    /// The port on 127.0.0.1; 0 is any free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The time that its clock starts at, such as 2026-11-23T00:00:00Z.
    #[arg(long)]
    clock: Option<String>,
    /// How many times faster than real time its clock runs; 0 makes it stand still.
    #[arg(long)]
    clock_speed: Option<f64>,
    /// Start with the organisation and its chart of accounts only.
    #[arg(long)]
    empty: bool,
    /// How many invoices to generate.
    #[arg(long, default_value_t = 0)]
    invoices: u32,
    /// How many contacts to generate.
    #[arg(long, default_value_t = 0)]
    contacts: u32,
    /// A command to begin with, such as '{"do": "fault", "route": "GET /Invoices", "status": 503}'. May be given again.
    #[arg(long = "command", value_name = "JSON")]
    commands: Vec<String>,
    /// Print the addresses as one line of JSON in place of shell exports.
    #[arg(long)]
    json: bool,
}

impl Arguments {
    fn options(&self) -> Value {
        json!({
            "region": self.region,
            "token_ttl": self.token_ttl,
            "limits": !self.no_limits,
            "strict": self.strict,
            "tls": self.tls,
            "ca_file": self.ca_file,
            "port": self.port,
            "clock": self.clock,
            "clock_speed": self.clock_speed,
            "seed": { "empty": self.empty, "invoices": self.invoices, "contacts": self.contacts },
        })
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<(), String> {
    let options = arguments.options().to_string();
    let company = DemoCompany::start(options.as_bytes()).map_err(|error| shown(error.message()).into_owned())?;
    for command in &arguments.commands {
        company
            .control(command.as_bytes())
            .map_err(|error| format!("--command {}: {}", shown(command), shown(error.message())))?;
    }
    block_on(serve(&company, arguments.json, out))?.map_err(|error| error.to_string())
}

/// Until the terminal interrupts it, or a service manager ends it.
async fn serve(company: &DemoCompany, as_json: bool, out: &mut impl Write) -> io::Result<()> {
    // Listened for before anybody knows of the company: it goes without a trace however soon they come.
    #[cfg(unix)]
    let mut signals = {
        use tokio::signal::unix::{SignalKind, signal};
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    #[cfg(windows)]
    let mut signals = {
        use tokio::signal::windows::{ctrl_c, ctrl_close};
        (ctrl_c()?, ctrl_close()?)
    };
    announce(company, as_json, out)?;
    tokio::select! {
        _ = signals.0.recv() => {}
        _ = signals.1.recv() => {}
    }
    Ok(())
}

fn announce(company: &DemoCompany, as_json: bool, out: &mut impl Write) -> io::Result<()> {
    let description: Value = serde_json::from_slice(&company.describe())?;
    let text = |name: &str| shown(description.get(name).and_then(Value::as_str).unwrap_or_default()).into_owned();
    if as_json {
        writeln!(out, "{description}")?;
    } else {
        writeln!(out, "# The demo company is up; interrupt to stop it. In another shell:")?;
        for (name, value) in description["environment"].as_object().into_iter().flatten() {
            // A path may hold a quote.
            let value = shown(value.as_str().unwrap_or_default()).replace('\'', r"'\''");
            writeln!(out, "export {name}='{value}'")?;
        }
        writeln!(out, "# Look at it, and make things go wrong, at {}/", text("base_url"))?;
        writeln!(
            out,
            "# Commands: curl -H 'Content-Type: application/json' -d '{{\"advance\": 60}}' {}/_demo/clock",
            text("base_url")
        )?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn every_flag_reaches_the_company() {
        let line = "demo --region AU --strict --tls --clock 2026-11-23T00:00:00Z --clock-speed 0 --empty --invoices 3";
        let options = Line::parse_from(line.split(' ')).arguments.options().to_string();
        let company = DemoCompany::start(options.as_bytes()).unwrap();
        let control = |command: &[u8]| -> Value { serde_json::from_slice(&company.control(command).unwrap()).unwrap() };
        assert_eq!(control(br#"{"do": "strict"}"#)["enabled"], true);
        assert_eq!(control(br#"{"do": "clock"}"#)["now"], "2026-11-23T00:00:00Z");
        assert_eq!(control(br#"{"do": "seed"}"#)["invoices"], 3);
        let mut out = Vec::new();
        announce(&company, false, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        for line in [
            "export XERO_BASE_URL='https://127.0.0.1:",
            "export XERO_TOKEN_URL='https://127.0.0.1:",
            "export XERO_CLIENT_ID='",
            "export XERO_CLIENT_SECRET='",
            "export NODE_EXTRA_CA_CERTS='/",
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
    }

    #[test]
    fn a_command_that_is_wrong_stops_it_before_it_is_announced() {
        let line = ["demo", "--command", r#"{"do": "limits", "per_minute": 2}"#, "--command", r#"{"do": "fualt"}"#];
        let mut out = Vec::new();
        let refused = run(&Line::parse_from(line).arguments, &mut out).unwrap_err();
        assert!(refused.contains("fualt") && refused.contains("\"fault\""), "{refused}");
        assert!(out.is_empty());
    }

    #[test]
    fn a_ca_file_without_tls_is_a_mistake() {
        assert!(Line::try_parse_from(["demo", "--ca-file", "ca.pem"]).is_err());
    }
}
