//! The memory of idempotency keys: six minutes by the demo's clock, errors included.

use std::collections::HashMap;

use crate::reply::Reply;

const KEPT: i64 = 6 * 60_000;

pub(crate) const LONGEST_KEY: usize = 128;

#[derive(Clone, Debug, Default)]
pub(crate) struct Replays {
    kept: HashMap<String, Kept>,
}

#[derive(Clone, Debug)]
struct Kept {
    at: i64,
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
        self.kept.retain(|_, kept| (now - KEPT..=now).contains(&kept.at));
        match self.kept.get(key) {
            None => Recall::New,
            Some(kept) if kept.request == request => Recall::Same(kept.reply.clone()),
            Some(_) => Recall::OtherRequest,
        }
    }

    pub(crate) fn remember(&mut self, key: &str, request: [u8; 32], now: i64, reply: &Reply) {
        self.kept.insert(key.to_owned(), Kept { at: now, request, reply: reply.clone() });
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
