//! Five minutes of greed against a company that keeps every limit: nothing is refused, whoever asks, and from however
//! many processes. Client and company share a clock that runs fast, so that it takes a quarter of a minute.

use std::collections::HashMap;
use std::pin::Pin;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use xero_m2m::clock::{Clock, Now};
use xero_m2m_demo::DemoCompany;
use xero_m2m_ffi::{Client, Driver, NameCase, blocking};

const SPEED: u32 = 20;
const FIVE_MINUTES: Duration = Duration::from_secs(300);
/// What a process of its own gets: the client's options, and when the fast clock began.
const OPTIONS: &str = "XERO_M2M_TEST_OPTIONS";
const EPOCH: &str = "XERO_M2M_TEST_EPOCH";

/// The machine's time, sped up. Processes that were given the same epoch see the same wall clock.
#[derive(Debug)]
struct Fast {
    epoch: SystemTime,
    origin: Instant,
}

impl Fast {
    fn since(epoch: SystemTime) -> Arc<dyn Clock> {
        Arc::new(Self { epoch, origin: Instant::now() })
    }
}

impl Clock for Fast {
    fn now(&self) -> Now {
        let wall = SystemTime::now().duration_since(self.epoch).unwrap_or_default();
        Now { monotonic: self.origin + self.origin.elapsed() * SPEED, wall: self.epoch + wall * SPEED }
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration / SPEED))
    }
}

fn company() -> DemoCompany {
    let options = json!({"clock_speed": SPEED, "token_ttl": 86_400, "limits": {"window": "both"}});
    DemoCompany::start(options.to_string().as_bytes()).expect("a company")
}

fn options(demo: &DemoCompany) -> Value {
    let described: Value = serde_json::from_slice(&demo.describe()).expect("JSON");
    let names = ["client_id", "client_secret", "base_url", "token_url"];
    Value::Object(names.map(|name| (name.to_owned(), described[name].clone())).into_iter().collect())
}

/// Asks for the organisation again and again until the five minutes are over; returns how many responses came.
async fn greed(client: &Client, clock: &Arc<dyn Clock>) -> usize {
    let ends = clock.now().monotonic + FIVE_MINUTES;
    let mut responses = 0;
    while clock.now().monotonic < ends {
        let left = ends.saturating_duration_since(clock.now().monotonic).as_secs_f64().max(0.001);
        let request = json!({"operation": "organisation.get", "options": {"deadline": left, "retry": 1}});
        match client.invoke(request.to_string().as_bytes(), None, None).await {
            Ok(_) => responses += 1,
            // What does not fit into the five minutes any more is not sent.
            Err(error) => {
                assert_eq!(error.code(), "deadline", "{error}");
                break;
            }
        }
    }
    responses
}

fn assert_kept(demo: &DemoCompany, responses: usize) {
    let limits: Value = serde_json::from_slice(&demo.control(br#"{"do":"limits"}"#).expect("limits")).expect("JSON");
    assert_eq!(limits["refused"], json!({"concurrent": 0, "minute": 0, "app_minute": 0, "day": 0}), "{limits}");
    assert!(limits["most_in_flight"].as_u64() <= Some(5), "{limits}");
    // Xero would allow 300; the guard and the ways there and back take their part.
    assert!((240..=300).contains(&responses), "{responses} responses in five minutes");
}

#[test]
fn sixteen_threads_and_two_hundred_tasks_meet_no_refusal() {
    let demo = company();
    let options = options(&demo).to_string();
    let clock = Fast::since(SystemTime::now());
    let runtime = Runtime::new().expect("a runtime");
    let client = |driver| {
        Client::on_clock(options.as_bytes(), NameCase::Snake, &HashMap::new(), driver, Arc::clone(&clock))
            .expect("a client")
    };
    let awaited = client(Driver::Runtime(runtime.handle().clone()));
    let blocked = client(Driver::Caller { background: runtime.handle().clone() });
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let (client, clock) = (awaited.clone(), Arc::clone(&clock));
            runtime.spawn(async move { greed(&client, &clock).await })
        })
        .collect();
    let block = || blocking::block_on(greed(&blocked, &clock), None).expect("no call within a call").expect("an end");
    let mut responses: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(block)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).sum()
    });
    for task in tasks {
        let ended = blocking::block_on(task, None).expect("no call within a call").expect("an end");
        responses += ended.expect("no panic");
    }
    assert_kept(&demo, responses);
}

