//! Concurrent calls: how many are allowed, fewer after the server reports too many, more again as calls succeed.

use super::window::Moment;

/// Successes after which one more slot is allowed.
const SUCCESSES_PER_SLOT: u32 = 20;

#[derive(Debug, Clone, Copy)]
pub(super) struct Slots {
    limit: usize,
    allowed: usize,
    in_flight: usize,
    successes: u32,
    reduced_at: Moment,
}

impl Slots {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, allowed: limit, in_flight: 0, successes: 0, reduced_at: Moment::ZERO }
    }

    pub(super) fn set_limit(&mut self, limit: usize) {
        if self.limit != limit {
            self.limit = limit;
            self.allowed = limit;
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.in_flight >= self.allowed
    }

    pub(super) fn take(&mut self) {
        self.in_flight += 1;
    }

    pub(super) fn release(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Halves the slots after the server reported too many concurrent calls. Calls that started before that have no
    /// further effect.
    pub(super) fn reduce(&mut self, started: Moment, now: Moment) {
        if started < self.reduced_at {
            return;
        }
        self.reduced_at = now;
        self.allowed = (self.allowed / 2).max(1);
        self.successes = 0;
    }

    pub(super) fn succeeded(&mut self) {
        if self.allowed < self.limit {
            self.successes += 1;
            if self.successes == SUCCESSES_PER_SLOT {
                self.successes = 0;
                self.allowed += 1;
            }
        }
    }

    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    pub(super) fn allowed(&self) -> usize {
        self.allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_halved_at_once_and_come_back_one_by_one() {
        let mut slots = Slots::new(5);
        let moment = Moment::from_secs;
        slots.reduce(moment(1), moment(2));
        slots.reduce(moment(1), moment(3));
        assert_eq!(slots.allowed(), 2);
        for _ in 0..SUCCESSES_PER_SLOT {
            slots.succeeded();
        }
        assert_eq!(slots.allowed(), 3);
        for _ in 0..10 * SUCCESSES_PER_SLOT {
            slots.succeeded();
        }
        assert_eq!(slots.allowed(), 5);
        for nth in 3..8 {
            slots.reduce(moment(nth), moment(nth));
        }
        assert_eq!(slots.allowed(), 1);
    }
}
