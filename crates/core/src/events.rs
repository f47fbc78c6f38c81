//! What a client reports while it works: events for logs, spans and the user's own eyes. None holds a secret or a body.

use std::collections::VecDeque;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::error::RateLimitHeaders;
use crate::shown::shown;

/// What nobody fetches must not fill the memory.
const MOST_KEPT: usize = 10_000;

/// As far back an event looks for one that reports the same.
const NEIGHBOURS: usize = 8;

/// Something that happened while a call was made. Times are in seconds. It serializes with these names, and with the
/// name of the variant in snake case as `event`.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// An attempt has ended.
    Request {
        /// The name of the operation, such as `invoices.list`.
        operation: String,
        /// Which attempt of the call, from 1.
        attempt: u32,
        /// The HTTP status; none where no response came.
        status: Option<u16>,
        /// The code of the error where no response came, such as `timeout`.
        error: Option<&'static str>,
        /// When it started, in seconds since 1970.
        started_at: f64,
        /// How long it took, in seconds.
        duration: f64,
        /// The size of the request body.
        sent_bytes: u64,
        /// The size of the response body, inflated.
        received_bytes: u64,
        /// The ID by which Xero's support finds the request.
        request_id: Option<String>,
        /// What Xero says is left of its limits.
        limits: Option<RateLimitHeaders>,
        /// The key of a write.
        idempotency_key: Option<String>,
        /// The number that the caller gave the call.
        call: Option<u64>,
    },
    /// The call is tried again after a wait.
    Retry {
        /// The name of the operation, such as `invoices.list`, or `token`.
        operation: String,
        /// The attempt that failed, from 1.
        attempt: u32,
        /// How long the call waits before the next attempt, in seconds.
        wait: f64,
        /// The code of the error that the attempt failed with, such as `server`.
        reason: &'static str,
        /// The HTTP status of its response, if there was one.
        status: Option<u16>,
        /// The number that the caller gave the call.
        call: Option<u64>,
    },
    /// The call waits for the limits.
    LimitWait {
        /// The name of the operation, such as `invoices.list`.
        operation: String,
        /// Which limit: `concurrent`, `minute`, `app_minute` or `day`.
        kind: &'static str,
        /// Whether the server asked for the wait, in place of our own count.
        by_server: bool,
        /// The number of calls that the limit allows, where it is known.
        limit: Option<usize>,
        /// How long the wait is expected to last, in seconds.
        wait: f64,
        /// How many calls wait for the limits.
        waiting: usize,
        /// The call's priority: `interactive` or `bulk`.
        priority: &'static str,
        /// The number that the caller gave the call.
        call: Option<u64>,
    },
    /// The call has waited for some time, and waits on.
    Waiting {
        /// The name of the operation, such as `invoices.list`.
        operation: String,
        /// `limiter`, `token`, `attempt`, `retry` or `file`.
        waiting_for: &'static str,
        /// How long the call has waited, in seconds.
        waited: f64,
        /// How long this wait lasts at the most, where that is known.
        at_most: Option<f64>,
        /// The number that the caller gave the call.
        call: Option<u64>,
    },
    /// A token was asked for.
    Token {
        /// `fetched` from the token endpoint, `shared` by another process, or `failed`.
        outcome: &'static str,
        /// How long it took, in seconds.
        duration: f64,
        /// How long the token is good, in seconds.
        expires_in: Option<f64>,
        /// The code of the error where it failed.
        error: Option<&'static str>,
        /// Ahead of need, while the old token serves on.
        early: bool,
    },
    /// A page has arrived.
    Page {
        /// The name of the operation, such as `invoices.list`.
        operation: String,
        /// The number of the page, from 1.
        number: u32,
        /// How many records it has.
        records: usize,
        /// How many pages the list has, where Xero says.
        page_count: Option<u32>,
        /// How many records the list has, where Xero says.
        item_count: Option<u64>,
        /// The number that the caller gave the call.
        call: Option<u64>,
    },
    /// Something that a person should know of, though nothing failed.
    Warning {
        /// What it is, in a sentence.
        message: String,
    },
}

