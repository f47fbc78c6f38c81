//! When a call of one organisation may start: at once, after a wait in the queue, or not at all.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, UNIX_EPOCH};

use tokio::sync::Notify;

use super::limit_state::{Blocked, Limit, LimitState};
use super::policy::{LimitPolicy, Priority};
use super::queue::{Queue, Ticket};
use super::refusals::{day_is_used_up, deadline_passed, deadline_too_near, wait_too_long};
use super::report::{AppMinuteState, ConcurrentState, DayState, MinuteState, RateLimitState, RetryState, WaitingCalls};
use super::retry_budget::RetryBudget;
use super::shared_limits::{self, SharedLimits, SharedSlot};
use super::slots::Slots;
use super::window::Moment;
use crate::clock::Clock;
use crate::error::{Error, RateLimitHeaders, Result};
use crate::transport::{Deadline, LONGEST_WAIT};

/// The limits of one organisation, as every client of this process sees them.
#[derive(Debug)]
pub(crate) struct Limiter {
    clock: Arc<dyn Clock>,
    /// The origin of moments that only this process has.
    created: Instant,
    inner: Mutex<Inner>,
    /// Where processes share the limits.
    shared: Option<SharedLimits>,
}

#[derive(Debug)]
struct Inner {
    policy: LimitPolicy,
    /// Of shared limits, what was read of them last.
    limits: LimitState,
    slots: Slots,
    queue: Queue,
    retries: RetryBudget,
}

/// How a call waits: in which order, and for how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WaitPolicy<'a> {
    pub(crate) priority: Priority,
    pub(crate) deadline: &'a Deadline,
    /// The longest wait. If unset, only waits that the server asks for are bounded, at 65 seconds.
    pub(crate) longest: Option<Duration>,
}

impl WaitPolicy<'_> {
    /// How long a call that has waited for `waited` may still wait for this limit.
    fn remaining(&self, limit: Limit, waited: Duration) -> Option<Duration> {
        match (self.longest, limit) {
            // Another process holds the lock for a moment, which is no wait for a limit.
            (_, Limit::SharedState) => None,
            (None, Limit::Server) => Some(LONGEST_WAIT),
            (longest, _) => longest.map(|longest| longest.saturating_sub(waited)),
        }
    }

    /// The error of a call that may wait no longer.
    fn exhausted(&self, blocked: Blocked, policy: LimitPolicy) -> Error {
        if self.deadline.left().is_some_and(|left| left.is_zero()) {
            deadline_passed(self.deadline, blocked, policy)
        } else {
            wait_too_long(blocked, policy)
        }
    }
}

/// The right to have one call in flight, held until its response is read.
#[derive(Debug)]
pub(crate) struct Slot {
    limiter: Arc<Limiter>,
    started: Moment,
    pub(crate) waited: Duration,
    shared: Option<SharedSlot>,
}

impl Limiter {
    pub(crate) fn new(policy: LimitPolicy, clock: Arc<dyn Clock>) -> Self {
        let inner = Inner {
            policy,
            limits: LimitState::default(),
            slots: Slots::new(policy.concurrent),
            queue: Queue::default(),
            retries: RetryBudget::full(),
        };
        Self { created: clock.now().monotonic, clock, inner: Mutex::new(inner), shared: None }
    }

    /// A limiter that shares its limits with all processes that name the same folder.
    pub(crate) fn in_folder(policy: LimitPolicy, clock: Arc<dyn Clock>, folder: &Path, organisation: &str) -> Self {
        Self { shared: Some(SharedLimits::new(folder, organisation)), ..Self::new(policy, clock) }
    }

    /// The limiter of a forked child: it keeps what its parent counted, but neither its calls nor its waiters.
    pub(crate) fn after_fork(&self) -> Option<Self> {
        let inner = self.inner.try_lock().ok()?;
        let child = Self::new(inner.policy, Arc::clone(&self.clock));
        child.inner().limits = inner.limits.clone();
        Some(Self { created: self.created, shared: self.shared.clone(), ..child })
    }

    /// Keeps these limits from now on; what was counted stays counted.
    pub(crate) fn set_policy(&self, policy: LimitPolicy) {
        let mut inner = self.inner();
        inner.slots.set_limit(policy.concurrent);
        inner.policy = policy;
        inner.queue.wake_all();
    }

    /// Waits until the call may start. Before the first wait, `on_wait` gets what holds the call back and how many calls
    /// wait.
    pub(crate) async fn acquire(
        self: &Arc<Self>,
        wait_policy: WaitPolicy<'_>,
        on_wait: impl FnOnce(Blocked, usize),
    ) -> Result<Slot> {
        let (waiter, blocked) = {
            let mut inner = self.inner();
            if inner.queue.is_empty() && !inner.slots.is_full() {
                match self.try_start(&mut inner, wait_policy.priority)? {
                    Ok(slot) => return Ok(slot),
                    Err(blocked) => self.enqueue(&mut inner, wait_policy, Some(blocked))?,
                }
            } else {
                self.enqueue(&mut inner, wait_policy, None)?
            }
        };
        on_wait(blocked, self.waiting());
        Box::pin(waiter.wait(&wait_policy)).await
    }