#[test]
fn four_processes_that_share_a_folder_meet_no_refusal() {
    let demo = company();
    let folder = std::env::temp_dir().join(format!("xero-m2m-kept-{}", std::process::id()));
    let mut options = options(&demo);
    let shared = format!("file:{}", folder.display());
    options["limits"] = json!({"backend": shared});
    options["token_cache"] = json!(shared);
    let epoch = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that is right");
    let processes: Vec<Child> = (0..4)
        .map(|_| {
            Command::new(std::env::current_exe().expect("this program"))
                .args(["--exact", "limits_kept::one_of_the_processes", "--nocapture"])
                .env(OPTIONS, options.to_string())
                .env(EPOCH, epoch.as_micros().to_string())
                .stdout(Stdio::piped())
                .spawn()
                .expect("a process")
        })
        .collect();
    let responses = processes.into_iter().map(responses_of).sum();
    std::fs::remove_dir_all(&folder).expect("the shared folder");
    assert_kept(&demo, responses);
    let journal: Value = serde_json::from_slice(&demo.control(br#"{"do":"journal"}"#).expect("journal")).expect("JSON");
    assert_eq!(journal["token_requests"], 1, "four processes and one token");
}

#[test]
fn a_queue_that_is_longer_than_a_tokens_life_moves_on() {
    let demo = DemoCompany::start(br#"{"token_ttl": 2, "limits": false}"#).expect("a company");
    let delay = json!({"do": "fault", "route": "GET /Organisation", "delay": 0.2, "times": null});
    demo.control(delay.to_string().as_bytes()).expect("a fault");
    let mut options = options(&demo);
    options["limits"] = json!({"concurrent": 1, "per_minute": null});
    let runtime = Runtime::new().expect("a runtime");
    let driver = Driver::Runtime(runtime.handle().clone());
    let client =
        Client::new(options.to_string().as_bytes(), NameCase::Snake, &HashMap::new(), driver).expect("a client");
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            runtime.spawn(async move { client.invoke(br#"{"operation":"organisation.get"}"#, None, None).await })
        })
        .collect();
    for call in calls {
        let ended = blocking::block_on(call, None).expect("no call within a call").expect("an end");
        ended.expect("no panic").expect("a response");
    }
    let journal: Value = serde_json::from_slice(&demo.control(br#"{"do":"journal"}"#).expect("journal")).expect("JSON");
    assert_eq!(journal["api_requests"], 20, "no start is wasted and no token too old");
}

fn responses_of(process: Child) -> usize {
    let output = process.wait_with_output().expect("its output");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    let (_, rest) = text.split_once("responses=").expect("how many responses it got");
    rest.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
}

/// The part of one process of the test above; by itself it does nothing.
#[test]
#[expect(clippy::print_stdout, reason = "the other process reads it")]
fn one_of_the_processes() {
    let (Ok(options), Ok(epoch)) = (std::env::var(OPTIONS), std::env::var(EPOCH)) else { return };
    let clock = Fast::since(UNIX_EPOCH + Duration::from_micros(epoch.parse().expect("microseconds")));
    let runtime = Runtime::new().expect("a runtime");
    let driver = Driver::Runtime(runtime.handle().clone());
    let client = Client::on_clock(options.as_bytes(), NameCase::Snake, &HashMap::new(), driver, Arc::clone(&clock))
        .expect("a client");
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (client, clock) = (client.clone(), Arc::clone(&clock));
            runtime.spawn(async move { greed(&client, &clock).await })
        })
        .collect();
    let mut responses = 0;
    for task in tasks {
        let ended = blocking::block_on(task, None).expect("no call within a call").expect("an end");
        responses += ended.expect("no panic");
    }
    println!("responses={responses}");
}
