//! The queue of deliveries and its retry rules, without sockets and clock.

use std::collections::VecDeque;

use serde::Serialize;

use super::event::{WebhookEvent, body};
use super::post::ReceiverResponse;
use crate::values::dates::{MILLIS_A_DAY, instant_text};

/// Between attempts, after the second.
const PAUSE: i64 = 15 * 60 * 1_000;
/// How long a delivery is retried.
const RETRY_PERIOD: i64 = MILLIS_A_DAY;
/// How long events are kept for a failing receiver.
const KEPT: i64 = 31 * MILLIS_A_DAY;
const MAX_IN_A_BATCH: usize = 100;
/// Limits the memory of results that are never requested.
const MAX_FINISHED: usize = 1_000;

#[derive(Debug, Default)]
pub(crate) struct Queue {
    sequence: u64,
    batches: u64,
    waiting: VecDeque<WebhookEvent>,
    /// The batch to deliver next; later events wait for it.
    head: Option<EventBatch>,
    finished: VecDeque<Delivery>,
    /// True after a day of failures, until the receiver is set again.
    pub(crate) disabled: bool,
}

#[derive(Debug)]
struct EventBatch {
    number: u64,
    events: Vec<WebhookEvent>,
    body: String,
    first_failure: Option<i64>,
    due: i64,
    in_flight: bool,
    delivery: Delivery,
}

