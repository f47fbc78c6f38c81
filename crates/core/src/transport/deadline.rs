//! The end of one call, which all its waits share, and the word to those who listen that it waits.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::error::{Error, Kind, Result, spelt_out};
use crate::events::{Event, Events};

/// What a request may take, over all its attempts, where its call has no deadline.
const DEFAULT: Duration = Duration::from_secs(60);
/// A wait of this length is told, and again each time that it has doubled.
const SILENCE: Duration = Duration::from_secs(5);

/// What a call was waiting for when its time was up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Waiting {
    Limiter,
    Token,
    Attempt,
    Retry,
    File,
}

impl Waiting {
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
            Self::Attempt => "Xero's answer",
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
    /// Of a request whose call has no deadline: waits for the limits, and those that a server asks for, move the end.
    is_default: bool,
    /// None where nobody listens.
    listener: Option<Box<Listener>>,
}

/// Who is told of a call that waits.
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

    /// The end of one request of the call: the call's own, or the default's, which one long attempt may stretch.
    pub(crate) fn of_request(self, attempt: Duration) -> Self {
        match self.ends {
            Some(_) => self,
            None => Self { is_default: true, ..Self::start(Some(DEFAULT.max(attempt)), &self.clock) },
        }
    }

    /// Lets those who listen know what the call waits for.
    pub(crate) fn tell(&mut self, events: &Arc<Events>, operation: &str, call: Option<u64>) {
        if events.is_verbose() {
            self.listener =
                Some(Box::new(Listener { events: Arc::clone(events), operation: operation.to_owned(), call }));
        }
    }

    pub(crate) fn has_listener(&self) -> bool {
        self.listener.is_some()
    }

    /// A wait that does not count against the default.
    pub(crate) fn excuse(&mut self, wait: Duration) {
        if self.is_default {
            self.started += wait;
            self.ends = self.ends.map(|ends| ends + wait);
        }
    }

    /// Waits for `future`, and not longer than the call has left.
    pub(crate) async fn bound<F: Future>(&self, waiting: Waiting, future: F) -> Result<F::Output> {
        self.until(self.ends, waiting, future).await.ok_or_else(|| self.passed(waiting))
    }

    /// As [`Self::bound`], for what has a time-out of its own; none where that was over first.
    pub(crate) async fn within<F: Future>(
        &self,
        waiting: Waiting,
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

    /// Waits for `future`, which ends by itself: after `longest` at the latest, where that is known.
    pub(crate) async fn watch<F: Future>(&self, waiting: Waiting, longest: Option<Duration>, future: F) -> F::Output {
        let mut future = pin!(future);
        let mut silence = Silence { longest, ..self.silence(waiting, None) };
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(output),
            // It has no end of its own, so it only tells.
            Poll::Pending => {
                let _ = silence.poll(context);
                Poll::Pending
            }
        })
        .await
    }

    /// What the call has left for a wait that the default does not count; none where it may take any time.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.ends.filter(|_| !self.is_default).map(|ends| self.until_then(ends))
    }

    /// Whether such a wait of this length still ends in time.
    pub(crate) fn allows(&self, wait: Duration) -> bool {
        self.left().is_none_or(|left| wait < left)
    }

    /// As [`Self::allows`], for a wait that always counts.
    pub(crate) fn allows_pause(&self, wait: Duration) -> bool {
        self.ends.is_none_or(|ends| wait < self.until_then(ends))
    }

    fn until_then(&self, ends: Instant) -> Duration {
        ends.saturating_duration_since(self.clock.now().monotonic)
    }

    pub(crate) fn passed(&self, waiting: Waiting) -> Error {
        let spent = self.spent();
        let (whose, hint) = if self.is_default {
            ("default deadline", DEFAULT_HINT)
        } else {
            ("deadline", "give the call a longer deadline")
        };
        let words = waiting.words();
        self.over(waiting, format!("the {whose} passed after {spent:.1} s, waiting for {words}")).hint(hint)
    }

    /// The error of a wait that is known to end too late; nothing waits for it. `what` says what is waited for.
    pub(crate) fn too_near(&self, waiting: Waiting, wait: Duration, what: &str) -> Error {
        let wait = wait.as_secs_f64().ceil();
        let left = self.left().unwrap_or_default().as_secs_f64();
        let message = format!("the deadline is too near: it has {left:.1} s left, and {what} {}", spelt_out(wait));
        let error = self.over(waiting, message).hint("give the call a longer deadline, or try again later");
        error.with(|details| details.retry_after = Some(wait))
    }

    fn over(&self, waiting: Waiting, message: String) -> Error {
        Error::new(Kind::Deadline, message).retryable().with(|details| {
            details.spent = Some(self.spent());
            details.waiting_for = Some(waiting.name());
        })
    }

    fn spent(&self) -> f64 {
        self.clock.now().monotonic.saturating_duration_since(self.started).as_secs_f64()
    }

    async fn until<F: Future>(&self, ends: Option<Instant>, waiting: Waiting, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        let mut silence = self.silence(waiting, ends);
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => silence.poll(context).map(|()| None),
        })
        .await
    }

    fn silence(&self, waiting: Waiting, ends: Option<Instant>) -> Silence<'_> {
        Silence { deadline: self, waiting, ends, longest: None, began: None, next: SILENCE, timer: None }
    }
}

