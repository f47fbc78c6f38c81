//! Blocking calls, driven on the caller's own thread: no hop to another thread and back.

use std::future::Future;
use std::mem;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::yield_now;
use tokio::time::sleep;

use crate::error::{Error, Kind, Result};
use crate::process::PerProcess;

/// How often a blocked call looks whether it was interrupted.
const TICK: Duration = Duration::from_millis(50);
/// After this silence, connections may have been closed by their server without anyone looking.
const LONG_SILENCE: Duration = Duration::from_millis(500);

/// One runtime, without threads of its own, that all blocked threads of a process drive together.
struct Driver {
    runtime: Runtime,
    last_used: Mutex<Instant>,
}

static DRIVER: PerProcess<Driver> = PerProcess::new();

/// Drives `future` to its end. `interrupted` is asked now and then; when it says yes, the future is dropped and there
/// is no outcome.
pub fn block_on<F: Future>(future: F, interrupted: Option<&mut dyn FnMut() -> bool>) -> Result<Option<F::Output>> {
    if Handle::try_current().is_ok() {
        return Err(
            Error::argument("a blocking call was made within another call").hint("use the awaited client there")
        );
    }
    let driver = DRIVER.get_or_try_init(Driver::make)?;
    if driver.was_silent() {
        // Lets the runtime see what happened to its sockets: once to look, once to act.
        driver.drive(async {
            yield_now().await;
            yield_now().await;
        });
    }
    let Some(interrupted) = interrupted else { return Ok(Some(driver.drive(future))) };
    let mut future = pin!(future);
    loop {
        let tick = async {
            tokio::select! {
                biased;
                outcome = &mut future => Some(outcome),
                () = sleep(TICK) => None,
            }
        };
        // Asked outside of the runtime, so that it may block, and make calls, without holding up other threads' calls.
        match driver.drive(tick) {
            Some(outcome) => return Ok(Some(outcome)),
            None if interrupted() => return Ok(None),
            None => {}
        }
    }
}

impl Driver {
    fn make() -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
            Error::new(Kind::Xero, format!("the runtime of blocking calls cannot be made: {error}"))
        })?;
        Ok(Self { runtime, last_used: Mutex::new(Instant::now()) })
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn drive<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    fn was_silent(&self) -> bool {
        let now = Instant::now();
        let last = mem::replace(&mut *self.last_used.lock().unwrap_or_else(PoisonError::into_inner), now);
        now - last > LONG_SILENCE
    }
}
