//! Blocking calls, driven on the caller's own thread: no hop to another thread and back.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::sleep;

use xero_m2m::os::PerProcess;
use xero_m2m::{Error, ErrorKind, Result};

/// How often a blocked call looks whether it was interrupted.
const TICK: Duration = Duration::from_millis(50);

/// One runtime, without threads of its own, that all blocked threads of a process drive together.
static DRIVER: PerProcess<Runtime> = PerProcess::new();

/// Drives `future` to its end. `interrupted` is asked now and then; when it says yes, the future is dropped and there
/// is no outcome.
pub fn block_on<F: Future>(future: F, interrupted: Option<&mut dyn FnMut() -> bool>) -> Result<Option<F::Output>> {
    if Handle::try_current().is_ok() {
        return Err(
            Error::argument("a blocking call was made within another call").hint("use the awaited client there")
        );
    }
    let runtime = DRIVER.get_or_try_init(make)?;
    let Some(interrupted) = interrupted else { return Ok(Some(drive(runtime, future))) };
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
        match drive(runtime, tick) {
            Some(outcome) => return Ok(Some(outcome)),
            None if interrupted() => return Ok(None),
            None => {}
        }
    }
}

fn make() -> Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::new(ErrorKind::Xero, format!("the runtime of blocking calls cannot be made: {error}")))
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn drive<F: Future>(runtime: &Runtime, future: F) -> F::Output {
    runtime.block_on(future)
}
