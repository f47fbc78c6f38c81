//! An exact sliding minute: no span of sixty seconds holds more starts than allowed.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A minute and a guard for what clocks and networks add.
const SPAN: Duration = Duration::from_millis(60_250);

#[derive(Debug)]
pub(super) struct Window {
    /// None: no limit, and nothing to remember.
    limit: Option<usize>,
    starts: VecDeque<Instant>,
}

impl Window {
    pub(super) fn new(limit: Option<usize>) -> Self {
        Self { limit, starts: VecDeque::new() }
    }

    pub(super) fn set_limit(&mut self, limit: Option<usize>) {
        self.limit = limit;
    }

    /// How long until one more start fits.
    pub(super) fn wait(&mut self, now: Instant) -> Duration {
        self.forget_old(now);
        match self.limit {
            Some(limit) if self.starts.len() >= limit => self.starts[self.starts.len() - limit] + SPAN - now,
            _ => Duration::ZERO,
        }
    }

    pub(super) fn record(&mut self, now: Instant) {
        if self.limit.is_some() {
            self.starts.push_back(now);
        }
    }

    /// How many more starts fit now.
    pub(super) fn room(&mut self, now: Instant) -> Option<usize> {
        self.forget_old(now);
        self.limit.map(|limit| limit.saturating_sub(self.starts.len()))
    }

    /// How long until no start of now is counted any more.
    pub(super) fn empty_in(&self, now: Instant) -> Duration {
        self.starts.back().map_or(Duration::ZERO, |last| (*last + SPAN).saturating_duration_since(now))
    }

    pub(super) fn is_empty(&self, now: Instant) -> bool {
        self.empty_in(now).is_zero()
    }

    fn forget_old(&mut self, now: Instant) {
        while self.starts.front().is_some_and(|start| *start + SPAN <= now) {
            self.starts.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_span_of_sixty_seconds_holds_more_starts_than_allowed() {
        let mut window = Window::new(Some(60));
        let mut now = Instant::now();
        let mut starts: Vec<Instant> = Vec::new();
        while starts.len() < 400 {
            match window.wait(now) {
                Duration::ZERO => {
                    window.record(now);
                    starts.push(now);
                    now += Duration::from_millis(70 * (starts.len() as u64 % 7));
                }
                wait => now += wait,
            }
        }
        for (at, start) in starts.iter().enumerate() {
            let within = starts[at..].iter().take_while(|later| **later - *start < Duration::from_secs(60)).count();
            assert!(within <= 60, "{within} starts after start {at}");
        }
    }

    #[test]
    fn without_a_limit_nothing_waits_and_nothing_is_kept() {
        let mut window = Window::new(None);
        let now = Instant::now();
        for _ in 0..1000 {
            assert_eq!(window.wait(now), Duration::ZERO);
            window.record(now);
        }
        assert!(window.starts.is_empty());
    }
}
