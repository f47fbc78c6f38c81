//! Prints the demo company's open receivables: `cargo run --example open_receivables -p xero-m2m`.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a program that prints, with its own runtime")]

use std::time::Instant;

use serde::Deserialize;
use serde_json::Value;
use xero_m2m::{Client, Request, operation};
use xero_m2m_demo::DemoCompany;

/// The fields that this program reads. Xero may leave out any of them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Invoice {
    #[serde(rename = "invoice_number")]
    number: String,
    contact: Contact,
    due_date: String,
    amount_due: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Contact {
    name: String,
}

#[derive(Deserialize)]
struct Organisation {
    name: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = DemoCompany::start(b"{}")?;
    let facts: Value = serde_json::from_slice(&demo.describe())?;
    let fact = |name: &str| facts[name].as_str().unwrap_or_default();
    let xero = Client::builder()
        .client_id(fact("client_id"))
        .client_secret(fact("client_secret"))
        .base_url(fact("base_url"))
        .token_url(fact("token_url"))
        .trust_env(false)
        .build()?;

    let started = Instant::now();
    let organisation: Organisation = xero.call(Request::new(operation("organisation.get")?)).await?.record()?;
    let open = Request::new(operation("invoices.list")?)
        .argument("statuses", ["AUTHORISED"])
        .argument("where", r#"Type=="ACCREC""#)
        .argument("order", "DueDate");
    let mut pages = xero.pages(open)?;
    let mut invoices: Vec<Invoice> = Vec::new();
    while let Some(page) = pages.next().await? {
        invoices.extend(page.records()?);
    }
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;

    println!("\nRust, async: open receivables of {}", organisation.name);
    let mut total = 0;
    for Invoice { number, contact, due_date, amount_due } in &invoices {
        let amount = cents(amount_due)?;
        println!("  {number:10} {:30} {due_date} {:>12}", contact.name, amount_text(amount));
        total += amount;
    }
    println!("  {:52} {:>12}", "total", amount_text(total));
    println!("  {} invoices in {milliseconds:.1} ms, token requests: {}", invoices.len(), token_requests(&demo)?);
    Ok(())
}

/// An amount of at most two decimals in hundredths. A larger program reads amounts as a decimal type of its choice.
fn cents(amount: &str) -> Result<i64, std::num::ParseIntError> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    format!("{whole}{fraction:0<2}").parse()
}

/// Hundredths as an amount, with a comma behind the thousands.
fn amount_text(cents: i64) -> String {
    let (whole, fraction) = (cents / 100, cents % 100);
    if whole < 1000 {
        format!("{whole}.{fraction:02}")
    } else {
        format!("{},{:03}.{fraction:02}", whole / 1000, whole % 1000)
    }
}

fn token_requests(demo: &DemoCompany) -> Result<u64, Box<dyn std::error::Error>> {
    let journal: Value = serde_json::from_slice(&demo.control(br#"{"do": "journal"}"#)?)?;
    Ok(journal["token_requests"].as_u64().unwrap_or_default())
}
