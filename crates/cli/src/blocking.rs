//! The one way in which the command waits.

use tokio::runtime::Builder;

/// Drives `future` to its end on this thread.
#[expect(clippy::disallowed_methods, reason = "the command has its thread to itself")]
pub(crate) fn block_on<F: Future>(future: F) -> Result<F::Output, String> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| format!("the threads of the command cannot be started: {error}"))?;
    Ok(runtime.block_on(future))
}
