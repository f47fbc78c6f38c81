//! Xero's limits, kept before they are hit: one organisation's calls in flight, a minute and a day, and who goes next.

mod book;
mod day;
mod gate;
mod queue;
mod shared;
mod slots;
mod window;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::config::{LimitSettings, Priority};
use crate::error::{Error, Kind, Remaining, Result, spelt_out};
use crate::transport::{Deadline, LONGEST_WAIT, RetryBudget, Waiting};
use book::Book;
pub(crate) use book::{Blocked, Limit};
use queue::{Place, Queue};
use shared::{SharedBook, SharedSlot};
use slots::Slots;
use window::Moment;

/// The limits of one organisation, as every client of this process sees them.
#[derive(Debug)]
pub(crate) struct Limiter {
    clock: Arc<dyn Clock>,
    /// The origin of moments that only this process has.
    created: Instant,
    state: Mutex<State>,
    /// Where the processes of this machine keep the same book.
    shared: Option<SharedBook>,
}

#[derive(Debug)]
struct State {
    settings: LimitSettings,
    /// With a shared book, what was last read of it.
    book: Book,
    slots: Slots,
    queue: Queue,
    retries: RetryBudget,
}

/// What a call brings along when it asks to start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience<'a> {
    pub(crate) priority: Priority,
    pub(crate) deadline: &'a Deadline,
    /// The longest wait; none for the word of a server alone, which nobody heeds longer than 65 seconds.
    pub(crate) longest: Option<Duration>,
}

impl Patience<'_> {
    /// How long a call that has waited so long may still wait for this limit.
    fn rest(&self, limit: Limit, waited: Duration) -> Option<Duration> {
        match (self.longest, limit) {
            // That another process writes the book at this moment is no wait for a limit.
            (_, Limit::Book) => None,
            (None, Limit::Server) => Some(LONGEST_WAIT),
            (longest, _) => longest.map(|longest| longest.saturating_sub(waited)),
        }
    }
}

/// The right to have one call in flight, held until its reply is read.
#[derive(Debug)]
pub(crate) struct Slot {
    limiter: Arc<Limiter>,
    started: Moment,
    pub(crate) waited: Duration,
    shared: Option<SharedSlot>,
}

impl Limiter {
    pub(crate) fn new(settings: LimitSettings, clock: Arc<dyn Clock>) -> Self {
        let state = State {
            settings,
            book: Book::default(),
            slots: Slots::new(settings.concurrent),
            queue: Queue::default(),
            retries: RetryBudget::full(),
        };
        Self { created: clock.now().monotonic, clock, state: Mutex::new(state), shared: None }
    }

    /// A limiter whose book lies in a folder, for all processes that name the same.
    pub(crate) fn in_folder(settings: LimitSettings, clock: Arc<dyn Clock>, folder: &Path, organisation: &str) -> Self {
        Self { shared: Some(SharedBook::new(folder, organisation)), ..Self::new(settings, clock) }
    }

    /// What a forked child goes on with: what its parent counted, but neither its calls nor its waiters.
    pub(crate) fn heir(&self) -> Option<Self> {
        let state = self.state.try_lock().ok()?;
        let heir = Self::new(state.settings, Arc::clone(&self.clock));
        heir.state().book = state.book.clone();
        Some(Self { created: self.created, shared: self.shared.clone(), ..heir })
    }

    /// Keeps these limits from now on; what was counted stays counted.
    pub(crate) fn adopt(&self, settings: LimitSettings) {
        let mut state = self.state();
        state.slots.set_limit(settings.concurrent);
        state.settings = settings;
        state.queue.wake_all();
    }

    /// Waits until the call may start. `told` hears once, before the first wait, what holds it back.
    pub(crate) async fn slot(
        self: &Arc<Self>,
        patience: Patience<'_>,
        told: impl FnOnce(Blocked, usize),
    ) -> Result<Slot> {
        let (waiter, blocked) = {
            let mut state = self.state();
            if state.queue.is_empty() && !state.slots.is_full() {
                match self.start(&mut state, patience.priority)? {
                    Ok(slot) => return Ok(slot),
                    Err(blocked) => self.enqueue(&mut state, patience, Some(blocked))?,
                }
            } else {
                self.enqueue(&mut state, patience, None)?
            }
        };
        told(blocked, self.waiting());
        Box::pin(waiter.wait(&patience)).await
    }