    /// Joins the queue, unless it is clear by now that the call would wait too long.
    fn enqueue(
        self: &Arc<Self>,
        inner: &mut Inner,
        wait_policy: WaitPolicy<'_>,
        known: Option<Blocked>,
    ) -> Result<(Waiter, Blocked)> {
        let now = self.now();
        let ahead = inner.queue.ahead_of_new(wait_policy.priority);
        let (policy, priority) = (inner.policy, wait_policy.priority);
        let day = inner.limits.day_refusal(policy, priority, now);
        let blocked = day.or(known).unwrap_or_else(|| inner.limits.predict(policy, ahead, now));
        self.check_wait(wait_policy, blocked, Duration::ZERO, policy)?;
        let (ticket, wake) = inner.queue.join(priority);
        Ok((Waiter { limiter: Arc::clone(self), ticket, wake, since: self.clock.now().monotonic }, blocked))
    }

    /// Fails where a wait is longer than the call has time for.
    fn check_wait(
        &self,
        wait_policy: WaitPolicy<'_>,
        blocked: Blocked,
        waited: Duration,
        policy: LimitPolicy,
    ) -> Result<()> {
        let Blocked { by, wait } = blocked;
        if matches!(by, Limit::Day | Limit::Reserve) {
            return Err(day_is_used_up(blocked, policy, self.clock.now().wall));
        }
        if !wait_policy.deadline.allows(wait) {
            return Err(deadline_too_near(wait_policy.deadline, blocked, policy));
        }
        match wait_policy.remaining(by, waited) {
            Some(rest) if wait > rest => Err(wait_too_long(blocked, policy)),
            _ => Ok(()),
        }
    }

    /// Records a start now, or returns what holds it back. The outer error is for shared limits that cannot be written.
    fn try_start(
        self: &Arc<Self>,
        inner: &mut Inner,
        priority: Priority,
    ) -> Result<std::result::Result<Slot, Blocked>> {
        if inner.slots.is_full() {
            let blocked = Blocked { by: Limit::Concurrent, wait: Duration::ZERO };
            return Ok(inner.limits.day_refusal(inner.policy, priority, self.now()).map_or(Err(blocked), Err));
        }
        let now = self.now();
        let shared = match &self.shared {
            None => match inner.limits.start(inner.policy, priority, now) {
                Ok(()) => None,
                Err(blocked) => return Ok(Err(blocked)),
            },
            Some(shared) => match shared.start(&mut inner.limits, inner.policy, priority, now)? {
                Ok(slot) => Some(slot),
                Err(blocked) => return Ok(Err(blocked)),
            },
        };
        inner.slots.take();
        inner.queue.started(priority);
        Ok(Ok(Slot { limiter: Arc::clone(self), started: now, waited: Duration::ZERO, shared }))
    }

    /// Takes over what a response reports as left, and counts its call from now.
    pub(crate) async fn observe(&self, slot: &Slot, reported: Option<RateLimitHeaders>) {
        self.change(|inner, now| {
            inner.limits.finished(slot.started, now);
            if let Some(reported) = reported {
                let others = inner.slots.in_flight().saturating_sub(1);
                inner.limits.observe(reported, inner.policy, others, now);
            }
        })
        .await;
    }

    /// Holds every call of the organisation back, because the server asked for a wait.
    pub(crate) async fn hold_for(&self, wait: Duration) {
        self.change(|inner, now| {
            inner.limits.hold_for(wait, now);
            inner.queue.wake_all();
        })
        .await;
    }

    /// Fails every call of the organisation until its day resets.
    pub(crate) async fn refuse_day_for(&self, wait: Duration) {
        self.change(|inner, now| {
            inner.limits.refuse_day_for(wait, now);
            inner.queue.wake_all();
        })
        .await;
    }

    /// Allows fewer concurrent calls, because the server reported too many.
    pub(crate) fn reduce_concurrency(&self, slot: &Slot) {
        self.inner().slots.reduce(slot.started, self.now());
    }

    pub(crate) fn succeeded(&self) {
        let mut inner = self.inner();
        inner.slots.succeeded();
        inner.retries.succeeded();
    }

    /// Pays for one retry of a call; false when too many calls fail to add more load.
    pub(crate) fn pay_for_retry(&self, after_timeout: bool) -> bool {
        self.inner().retries.pay(after_timeout)
    }

    /// Changes the limits, and where they are shared the file as well.
    async fn change(&self, change: impl Fn(&mut Inner, Moment)) {
        for _ in 0..shared_limits::TRIES {
            {
                let mut inner = self.inner();
                let now = self.now();
                let Some(shared) = &self.shared else { return change(&mut inner, now) };
                if shared.change(&mut inner, now, |inner| change(inner, now), |inner| &mut inner.limits) {
                    return;
                }
            }
            self.clock.sleep(shared_limits::BETWEEN_TRIES).await;
        }
        let mut inner = self.inner();
        change(&mut inner, self.now());
    }

