//! Intent to receive: a receiver is believed when it tells right signatures from wrong ones.

use ring::hmac;
use serde::Serialize;

use super::event::{body, signature};
use super::post::post;
use super::receiver::Hook;
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

/// All of them are sent, so that everything that is wrong is seen at once.
pub(crate) async fn checks(hook: &Hook) -> Vec<Check> {
    let mut checks = Vec::new();
    for signed in [Signed::Right, Signed::OtherKey, Signed::OtherBody, Signed::Right] {
        checks.push(check(hook, signed).await);
    }
    checks
}

async fn check(hook: &Hook, signed: Signed) -> Check {
    let empty = || body(&[], "", 0, 0);
    let sent = empty();
    let (name, expected, signature) = match signed {
        Signed::Right => ("right", 200, signature(&hook.key, &sent)),
        Signed::OtherKey => {
            let other = hmac::Key::new(hmac::HMAC_SHA256, &random_bytes::<32>());
            ("wrong", 401, signature(&other, &sent))
        }
        Signed::OtherBody => ("wrong", 401, signature(&hook.key, &empty())),
    };
    let answer = post(&hook.target, hook.patience, sent, &signature).await;
    let misfit = answer.status.filter(|status| *status != expected);
    let problem = answer
        .problem
        .or_else(|| misfit.map(|status| format!("answered {status} where the {name} signature asks for {expected}")));
    Check { signature: name, expected, status: answer.status, ok: problem.is_none(), problem }
}