    /// A place in the queue, unless it is clear by now that the call would wait too long.
    fn enqueue(
        self: &Arc<Self>,
        state: &mut State,
        patience: Patience<'_>,
        known: Option<Blocked>,
    ) -> Result<(Waiter, Blocked)> {
        let now = self.now();
        let ahead = state.queue.ahead_of_new(patience.priority);
        let (settings, priority) = (state.settings, patience.priority);
        let day = state.book.day_refusal(settings, priority, now);
        let blocked = day.or(known).unwrap_or_else(|| state.book.foresee(settings, ahead, now));
        self.bear(patience, blocked, Duration::ZERO, settings)?;
        let (place, wake) = state.queue.join(priority);
        Ok((Waiter { limiter: Arc::clone(self), place, wake, since: self.clock.now().monotonic }, blocked))
    }

    /// Fails where a wait is longer than the call has time for.
    fn bear(&self, patience: Patience<'_>, blocked: Blocked, waited: Duration, settings: LimitSettings) -> Result<()> {
        let Blocked { by, wait } = blocked;
        if matches!(by, Limit::Day | Limit::Reserve) {
            return Err(self.day_is_used_up(blocked, settings));
        }
        if !patience.deadline.allows(wait) {
            let what = format!("{} has room in", by.words(settings));
            return Err(patience.deadline.too_near(Waiting::Limiter, wait, &what));
        }
        match patience.rest(by, waited) {
            Some(rest) if wait > rest => Err(would_wait(blocked, settings)),
            _ => Ok(()),
        }
    }

    /// Records a start now, or says what holds it back. The outer error is for a shared book that cannot be kept.
    fn start(self: &Arc<Self>, state: &mut State, priority: Priority) -> Result<std::result::Result<Slot, Blocked>> {
        if state.slots.is_full() {
            let blocked = Blocked { by: Limit::Concurrent, wait: Duration::ZERO };
            return Ok(state.book.day_refusal(state.settings, priority, self.now()).map_or(Err(blocked), Err));
        }
        let now = self.now();
        let shared = match &self.shared {
            None => match state.book.start(state.settings, priority, now) {
                Ok(()) => None,
                Err(blocked) => return Ok(Err(blocked)),
            },
            Some(shared) => match shared.start(&mut state.book, state.settings, priority, now)? {
                Ok(slot) => Some(slot),
                Err(blocked) => return Ok(Err(blocked)),
            },
        };
        state.slots.take();
        state.queue.started(priority);
        Ok(Ok(Slot { limiter: Arc::clone(self), started: now, waited: Duration::ZERO, shared }))
    }

    /// Takes over what a reply says is left, and from when its call counts.
    pub(crate) async fn observe(&self, slot: &Slot, said: Option<Remaining>) {
        self.change(|state, now| {
            state.book.arrived(slot.started, now);
            if let Some(said) = said {
                let others = state.slots.in_flight().saturating_sub(1);
                state.book.observe(said, state.settings, others, now);
            }
        })
        .await;
    }

    /// Holds every call of the organisation back, after the server's word that its minute is full.
    pub(crate) async fn close_for(&self, wait: Duration) {
        self.change(|state, now| {
            state.book.close_for(wait, now);
            state.queue.wake_all();
        })
        .await;
    }

    /// Fails every call of the organisation until its day begins anew.
    pub(crate) async fn refuse_day_for(&self, wait: Duration) {
        self.change(|state, now| {
            state.book.refuse_day_for(wait, now);
            state.queue.wake_all();
        })
        .await;
    }

    /// The server said that too many calls are in flight.
    pub(crate) fn shrink(&self, slot: &Slot) {
        self.state().slots.shrink(slot.started, self.now());
    }

