//! Blocking calls, driven on the caller's own thread: no hop to another thread and back.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::yield_now;
use tokio::time::sleep;

use crate::error::{Error, Kind, Result};

/// How often a blocked call looks whether it was interrupted.
const TICK: Duration = Duration::from_millis(50);
/// After this silence, connections may have been closed by their server without anyone looking.
const LONG_SILENCE: Duration = Duration::from_millis(500);

/// One runtime, without threads of its own, that all blocked threads of a process drive together.
struct Driver {
    process: u32,
    runtime: Arc<Runtime>,
    last_used: Instant,
}

static DRIVER: Mutex<Option<Driver>> = Mutex::new(None);

/// Drives `future` to its end. `interrupted` is asked now and then; when it says yes, the future is dropped and there
/// is no outcome.
pub fn block_on<F: Future>(future: F, interrupted: Option<&mut dyn FnMut() -> bool>) -> Result<Option<F::Output>> {
    if Handle::try_current().is_ok() {
        return Err(
            Error::argument("a blocking call was made within another call").hint("use the awaited client there")
        );
    }
    let (runtime, was_silent) = runtime()?;
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    let outcome = runtime.block_on(async {
        if was_silent {
            // Lets the runtime see what happened to its sockets: once to look, once to act.
            yield_now().await;
            yield_now().await;
        }
        match interrupted {
            None => Some(future.await),
            Some(interrupted) => {
                let mut future = std::pin::pin!(future);
                loop {
                    tokio::select! {
                        biased;
                        outcome = &mut future => return Some(outcome),
                        () = sleep(TICK) => if interrupted() { return None },
                    }
                }
            }
        }
    });
    Ok(outcome)
}

fn runtime() -> Result<(Arc<Runtime>, bool)> {
    let mut driver = DRIVER.lock().unwrap_or_else(PoisonError::into_inner);
    let now = Instant::now();
    let process = std::process::id();
    match driver.as_mut().filter(|driver| driver.process == process) {
        Some(driver) => {
            let was_silent = now - driver.last_used > LONG_SILENCE;
            driver.last_used = now;
            Ok((Arc::clone(&driver.runtime), was_silent))
        }
        None => {
            let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
                Error::new(Kind::Xero, format!("the runtime of blocking calls cannot be made: {error}"))
            })?;
            let runtime = Arc::new(runtime);
            let parents = driver.replace(Driver { process, runtime: Arc::clone(&runtime), last_used: now });
            // After a fork the parent's runtime must be left alone.
            std::mem::forget(parents);
            Ok((runtime, false))
        }
    }
}
