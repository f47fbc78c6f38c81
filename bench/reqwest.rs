//! Raw reqwest, the physical limit of the bench: no token, no limits, no decoding, one thread.
//!
//! It speaks the protocol of `clients/worker.py`, and is built as an example of `crates/core`.

use std::error::Error;
use std::fs;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::time::Instant;

use reqwest::Client;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    xero_m2m_ffi::blocking::block_on(serve(), None)?.unwrap_or(Ok(()))
}

async fn serve() -> Outcome<()> {
    let mut lines = io::stdin().lock().lines();
    let company: Value = serde_json::from_str(&lines.next().ok_or("the company's line is missing")??)?;
    let text = |name: &str| company[name].as_str().unwrap_or_default().to_owned();
    let client = client()?;
    let bearer =
        format!("Bearer {}", token(&client, &text("token_url"), &text("client_id"), &text("client_secret")).await?);
    let url = format!("{}/api.xro/2.0/Organisation", text("base_url"));

    let first: Value = serde_json::from_slice(&get(&client, &url, &bearer).await?)?;
    answer(&json!({ "name": first["Organisations"][0]["Name"] }))?;
    for line in lines {
        let count: u32 = line?.parse()?;
        let (cpu, wall) = (cpu_ns()?, Instant::now());
        for _ in 0..count {
            get(&client, &url, &bearer).await?;
        }
        let (wall, cpu) = (wall.elapsed(), cpu_ns()? - cpu);
        let calls = f64::from(count);
        answer(&json!({ "wall_us": wall.as_secs_f64() * 1e6 / calls, "cpu_us": cpu / 1e3 / calls }))?;
    }
    Ok(())
}

fn client() -> Outcome<Client> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Ok(Client::builder().no_proxy().tls_backend_preconfigured(tls).build()?)
}

async fn token(client: &Client, url: &str, id: &str, secret: &str) -> Outcome<String> {
    let request = client.post(url).basic_auth(id, Some(secret)).body("grant_type=client_credentials");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let reply: Value = serde_json::from_slice(&request.send().await?.error_for_status()?.bytes().await?)?;
    Ok(reply["access_token"].as_str().ok_or("there is no access_token")?.to_owned())
}

async fn get(client: &Client, url: &str, bearer: &str) -> reqwest::Result<Vec<u8>> {
    let request = client.get(url).header("authorization", bearer).header("accept", "application/json");
    Ok(request.send().await?.error_for_status()?.bytes().await?.into())
}

/// The CPU time of this process's one thread, to the nanosecond.
fn cpu_ns() -> Outcome<f64> {
    let fields = fs::read_to_string("/proc/self/schedstat")?;
    Ok(fields.split(' ').next().ok_or("there is no schedstat")?.parse()?)
}

fn answer(members: &Value) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{members}")?;
    out.flush()
}