    pub(crate) fn succeeded(&self) {
        let mut state = self.state();
        state.slots.succeeded();
        state.retries.succeeded();
    }

    /// Pays for one repetition of a call; false when too many calls fail to add any more.
    pub(crate) fn pay_for_retry(&self, after_timeout: bool) -> bool {
        self.state().retries.pay(after_timeout)
    }

    /// Changes the book, and where it is shared the file as well.
    async fn change(&self, change: impl Fn(&mut State, Moment)) {
        for _ in 0..shared::TRIES {
            {
                let mut state = self.state();
                let now = self.now();
                let Some(shared) = &self.shared else { return change(&mut state, now) };
                if shared.change(&mut state, now, |state| change(state, now), |state| &mut state.book) {
                    return;
                }
            }
            self.clock.sleep(shared::BETWEEN_TRIES).await;
        }
        let mut state = self.state();
        change(&mut state, self.now());
    }

    /// What a person should know of a shared book, told once.
    pub(crate) fn warning(&self) -> Option<String> {
        let path = self.shared.as_ref()?.take_unreadable()?;
        Some(format!("the shared limits in {} could not be read and begin anew", path.display()))
    }

    /// How many calls a limit allows, where that is known.
    pub(crate) fn size(&self, limit: Limit) -> Option<usize> {
        let settings = self.state().settings;
        limit.size(settings)
    }

    pub(crate) fn is_idle(&self) -> bool {
        let now = self.now();
        let state = self.state();
        state.slots.in_flight() == 0 && state.queue.is_empty() && (self.shared.is_some() || state.book.is_blank(now))
    }

    pub(crate) fn waiting(&self) -> usize {
        let state = self.state();
        state.queue.len(Priority::Interactive) + state.queue.len(Priority::Bulk)
    }

    /// What is left of each limit, what waits, and when each begins anew.
    pub(crate) fn report(&self) -> Value {
        let now = self.now();
        let mut state = self.state();
        if let Some(shared) = &self.shared {
            shared.take_over(&mut state.book, now);
        }
        let LimitSettings { per_minute, reserve_daily, concurrent } = state.settings;
        let State { book, slots, queue, retries, .. } = &mut *state;
        json!({
            "concurrent": {"limit": concurrent, "allowed": slots.allowed(), "in_flight": slots.in_flight()},
            "minute": {
                "limit": per_minute,
                "remaining": book.minute_room(per_minute, now),
                "resets_in": book.minute_resets_in(now).as_secs_f64(),
            },
            "day": {
                "remaining": book.day_left(now),
                "reserve": reserve_daily,
                "resets_in": book.day_resets_in(now).map(|left| left.as_secs_f64()),
            },
            "app_minute": {"remaining": book.app_minute_left()},
            "waiting": {
                "interactive": queue.len(Priority::Interactive),
                "bulk": queue.len(Priority::Bulk),
            },
            "retries": {"remaining": retries.left()},
        })
    }

    fn day_is_used_up(&self, Blocked { by, wait }: Blocked, settings: LimitSettings) -> Error {
        let (message, hint, resets_in) = if by == Limit::Day {
            (
                "the organisation's calls of this day are used up".to_owned(),
                "wait for resets_at; ask for more at a time, or only for what changed since",
                wait,
            )
        } else {
            // Xero tells the hour of the reset in a refusal alone.
            (
                format!("the last {} calls of the day are reserved for interactive calls", settings.reserve_daily),
                "wait, lower reserve_daily of limits, or give the call priority \"interactive\"; the day begins anew at resets_at at the latest",
                Duration::from_secs(86_400),
            )
        };
        let resets_at = jiff::Timestamp::try_from(self.clock.now().wall + resets_in)
            .and_then(|at| jiff::Timestamp::from_second(at.as_second()));
        Error::new(Kind::DailyLimit, message).hint(hint).retryable().with(|details| {
            details.limit_kind = Some(by.name().to_owned());
            details.retry_after = Some(wait.as_secs_f64().ceil());
            details.resets_at = resets_at.ok().map(|at| at.to_string());
        })
    }