impl Event {
    /// Whether it reports the same wait as another: the pages of a list that are fetched ahead wait together.
    fn repeats(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::LimitWait { call: Some(call), kind, .. },
                Self::LimitWait { call: Some(other), kind: others, .. },
            ) => (call, kind) == (other, others),
            (
                Self::Waiting { call: Some(call), waiting_for, .. },
                Self::Waiting { call: Some(other), waiting_for: others, .. },
            ) => (call, waiting_for) == (other, others),
            _ => false,
        }
    }
}

/// The events of a client and its clones, until they are fetched.
#[derive(Debug, Default)]
pub(crate) struct Events {
    /// Whether someone wants more than warnings.
    verbose: AtomicBool,
    pending: AtomicBool,
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    events: VecDeque<Event>,
    lost: u64,
}

impl Events {
    pub(crate) fn listen(&self, verbose: bool) {
        self.verbose.store(verbose, Ordering::Relaxed);
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose.load(Ordering::Relaxed)
    }

    /// Reports an event to those who listen; it is not even made when there are none.
    pub(crate) fn emit(&self, event: impl FnOnce() -> Event) {
        if self.is_verbose() {
            self.put(event());
        }
    }

    /// Reports a warning, whether anybody listens or not.
    pub(crate) fn warn(&self, message: impl Into<String>) {
        // A warning is text for people, whoever's words it holds.
        let message = message.into();
        self.put(Event::Warning { message: shown(&message).into_owned() });
    }

    pub(crate) fn has_any(&self) -> bool {
        self.pending.load(Ordering::Acquire)
    }

    /// Everything since the last time.
    pub(crate) fn take(&self) -> Vec<Event> {
        let Queue { mut events, lost } = {
            let mut queue = self.queue();
            self.pending.store(false, Ordering::Release);
            mem::take(&mut *queue)
        };
        if lost > 0 {
            events.push_front(Event::Warning { message: format!("{lost} events were lost: nobody fetched them") });
        }
        events.into()
    }

    fn put(&self, event: Event) {
        let mut queue = self.queue();
        if queue.events.iter().rev().take(NEIGHBOURS).any(|other| event.repeats(other)) {
            return;
        }
        if queue.events.len() == MOST_KEPT {
            queue.events.pop_front();
            queue.lost += 1;
        }
        queue.events.push_back(event);
        self.pending.store(true, Ordering::Release);
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An instant of the wall clock as events give it.
pub(crate) fn unix_seconds(instant: SystemTime) -> f64 {
    instant.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u32) -> Event {
        let operation = "invoices.list".to_owned();
        Event::Page { operation, number, records: 1, page_count: Some(3), item_count: None, call: None }
    }

    #[test]
    fn without_a_listener_only_warnings_are_kept() {
        let events = Events::default();
        events.emit(|| page(1));
        assert!(!events.has_any());
        events.warn("the clock is 70 s behind");
        assert!(events.has_any());
        let taken = events.take();
        assert!(
            matches!(&taken[..], [Event::Warning { message }] if message == "the clock is 70 s behind"),
            "{taken:?}"
        );
        assert!(!events.has_any() && events.take().is_empty());
    }

    #[test]
    fn pages_that_wait_together_are_reported_once_until_somebody_takes_it() {
        let events = Events::default();
        events.listen(true);
        let wait = |call, waiting_for| Event::Waiting {
            operation: "invoices.list".to_owned(),
            waiting_for,
            waited: 5.0,
            at_most: None,
            call,
        };
        let waits = [
            (Some(1), "limiter"),
            (Some(1), "limiter"),
            (Some(2), "limiter"),
            (Some(1), "attempt"),
            (None, "retry"),
            (None, "retry"),
        ];
        let kept = || {
            for (call, waiting_for) in waits {
                events.emit(|| wait(call, waiting_for));
            }
            events.take().len()
        };
        assert_eq!([kept(), kept()], [5, 5]);
    }

    #[test]
    fn events_that_nobody_fetches_fall_out_and_a_warning_tells() {
        let events = Events::default();
        events.listen(true);
        for number in 0..10_003 {
            events.emit(|| page(number));
        }
        let taken = events.take();
        assert_eq!(taken.len(), 10_001);
        assert!(matches!(&taken[0], Event::Warning { message } if message.starts_with("3 events were lost")));
        assert!(matches!(taken[1], Event::Page { number: 3, .. }));
    }
}
