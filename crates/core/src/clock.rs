//! The clock that tokens, limits and deadlines go by. Tests supply their own.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// One reading of both clocks. The monotonic one may stand still while the machine sleeps; the wall clock can jump.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// What durations are measured by.
    pub monotonic: Instant,
    /// The time of day, for dates and the expiry of a token.
    pub wall: SystemTime,
}

/// The time that tokens, limits and deadlines go by.
pub trait Clock: Debug + Send + Sync {
    /// Both clocks at this moment.
    fn now(&self) -> Now;

    /// Ends after `duration` of this clock's time.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The machine's clocks.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Now {
        Now { monotonic: Instant::now(), wall: SystemTime::now() }
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
