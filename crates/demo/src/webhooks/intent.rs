//! The intent-to-receive check: the receiver must accept right signatures and reject wrong ones.

use ring::hmac;
use serde::Serialize;

use super::event::{body, signature};
use super::post::post;
use super::receiver::Receiver;
use crate::values::ids::random_bytes;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Check {
    signature: &'static str,
    expected: u16,
    status: Option<u16>,
    pub(crate) ok: bool,
    problem: Option<String>,
}

#[derive(Clone, Copy)]
enum Signed {
    Right,
    /// With a key that is not the webhook's.
    OtherKey,
    /// The signature of another body.
    OtherBody,
}

/// Sends all checks, so that every problem is reported at once.
pub(crate) async fn checks(receiver: &Receiver) -> Vec<Check> {
    let mut checks = Vec::new();
    for signed in [Signed::Right, Signed::OtherKey, Signed::OtherBody, Signed::Right] {
        checks.push(check(receiver, signed).await);
    }
    checks
}

async fn check(receiver: &Receiver, signed: Signed) -> Check {
    let empty = || body(&[], "", 0, 0);
    let sent = empty();
    let (name, expected, signature) = match signed {
        Signed::Right => ("right", 200, signature(&receiver.key, &sent)),
        Signed::OtherKey => {
            let other = hmac::Key::new(hmac::HMAC_SHA256, &random_bytes::<32>());
            ("wrong", 401, signature(&other, &sent))
        }
        Signed::OtherBody => ("wrong", 401, signature(&receiver.key, &empty())),
    };
    let response = post(&receiver.url, receiver.timeout_after, sent, &signature).await;
    let unexpected = response.status.filter(|status| *status != expected);
    let problem = response.problem.or_else(|| {
        unexpected.map(|status| format!("responded with {status}; the {name} signature requires {expected}"))
    });
    Check { signature: name, expected, status: response.status, ok: problem.is_none(), problem }
}
