//! The deadline of one call, which all its waits share, and the events of a call that waits.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result, spelt_out};
use crate::events::{Event, Events};

/// How long a request may take, with all its attempts, where its call has no deadline.
const DEFAULT: Duration = Duration::from_secs(60);
/// After this time a wait is reported, and again each time that it has doubled.
const FIRST_REPORT: Duration = Duration::from_secs(5);

/// What a call waits for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum WaitingFor {
    Limiter,
    Token,
    Attempt,
    Retry,
    File,
}

impl WaitingFor {
    const fn name(self) -> &'static str {
        match self {
            Self::Limiter => "limiter",
            Self::Token => "token",
            Self::Attempt => "attempt",
            Self::Retry => "retry",
            Self::File => "file",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Limiter => "the limits",
            Self::Token => "a token",
            Self::Attempt => "Xero's response",
            Self::Retry => "the next attempt",
            Self::File => "a file",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Deadline {
    clock: Arc<dyn Clock>,
    started: Instant,
    ends: Option<Instant>,
    /// Whether it is the default of a request. Waits for the limits, and those that a server asks for, extend it.
    is_default: bool,
    /// None where nobody listens to events.
    listener: Option<Box<Listener>>,
}

/// Where the waits of a call are reported.
#[derive(Debug, Clone)]
struct Listener {
    events: Arc<Events>,
    operation: String,
    call: Option<u64>,
}

impl Deadline {
    pub(crate) fn start(total: Option<Duration>, clock: &Arc<dyn Clock>) -> Self {
        let started = clock.now().monotonic;
        let ends = total.map(|total| started + total);
        Self { clock: Arc::clone(clock), started, ends, is_default: false, listener: None }
    }

    /// The deadline of one request: the call's own, or the default, which is at least as long as one attempt.
    pub(crate) fn for_request(self, attempt: Duration) -> Self {
        match self.ends {
            Some(_) => self,
            None => Self { is_default: true, ..Self::start(Some(DEFAULT.max(attempt)), &self.clock) },
        }
    }

    /// Reports the call's waits as events, where someone listens to them.
    pub(crate) fn report_to(&mut self, events: &Arc<Events>, operation: &str, call: Option<u64>) {
        if events.is_verbose() {
            self.listener =
                Some(Box::new(Listener { events: Arc::clone(events), operation: operation.to_owned(), call }));
        }
    }

    pub(crate) fn has_listener(&self) -> bool {
        self.listener.is_some()
    }

    /// Leaves a wait out of the default deadline.
    pub(crate) fn extend_default(&mut self, wait: Duration) {
        if self.is_default {
            self.started += wait;
            self.ends = self.ends.map(|ends| ends + wait);
        }
    }

    /// Waits for `future`, but no longer than the call has left.
    pub(crate) async fn run<F: Future>(&self, waiting: WaitingFor, future: F) -> Result<F::Output> {
        self.until(self.ends, waiting, future).await.ok_or_else(|| self.passed(waiting))
    }

    /// As [`Self::run`], for what has a time-out of its own; none where that passed first.
    pub(crate) async fn run_with_timeout<F: Future>(
        &self,
        waiting: WaitingFor,
        began: Instant,
        timeout: Duration,
        future: F,
    ) -> Result<Option<F::Output>> {
        let ends = began + timeout;
        match self.until(self.ends.into_iter().chain([ends]).min(), waiting, future).await {
            None if self.ends.is_some_and(|own| own <= ends) => Err(self.passed(waiting)),
            outcome => Ok(outcome),
        }
    }

    /// Waits for `future`, which ends by itself, and reports the wait. `longest` is how long it can take, if known.
    pub(crate) async fn watch<F: Future>(
        &self,
        waiting: WaitingFor,
        longest: Option<Duration>,
        future: F,
    ) -> F::Output {
        let mut future = pin!(future);
        let mut timer = WaitTimer { longest, ..self.timer(waiting, None) };
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(output),
            // This timer only reports; it ends nothing.
            Poll::Pending => {
                let _ = timer.poll(context);
                Poll::Pending
            }
        })
        .await
    }

    /// What the call has left for a wait that is left out of the default; none where it may take any time.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.ends.filter(|_| !self.is_default).map(|ends| self.until_then(ends))
    }

    /// Whether such a wait ends before the deadline.
    pub(crate) fn allows(&self, wait: Duration) -> bool {
        self.left().is_none_or(|left| wait < left)
    }

    /// As [`Self::allows`], for a wait that counts against the default too.
    pub(crate) fn allows_pause(&self, wait: Duration) -> bool {
        self.ends.is_none_or(|ends| wait < self.until_then(ends))
    }

    fn until_then(&self, ends: Instant) -> Duration {
        ends.saturating_duration_since(self.clock.now().monotonic)
    }

    pub(crate) fn passed(&self, waiting: WaitingFor) -> Error {
        let spent = self.spent();
        let (whose, hint) = if self.is_default {
            ("default deadline", DEFAULT_HINT)
        } else {
            ("deadline", "give the call a longer deadline")
        };
        let words = waiting.words();
        self.error(waiting, format!("the {whose} passed after {spent:.1} s, waiting for {words}")).hint(hint)
    }

    /// The error of a wait that is known to end too late, before it begins. `what` begins the text about it.
    pub(crate) fn too_near(&self, waiting: WaitingFor, wait: Duration, what: &str) -> Error {
        let wait = wait.as_secs_f64().ceil();
        let left = self.left().unwrap_or_default().as_secs_f64();
        let message = format!("the deadline is too near: it has {left:.1} s left, and {what} {}", spelt_out(wait));
        let error = self.error(waiting, message).hint("give the call a longer deadline, or try again later");
        error.with(|details| details.retry_after = Some(wait))
    }

    fn error(&self, waiting: WaitingFor, message: String) -> Error {
        Error::new(ErrorKind::Deadline, message).retryable().with(|details| {
            details.spent = Some(self.spent());
            details.waiting_for = Some(waiting.name());
        })
    }

    fn spent(&self) -> f64 {
        self.clock.now().monotonic.saturating_duration_since(self.started).as_secs_f64()
    }

    async fn until<F: Future>(&self, ends: Option<Instant>, waiting: WaitingFor, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        let mut timer = self.timer(waiting, ends);
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => timer.poll(context).map(|()| None),
        })
        .await
    }

    fn timer(&self, waiting: WaitingFor, ends: Option<Instant>) -> WaitTimer<'_> {
        WaitTimer { deadline: self, waiting, ends, longest: None, began: None, next_report: FIRST_REPORT, timer: None }
    }
}

