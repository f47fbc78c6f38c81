//! The memory of idempotency keys: six minutes by the demo's clock, errors included.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::wire::response::Reply;

const KEPT: i64 = 6 * 60_000;

pub(crate) const LONGEST_KEY: usize = 128;

#[derive(Clone, Debug, Default)]
pub(crate) struct Replays {
    kept: HashMap<Arc<str>, Kept>,
    /// The same keys, the oldest first.
    ages: VecDeque<(i64, Arc<str>)>,
}

#[derive(Clone, Debug)]
struct Kept {
    request: [u8; 32],
    reply: Reply,
}

pub(crate) enum Recall {
    New,
    Same(Reply),
    OtherRequest,
}

impl Replays {
    pub(crate) fn recall(&mut self, key: &str, request: [u8; 32], now: i64) -> Recall {
        self.forget(now);
        match self.kept.get(key) {
            None => Recall::New,
            Some(kept) if kept.request == request => Recall::Same(kept.reply.clone()),
            Some(_) => Recall::OtherRequest,
        }
    }

    /// For a key that was just found to be new.
    pub(crate) fn remember(&mut self, key: &str, request: [u8; 32], now: i64, reply: &Reply) {
        let key: Arc<str> = key.into();
        self.ages.push_back((now, Arc::clone(&key)));
        self.kept.insert(key, Kept { request, reply: reply.clone() });
    }

    fn forget(&mut self, now: i64) {
        while let Some((_, key)) = self.ages.front().filter(|(at, _)| *at < now - KEPT) {
            self.kept.remove(key);
            self.ages.pop_front();
        }
        // A clock that was set back leaves keys of the future behind.
        while let Some((_, key)) = self.ages.back().filter(|(at, _)| *at > now) {
            self.kept.remove(key);
            self.ages.pop_back();
        }
    }
}

/// What makes two requests the same: method, path, query and body.
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
    use crate::wire::response::Reply;

    const REQUEST: [u8; 32] = [1; 32];

    fn is_new(replays: &mut Replays, key: &str, now: i64) -> bool {
        matches!(replays.recall(key, REQUEST, now), Recall::New)
    }

    #[test]
    fn a_key_is_kept_for_six_minutes_and_no_longer() {
        let mut replays = Replays::default();
        for (key, at) in [("first", 1_000), ("second", 2_000)] {
            assert!(is_new(&mut replays, key, at));
            replays.remember(key, REQUEST, at, &Reply::text(200, key));
        }
        for key in ["first", "second"] {
            assert!(!is_new(&mut replays, key, 1_000 + KEPT));
        }
        assert!(is_new(&mut replays, "first", 1_001 + KEPT));
        assert!(!is_new(&mut replays, "second", 1_001 + KEPT));
        assert_eq!((replays.kept.len(), replays.ages.len()), (1, 1));
    }

    #[test]
    fn a_clock_set_back_has_not_seen_the_keys_of_its_future() {
        let mut replays = Replays::default();
        replays.remember("key", REQUEST, 2_000, &Reply::text(200, ""));
        assert!(is_new(&mut replays, "key", 1_999));
        assert!(replays.kept.is_empty());
    }

    #[test]
    fn another_request_under_the_same_key_is_told_apart() {
        let mut replays = Replays::default();
        replays.remember("key", REQUEST, 0, &Reply::text(400, "no"));
        assert!(matches!(replays.recall("key", REQUEST, 0), Recall::Same(reply) if reply.status == 400));
        assert!(matches!(replays.recall("key", [2; 32], 0), Recall::OtherRequest));
    }
}
