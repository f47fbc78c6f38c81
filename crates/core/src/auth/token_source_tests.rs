//! The token source against a real socket and a clock that the tests own.

#![expect(clippy::disallowed_methods, reason = "tokio::test drives its tests with block_on")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use super::*;
use crate::clock::{Now, SystemClock};
use crate::transport::{DrivenBy, PoolSettings};

const TOKEN: &str = r#"{"access_token":"abc","token_type":"Bearer","expires_in":1800}"#;

const OTHER_TOKEN: &str = r#"{"access_token":"def","token_type":"Bearer","expires_in":1800}"#;

#[derive(Debug)]
struct TestClock(Mutex<Now>);

impl TestClock {
    fn advance(&self, seconds: u64) {
        self.advance_by(Duration::from_secs(seconds));
    }

    fn advance_by(&self, time: Duration) {
        let mut now = self.0.lock().unwrap();
        now.monotonic += time;
        now.wall += time;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A token endpoint that gives its responses in order, the last one for ever, each after a moment.
struct Endpoint {
    url: Url,
    requests: Arc<AtomicUsize>,
}

impl Endpoint {
    async fn responding(responses: &[(u16, &str)]) -> Self {
        Self::responding_with_header(&responses.iter().map(|&(status, body)| (status, "", body)).collect::<Vec<_>>())
            .await
    }

    /// The same with a header, such as `retry-after: 7`.
    async fn responding_with_header(responses: &[(u16, &str, &str)]) -> Self {
        let responses: Vec<String> = responses
            .iter()
            .map(|(status, header, body)| {
                let line = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
                let length = body.len();
                format!("HTTP/1.1 {status} X\r\n{line}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
            })
            .collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/connect/token", listener.local_addr().unwrap())).unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let response = responses[counter.fetch_add(1, Ordering::SeqCst).min(responses.len() - 1)].clone();
                tokio::spawn(async move {
                    let mut request = [0; 4096];
                    let _ = socket.read(&mut request).await;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    let _ = socket.write_all(response.as_bytes()).await;
                });
            }
        });
        Self { url, requests }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    fn source(&self) -> (Arc<TokenSource>, Arc<TestClock>, FetchContext) {
        let clock = Arc::new(TestClock(Mutex::new(Now { monotonic: Instant::now(), wall: SystemTime::now() })));
        let settings = PoolSettings::resolve(None, None, None, false, Duration::from_secs(5), &HashMap::new()).unwrap();
        let pool = Pool::shared(DrivenBy::Runtime, &settings);
        let context = FetchContext { runtime: Handle::current(), pool, events: Arc::default(), is_under_way: false };
        (self.source_on(&clock), clock, context)
    }

    fn source_on<C: Clock + 'static>(&self, clock: &Arc<C>) -> Arc<TokenSource> {
        self.source_of(SecretSource::Fixed(Secret::new("secret".to_owned()).unwrap()), clock)
    }

    fn source_of<C: Clock + 'static>(&self, secret: SecretSource, clock: &Arc<C>) -> Arc<TokenSource> {
        let credentials = Credentials::new("id".to_owned(), secret, None);
        let clock: Arc<dyn Clock> = Arc::<C>::clone(clock);
        Arc::new(TokenSource::new(credentials, self.url.clone(), "test".to_owned(), clock))
    }
}

/// A call that asks once and has all the time in the world.
async fn get(source: &Arc<TokenSource>, context: &FetchContext) -> Result<Arc<Token>> {
    source.token(context, &once(&within(None))).await
}

fn once(deadline: &Deadline) -> RetryPolicy<'_> {
    RetryPolicy { deadline, max_wait: LONGEST_WAIT, max_attempts: 1 }
}

