//! Xero's limits, kept before they are hit: calls in flight and calls a minute, one count for each organisation.

mod gate;
mod window;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

use crate::config::LimitSettings;
use crate::error::{Error, Kind, Remaining, Result};
use crate::transport::{Deadline, Waiting};
use gate::Gate;
use window::Window;

/// The limits of one organisation, as every client of this process sees them.
#[derive(Debug)]
pub(crate) struct Limiter {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    settings: LimitSettings,
    slots: Arc<Semaphore>,
    window: Window,
    gate: Gate,
    remaining: Remaining,
}

/// The right to have one call in flight, held until its reply is read.
#[derive(Debug)]
pub(crate) struct Slot {
    _permit: OwnedSemaphorePermit,
    pub(crate) waited: Duration,
}

impl Limiter {
    pub(crate) fn new(settings: LimitSettings) -> Self {
        let state = State {
            settings,
            slots: Arc::new(Semaphore::new(settings.concurrent)),
            window: Window::new(settings.per_minute),
            gate: Gate::default(),
            remaining: Remaining::default(),
        };
        Self { state: Mutex::new(state) }
    }

    /// Keeps these limits from now on; what was counted stays counted. Calls in flight keep the slots they have.
    pub(crate) fn adopt(&self, settings: LimitSettings) {
        let mut state = self.state();
        if state.settings.concurrent != settings.concurrent {
            state.slots = Arc::new(Semaphore::new(settings.concurrent));
        }
        state.window.set_limit(settings.per_minute);
        state.settings = settings;
    }

    /// Waits for a slot, first come first served, then until the minute has room for one more start.
    pub(crate) async fn slot(&self, deadline: &Deadline) -> Result<Slot> {
        let slots = Arc::clone(&self.state().slots);
        let Ok(permit) = Arc::clone(&slots).try_acquire_owned() else {
            return self.wait_for_slot(slots, deadline).await;
        };
        let waited = self.start(deadline).await?;
        Ok(Slot { _permit: permit, waited })
    }

    async fn wait_for_slot(&self, slots: Arc<Semaphore>, deadline: &Deadline) -> Result<Slot> {
        let began = Instant::now();
        let permit = deadline
            .bound(Waiting::Limiter, slots.acquire_owned())
            .await?
            .map_err(|_| Error::new(Kind::Xero, "the limiter is gone"))?;
        self.start(deadline).await?;
        Ok(Slot { _permit: permit, waited: began.elapsed() })
    }

    /// Records a start, once the window and the gate let it through.
    async fn start(&self, deadline: &Deadline) -> Result<Duration> {
        let mut waited = Duration::ZERO;
        loop {
            let wait = {
                let now = Instant::now();
                let mut state = self.state();
                state.gate.check(now)?;
                match state.gate.wait(now).max(state.window.wait(now)) {
                    Duration::ZERO => {
                        state.window.record(now);
                        return Ok(waited);
                    }
                    wait => wait,
                }
            };
            if !deadline.allows(wait) {
                return Err(deadline
                    .passed(Waiting::Limiter)
                    .note(&format!("the minute has room in {:.0} s", wait.as_secs_f64().ceil())));
            }
            sleep(wait).await;
            waited += wait;
        }
    }

    /// Takes over what the server says is left.
    pub(crate) fn observe(&self, remaining: Remaining) {
        self.state().remaining = remaining;
    }

    /// Holds every call of the organisation back, after the server's word that its minute is full.
    pub(crate) fn close_for(&self, wait: Duration) {
        self.state().gate.close_until(Instant::now() + wait);
    }

    /// Fails every call of the organisation until its day begins anew.
    pub(crate) fn refuse_with(&self, error: Error, wait: Duration) {
        self.state().gate.refuse_until(error, Instant::now() + wait);
    }

    pub(crate) fn is_idle(&self) -> bool {
        let now = Instant::now();
        let state = self.state();
        state.slots.available_permits() == state.settings.concurrent
            && state.window.is_empty(now)
            && state.gate.is_open(now)
    }

    /// What is left: of the minute by our own count, of the day and the app's minute by the server's last word.
    pub(crate) fn report(&self) -> Value {
        let now = Instant::now();
        let mut state = self.state();
        let LimitSettings { concurrent, per_minute } = state.settings;
        let in_flight = concurrent.saturating_sub(state.slots.available_permits());
        let own = state.window.room(now);
        json!({
            "concurrent": {"limit": concurrent, "in_flight": in_flight},
            "minute": {
                "limit": per_minute,
                "remaining": own,
                "resets_in": state.gate.wait(now).max(state.window.empty_in(now)).as_secs_f64(),
            },
            "day": {"remaining": state.remaining.day_remaining},
            "app_minute": {"remaining": state.remaining.app_minute_remaining},
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_stays_counted_under_new_limits() {
        let limiter = Limiter::new(LimitSettings { concurrent: 5, per_minute: Some(60) });
        let deadline = Deadline::start(Some(Duration::from_secs(1)));
        for _ in 0..3 {
            let slot = crate::blocking::block_on(limiter.slot(&deadline), None).unwrap().unwrap().unwrap();
            assert_eq!(slot.waited, Duration::ZERO);
        }
        limiter.adopt(LimitSettings { concurrent: 2, per_minute: Some(3) });
        let report = limiter.report();
        assert_eq!((&report["minute"]["remaining"], &report["concurrent"]["limit"]), (&json!(0), &json!(2)));
        let refused = crate::blocking::block_on(limiter.slot(&deadline), None).unwrap().unwrap().unwrap_err();
        assert_eq!(refused.kind(), Kind::Deadline);
    }
}
