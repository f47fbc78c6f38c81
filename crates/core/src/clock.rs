//! Time from outside, so that tests own it: a token is good only while both clocks say so.

use std::fmt::Debug;
use std::time::{Instant, SystemTime};

/// One reading of both clocks. The monotonic one stands still while the machine sleeps; the wall one can jump.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    pub(crate) monotonic: Instant,
    pub(crate) wall: SystemTime,
}

pub(crate) trait Clock: Debug + Send + Sync {
    fn now(&self) -> Now;
}

#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Now {
        Now { monotonic: Instant::now(), wall: SystemTime::now() }
    }
}