    fn now(&self) -> Moment {
        let now = self.clock.now();
        match &self.shared {
            None => now.monotonic.saturating_duration_since(self.created),
            Some(_) => now.wall.duration_since(UNIX_EPOCH).unwrap_or_default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        // First, so that the one who is woken finds it free.
        self.shared.take();
        let now = self.limiter.now();
        let mut state = self.limiter.state();
        // A call that was given up has arrived as late as any other.
        state.book.arrived(self.started, now);
        state.slots.give_back();
        state.queue.wake_first();
    }
}

/// A call in the queue. Dropped, it makes way for the next.
struct Waiter {
    limiter: Arc<Limiter>,
    place: Place,
    wake: Arc<Notify>,
    since: Instant,
}

impl Waiter {
    async fn wait(&self, patience: &Patience<'_>) -> Result<Slot> {
        let clock = &self.limiter.clock;
        let mut busy_since = None;
        loop {
            let waited = clock.now().monotonic.saturating_duration_since(self.since);
            let (blocked, is_first, settings) = {
                let mut state = self.limiter.state();
                let is_first = state.queue.is_first(self.place);
                let blocked = if is_first {
                    match self.limiter.start(&mut state, self.place.priority)? {
                        Ok(mut slot) => {
                            slot.waited = waited;
                            return Ok(slot);
                        }
                        Err(blocked) => blocked,
                    }
                } else {
                    let (settings, now) = (state.settings, self.limiter.now());
                    let day = state.book.day_refusal(settings, self.place.priority, now);
                    day.unwrap_or_else(|| state.book.foresee(settings, 0, now))
                };
                (blocked, is_first, state.settings)
            };
            self.limiter.bear(*patience, blocked, waited, settings)?;
            match blocked.by {
                Limit::Book => shared::check_patience(*busy_since.get_or_insert(waited), waited)?,
                _ => busy_since = None,
            }
            let rest = patience.rest(blocked.by, waited);
            // Only the first has a time to wait for; the others are woken by the one before them.
            let look_again = Some(blocked.wait).filter(|wait| is_first && !wait.is_zero());
            let pause = look_again.into_iter().chain(rest).chain(patience.deadline.left()).min();
            match pause {
                None => self.wake.notified().await,
                Some(Duration::ZERO) => return Err(out_of_time(*patience, blocked, settings)),
                Some(pause) => tokio::select! {
                    biased;
                    () = self.wake.notified() => {}
                    () = clock.sleep(pause) => {}
                },
            }
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        state.queue.leave(self.place);
        state.queue.wake_first();
    }
}

fn out_of_time(patience: Patience<'_>, blocked: Blocked, settings: LimitSettings) -> Error {
    if patience.deadline.left().is_some_and(|left| left.is_zero()) {
        let passed = patience.deadline.passed(Waiting::Limiter).note(&held_back(blocked, settings));
        passed.with(|details| details.retry_after = seconds_of(blocked))
    } else {
        would_wait(blocked, settings)
    }
}

fn would_wait(blocked: Blocked, settings: LimitSettings) -> Error {
    let why = held_back(blocked, settings);
    Error::new(Kind::RateLimit, format!("the call would wait longer than it may: {why}"))
        .hint("wait, or give a longer max_wait")
        .retryable()
        .with(|details| {
            details.limit_kind = Some(blocked.by.name().to_owned());
            details.retry_after = seconds_of(blocked);
        })
}

/// What holds a call back, and for how long where that is known.
fn held_back(blocked: Blocked, settings: LimitSettings) -> String {
    let limit = blocked.by.words(settings);
    match seconds_of(blocked) {
        Some(seconds) => format!("{limit} has room in {}", spelt_out(seconds)),
        None => format!("{limit} has room when another call has ended"),
    }
}

fn seconds_of(Blocked { wait, .. }: Blocked) -> Option<f64> {
    Some(wait.as_secs_f64().ceil()).filter(|seconds| *seconds > 0.0)
}

#[cfg(test)]
mod cost;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod virtual_time;
