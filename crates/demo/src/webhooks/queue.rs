//! What is to be delivered and when: the rules, without a socket and without a clock of its own.

use std::collections::VecDeque;

use serde::Serialize;

use super::event::{Event, body};
use super::post::Answer;
use crate::values::dates::{MILLIS_A_DAY, instant_text};

/// Between one try and the next, after the second.
const PAUSE: i64 = 15 * 60 * 1_000;
/// How long a delivery is tried.
const PERSEVERANCE: i64 = MILLIS_A_DAY;
/// How long events are kept for a receiver that is out of order.
const KEPT: i64 = 31 * MILLIS_A_DAY;
const MOST_IN_A_BATCH: usize = 100;
/// A receiver that nobody asks about must not fill the memory.
const MOST_TOLD: usize = 1_000;

#[derive(Debug, Default)]
pub(crate) struct Queue {
    sequence: u64,
    batches: u64,
    waiting: VecDeque<Event>,
    /// The one that is delivered next; later ones wait for it.
    head: Option<Batch>,
    told: VecDeque<Delivery>,
    /// Given up on: until the receiver is set anew.
    pub(crate) disabled: bool,
}

#[derive(Debug)]
struct Batch {
    number: u64,
    events: Vec<Event>,
    body: String,
    first_failure: Option<i64>,
    due: i64,
    in_flight: bool,
    delivery: Delivery,
}

/// What came of a batch so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Delivery {
    pub(crate) first_sequence: u64,
    pub(crate) last_sequence: u64,
    pub(crate) events: usize,
    pub(crate) outcome: &'static str,
    pub(crate) attempts: u32,
    pub(crate) status: Option<u16>,
    pub(crate) problem: Option<String>,
    pub(crate) next_attempt: Option<String>,
}

impl Queue {
    pub(crate) fn add(&mut self, event: Event) {
        self.waiting.push_back(event);
    }

    /// Forgets everything but the sequence, which never goes back.
    pub(crate) fn clear(&mut self) {
        *self = Queue { sequence: self.sequence, batches: self.batches, ..Queue::default() };
    }

    /// The batch that is to be sent now, and its number.
    pub(crate) fn next(&mut self, now: i64, api: &str) -> Option<(u64, String)> {
        if self.disabled {
            return None;
        }
        if self.head.is_none() {
            self.head = self.batch(now, api);
        }
        let head = self.head.as_mut().filter(|head| head.due <= now && !head.in_flight)?;
        head.in_flight = true;
        Some((head.number, head.body.clone()))
    }

    fn batch(&mut self, now: i64, api: &str) -> Option<Batch> {
        self.waiting.retain(|event| event.at + KEPT > now);
        let events: Vec<Event> = self.waiting.drain(..self.waiting.len().min(MOST_IN_A_BATCH)).collect();
        if events.is_empty() {
            return None;
        }
        let first = self.sequence + 1;
        self.sequence += events.len() as u64;
        self.batches += 1;
        let delivery = Delivery {
            first_sequence: first,
            last_sequence: self.sequence,
            events: events.len(),
            outcome: "waiting",
            attempts: 0,
            status: None,
            problem: None,
            next_attempt: None,
        };
        let body = body(&events, api, first, self.sequence);
        Some(Batch { number: self.batches, events, body, first_failure: None, due: now, in_flight: false, delivery })
    }

    /// What the receiver answered to the batch of that number; one that was cleared meanwhile is nobody's.
    pub(crate) fn settle(&mut self, number: u64, answer: Answer, now: i64) {
        let Some(mut head) = self.head.take_if(|head| head.number == number) else { return };
        head.in_flight = false;
        let is_delivered = answer.problem.is_none() && answer.status.is_some_and(|status| (200..300).contains(&status));
        head.delivery.attempts += 1;
        head.delivery.problem = answer.problem.or_else(|| {
            let status = answer.status.filter(|_| !is_delivered)?;
            Some(format!("answered {status} in place of 200"))
        });
        head.delivery.status = answer.status;
        if is_delivered {
            return self.tell(Delivery { outcome: "delivered", next_attempt: None, ..head.delivery });
        }
        let first = *head.first_failure.get_or_insert(now);
        if now - first >= PERSEVERANCE {
            self.disabled = true;
            self.tell(Delivery { outcome: "disabled", next_attempt: None, ..head.delivery });
            // They are delivered again once the receiver is set anew.
            for event in head.events.into_iter().rev() {
                self.waiting.push_front(event);
            }
            return;
        }
        head.due = if head.delivery.attempts == 1 { now } else { now + PAUSE };
        head.delivery.next_attempt = Some(instant_text(head.due));
        self.head = Some(head);
    }

