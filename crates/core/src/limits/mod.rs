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
    settings: LimitSettings,
    slots: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
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
        let state =
            State { window: Window::new(settings.per_minute), gate: Gate::default(), remaining: Remaining::default() };
        Self { settings, slots: Arc::new(Semaphore::new(settings.concurrent)), state: Mutex::new(state) }
    }

    /// Waits for a slot, first come first served, then until the minute has room for one more start.
    pub(crate) async fn slot(&self, deadline: &Deadline) -> Result<Slot> {
        let Ok(permit) = Arc::clone(&self.slots).try_acquire_owned() else {
            return self.wait_for_slot(deadline).await;
        };
        let waited = self.start(deadline).await?;
        Ok(Slot { _permit: permit, waited })
    }

    async fn wait_for_slot(&self, deadline: &Deadline) -> Result<Slot> {
        let began = Instant::now();
        let permit = deadline
            .bound(Waiting::Limiter, Arc::clone(&self.slots).acquire_owned())
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
        self.slots.available_permits() == self.settings.concurrent
            && state.window.is_empty(now)
            && state.gate.is_open(now)
    }

    /// What is left: of the minute by our own count, of the day and the app's minute by the server's last word.
    pub(crate) fn report(&self) -> Value {
        let now = Instant::now();
        let in_flight = self.settings.concurrent.saturating_sub(self.slots.available_permits());
        let mut state = self.state();
        let own = state.window.room(now);
        json!({
            "concurrent": {"limit": self.settings.concurrent, "in_flight": in_flight},
            "minute": {
                "limit": self.settings.per_minute,
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
