//! Time from outside, so that tests own it: a token is good only while both clocks say so.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// One reading of both clocks. The monotonic one stands still while the machine sleeps; the wall one can jump.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    pub monotonic: Instant,
    pub wall: SystemTime,
}

/// The time that tokens and limits go by.
pub trait Clock: Debug + Send + Sync {
    fn now(&self) -> Now;

    /// Ends once `duration` of this clock's time has passed.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The machine's own time.
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
