//! What ten thousand calls take that wait for the limits, for `make bench`.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use xero_m2m_demo::DemoCompany;
use xero_m2m_ffi::{Client, Driver, NameCase, blocking};

const CALLS: u64 = 10_000;

#[test]
#[ignore = "measured by make bench"]
#[expect(clippy::print_stdout, reason = "make bench reads it")]
fn measured_memory_of_waiting_calls() {
    let demo = DemoCompany::start(b"{}").expect("a company");
    let mut options: Value = serde_json::from_slice(&demo.describe()).expect("JSON");
    options
        .as_object_mut()
        .expect("an object")
        .retain(|name, _| ["client_id", "client_secret", "base_url", "token_url"].contains(&name.as_str()));
    options["limits"] = json!({"per_minute": 1});
    let runtime = Runtime::new().expect("a runtime");
    let driver = Driver::Runtime(runtime.handle().clone());
    let client = Arc::new(
        Client::new(options.to_string().as_bytes(), NameCase::Snake, &HashMap::new(), driver).expect("a client"),
    );
    let call = |client: &Arc<Client>| {
        let client = Arc::clone(client);
        runtime.spawn(async move { client.invoke(br#"{"operation":"organisation.get"}"#, None, None).await })
    };
    blocking::block_on(call(&client), None)
        .expect("no call within a call")
        .expect("an end")
        .expect("no panic")
        .expect("a response");
    let before = resident();
    let calls: Vec<_> = (0..CALLS).map(|_| call(&client)).collect();
    while waiting(&client) < CALLS {
        thread::sleep(Duration::from_millis(10));
    }
    let taken = resident().saturating_sub(before);
    for call in calls {
        call.abort();
    }
    println!(
        r#"{{"figure":"waiting_mb","value":{}}}"#,
        f64::from(u32::try_from(taken / 1_000).expect("less than a terabyte")) / 1_000.0
    );
}

fn waiting(client: &Client) -> u64 {
    let limits = blocking::block_on(client.invoke(br#"{"verb":"rate_limits"}"#, None, None), None);
    let limits = limits.expect("no call within a call").expect("an end").expect("limits");
    let limits: Value = serde_json::from_slice(&limits).expect("JSON");
    limits["value"]["waiting"]["interactive"].as_u64().unwrap_or(0)
}

/// Bytes of memory that this process holds.
fn resident() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").expect("Linux has it");
    pages.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok()).expect("a number") * 4096
}