/// One wait, with one timer for its end and for what is told of it. A wait that is over at once has none.
struct Silence<'a> {
    deadline: &'a Deadline,
    waiting: Waiting,
    ends: Option<Instant>,
    longest: Option<Duration>,
    began: Option<Instant>,
    /// How long it must last to be told.
    next: Duration,
    timer: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Silence<'_> {
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
                if now >= began + self.next {
                    let longest = self.longest.or(self.ends.map(|ends| ends.saturating_duration_since(began)));
                    listener.hear(self.waiting, now - began, longest);
                    self.next *= 2;
                }
                wakes = wakes.into_iter().chain([began + self.next]).min();
            }
            self.timer = wakes.map(|wakes| clock.sleep(wakes.saturating_duration_since(now)));
        }
    }
}

impl Listener {
    fn hear(&self, waiting: Waiting, waited: Duration, at_most: Option<Duration>) {
        self.events.tell(|| Event::Waiting {
            operation: self.operation.clone(),
            waiting_for: waiting.name(),
            waited: waited.as_secs_f64(),
            at_most: at_most.map(|longest| longest.as_secs_f64()),
            call: self.call,
        });
    }
}

const DEFAULT_HINT: &str = "a call without a deadline has 60 s for each request, or as long as its timeout: give it a \
deadline, and for one slow answer a longer timeout";

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::clock::{Now, SystemClock};

    /// The machine's time, and how often somebody slept.
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
    fn a_wait_has_one_timer_and_none_where_it_is_over_at_once() {
        let counted = Arc::new(Counted::default());
        let clock: Arc<dyn Clock> = counted.clone();
        let mut deadline = Deadline::start(None, &clock).of_request(Duration::from_secs(1));
        let timers = |work: Pin<Box<dyn Future<Output = ()> + '_>>| {
            counted.0.store(0, Ordering::Relaxed);
            crate::testing::block_on(work);
            counted.0.load(Ordering::Relaxed)
        };
        let second = Duration::from_secs(1);
        let over =
            async { deadline.within(Waiting::Attempt, Instant::now(), second, async {}).await.unwrap().unwrap() };
        assert_eq!(timers(Box::pin(over)), 0);
        let waits = async {
            deadline.within(Waiting::Attempt, Instant::now(), second, tokio::task::yield_now()).await.unwrap().unwrap();
        };
        assert_eq!(timers(Box::pin(waits)), 1);
        // Where nobody listens, what ends by itself has none either.
        let watched = async { deadline.watch(Waiting::Retry, None, tokio::task::yield_now()).await };
        assert_eq!(timers(Box::pin(watched)), 0);
        let events = Arc::new(Events::default());
        events.listen(true);
        deadline.tell(&events, "invoices.get", None);
        let heard = async { deadline.watch(Waiting::Retry, None, tokio::task::yield_now()).await };
        assert_eq!(timers(Box::pin(heard)), 1);
    }

    #[test]
    fn an_attempts_own_time_out_is_told_from_the_deadline() {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (short, long) = (Duration::from_millis(20), Duration::from_secs(60));
        let attempt = |total, timeout| {
            let deadline = Deadline::start(Some(total), &clock);
            let work = async move {
                deadline.within(Waiting::Attempt, Instant::now(), timeout, std::future::pending::<()>()).await
            };
            crate::testing::block_on(work)
        };
        assert!(attempt(long, short).unwrap().is_none());
        assert_eq!(attempt(short, long).unwrap_err().kind(), Kind::Deadline);
    }
}