fn within(total: Option<Duration>) -> Deadline {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Deadline::start(total, &clock)
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_fetch_survives_the_caller_that_started_it() {
    let endpoint = Endpoint::responding(&[(200, TOKEN)]).await;
    let (source, _, context) = endpoint.source();
    let leader = tokio::spawn({
        let (source, context) = (Arc::clone(&source), context.clone());
        async move { get(&source, &context).await }
    });
    until(|| endpoint.requests() == 1).await;
    leader.abort();
    assert!(get(&source, &context).await.is_ok());
    assert_eq!(endpoint.requests(), 1);
}

#[tokio::test]
async fn a_caller_that_waits_keeps_its_own_deadline() {
    let endpoint = Endpoint::responding(&[(200, TOKEN)]).await;
    let (source, _, context) = endpoint.source();
    let hurried = within(Some(Duration::from_millis(5)));
    assert_eq!(source.token(&context, &once(&hurried)).await.unwrap_err().kind(), ErrorKind::Deadline);
    assert!(get(&source, &context).await.is_ok());
    assert_eq!(endpoint.requests(), 1);
}

#[tokio::test]
async fn an_early_renewal_delays_no_call_and_its_failure_fails_none() {
    let endpoint = Endpoint::responding(&[(200, TOKEN), (503, ""), (200, TOKEN)]).await;
    let (source, clock, context) = endpoint.source();
    let first = get(&source, &context).await.unwrap();
    clock.advance(1500);
    for _ in 0..10 {
        let token = get(&source, &context).await.unwrap();
        assert_eq!(token.generation, first.generation);
    }
    until(|| endpoint.requests() == 2 && source.state().fetch.is_none()).await;
    get(&source, &context).await.unwrap();
    assert!(source.state().fetch.is_none(), "the cooldown comes first");
    clock.advance(270);
    assert_ne!(get(&source, &context).await.unwrap().generation, first.generation);
}

#[tokio::test]
async fn a_definitive_refusal_is_asked_for_once_a_minute() {
    let endpoint = Endpoint::responding(&[(400, r#"{"error":"invalid_client"}"#)]).await;
    let (source, _, context) = endpoint.source();
    for _ in 0..1000 {
        let error = get(&source, &context).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidClient);
    }
    assert_eq!(endpoint.requests(), 1);
    let remembered = get(&source, &context).await.unwrap_err();
    assert!(remembered.message().contains("not asked again for"), "{remembered}");
}

const REFUSED: &str = r#"{"error":"invalid_client"}"#;

/// What 40 callers meet who ask again and again for five seconds.
async fn hammered(source: &Arc<TokenSource>, clock: &Arc<TestClock>, context: &FetchContext) -> Vec<Error> {
    let mut errors = Vec::new();
    for _ in 0..50 {
        let callers = (0..40).map(|_| {
            let (source, context) = (Arc::clone(source), context.clone());
            tokio::spawn(async move { get(&source, &context).await })
        });
        for caller in callers.collect::<Vec<_>>() {
            errors.push(caller.await.unwrap().unwrap_err());
        }
        clock.advance_by(Duration::from_millis(100));
    }
    errors
}

#[tokio::test]
async fn a_failing_endpoint_is_left_alone_and_every_call_gets_its_error() {
    for (status, body) in [(503, ""), (429, ""), (200, "<html>sign in</html>"), (403, "no"), (307, ""), (400, "{}")] {
        let endpoint = Endpoint::responding(&[(status, body)]).await;
        let (source, clock, context) = endpoint.source();
        for error in hammered(&source, &clock, &context).await {
            assert_eq!((error.kind(), error.details().attempts), (ErrorKind::Auth, Some(1)));
            assert!(error.message().contains("not asked again for "), "{error}");
            assert!((0.0..=8.0).contains(&error.details().retry_after.unwrap()), "{error}");
        }
        assert!((2..=5).contains(&endpoint.requests()), "{} requests after {status}", endpoint.requests());
    }
}

#[tokio::test]
async fn an_endpoint_that_asks_for_next_to_no_time_is_left_alone_all_the_same() {
    let endpoint = Endpoint::responding_with_header(&[(429, "retry-after: 0.001", "")]).await;
    let (source, clock, context) = endpoint.source();
    hammered(&source, &clock, &context).await;
    assert!((2..=5).contains(&endpoint.requests()), "{} requests", endpoint.requests());
}

#[tokio::test]
async fn an_endpoint_that_asks_for_time_gets_it() {
    for (status, body, kind) in
        [(429, "", ErrorKind::Auth), (403, "no", ErrorKind::Auth), (400, REFUSED, ErrorKind::InvalidClient)]
    {
        let endpoint = Endpoint::responding_with_header(&[(status, "retry-after: 100", body), (200, "", TOKEN)]).await;
        let (source, clock, context) = endpoint.source();
        for error in hammered(&source, &clock, &context).await {
            assert_eq!((error.kind(), error.is_retryable()), (kind, kind == ErrorKind::Auth));
            assert!((94.0..=101.0).contains(&error.details().retry_after.unwrap()), "{error}");
        }
        let error = get(&source, &context).await.unwrap_err();
        assert!(
            error.message().ends_with("; not asked again for 95 s") || error.message().ends_with(" 96 s"),
            "{error}"
        );
        assert_eq!(endpoint.requests(), 1);
        assert!(!source.is_idle(), "a source that others wait for is kept");
        let child = Arc::new(source.after_fork().unwrap());
        assert!(get(&child, &context).await.is_err());
        assert_eq!(endpoint.requests(), 1);
        clock.advance(96);
        assert!(source.is_idle());
        get(&source, &context).await.unwrap();
    }
}

#[tokio::test]
async fn calls_that_may_wait_ask_again_together_after_the_cooldown() {
    let soon = "retry-after: 0.1";
    let endpoint = Endpoint::responding_with_header(&[(429, soon, ""), (500, soon, ""), (200, "", TOKEN)]).await;
    let (_, _, context) = endpoint.source();
    context.events.listen(true);
    let source = endpoint.source_on(&Arc::new(SystemClock));
    let callers = (0..20).map(|_| {
        let (source, context) = (Arc::clone(&source), context.clone());
        tokio::spawn(async move {
            let deadline = within(Some(Duration::from_secs(20)));
            source.token(&context, &RetryPolicy { max_attempts: 3, ..once(&deadline) }).await
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(endpoint.requests(), 3);
    let events = context.events.take();
    let is_retry = |event: &Event| matches!(event, Event::Retry { operation, .. } if operation == "token");
    assert!(events.iter().any(is_retry), "{events:?}");
}

#[tokio::test]
async fn a_call_whose_time_or_attempts_do_not_allow_the_wait_fails_at_once() {
    let (day, minute) = (within(None), within(Some(Duration::from_secs(60))));
    let patient = RetryPolicy { max_attempts: 4, max_wait: Duration::from_secs(200), ..once(&day) };
    for (response, policy) in [
        ((429, "retry-after: 100", ""), RetryPolicy { max_attempts: 1, ..patient }),
        ((429, "retry-after: 100", ""), RetryPolicy { max_wait: Duration::from_secs(99), ..patient }),
        ((429, "retry-after: 100", ""), RetryPolicy { deadline: &minute, ..patient }),
        ((400, "", REFUSED), patient),
        ((200, "", "<html>"), patient),
    ] {
        let endpoint = Endpoint::responding_with_header(&[response]).await;
        let (source, _, context) = endpoint.source();
        for _ in 0..2 {
            let error = source.token(&context, &policy).await.unwrap_err();
            assert_eq!(error.details().attempts, Some(1));
            assert!(error.kind() != ErrorKind::Deadline && error.details().retry_after.is_some(), "{error}");
        }
        assert_eq!(endpoint.requests(), 1);
    }
}

#[tokio::test]
async fn forgetting_the_token_ends_the_cooldown() {
    let endpoint =
        Endpoint::responding_with_header(&[(400, "", REFUSED), (429, "retry-after: 100", ""), (200, "", TOKEN)]).await;
    let (source, _, context) = endpoint.source();
    for _ in 0..2 {
        assert!(get(&source, &context).await.is_err());
        assert!(get(&source, &context).await.is_err());
        source.forget();
    }
    get(&source, &context).await.unwrap();
    assert_eq!(endpoint.requests(), 3);
}

#[tokio::test]
async fn another_secret_is_tried_though_the_last_one_was_refused() {
    let endpoint = Endpoint::responding(&[(400, REFUSED), (200, TOKEN)]).await;
    let (_, clock, context) = endpoint.source();
    let source = endpoint.source_of(SecretSource::Supplied, &clock);
    let supply = |secret: &str| source.supply_secret(Secret::new(secret.to_owned()).unwrap());
    supply("old");
    assert_eq!(get(&source, &context).await.unwrap_err().kind(), ErrorKind::InvalidClient);
    for _ in 0..3 {
        assert!(!source.wants_secret(), "the callable is not asked again and again");
        assert_eq!(get(&source, &context).await.unwrap_err().kind(), ErrorKind::InvalidClient);
        clock.advance(5);
        assert!(source.wants_secret());
        assert!(get(&source, &context).await.unwrap_err().is_secret_wanted());
        supply("old");
    }
    assert_eq!(endpoint.requests(), 1);
    supply("new");
    get(&source, &context).await.unwrap();
}

#[tokio::test]
async fn a_refused_token_is_forgotten_only_while_it_is_the_current_one() {
    let endpoint = Endpoint::responding(&[(200, TOKEN)]).await;
    let (source, _, context) = endpoint.source();
    let stale = get(&source, &context).await.unwrap();
    for _ in 0..20 {
        source.invalidate(&stale);
        get(&source, &context).await.unwrap();
    }
    assert_eq!(endpoint.requests(), 2);
}

#[tokio::test]
async fn a_sleep_of_the_machine_renews_the_token() {
    let endpoint = Endpoint::responding(&[(200, TOKEN)]).await;
    let (source, clock, context) = endpoint.source();
    get(&source, &context).await.unwrap();
    clock.0.lock().unwrap().wall += Duration::from_secs(7200);
    get(&source, &context).await.unwrap();
    assert_eq!(endpoint.requests(), 2);
}

#[tokio::test]
async fn clients_that_started_together_renew_over_more_than_a_minute() {
    assert!(spread_of_a_fleet().await >= 60);
}

#[tokio::test]
#[ignore = "measured by make bench"]
#[expect(clippy::print_stdout, reason = "make bench reads it")]
async fn measured_spread_of_a_fleet() {
    println!(r#"{{"figure":"fleet_s","value":{}}}"#, spread_of_a_fleet().await);
}

/// Over how many seconds 200 sources ask for their second token.
async fn spread_of_a_fleet() -> i32 {
    let endpoint = Endpoint::responding(&[(200, TOKEN)]).await;
    let (_, clock, context) = endpoint.source();
    let fleet: Vec<_> = (0..200).map(|_| endpoint.source_on(&clock)).collect();
    for source in &fleet {
        get(source, &context).await.unwrap();
    }
    let mut renewals = Vec::new();
    clock.advance(1300);
    for second in 1300..1500 {
        clock.advance(1);
        let before = endpoint.requests();
        for source in &fleet {
            get(source, &context).await.unwrap();
        }
        until(|| fleet.iter().all(|source| source.state().fetch.is_none())).await;
        renewals.extend(std::iter::repeat_n(second, endpoint.requests() - before));
    }
    assert_eq!(renewals.len(), 200);
    let most_at_once = renewals.chunk_by(|one, other| one == other).map(<[i32]>::len).max().unwrap();
    assert!(most_at_once < 20, "{most_at_once} in one second");
    renewals.last().unwrap() - renewals.first().unwrap()
}

#[tokio::test]
async fn an_endpoint_that_is_down_early_fails_no_call_and_later_says_why() {
    let endpoint = Endpoint::responding(&[(200, TOKEN), (503, "down")]).await;
    let (source, clock, context) = endpoint.source();
    let first = get(&source, &context).await.unwrap();
    clock.advance(1340);
    for _ in 0..3 {
        clock.advance(100);
        let token = get(&source, &context).await.unwrap();
        assert!(Arc::ptr_eq(&token, &first));
        until(|| source.state().fetch.is_none()).await;
    }
    assert!(endpoint.requests() > 1);
    clock.advance(200);
    let error = get(&source, &context).await.unwrap_err();
    assert!(error.is_retryable() && error.message().contains("503"), "{error}");
}

#[tokio::test]
async fn an_endpoint_that_never_responds_delays_no_caller_past_its_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/connect/token", listener.local_addr().unwrap())).unwrap();
    let endpoint = Endpoint { url, requests: Arc::default() };
    let (source, _, context) = endpoint.source();
    let started = Instant::now();
    let waiters = (0..20).map(|nth| {
        let (source, context) = (Arc::clone(&source), context.clone());
        let deadline = within(Some(Duration::from_millis(50 + 10 * nth)));
        tokio::spawn(async move { source.token(&context, &once(&deadline)).await })
    });
    for waiter in waiters.collect::<Vec<_>>() {
        let error = waiter.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.details().waiting_for), (ErrorKind::Deadline, Some("token")));
    }
    assert!(started.elapsed() < Duration::from_secs(5));
    drop(listener);
}

#[tokio::test]
async fn a_clock_set_back_drops_the_token() {
    let endpoint = Endpoint::responding(&[(200, TOKEN)]).await;
    let (source, clock, context) = endpoint.source();
    get(&source, &context).await.unwrap();
    clock.0.lock().unwrap().wall -= Duration::from_secs(3600);
    get(&source, &context).await.unwrap();
    assert_eq!(endpoint.requests(), 2);
    assert!(source.current().unwrap().1 <= Duration::from_secs(1800));
}

#[tokio::test]
async fn processes_that_share_a_file_share_one_token_until_xero_refuses_it() {
    let folder = crate::os::state_file::tests::Folder::new();
    let endpoint = Endpoint::responding(&[(200, TOKEN), (200, OTHER_TOKEN)]).await;
    let (one, clock, context) = endpoint.source();
    let two = endpoint.source_on(&clock);
    one.keep_in(&folder.0);
    two.keep_in(&folder.0);
    let first = get(&one, &context).await.unwrap();
    assert_eq!(get(&two, &context).await.unwrap().reveal(), first.reveal());
    assert_eq!(endpoint.requests(), 1);
    one.invalidate(&first);
    let second = get(&one, &context).await.unwrap();
    assert_eq!((second.reveal(), endpoint.requests()), ("def", 2));
    two.forget();
    assert_eq!(get(&two, &context).await.unwrap().reveal(), "def");
    assert_eq!(endpoint.requests(), 2);
}

#[tokio::test]
async fn many_processes_that_start_at_once_ask_for_one_token() {
    let folder = crate::os::state_file::tests::Folder::new();
    let endpoint = Endpoint::responding(&[(200, TOKEN)]).await;
    let (_, clock, context) = endpoint.source();
    let processes = (0..16).map(|_| {
        let (source, context) = (endpoint.source_on(&clock), context.clone());
        source.keep_in(&folder.0);
        tokio::spawn(async move { get(&source, &context).await })
    });
    for process in processes.collect::<Vec<_>>() {
        process.await.unwrap().unwrap();
    }
    assert_eq!(endpoint.requests(), 1);
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_warned_of_once_and_fails_nothing() {
    let folder = crate::os::state_file::tests::Folder::new();
    std::fs::write(&folder.0, b"in the way").unwrap();
    let endpoint = Endpoint::responding(&[(200, TOKEN)]).await;
    let (source, _, context) = endpoint.source();
    source.keep_in(&folder.0);
    for _ in 0..3 {
        get(&source, &context).await.unwrap();
        source.forget();
    }
    std::fs::remove_file(&folder.0).unwrap();
    assert_eq!(endpoint.requests(), 3);
    let events = context.events.take();
    let warns = |event: &&Event| matches!(event, Event::Warning { message } if message.contains("of the token cache"));
    assert_eq!(events.iter().filter(warns).count(), 1, "{events:?}");
}

#[tokio::test]
async fn a_call_that_is_too_far_on_to_ask_for_the_secret_uses_the_last_one() {
    let endpoint = Endpoint::responding(&[(200, TOKEN)]).await;
    let (_, clock, context) = endpoint.source();
    let source = endpoint.source_of(SecretSource::Supplied, &clock);
    let under_way = FetchContext { is_under_way: true, ..context.clone() };
    let wanted = |outcome: Result<Arc<Token>>| outcome.unwrap_err().is_secret_wanted();
    assert!(wanted(get(&source, &under_way).await));
    source.supply_secret(Secret::new("secret".to_owned()).unwrap());
    get(&source, &context).await.unwrap();
    source.forget();
    assert!(wanted(get(&source, &context).await));
    get(&source, &under_way).await.unwrap();
    assert_eq!(endpoint.requests(), 2);
}
