//! What the tests of several modules use.

/// Drives `future` to its end on this thread.
#[expect(clippy::disallowed_methods, reason = "a test has its thread to itself")]
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}
