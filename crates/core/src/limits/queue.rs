//! The order in which waiting calls start: interactive before bulk, each first come, first served, and none starves.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Notify;

use super::policy::Priority;

/// Interactive calls that start in a row while a bulk call waits.
const MOST_IN_A_ROW: u32 = 4;

#[derive(Debug, Default)]
pub(super) struct Queue {
    interactive: BTreeMap<u64, Arc<Notify>>,
    bulk: BTreeMap<u64, Arc<Notify>>,
    last_ticket: u64,
    in_a_row: u32,
}

/// A waiting call's place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) priority: Priority,
    number: u64,
}

impl Queue {
    /// The next call's place, behind all of its priority.
    pub(super) fn join(&mut self, priority: Priority) -> (Ticket, Arc<Notify>) {
        self.last_ticket += 1;
        let (number, wake) = (self.last_ticket, Arc::new(Notify::new()));
        self.lane(priority).insert(number, Arc::clone(&wake));
        (Ticket { priority, number }, wake)
    }

    pub(super) fn leave(&mut self, ticket: Ticket) {
        self.lane(ticket.priority).remove(&ticket.number);
    }

    pub(super) fn is_first(&self, ticket: Ticket) -> bool {
        self.first().is_some_and(|(first, _)| first == ticket)
    }

    /// A call of this priority has started.
    pub(super) fn started(&mut self, priority: Priority) {
        self.in_a_row = match priority {
            Priority::Interactive if !self.bulk.is_empty() => self.in_a_row + 1,
            _ => 0,
        };
    }

    pub(super) fn wake_first(&self) {
        if let Some((_, wake)) = self.first() {
            wake.notify_one();
        }
    }

    pub(super) fn wake_all(&self) {
        for wake in self.interactive.values().chain(self.bulk.values()) {
            wake.notify_one();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.interactive.is_empty() && self.bulk.is_empty()
    }

    pub(super) fn len(&self, priority: Priority) -> usize {
        match priority {
            Priority::Interactive => self.interactive.len(),
            Priority::Bulk => self.bulk.len(),
        }
    }

    /// How many go before one who joins now, at the least.
    pub(super) fn ahead_of_new(&self, priority: Priority) -> usize {
        match priority {
            Priority::Interactive => self.interactive.len(),
            Priority::Bulk => {
                let turns = (self.bulk.len() + 1).saturating_mul(MOST_IN_A_ROW as usize);
                self.bulk.len() + self.interactive.len().min(turns)
            }
        }
    }

    fn first(&self) -> Option<(Ticket, &Arc<Notify>)> {
        let first = |priority, lane: &'_ BTreeMap<u64, Arc<Notify>>| {
            lane.first_key_value().map(|(number, _)| Ticket { priority, number: *number })
        };
        let interactive = first(Priority::Interactive, &self.interactive);
        let bulk = first(Priority::Bulk, &self.bulk);
        let ticket = if self.in_a_row >= MOST_IN_A_ROW { bulk.or(interactive) } else { interactive.or(bulk) }?;
        let lane = if ticket.priority == Priority::Bulk { &self.bulk } else { &self.interactive };
        Some((ticket, lane.get(&ticket.number)?))
    }

    fn lane(&mut self, priority: Priority) -> &mut BTreeMap<u64, Arc<Notify>> {
        match priority {
            Priority::Interactive => &mut self.interactive,
            Priority::Bulk => &mut self.bulk,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(queue: &mut Queue) -> Ticket {
        let (ticket, _) = queue.first().unwrap();
        queue.leave(ticket);
        queue.started(ticket.priority);
        ticket
    }

    #[test]
    fn interactive_calls_go_first_and_within_a_priority_the_oldest() {
        let mut queue = Queue::default();
        let (bulk, _) = queue.join(Priority::Bulk);
        let (first, _) = queue.join(Priority::Interactive);
        let (second, _) = queue.join(Priority::Interactive);
        assert_eq!([next(&mut queue), next(&mut queue), next(&mut queue)], [first, second, bulk]);
    }

    #[test]
    fn a_bulk_call_is_not_last_for_ever() {
        let mut queue = Queue::default();
        let (bulk, _) = queue.join(Priority::Bulk);
        let starts: Vec<Ticket> = (0..10)
            .map(|_| {
                queue.join(Priority::Interactive);
                next(&mut queue)
            })
            .collect();
        assert_eq!(starts.iter().position(|ticket| *ticket == bulk), Some(MOST_IN_A_ROW as usize));
    }
}
