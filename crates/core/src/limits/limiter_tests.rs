//! The limiter in virtual time: no limit is exceeded, no call starves and nothing is left behind.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use proptest::prelude::*;

use super::*;
use crate::error::ErrorKind;
use crate::limits::virtual_time::VirtualTime;
use crate::os::state_file::tests::Folder;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const XEROS: LimitPolicy = LimitPolicy { concurrent: 5, per_minute: Some(60), reserve_daily: 0 };

type Task<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

struct World {
    time: VirtualTime,
    clock: Arc<dyn Clock>,
    limiter: Arc<Limiter>,
}

impl World {
    fn new(policy: LimitPolicy) -> Self {
        let time = VirtualTime::new();
        let clock: Arc<dyn Clock> = Arc::new(time.clone());
        let limiter = Arc::new(Limiter::new(policy, Arc::clone(&clock)));
        Self { time, clock, limiter }
    }

    fn deadline(&self, total: Option<Duration>) -> Deadline {
        Deadline::start(total, &self.clock)
    }

    async fn slot(&self, priority: Priority, total: Option<Duration>, longest: Option<Duration>) -> Result<Slot> {
        let deadline = self.deadline(total);
        self.limiter.acquire(WaitPolicy { priority, deadline: &deadline, longest }, |_, _| {}).await
    }

    async fn interactive(&self) -> Result<Slot> {
        self.slot(Priority::Interactive, None, None).await
    }

    /// Runs one future to its end.
    fn block<T>(&self, work: impl Future<Output = T>) -> T {
        let outcome = Cell::new(None);
        let left = self.time.run(vec![Box::pin(async { outcome.set(Some(work.await)) })]);
        assert_eq!(left, 0, "it waits for ever");
        outcome.take().unwrap()
    }

    fn is_at_rest(&self) -> bool {
        let report = self.limiter.report();
        report.concurrent.in_flight == 0 && self.limiter.waiting() == 0
    }
}

/// A server that keeps Xero's limits by a sliding minute and by fixed ones, both at once.
#[derive(Default)]
struct Server {
    arrivals: RefCell<VecDeque<Duration>>,
    in_flight: Cell<usize>,
    most_in_flight: Cell<usize>,
}

impl Server {
    fn arrive(&self, now: Duration) {
        let mut arrivals = self.arrivals.borrow_mut();
        arrivals.push_back(now);
        self.in_flight.set(self.in_flight.get() + 1);
        self.most_in_flight.set(self.most_in_flight.get().max(self.in_flight.get()));
    }

    fn most_in_a_minute(&self) -> usize {
        let mut arrivals: Vec<Duration> = self.arrivals.borrow().iter().copied().collect();
        arrivals.sort();
        let sliding = |from: usize| arrivals[from..].iter().take_while(|at| **at < arrivals[from] + MINUTE).count();
        (0..arrivals.len()).map(sliding).max().unwrap_or(0)
    }
}

#[derive(Debug, Clone)]
struct Job {
    comes: Duration,
    /// Until the server sees it, and from then until it responds.
    travels: Duration,
    takes: Duration,
    priority: Priority,
    /// Given up so long after it came.
    given_up: Option<Duration>,
    verdict: Verdict,
}

#[derive(Debug, Clone, Copy)]
enum Verdict {
    Success,
    Minute(u64),
    Concurrent,
    /// The server knows of calls by other programs.
    RateLimitHeaders(u32),
}

