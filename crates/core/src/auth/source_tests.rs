//! The token source against a real socket and a clock that the tests own.

#![expect(clippy::disallowed_methods, reason = "tokio::test drives its tests with block_on")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use super::*;
use crate::clock::Now;
use crate::config::Environment;
use crate::transport::{DrivenBy, PoolSettings};

const TOKEN: &str = r#"{"access_token":"abc","token_type":"Bearer","expires_in":1800}"#;

#[derive(Debug)]
struct TestClock(Mutex<Now>);

impl TestClock {
    fn advance(&self, seconds: u64) {
        let mut now = self.0.lock().unwrap();
        now.monotonic += Duration::from_secs(seconds);
        now.wall += Duration::from_secs(seconds);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        *self.0.lock().unwrap()
    }
}

/// A token endpoint that gives its answers in order, the last one for ever, each after a moment.
struct Endpoint {
    url: Url,
    requests: Arc<AtomicUsize>,
}

impl Endpoint {
    async fn answering(answers: &'static [(u16, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/connect/token", listener.local_addr().unwrap())).unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let (status, body) = answers[counter.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1)];
                tokio::spawn(async move {
                    let mut request = [0; 4096];
                    let _ = socket.read(&mut request).await;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    let reply = format!(
                        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                        body.len()
                    );
                    let _ = socket.write_all(reply.as_bytes()).await;
                });
            }
        });
        Self { url, requests }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    fn source(&self) -> (Arc<TokenSource>, Arc<TestClock>, Renewal) {
        let clock = Arc::new(TestClock(Mutex::new(Now { monotonic: Instant::now(), wall: SystemTime::now() })));
        let secret = SecretSource::Fixed(Secret::new("secret".to_owned()).unwrap());
        let credentials = Credentials::new("id".to_owned(), secret, None);
        let source =
            TokenSource::new(credentials, self.url.clone(), "test".to_owned(), Arc::clone(&clock) as Arc<dyn Clock>);
        let settings = PoolSettings::resolve(None, None, false, Duration::from_secs(5), &Environment::new()).unwrap();
        let renewal = Renewal { runtime: Handle::current(), pool: Pool::shared(DrivenBy::Runtime, &settings) };
        (Arc::new(source), clock, renewal)
    }
}

fn no_deadline() -> Deadline {
    Deadline::start(None)
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_flight_survives_the_caller_who_started_it() {
    let endpoint = Endpoint::answering(&[(200, TOKEN)]).await;
    let (source, _, renewal) = endpoint.source();
    let leader = tokio::spawn({
        let (source, renewal) = (Arc::clone(&source), renewal.clone());
        async move { source.token(&renewal, &no_deadline()).await }
    });
    until(|| endpoint.requests() == 1).await;
    leader.abort();
    assert!(source.token(&renewal, &no_deadline()).await.is_ok());
    assert_eq!(endpoint.requests(), 1);
}

#[tokio::test]
async fn one_who_waits_keeps_an_own_deadline() {
    let endpoint = Endpoint::answering(&[(200, TOKEN)]).await;
    let (source, _, renewal) = endpoint.source();
    let hurried = Deadline::start(Some(Duration::from_millis(5)));
    assert_eq!(source.token(&renewal, &hurried).await.unwrap_err().kind(), Kind::Deadline);
    assert!(source.token(&renewal, &no_deadline()).await.is_ok());
    assert_eq!(endpoint.requests(), 1);
}

#[tokio::test]
async fn renewal_ahead_of_need_holds_nobody_up_and_its_failure_is_nobodys() {
    let endpoint = Endpoint::answering(&[(200, TOKEN), (503, ""), (503, ""), (503, ""), (200, TOKEN)]).await;
    let (source, clock, renewal) = endpoint.source();
    let first = source.token(&renewal, &no_deadline()).await.unwrap();
    clock.advance(1500);
    for _ in 0..10 {
        let token = source.token(&renewal, &no_deadline()).await.unwrap();
        assert_eq!(token.generation, first.generation);
    }
    until(|| endpoint.requests() == 4 && source.state().flight.is_none()).await;
    source.token(&renewal, &no_deadline()).await.unwrap();
    assert!(source.state().flight.is_none(), "the next attempt pauses first");
    clock.advance(270);
    assert_ne!(source.token(&renewal, &no_deadline()).await.unwrap().generation, first.generation);
}

#[tokio::test]
async fn a_refusal_that_no_repetition_mends_is_asked_for_once_a_minute() {
    let endpoint = Endpoint::answering(&[(400, r#"{"error":"invalid_client"}"#)]).await;
    let (source, _, renewal) = endpoint.source();
    for _ in 0..1000 {
        let error = source.token(&renewal, &no_deadline()).await.unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidClient);
    }
    assert_eq!(endpoint.requests(), 1);
    let remembered = source.token(&renewal, &no_deadline()).await.unwrap_err();
    assert!(remembered.message().contains("not asked again for"), "{remembered}");
}

#[tokio::test]
async fn a_refused_token_is_forgotten_only_while_it_is_the_current_one() {
    let endpoint = Endpoint::answering(&[(200, TOKEN)]).await;
    let (source, _, renewal) = endpoint.source();
    let stale = source.token(&renewal, &no_deadline()).await.unwrap().generation;
    for _ in 0..20 {
        source.invalidate(stale);
        source.token(&renewal, &no_deadline()).await.unwrap();
    }
    assert_eq!(endpoint.requests(), 2);
}

#[tokio::test]
async fn a_sleep_of_the_machine_renews_the_token() {
    let endpoint = Endpoint::answering(&[(200, TOKEN)]).await;
    let (source, clock, renewal) = endpoint.source();
    source.token(&renewal, &no_deadline()).await.unwrap();
    clock.0.lock().unwrap().wall += Duration::from_secs(7200);
    source.token(&renewal, &no_deadline()).await.unwrap();
    assert_eq!(endpoint.requests(), 2);
}
