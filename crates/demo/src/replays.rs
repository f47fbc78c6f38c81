//! Responses by idempotency key, errors included, kept for six minutes of the demo's clock.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::wire::response::ApiResponse;

const KEPT: i64 = 6 * 60_000;

pub(crate) const LONGEST_KEY: usize = 128;

#[derive(Clone, Debug, Default)]
pub(crate) struct Replays {
    stored: HashMap<Arc<str>, StoredResponse>,
    /// The same keys, the oldest first.
    ages: VecDeque<(i64, Arc<str>)>,
}

#[derive(Clone, Debug)]
struct StoredResponse {
    request: [u8; 32],
    response: ApiResponse,
}

pub(crate) enum Recall {
    New,
    Same(ApiResponse),
    OtherRequest,
}

impl Replays {
    pub(crate) fn recall(&mut self, key: &str, request: [u8; 32], now: i64) -> Recall {
        self.forget(now);
        match self.stored.get(key) {
            None => Recall::New,
            Some(stored) if stored.request == request => Recall::Same(stored.response.clone()),
            Some(_) => Recall::OtherRequest,
        }
    }

    /// Must follow a `recall` that found the key to be new.
    pub(crate) fn remember(&mut self, key: &str, request: [u8; 32], now: i64, response: &ApiResponse) {
        let key: Arc<str> = key.into();
        self.ages.push_back((now, Arc::clone(&key)));
        self.stored.insert(key, StoredResponse { request, response: response.clone() });
    }

    fn forget(&mut self, now: i64) {
        while let Some((_, key)) = self.ages.front().filter(|(at, _)| *at < now - KEPT) {
            self.stored.remove(key);
            self.ages.pop_front();
        }
        // After the clock was set back, later keys are dropped.
        while let Some((_, key)) = self.ages.back().filter(|(at, _)| *at > now) {
            self.stored.remove(key);
            self.ages.pop_back();
        }
    }
}

/// A hash of method, path, query and body.
pub(crate) fn fingerprint(method: &str, target: &str, body: &[u8]) -> [u8; 32] {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    context.update(method.as_bytes());
    context.update(b" ");
    context.update(target.as_bytes());
    context.update(b"\n");
    context.update(body);
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::{KEPT, Recall, Replays};
    use crate::wire::response::ApiResponse;

    const REQUEST: [u8; 32] = [1; 32];

    fn is_new(replays: &mut Replays, key: &str, now: i64) -> bool {
        matches!(replays.recall(key, REQUEST, now), Recall::New)
    }

    #[test]
    fn a_key_is_remembered_for_six_minutes() {
        let mut replays = Replays::default();
        for (key, at) in [("first", 1_000), ("second", 2_000)] {
            assert!(is_new(&mut replays, key, at));
            replays.remember(key, REQUEST, at, &ApiResponse::text(200, key));
        }
        for key in ["first", "second"] {
            assert!(!is_new(&mut replays, key, 1_000 + KEPT));
        }
        assert!(is_new(&mut replays, "first", 1_001 + KEPT));
        assert!(!is_new(&mut replays, "second", 1_001 + KEPT));
        assert_eq!((replays.stored.len(), replays.ages.len()), (1, 1));
    }

    #[test]
    fn a_clock_set_back_has_not_seen_the_keys_of_its_future() {
        let mut replays = Replays::default();
        replays.remember("key", REQUEST, 2_000, &ApiResponse::text(200, ""));
        assert!(is_new(&mut replays, "key", 1_999));
        assert!(replays.stored.is_empty());
    }

    #[test]
    fn another_request_with_the_same_key_is_distinguished() {
        let mut replays = Replays::default();
        replays.remember("key", REQUEST, 0, &ApiResponse::text(400, "no"));
        assert!(matches!(replays.recall("key", REQUEST, 0), Recall::Same(response) if response.status == 400));
        assert!(matches!(replays.recall("key", [2; 32], 0), Recall::OtherRequest));
    }
}