fn jobs() -> impl Strategy<Value = Vec<Job>> {
    let millis = |most: u64| (0..most).prop_map(Duration::from_millis);
    let verdict = prop_oneof![
        12 => Just(Verdict::Success),
        1 => (1_u64..20).prop_map(Verdict::Minute),
        1 => Just(Verdict::Concurrent),
        1 => (0_u32..60).prop_map(Verdict::RateLimitHeaders),
    ];
    let priority = prop_oneof![Just(Priority::Interactive), Just(Priority::Bulk)];
    let job = (
        millis(120_000),
        millis(1500),
        millis(4000),
        priority,
        proptest::option::weighted(0.2, millis(90_000)),
        verdict,
    );
    let job = job.prop_map(|(comes, travels, takes, priority, given_up, verdict)| Job {
        comes,
        travels,
        takes,
        priority,
        given_up,
        verdict,
    });
    proptest::collection::vec(job, 1..250)
}

impl World {
    /// One call as a client makes it.
    async fn play(&self, server: &Server, job: &Job, starts: &RefCell<Vec<Duration>>, done: &Cell<usize>) {
        self.clock.sleep(job.comes).await;
        let call = async {
            let slot = self.slot(job.priority, None, Some(MINUTE * 600)).await.unwrap();
            starts.borrow_mut().push(self.time.passed());
            let flight = Flight { server, arrived: Cell::new(false) };
            self.clock.sleep(job.travels).await;
            server.arrive(self.time.passed());
            flight.arrived.set(true);
            self.clock.sleep(job.takes).await;
            let reported = match job.verdict {
                Verdict::RateLimitHeaders(left) => {
                    Some(RateLimitHeaders { minute_remaining: Some(left), ..RateLimitHeaders::default() })
                }
                _ => None,
            };
            self.limiter.observe(&slot, reported).await;
            match job.verdict {
                Verdict::Minute(seconds) => self.limiter.hold_for(SECOND * u32::try_from(seconds).unwrap()).await,
                Verdict::Concurrent => self.limiter.reduce_concurrency(&slot),
                _ => self.limiter.succeeded(),
            }
        };
        match job.given_up {
            None => call.await,
            Some(after) => tokio::select! { () = call => {}, () = self.clock.sleep(after) => {} },
        }
        done.set(done.get() + 1);
    }
}

