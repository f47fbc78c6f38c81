//! Who goes next: interactive calls before bulk ones, each in the order of their coming, and no one for ever last.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::config::Priority;

/// Interactive calls in a row that a waiting bulk call lets pass.
const MOST_IN_A_ROW: u32 = 4;

#[derive(Debug, Default)]
pub(super) struct Queue {
    interactive: BTreeMap<u64, Arc<Notify>>,
    bulk: BTreeMap<u64, Arc<Notify>>,
    last_ticket: u64,
    in_a_row: u32,
}

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) priority: Priority,
    ticket: u64,
}

impl Queue {
    /// The next call's place, behind all of its priority.
    pub(super) fn join(&mut self, priority: Priority) -> (Place, Arc<Notify>) {
        self.last_ticket += 1;
        let (ticket, wake) = (self.last_ticket, Arc::new(Notify::new()));
        self.lane(priority).insert(ticket, Arc::clone(&wake));
        (Place { priority, ticket }, wake)
    }

    pub(super) fn leave(&mut self, place: Place) {
        self.lane(place.priority).remove(&place.ticket);
    }

    pub(super) fn is_first(&self, place: Place) -> bool {
        self.first().is_some_and(|(first, _)| first == place)
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

    fn first(&self) -> Option<(Place, &Arc<Notify>)> {
        let first = |priority, lane: &'_ BTreeMap<u64, Arc<Notify>>| {
            lane.first_key_value().map(|(ticket, _)| Place { priority, ticket: *ticket })
        };
        let interactive = first(Priority::Interactive, &self.interactive);
        let bulk = first(Priority::Bulk, &self.bulk);
        let place = if self.in_a_row >= MOST_IN_A_ROW { bulk.or(interactive) } else { interactive.or(bulk) }?;
        let lane = if place.priority == Priority::Bulk { &self.bulk } else { &self.interactive };
        Some((place, lane.get(&place.ticket)?))
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

    fn next(queue: &mut Queue) -> Place {
        let (place, _) = queue.first().unwrap();
        queue.leave(place);
        queue.started(place.priority);
        place
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
        let starts: Vec<Place> = (0..10)
            .map(|_| {
                queue.join(Priority::Interactive);
                next(&mut queue)
            })
            .collect();
        assert_eq!(starts.iter().position(|place| *place == bulk), Some(MOST_IN_A_ROW as usize));
    }
}
