//! `xero-m2m demo`: the demo company in a shell, for any program on this machine.

use std::io::Write;
use std::{io, thread};

use clap::Args;
use serde_json::{Value, json};
use xero_m2m_demo::DemoCompany;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The organisation's country: NZ, AU, UK or US.
    #[arg(long, default_value = "NZ")]
    region: String,
    /// How long its tokens live, in seconds.
    #[arg(long, default_value_t = 1800)]
    token_ttl: u32,
    /// Answer every call, however many: no 429.
    #[arg(long)]
    no_limits: bool,
    /// Print the addresses as one line of JSON in place of shell exports.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<(), String> {
    let options = json!({
        "region": arguments.region,
        "token_ttl": arguments.token_ttl,
        "limits": !arguments.no_limits,
    });
    let company = DemoCompany::start(options.to_string().as_bytes()).map_err(|error| error.to_string())?;
    announce(&company, arguments.json, out).map_err(|error| error.to_string())?;
    // The company serves from its own thread until the process is interrupted.
    loop {
        thread::park();
    }
}

fn announce(company: &DemoCompany, as_json: bool, out: &mut impl Write) -> io::Result<()> {
    let description: Value = serde_json::from_slice(&company.describe())?;
    let text = |name: &str| description.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    if as_json {
        writeln!(out, "{description}")?;
    } else {
        writeln!(out, "# The demo company is up; interrupt to stop it. In another shell:")?;
        writeln!(out, "export XERO_CLIENT_ID={}", text("client_id"))?;
        writeln!(out, "export XERO_CLIENT_SECRET={}", text("client_secret"))?;
        writeln!(out, "# Client(base_url={:?}, token_url={:?})", text("base_url"), text("token_url"))?;
    }
    out.flush()
}