    /// A warning that shared limits could not be read, given once.
    pub(crate) fn warning(&self) -> Option<String> {
        let path = self.shared.as_ref()?.take_unreadable()?;
        Some(format!("the shared limits in {} could not be read and start from zero", path.display()))
    }

    /// How many calls a limit allows, where that is known.
    pub(crate) fn size(&self, limit: Limit) -> Option<usize> {
        let policy = self.inner().policy;
        limit.size(policy)
    }

    pub(crate) fn is_idle(&self) -> bool {
        let now = self.now();
        let inner = self.inner();
        inner.slots.in_flight() == 0 && inner.queue.is_empty() && (self.shared.is_some() || inner.limits.is_unused(now))
    }

    pub(crate) fn waiting(&self) -> usize {
        let inner = self.inner();
        inner.queue.len(Priority::Interactive) + inner.queue.len(Priority::Bulk)
    }

    /// What is left of each limit, what waits, and when each resets.
    pub(crate) fn report(&self) -> RateLimitState {
        let now = self.now();
        let mut inner = self.inner();
        if let Some(shared) = &self.shared {
            shared.take_over(&mut inner.limits, now);
        }
        let LimitPolicy { per_minute, reserve_daily, concurrent } = inner.policy;
        let Inner { limits, slots, queue, retries, .. } = &mut *inner;
        RateLimitState {
            concurrent: ConcurrentState { limit: concurrent, allowed: slots.allowed(), in_flight: slots.in_flight() },
            minute: MinuteState {
                limit: per_minute,
                remaining: limits.minute_remaining(per_minute, now),
                resets_in: limits.minute_resets_in(now).as_secs_f64(),
            },
            day: DayState {
                remaining: limits.day_remaining(now),
                reserve: reserve_daily,
                resets_in: limits.day_resets_in(now).map(|rest| rest.as_secs_f64()),
            },
            app_minute: AppMinuteState { remaining: limits.app_minute_remaining() },
            waiting: WaitingCalls { interactive: queue.len(Priority::Interactive), bulk: queue.len(Priority::Bulk) },
            retries: RetryState { remaining: retries.remaining() },
        }
    }

    fn now(&self) -> Moment {
        let now = self.clock.now();
        match &self.shared {
            None => now.monotonic.saturating_duration_since(self.created),
            Some(_) => now.wall.duration_since(UNIX_EPOCH).unwrap_or_default(),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        // First, so that the next call in the queue finds it free.
        self.shared.take();
        let now = self.limiter.now();
        let mut inner = self.limiter.inner();
        // Xero may still see a call that was given up.
        inner.limits.finished(self.started, now);
        inner.slots.release();
        inner.queue.wake_first();
    }
}

/// A call in the queue. When dropped, it leaves the queue.
struct Waiter {
    limiter: Arc<Limiter>,
    ticket: Ticket,
    wake: Arc<Notify>,
    since: Instant,
}

impl Waiter {
    async fn wait(&self, wait_policy: &WaitPolicy<'_>) -> Result<Slot> {
        let clock = &self.limiter.clock;
        let mut busy_since = None;
        loop {
            let waited = clock.now().monotonic.saturating_duration_since(self.since);
            let (blocked, is_first, policy) = {
                let mut inner = self.limiter.inner();
                let is_first = inner.queue.is_first(self.ticket);
                let blocked = if is_first {
                    match self.limiter.try_start(&mut inner, self.ticket.priority)? {
                        Ok(mut slot) => {
                            slot.waited = waited;
                            return Ok(slot);
                        }
                        Err(blocked) => blocked,
                    }
                } else {
                    let (policy, now) = (inner.policy, self.limiter.now());
                    let day = inner.limits.day_refusal(policy, self.ticket.priority, now);
                    day.unwrap_or_else(|| inner.limits.predict(policy, 0, now))
                };
                (blocked, is_first, inner.policy)
            };
            self.limiter.check_wait(*wait_policy, blocked, waited, policy)?;
            match blocked.by {
                Limit::SharedState => shared_limits::check_lock_wait(*busy_since.get_or_insert(waited), waited)?,
                _ => busy_since = None,
            }
            let rest = wait_policy.remaining(blocked.by, waited);
            // Only the first call waits for a time; each of the others is woken by the one before it.
            let next_try = Some(blocked.wait).filter(|wait| is_first && !wait.is_zero());
            let pause = next_try.into_iter().chain(rest).chain(wait_policy.deadline.left()).min();
            match pause {
                None => self.wake.notified().await,
                Some(Duration::ZERO) => return Err(wait_policy.exhausted(blocked, policy)),
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
        let mut inner = self.limiter.inner();
        inner.queue.leave(self.ticket);
        inner.queue.wake_first();
    }
}

#[cfg(test)]
#[path = "limiter_bench.rs"]
mod bench;
#[cfg(test)]
#[path = "limiter_tests.rs"]
mod tests;