    fn tell(&mut self, delivery: Delivery) {
        if self.told.len() == MOST_TOLD {
            self.told.pop_front();
        }
        self.told.push_back(delivery);
    }

    /// Milliseconds until the next try; none where nothing waits for a time.
    pub(crate) fn wait(&self, now: i64) -> Option<i64> {
        self.head.as_ref().filter(|_| !self.disabled).map(|head| (head.due - now).max(0))
    }

    /// Whether everything that can be delivered now has been tried.
    pub(crate) fn is_at_rest(&self, now: i64) -> bool {
        self.disabled
            || match &self.head {
                Some(head) => head.due > now && !head.in_flight,
                None => self.waiting.is_empty(),
            }
    }

    /// What came of each batch since this was last asked; one that is still waiting is told again.
    pub(crate) fn outcomes(&mut self) -> Vec<Delivery> {
        let head = self.head.as_ref().map(|head| head.delivery.clone());
        self.told.drain(..).chain(head).collect()
    }

    /// How many events have not been delivered.
    pub(crate) fn undelivered(&self) -> usize {
        self.waiting.len() + self.head.as_ref().map_or(0, |head| head.events.len())
    }

    pub(crate) fn enable(&mut self) {
        self.disabled = false;
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, KEPT, PAUSE, PERSEVERANCE, Queue};
    use crate::changes::{Category, Change};
    use crate::values::ids::Guid;
    use crate::webhooks::event::Event;

    fn event(at: i64) -> Event {
        let change = Change { category: Category::Invoice, id: Guid::named("one"), created: true };
        Event::new(change, Guid::named("us"), at)
    }

    fn with(events: usize) -> Queue {
        let mut queue = Queue::default();
        for _ in 0..events {
            queue.add(event(0));
        }
        queue
    }

    fn answer(status: u16) -> Answer {
        Answer { status: Some(status), problem: None }
    }

    #[test]
    fn what_came_meanwhile_is_one_batch_and_its_numbers_go_on() {
        let mut queue = with(3);
        let (number, _) = queue.next(0, "").expect("a batch");
        assert!(queue.next(0, "").is_none(), "it is on its way");
        assert!(!queue.is_at_rest(0));
        queue.add(event(0));
        queue.settle(number, answer(204), 0);
        let (second, _) = queue.next(0, "").expect("the next");
        queue.settle(second, answer(200), 0);
        let sequences = |queue: &mut Queue| -> Vec<(u64, u64, &str)> {
            let told = |one: super::Delivery| (one.first_sequence, one.last_sequence, one.outcome);
            queue.outcomes().into_iter().map(told).collect()
        };
        assert_eq!(sequences(&mut queue), [(1, 3, "delivered"), (4, 4, "delivered")]);
        assert_eq!(sequences(&mut queue), []);
        assert!(queue.is_at_rest(0));
    }

    #[test]
    fn a_failed_delivery_is_tried_at_once_then_each_quarter_of_an_hour_for_a_day() {
        let mut queue = with(1);
        let (number, body) = queue.next(0, "").expect("a batch");
        queue.settle(number, answer(500), 0);
        assert_eq!(queue.next(0, ""), Some((number, body.clone())), "the same body again");
        queue.settle(number, answer(500), 0);
        assert_eq!((queue.next(PAUSE - 1, ""), queue.wait(PAUSE - 1)), (None, Some(1)));
        assert!(queue.is_at_rest(0));
        let mut now = 0;
        while now < PERSEVERANCE {
            now += PAUSE;
            assert!(queue.next(now, "").is_some(), "{now}");
            queue.settle(number, Answer { status: None, problem: Some("no answer".to_owned()) }, now);
        }
        assert!(queue.disabled && queue.next(now + PAUSE, "").is_none());
        let told = queue.outcomes();
        assert_eq!((told.len(), told[0].outcome, told[0].attempts), (1, "disabled", 98));
        queue.enable();
        assert_eq!(queue.undelivered(), 1);
        assert!(queue.next(now, "").is_some(), "kept for the receiver that is set anew");
    }

    #[test]
    fn events_are_kept_for_31_days() {
        let mut queue = with(1);
        queue.add(event(KEPT));
        queue.next(KEPT, "").expect("the later one");
        assert_eq!(queue.outcomes()[0].events, 1);
    }

    #[test]
    fn the_answer_to_a_batch_that_was_cleared_settles_no_other() {
        let mut queue = with(1);
        let (old, _) = queue.next(0, "").expect("a batch");
        queue.clear();
        queue.add(event(0));
        queue.next(0, "").expect("another");
        queue.settle(old, answer(200), 0);
        let told = queue.outcomes();
        assert_eq!((told[0].outcome, told[0].first_sequence), ("waiting", 2));
    }
}