/// The result of a batch so far.
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
    pub(crate) fn add(&mut self, event: WebhookEvent) {
        self.waiting.push_back(event);
    }

    /// Drops everything except the sequence, which never decreases.
    pub(crate) fn clear(&mut self) {
        *self = Queue { sequence: self.sequence, batches: self.batches, ..Queue::default() };
    }

    /// The number and body of the batch to send now.
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

    fn batch(&mut self, now: i64, api: &str) -> Option<EventBatch> {
        self.waiting.retain(|event| event.at + KEPT > now);
        let events: Vec<WebhookEvent> = self.waiting.drain(..self.waiting.len().min(MAX_IN_A_BATCH)).collect();
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
        Some(EventBatch {
            number: self.batches,
            events,
            body,
            first_failure: None,
            due: now,
            in_flight: false,
            delivery,
        })
    }

    /// Records the response to the batch with that number, unless it was cleared meanwhile.
    pub(crate) fn settle(&mut self, number: u64, response: ReceiverResponse, now: i64) {
        let Some(mut head) = self.head.take_if(|head| head.number == number) else { return };
        head.in_flight = false;
        let is_delivered =
            response.problem.is_none() && response.status.is_some_and(|status| (200..300).contains(&status));
        head.delivery.attempts += 1;
        head.delivery.problem = response.problem.or_else(|| {
            let status = response.status.filter(|_| !is_delivered)?;
            Some(format!("responded with {status} instead of 200"))
        });
        head.delivery.status = response.status;
        if is_delivered {
            return self.report(Delivery { outcome: "delivered", next_attempt: None, ..head.delivery });
        }
        let first = *head.first_failure.get_or_insert(now);
        if now - first >= RETRY_PERIOD {
            self.disabled = true;
            self.report(Delivery { outcome: "disabled", next_attempt: None, ..head.delivery });
            // Delivered again when the receiver is set again.
            for event in head.events.into_iter().rev() {
                self.waiting.push_front(event);
            }
            return;
        }
        head.due = if head.delivery.attempts == 1 { now } else { now + PAUSE };
        head.delivery.next_attempt = Some(instant_text(head.due));
        self.head = Some(head);
    }

    fn report(&mut self, delivery: Delivery) {
        if self.finished.len() == MAX_FINISHED {
            self.finished.pop_front();
        }
        self.finished.push_back(delivery);
    }

    /// Milliseconds until the next attempt; none if none is scheduled.
    pub(crate) fn wait(&self, now: i64) -> Option<i64> {
        self.head.as_ref().filter(|_| !self.disabled).map(|head| (head.due - now).max(0))
    }

    /// Whether every due delivery has been attempted.
    pub(crate) fn is_idle(&self, now: i64) -> bool {
        self.disabled
            || match &self.head {
                Some(head) => head.due > now && !head.in_flight,
                None => self.waiting.is_empty(),
            }
    }

    /// The results since the last call. A batch that is still waiting is reported again.
    pub(crate) fn outcomes(&mut self) -> Vec<Delivery> {
        let head = self.head.as_ref().map(|head| head.delivery.clone());
        self.finished.drain(..).chain(head).collect()
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
    use super::{KEPT, PAUSE, Queue, RETRY_PERIOD, ReceiverResponse};
    use crate::changes::{Category, Change};
    use crate::values::ids::Guid;
    use crate::webhooks::event::WebhookEvent;

    fn event(at: i64) -> WebhookEvent {
        let change = Change { category: Category::Invoice, id: Guid::named("one"), created: true };
        WebhookEvent::new(change, Guid::named("us"), at)
    }

    fn with(events: usize) -> Queue {
        let mut queue = Queue::default();
        for _ in 0..events {
            queue.add(event(0));
        }
        queue
    }

    fn response(status: u16) -> ReceiverResponse {
        ReceiverResponse { status: Some(status), problem: None }
    }

    #[test]
    fn events_during_a_delivery_form_one_batch_with_the_next_numbers() {
        let mut queue = with(3);
        let (number, _) = queue.next(0, "").expect("a batch");
        assert!(queue.next(0, "").is_none(), "it is on its way");
        assert!(!queue.is_idle(0));
        queue.add(event(0));
        queue.settle(number, response(204), 0);
        let (second, _) = queue.next(0, "").expect("the next");
        queue.settle(second, response(200), 0);
        let sequences = |queue: &mut Queue| -> Vec<(u64, u64, &str)> {
            let finished = |one: super::Delivery| (one.first_sequence, one.last_sequence, one.outcome);
            queue.outcomes().into_iter().map(finished).collect()
        };
        assert_eq!(sequences(&mut queue), [(1, 3, "delivered"), (4, 4, "delivered")]);
        assert_eq!(sequences(&mut queue), []);
        assert!(queue.is_idle(0));
    }

    #[test]
    fn a_failed_delivery_is_tried_at_once_then_each_quarter_of_an_hour_for_a_day() {
        let mut queue = with(1);
        let (number, body) = queue.next(0, "").expect("a batch");
        queue.settle(number, response(500), 0);
        assert_eq!(queue.next(0, ""), Some((number, body.clone())), "the same body again");
        queue.settle(number, response(500), 0);
        assert_eq!((queue.next(PAUSE - 1, ""), queue.wait(PAUSE - 1)), (None, Some(1)));
        assert!(queue.is_idle(0));
        let mut now = 0;
        while now < RETRY_PERIOD {
            now += PAUSE;
            assert!(queue.next(now, "").is_some(), "{now}");
            queue.settle(number, ReceiverResponse { status: None, problem: Some("no response".to_owned()) }, now);
        }
        assert!(queue.disabled && queue.next(now + PAUSE, "").is_none());
        let finished = queue.outcomes();
        assert_eq!((finished.len(), finished[0].outcome, finished[0].attempts), (1, "disabled", 98));
        queue.enable();
        assert_eq!(queue.undelivered(), 1);
        assert!(queue.next(now, "").is_some(), "stored until the receiver is set again");
    }

    #[test]
    fn events_are_stored_for_31_days() {
        let mut queue = with(1);
        queue.add(event(KEPT));
        queue.next(KEPT, "").expect("the later one");
        assert_eq!(queue.outcomes()[0].events, 1);
    }

    #[test]
    fn the_response_to_a_cleared_batch_completes_no_other() {
        let mut queue = with(1);
        let (old, _) = queue.next(0, "").expect("a batch");
        queue.clear();
        queue.add(event(0));
        queue.next(0, "").expect("another");
        queue.settle(old, response(200), 0);
        let finished = queue.outcomes();
        assert_eq!((finished[0].outcome, finished[0].first_sequence), ("waiting", 2));
    }
}