/// The timer of one wait, for its end and its reports. A wait that is over at once sets none.
struct WaitTimer<'a> {
    deadline: &'a Deadline,
    waiting: WaitingFor,
    ends: Option<Instant>,
    longest: Option<Duration>,
    began: Option<Instant>,
    /// How long the wait must last to be reported.
    next_report: Duration,
    timer: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl WaitTimer<'_> {
    /// Ready when the wait may last no longer.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Deadline { clock, listener, .. } = self.deadline;
        loop {
            if let Some(timer) = &mut self.timer {
                ready!(timer.as_mut().poll(context));
                self.timer = None;
            }
            if self.ends.is_none() && listener.is_none() {
                return Poll::Pending;
            }
            let now = clock.now().monotonic;
            let began = *self.began.get_or_insert(now);
            if self.ends.is_some_and(|ends| ends <= now) {
                return Poll::Ready(());
            }
            let mut wakes = self.ends;
            if let Some(listener) = listener {
                if now >= began + self.next_report {
                    let longest = self.longest.or(self.ends.map(|ends| ends.saturating_duration_since(began)));
                    listener.report(self.waiting, now - began, longest);
                    self.next_report *= 2;
                }
                wakes = wakes.into_iter().chain([began + self.next_report]).min();
            }
            self.timer = wakes.map(|wakes| clock.sleep(wakes.saturating_duration_since(now)));
        }
    }
}

impl Listener {
    fn report(&self, waiting: WaitingFor, waited: Duration, at_most: Option<Duration>) {
        self.events.emit(|| Event::Waiting {
            operation: self.operation.clone(),
            waiting_for: waiting.name(),
            waited: waited.as_secs_f64(),
            at_most: at_most.map(|longest| longest.as_secs_f64()),
            call: self.call,
        });
    }
}

const DEFAULT_HINT: &str = "a call without a deadline has 60 s for each request, or as long as its timeout: give it a \
deadline, or a longer timeout where a single response is slow";

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::clock::{Now, SystemClock};

    /// The machine's time, and how often its sleep was used.
    #[derive(Debug, Default)]
    struct Counted(AtomicU32);

    impl Clock for Counted {
        fn now(&self) -> Now {
            SystemClock.now()
        }

        fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            SystemClock.sleep(duration)
        }
    }

    #[test]
    fn a_wait_has_one_timer_and_none_if_it_is_over_at_once() {
        let counted = Arc::new(Counted::default());
        let clock: Arc<dyn Clock> = counted.clone();
        let mut deadline = Deadline::start(None, &clock).for_request(Duration::from_secs(1));
        let timers = |work: Pin<Box<dyn Future<Output = ()> + '_>>| {
            counted.0.store(0, Ordering::Relaxed);
            crate::testing::block_on(work);
            counted.0.load(Ordering::Relaxed)
        };
        let second = Duration::from_secs(1);
        let over = async {
            deadline.run_with_timeout(WaitingFor::Attempt, Instant::now(), second, async {}).await.unwrap().unwrap();
        };
        assert_eq!(timers(Box::pin(over)), 0);
        let waits = async {
            deadline
                .run_with_timeout(WaitingFor::Attempt, Instant::now(), second, tokio::task::yield_now())
                .await
                .unwrap()
                .unwrap();
        };
        assert_eq!(timers(Box::pin(waits)), 1);
        // Without a listener, what ends by itself has none either.
        let watched = async { deadline.watch(WaitingFor::Retry, None, tokio::task::yield_now()).await };
        assert_eq!(timers(Box::pin(watched)), 0);
        let events = Arc::new(Events::default());
        events.listen(true);
        deadline.report_to(&events, "invoices.get", None);
        let reported = async { deadline.watch(WaitingFor::Retry, None, tokio::task::yield_now()).await };
        assert_eq!(timers(Box::pin(reported)), 1);
    }

    #[test]
    fn an_attempts_time_out_is_distinguished_from_the_deadline() {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (short, long) = (Duration::from_millis(20), Duration::from_secs(60));
        let attempt = |total, timeout| {
            let deadline = Deadline::start(Some(total), &clock);
            let work = async move {
                deadline
                    .run_with_timeout(WaitingFor::Attempt, Instant::now(), timeout, std::future::pending::<()>())
                    .await
            };
            crate::testing::block_on(work)
        };
        assert!(attempt(long, short).unwrap().is_none());
        assert_eq!(attempt(short, long).unwrap_err().kind(), ErrorKind::Deadline);
    }
}