/// A request that the server forgets when its client hangs up.
struct Flight<'a> {
    server: &'a Server,
    arrived: Cell<bool>,
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if self.arrived.get() {
            self.server.in_flight.set(self.server.in_flight.get() - 1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_schedule_of_calls_cancellations_and_refusals_passes_a_limit(jobs in jobs()) {
        let world = World::new(XEROS);
        let (server, starts, done) = (Server::default(), RefCell::default(), Cell::new(0));
        let tasks = jobs.iter().map(|job| Box::pin(world.play(&server, job, &starts, &done)) as Task<'_>).collect();
        prop_assert_eq!(world.time.run(tasks), 0, "a call waits for ever");
        prop_assert_eq!(done.get(), jobs.len());
        prop_assert!(server.most_in_flight.get() <= 5);
        prop_assert!(server.most_in_a_minute() <= 60, "{} arrive in a minute", server.most_in_a_minute());
        let starts = starts.into_inner();
        for (at, start) in starts.iter().enumerate() {
            let within = starts[at..].iter().take_while(|later| **later < *start + MINUTE).count();
            prop_assert!(within <= 60, "{within} starts in a minute");
        }
        prop_assert!(world.is_at_rest());
    }
}

#[test]
fn a_slow_way_to_the_server_does_not_put_two_minutes_into_one() {
    for given_up in [false, true] {
        let world = World::new(LimitPolicy { concurrent: 5, per_minute: Some(1), reserve_daily: 0 });
        let server = Server::default();
        world.block(async {
            let slow = world.interactive().await.unwrap();
            world.clock.sleep(SECOND).await;
            server.arrive(world.time.passed());
            if !given_up {
                world.limiter.observe(&slow, None).await;
            }
            drop(slow);
            let _quick = world.interactive().await.unwrap();
            server.arrive(world.time.passed());
        });
        assert_eq!(server.most_in_a_minute(), 1);
    }
}

#[test]
fn five_minutes_of_greed_start_three_hundred_calls() {
    let world = World::new(XEROS);
    let starts = Cell::new(0);
    let greedy = || async {
        while world.time.passed() < MINUTE * 5 {
            let slot = world.interactive().await.unwrap();
            if world.time.passed() < MINUTE * 5 {
                starts.set(starts.get() + 1);
            }
            world.clock.sleep(SECOND / 10).await;
            world.limiter.observe(&slot, None).await;
        }
    };
    world.time.run((0..16).map(|_| Box::pin(greedy()) as Task<'_>).collect());
    assert!((295..=300).contains(&starts.get()), "{}", starts.get());
}

#[test]
fn bulk_work_lets_others_go_first_and_still_gets_its_turn() {
    let world = World::new(LimitPolicy { concurrent: 1, per_minute: None, reserve_daily: 0 });
    let order = RefCell::new(Vec::new());
    let call = async |priority: Priority, name: &'static str| {
        world.clock.sleep(SECOND / 10).await;
        let _slot = world.slot(priority, None, None).await.unwrap();
        order.borrow_mut().push(name);
        world.clock.sleep(SECOND).await;
    };
    let first = async {
        let _slot = world.interactive().await.unwrap();
        world.clock.sleep(SECOND).await;
    };
    let mut tasks: Vec<Task<'_>> = vec![Box::pin(first)];
    for name in ["b1", "b2"] {
        tasks.push(Box::pin(call(Priority::Bulk, name)));
    }
    for name in ["i1", "i2", "i3", "i4", "i5", "i6"] {
        tasks.push(Box::pin(call(Priority::Interactive, name)));
    }
    assert_eq!(world.time.run(tasks), 0);
    assert_eq!(*order.borrow(), ["i1", "i2", "i3", "i4", "b1", "i5", "i6", "b2"]);
}

#[test]
fn a_call_that_cannot_start_in_time_fails_at_once_and_says_why() {
    let world = World::new(LimitPolicy { concurrent: 5, per_minute: Some(2), reserve_daily: 0 });
    world.block(async {
        for _ in 0..2 {
            world.interactive().await.unwrap();
        }
        let late = world.slot(Priority::Interactive, Some(SECOND * 10), None).await.unwrap_err();
        assert_eq!((late.kind(), late.details().waiting_for), (ErrorKind::Deadline, Some("limiter")));
        assert!(late.message().contains("61 s"), "{late}");
        let impatient = world.slot(Priority::Interactive, None, Some(SECOND * 10)).await.unwrap_err();
        assert_eq!((impatient.kind(), impatient.details().retry_after), (ErrorKind::RateLimit, Some(61.0)));
        assert_eq!(world.time.passed(), Duration::ZERO);
        let patient = world.slot(Priority::Interactive, Some(SECOND * 61), Some(SECOND * 61)).await.unwrap();
        assert!(patient.waited > MINUTE);
    });
    assert!(world.is_at_rest());
}

#[test]
fn the_place_in_the_queue_counts_for_what_is_in_time() {
    let world = World::new(LimitPolicy { concurrent: 5, per_minute: Some(1), reserve_daily: 0 });
    let refused = Cell::new(0);
    let call = async || match world.slot(Priority::Interactive, Some(SECOND * 130), None).await {
        Ok(_) => {}
        Err(_) => {
            assert_eq!(world.time.passed(), Duration::ZERO);
            refused.set(refused.get() + 1);
        }
    };
    world.time.run((0..10).map(|_| Box::pin(call()) as Task<'_>).collect());
    // At 0, 60 and 120 seconds.
    assert_eq!(refused.get(), 7);
    assert!(world.is_at_rest());
}

#[test]
fn a_wait_for_other_calls_ends_with_the_max_wait_of_the_call() {
    let world = World::new(LimitPolicy { concurrent: 1, per_minute: None, reserve_daily: 0 });
    world.block(async {
        let held = world.interactive().await.unwrap();
        let impatient = world.slot(Priority::Interactive, None, Some(SECOND * 3)).await.unwrap_err();
        assert_eq!(
            (impatient.kind(), impatient.details().limit_kind.as_deref()),
            (ErrorKind::RateLimit, Some("concurrent"))
        );
        assert_eq!(world.time.passed(), SECOND * 3);
        let late = world.slot(Priority::Interactive, Some(SECOND * 2), None).await.unwrap_err();
        assert_eq!((late.kind(), world.time.passed()), (ErrorKind::Deadline, SECOND * 5));
        assert_eq!(
            world.slot(Priority::Bulk, None, Some(Duration::ZERO)).await.unwrap_err().kind(),
            ErrorKind::RateLimit
        );
        drop(held);
        assert!(world.slot(Priority::Bulk, None, Some(Duration::ZERO)).await.is_ok());
    });
    assert!(world.is_at_rest());
}

#[test]
fn a_servers_hold_applies_to_every_call_and_a_day_that_is_used_up_fails_all_that_wait() {
    let world = World::new(XEROS);
    let failed = Cell::new(0);
    let started = Cell::new(0);
    let call = async || {
        world.clock.sleep(SECOND).await;
        match world.interactive().await {
            Ok(_) => started.set(started.get() + 1),
            Err(error) => {
                assert_eq!((error.kind(), error.details().retry_after), (ErrorKind::DailyLimit, Some(3600.0)));
                assert!(error.details().resets_at.is_some());
                assert_eq!(world.time.passed(), SECOND * 20);
                failed.set(failed.get() + 1);
            }
        }
    };
    let server = async {
        world.limiter.hold_for(SECOND * 30).await;
        world.clock.sleep(SECOND * 20).await;
        world.limiter.refuse_day_for(Duration::from_secs(3600)).await;
        world.clock.sleep(Duration::from_secs(3600)).await;
        world.interactive().await.unwrap();
    };
    let mut tasks: Vec<Task<'_>> = vec![Box::pin(server)];
    tasks.extend((0..20).map(|_| Box::pin(call()) as Task<'_>));
    assert_eq!(world.time.run(tasks), 0);
    assert_eq!((failed.get(), started.get()), (20, 0));
}

#[test]
fn a_wait_that_the_server_asks_for_is_capped_at_sixty_five_seconds_unless_max_wait_is_set() {
    let world = World::new(XEROS);
    world.block(async {
        world.limiter.hold_for(SECOND * 120).await;
        let refused = world.interactive().await.unwrap_err();
        assert_eq!((refused.kind(), refused.details().retry_after), (ErrorKind::RateLimit, Some(120.0)));
        assert_eq!(world.time.passed(), Duration::ZERO);
        world.slot(Priority::Interactive, None, Some(SECOND * 300)).await.unwrap();
        assert_eq!(world.time.passed(), SECOND * 120);
    });
}

#[test]
fn a_call_that_waited_long_for_the_minute_still_waits_for_a_short_server_hold() {
    let world = World::new(LimitPolicy { concurrent: 5, per_minute: Some(1), reserve_daily: 0 });
    world.block(async {
        world.interactive().await.unwrap();
        let late = async {
            let first = world.interactive().await.unwrap();
            drop(first);
            world.interactive().await.unwrap()
        };
        let server = async {
            world.clock.sleep(SECOND * 120).await;
            world.limiter.hold_for(SECOND * 10).await;
        };
        let (slot, ()) = tokio::join!(late, server);
        assert_eq!(world.time.passed(), SECOND * 130);
        assert!(slot.waited > MINUTE);
    });
}

#[test]
fn what_was_counted_stays_counted_under_new_limits() {
    let world = World::new(XEROS);
    world.block(async {
        for _ in 0..3 {
            assert_eq!(world.interactive().await.unwrap().waited, Duration::ZERO);
        }
        world.limiter.set_policy(LimitPolicy { concurrent: 2, per_minute: Some(3), reserve_daily: 0 });
        let report = world.limiter.report();
        assert_eq!((report.minute.remaining, report.concurrent.limit), (Some(0), 2));
        let refused = world.slot(Priority::Interactive, Some(SECOND), None).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Deadline);
    });
}

#[test]
fn a_forked_child_keeps_the_count_but_not_the_calls() {
    let world = World::new(XEROS);
    world.block(async {
        let _slot = world.interactive().await.unwrap();
        let report = world.limiter.after_fork().unwrap().report();
        assert_eq!(report.minute.remaining, Some(59));
        assert_eq!(report.concurrent.in_flight, 0);
    });
}

#[test]
fn processes_that_share_a_folder_share_minute_slots_server_hold_and_day() {
    let folder = Folder::new();
    let world = World::new(XEROS);
    let policy = LimitPolicy { concurrent: 2, per_minute: Some(4), reserve_daily: 0 };
    let process = || Arc::new(Limiter::in_folder(policy, Arc::clone(&world.clock), &folder.0, "organisation"));
    let (one, two) = (process(), process());
    let slot = async |limiter: &Arc<Limiter>, longest: Duration| {
        let deadline = world.deadline(None);
        let wait_policy = WaitPolicy { priority: Priority::Interactive, deadline: &deadline, longest: Some(longest) };
        limiter.acquire(wait_policy, |_, _| {}).await
    };
    world.block(async {
        let first = slot(&one, Duration::ZERO).await.unwrap();
        let second = slot(&two, Duration::ZERO).await.unwrap();
        let full = slot(&one, SECOND).await.unwrap_err();
        assert_eq!(full.details().limit_kind.as_deref(), Some("concurrent"));
        drop((first, second));
        for limiter in [&one, &two] {
            drop(slot(limiter, Duration::ZERO).await.unwrap());
        }
        let spent = slot(&two, SECOND).await.unwrap_err();
        assert_eq!(spent.details().limit_kind.as_deref(), Some("minute"));
        assert_eq!(one.report().minute.remaining, Some(0));
        world.clock.sleep(MINUTE * 2).await;
        one.hold_for(SECOND * 5).await;
        assert_eq!(slot(&two, SECOND).await.unwrap_err().kind(), ErrorKind::RateLimit);
        drop(slot(&two, SECOND * 6).await.unwrap());
        two.refuse_day_for(MINUTE).await;
        assert_eq!(slot(&one, SECOND).await.unwrap_err().kind(), ErrorKind::DailyLimit);
        // A damaged or foreign file counts for nothing, and is reported once.
        world.clock.sleep(MINUTE).await;
        let is_state = |path: &std::path::Path| path.extension().is_none();
        let limits =
            std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().path()).find(|path| is_state(path));
        std::fs::write(limits.unwrap(), b"{\"window\":").unwrap();
        drop(slot(&one, Duration::ZERO).await.unwrap());
        assert!(one.warning().unwrap().contains("could not be read"));
        drop(slot(&one, Duration::ZERO).await.unwrap());
        assert_eq!(one.warning(), None);
    });
}

#[test]
fn shared_limits_that_cannot_be_written_fail_the_call() {
    let world = World::new(XEROS);
    let folder = Folder::new();
    std::fs::create_dir(&folder.0).unwrap();
    let file = folder.0.join("file");
    std::fs::write(&file, b"in the way").unwrap();
    let limiter = Arc::new(Limiter::in_folder(XEROS, Arc::clone(&world.clock), &file, "organisation"));
    let refused = world.block(async {
        let deadline = world.deadline(None);
        let wait_policy = WaitPolicy { priority: Priority::Interactive, deadline: &deadline, longest: None };
        limiter.acquire(wait_policy, |_, _| {}).await.unwrap_err()
    });
    assert!(refused.message().contains("cannot be written"), "{refused}");
}
